//! `longshore serve` before an AWS and on a database that the test chooses, to be killed, stopped
//! and started again.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::api::ENVIRONMENT;
use crate::process::{Process, loopback_url};
use crate::sandbox::client_variables;
use crate::tools;

/// How much quicker than in production everything that waits is, where a test does not measure it.
/// What AWS's answers and leases are given shrinks by the same, and must do on a busy machine.
pub const PACE: u32 = 10;

/// How to start one.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Its data folder.
    pub data: PathBuf,
    /// Its database; without it a file in the data folder.
    pub database: Option<String>,
    /// Where AWS is.
    pub endpoint: String,
    /// Where it listens on loopback; 0 for any port.
    pub port: u16,
    /// Everything that waits is so much quicker than in production.
    pub pace: u32,
}

/// A running server; dropping it kills it.
#[derive(Debug)]
pub struct Server {
    process: Process,
    url: String,
}

impl Server {
    /// Starts one. Blocks until it listens.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start(setup: &Setup) -> Result<Self> {
        let mut command = Command::new(tools::longshore()?);
        command
            // The same for all who share a database.
            .env("LONGSHORE_KEY", "5".repeat(64))
            .args(["serve", "--environment", ENVIRONMENT, "--listen"])
            .arg(format!("127.0.0.1:{}", setup.port))
            .arg("--data")
            .arg(&setup.data)
            .args(["--endpoint-url", &setup.endpoint])
            .args(["--pace", &setup.pace.to_string()])
            .envs(client_variables(&setup.endpoint));
        if let Some(database) = &setup.database {
            command.args(["--database", database]);
        }
        let mut process = Process::spawn("longshore serve", command)?;
        let url = process.hear(loopback_url)?;
        Ok(Self { process, url })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Ends it at once, as a power cut does.
    ///
    /// # Errors
    ///
    /// When it has ended already.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()
    }

    /// Stops it where it is; it goes on as if nothing had been.
    ///
    /// # Errors
    ///
    /// When it has ended.
    pub fn freeze(&self) -> Result<()> {
        self.process.signal("STOP")
    }

    /// Lets it go on.
    ///
    /// # Errors
    ///
    /// When it has ended.
    pub fn thaw(&self) -> Result<()> {
        self.process.signal("CONT")
    }

    /// Ends it as Ctrl-C does.
    ///
    /// # Errors
    ///
    /// When it does not end in time.
    pub fn stop(self) -> Result<()> {
        self.process.stop().map(|_| ())
    }

    /// All that it said so far.
    pub fn log(&self) -> String {
        self.process.log()
    }
}

/// Adds somebody as an administrator does.
///
/// # Errors
///
/// When it fails.
pub fn add_user(
    data: &Path,
    database: Option<&str>,
    person: crate::pages::sign_in::Person,
    role: &str,
) -> Result<()> {
    use std::io::Write as _;

    let mut command = Command::new(tools::longshore()?);
    command
        .args(["user", "add", person.name, "--role", role, "--data"])
        .arg(data);
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        writeln!(stdin, "{}", person.password)?;
    }
    anyhow::ensure!(child.wait()?.success(), "{} can't be added", person.name);
    Ok(())
}
