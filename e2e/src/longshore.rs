//! The product: `longshore serve --sandbox`, as `cargo xtask start` starts it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::process::{Process, loopback_url};
use crate::tools;

/// How much faster than in AWS things happen in tests.
pub const SPEED: u32 = 60;

/// A running Longshore; dropping it kills it.
#[derive(Debug)]
pub struct Longshore {
    process: Process,
    url: String,
    data: Arc<TempDir>,
    speed: u32,
}

impl Longshore {
    /// Starts one with a fresh data folder.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start() -> Result<Self> {
        Self::start_at(SPEED)
    }

    /// Starts one with a fresh data folder whose AWS is so much faster than the real one.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start_at(speed: u32) -> Result<Self> {
        let data = tempfile::tempdir().context("there is no place for data")?;
        Self::start_on(Arc::new(data), speed)
    }

    fn start_on(data: Arc<TempDir>, speed: u32) -> Result<Self> {
        let mut command = std::process::Command::new(tools::longshore()?);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--sandbox"])
            .args(["--sandbox-speed", &speed.to_string()])
            .arg("--data")
            .arg(data.path());
        let mut process = Process::spawn("longshore serve", command)?;
        let url = process.hear(loopback_url)?;
        Ok(Self {
            process,
            url,
            data,
            speed,
        })
    }

    /// Stops it as Ctrl-C does and starts it again on the same data folder.
    ///
    /// # Errors
    ///
    /// When it does not stop or start.
    pub fn restart(self) -> Result<Self> {
        let Self {
            process,
            data,
            speed,
            url: _another_port_next_time,
        } = self;
        process.stop()?;
        Self::start_on(data, speed)
    }

    /// Kills it and starts it again on the same data folder.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn kill_and_restart(self) -> Result<Self> {
        let Self {
            process,
            data,
            speed,
            url: _another_port_next_time,
        } = self;
        drop(process);
        Self::start_on(data, speed)
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// All that it said so far.
    pub fn log(&self) -> String {
        self.process.log()
    }
}
