//! A PostgreSQL server of a test's own, which may be stopped in the middle.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use super::DatabaseServer;
use crate::process::free_port;
use crate::tools;

/// Nothing but loopback reaches the server, and nothing that it holds is anybody's.
const PASSWORD: &str = "proof";

/// A server that runs; dropping it ends it.
#[derive(Debug)]
pub struct PrivateServer {
    programs: PathBuf,
    account: Option<(u32, u32)>,
    port: u16,
    folder: TempDir,
}

impl PrivateServer {
    /// Makes one and starts it.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start() -> Result<Self> {
        let folder = tempfile::tempdir().context("there is no place for a server")?;
        let server = Self {
            programs: tools::postgres_programs()?,
            account: account()?,
            port: free_port()?,
            folder,
        };
        let password = server.folder.path().join("password");
        fs::write(&password, PASSWORD)?;
        for path in [server.folder.path(), &password] {
            server.give(path)?;
        }
        let mut initdb = server.command("initdb");
        initdb
            .args(["--username=longshore", "--auth=scram-sha-256"])
            .args(["--encoding=UTF8", "--locale=C", "--no-sync", "--pwfile"])
            .arg(&password);
        run(initdb)?;
        server.control(&["start"])?;
        Ok(server)
    }

    /// The server, as somebody who may create databases.
    ///
    /// # Errors
    ///
    /// When its programs are gone.
    pub fn server(&self) -> Result<DatabaseServer> {
        DatabaseServer::at(&format!(
            "postgres://longshore:{PASSWORD}@127.0.0.1:{}/postgres",
            self.port
        ))
    }

    /// Ends it at once with all its connections, and starts it again.
    ///
    /// # Errors
    ///
    /// When it does not start again.
    pub fn restart(&self) -> Result<()> {
        self.control(&["stop", "--mode=immediate"])?;
        self.control(&["start"])
    }

    fn control(&self, arguments: &[&str]) -> Result<()> {
        let mut command = self.command("pg_ctl");
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories=",
            self.port
        );
        command
            .args(arguments)
            .args(["--wait", "--silent", "--options", &options, "--log"])
            .arg(self.folder.path().join("log"));
        run(command)
    }

    /// A program of the server's, as whom it runs; it refuses to be root.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .env("PGDATA", self.folder.path().join("data"));
        #[cfg(unix)]
        if let Some((user, group)) = self.account {
            use std::os::unix::process::CommandExt as _;
            command.uid(user).gid(group);
        }
        command
    }

    fn give(&self, path: &Path) -> Result<()> {
        #[cfg(unix)]
        if let Some((user, group)) = self.account {
            std::os::unix::fs::chown(path, Some(user), Some(group))
                .with_context(|| format!("{} can't be given away", path.display()))?;
        }
        Ok(())
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        // It may not run; then there is nothing to end.
        let _stopped = self.control(&["stop", "--mode=immediate"]);
    }
}

/// Whom the server runs as, where we are root.
fn account() -> Result<Option<(u32, u32)>> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        let is_known = output.status.success();
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim().parse().ok().filter(|_| is_known)
    };
    if id(&["-u"]) != Some(0) {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let (Some(user), Some(group)) = (id(&["-u", name]), id(&["-g", name])) {
            return Ok(Some((user, group)));
        }
    }
    bail!("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")
}

fn run(mut command: Command) -> Result<()> {
    // The server keeps what it is started with open, so nobody may wait for its end.
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .with_context(|| format!("{} can't be started", command.get_program().display()))?;
    ensure!(
        status.success(),
        "{command:?} ended with {status}; see its log"
    );
    Ok(())
}
