//! The product: `longshore serve --sandbox`, as `cargo xtask start` starts it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::pages::sign_in::{ADMINISTRATOR, DEPLOYER, EDITOR, Person, REVIEWER, VIEWER};
use crate::process::{Process, loopback_url};
use crate::sandbox::Sandbox;
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

    /// Starts one with a fresh data folder in front of an AWS that the test can disturb. The people of
    /// a trial are added as an administrator adds them.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start_before(aws: &Sandbox) -> Result<Self> {
        let data = Arc::new(tempfile::tempdir().context("there is no place for data")?);
        for (person, role) in [
            (DEPLOYER, "deployer"),
            (EDITOR, "editor"),
            (REVIEWER, "reviewer"),
            (ADMINISTRATOR, "administrator"),
            (VIEWER, "viewer"),
        ] {
            add_user(data.path(), person, role)?;
        }
        let mut command = Command::new(tools::longshore()?);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--environment", "trial"])
            .arg("--data")
            .arg(data.path())
            .args(["--endpoint-url", aws.url()])
            .envs(aws.client_variables());
        let mut process = Process::spawn("longshore serve", command)?;
        let url = process.hear(loopback_url)?;
        Ok(Self {
            process,
            url,
            data,
            speed: SPEED,
        })
    }

    /// Starts one where nobody has an account, in front of an AWS of the test, with more to tell it;
    /// gives its set-up code, too.
    ///
    /// # Errors
    ///
    /// When it does not start, or prints no code.
    pub fn start_first(
        aws: &Sandbox,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Result<(Self, String)> {
        let mut longshore = Self::start_empty(aws, arguments, variables)?;
        let code = longshore.process.hear(set_up_code)?;
        Ok((longshore, code))
    }

    /// The same where no set-up code is printed.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start_empty(
        aws: &Sandbox,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let data = Arc::new(tempfile::tempdir().context("there is no place for data")?);
        let mut command = Command::new(tools::longshore()?);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--environment", "trial"])
            .arg("--data")
            .arg(data.path())
            .args(["--endpoint-url", aws.url()])
            .args(arguments)
            .envs(aws.client_variables())
            .envs(variables.iter().copied());
        let mut process = Process::spawn("longshore serve", command)?;
        let url = process.hear(loopback_url)?;
        Ok(Self {
            process,
            url,
            data,
            speed: SPEED,
        })
    }

    fn start_on(data: Arc<TempDir>, speed: u32) -> Result<Self> {
        let mut command = Command::new(tools::longshore()?);
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

/// A set-up code alone on its line: five groups of four.
fn set_up_code(line: &str) -> Option<String> {
    let line = line.trim();
    let groups: Vec<&str> = line.split('-').collect();
    let is_code = groups.len() == 5
        && groups.iter().all(|group| {
            group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    is_code.then(|| line.to_owned())
}

fn add_user(data: &Path, person: Person, role: &str) -> Result<()> {
    let mut child = Command::new(tools::longshore()?)
        .args(["user", "add", person.name, "--role", role, "--data"])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("longshore user can't be started")?;
    let mut stdin = child.stdin.take().context("it does not listen")?;
    writeln!(stdin, "{}", person.password)?;
    drop(stdin);
    ensure!(child.wait()?.success(), "{} can't be added", person.name);
    Ok(())
}
