//! A PostgreSQL server for one run of the tests: an empty one on a port of its own, that ends with
//! this process however that ends.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::system_packages::{self, Package};
use crate::process;
use crate::temporary::TemporaryFolder;
use crate::version::Version;
use crate::workspace::Workspace;

/// How to come by it.
pub(crate) const PACKAGE: Package = Package {
    apt: &["postgresql"],
    elsewhere: "install the PostgreSQL server (macOS: `brew install postgresql`)",
    purpose: "PostgreSQL for the tests of the store",
};

/// Debian keeps the server's programs out of PATH, one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// A new cluster on a busy machine takes a few seconds.
const START_LIMIT: Duration = Duration::from_mins(1);

/// Ends the server and removes its folder when its input ends, which happens when the process that
/// holds the other end does, for whatever reason.
const WATCHER: &str = r#"
trap '' INT TERM HUP
cat > /dev/null
kill -INT "$1" 2> /dev/null
tries=0
while kill -0 "$1" 2> /dev/null && [ "$tries" -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
rm -rf "$2"
"#;

/// The folder with the server's programs.
pub(crate) fn find(workspace: &Workspace) -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(debian_version(folder)));
    folders.extend(workspace.search_path());
    folders.into_iter().find(|folder| {
        ["initdb", "postgres", "psql"]
            .iter()
            .all(|name| folder.join(name).is_file())
    })
}

fn debian_version(bin: &Path) -> Option<Version> {
    bin.parent()?.file_name()?.to_str()?.parse().ok()
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    watcher: Child,
    url: String,
    folder: TemporaryFolder,
}

impl Server {
    /// Makes an empty cluster and starts it.
    pub(crate) fn start(programs: &Path) -> Result<Self> {
        let folder = TemporaryFolder::create("postgres")?;
        let account = Account::find()?;
        account.give(folder.path())?;
        let password = password()?;
        let password_file = folder.path().join("password");
        fs::write(&password_file, &password).context("could not write a password file")?;
        account.give(&password_file)?;
        let data = folder.path().join("data");
        let mut initdb = account.command(&programs.join("initdb"), folder.path());
        initdb
            .arg("--pgdata")
            .arg(&data)
            .arg("--pwfile")
            .arg(&password_file)
            .args([
                "--username=longshore",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
            ])
            .args(["--locale=C", "--no-sync"]);
        process::capture(&mut initdb).context("could not create a PostgreSQL cluster")?;

        let port = process::free_port()?;
        let log = folder.path().join("log");
        let log_file = File::create(&log).context("could not create PostgreSQL's log")?;
        let mut command = account.command(&programs.join("postgres"), folder.path());
        command.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            // Nothing that this server holds outlives it.
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ] {
            command.args(["-c", setting]);
        }
        let server = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log_file)
            .spawn()
            .context("could not start PostgreSQL")?;
        let watcher = Command::new("sh")
            .args(["-c", WATCHER, "longshore-postgres-watcher"])
            .arg(server.id().to_string())
            .arg(folder.path())
            .stdin(Stdio::piped())
            .spawn()
            .context("could not watch over PostgreSQL")?;
        let mut running = Self {
            process: server,
            watcher,
            url: format!("postgres://longshore:{password}@127.0.0.1:{port}/postgres"),
            folder,
        };
        running.wait_until_ready(&data, &log)?;
        Ok(running)
    }

    /// Where it is, as a user who may create databases.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The last line of `postmaster.pid` says how far the server is; its own `pg_ctl` reads it too.
    fn wait_until_ready(&mut self, data: &Path, log: &Path) -> Result<()> {
        let start = Instant::now();
        loop {
            let status = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if status.lines().any(|line| line.trim_end() == "ready") {
                return Ok(());
            }
            let ended = self.process.try_wait()?.is_some();
            if ended || start.elapsed() > START_LIMIT {
                let log = fs::read_to_string(log).unwrap_or_default();
                bail!("PostgreSQL did not start: {}", log.trim());
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        let ended = self.process.wait().and_then(|_| self.watcher.wait());
        if let Err(error) = ended {
            eprintln!(
                "PostgreSQL in {} could not be stopped: {error}",
                self.folder.path().display()
            );
        }
    }
}

/// Whom the server runs as: it refuses to be root.
#[derive(Debug, Clone, Copy)]
enum Account {
    Ourselves,
    Other { user_id: u32, group_id: u32 },
}

impl Account {
    fn find() -> Result<Self> {
        if !system_packages::is_root() {
            return Ok(Self::Ourselves);
        }
        for name in ["postgres", "nobody"] {
            let id = |flag| -> Option<u32> {
                let text = process::capture(Command::new("id").args([flag, name])).ok()?;
                text.trim().parse().ok()
            };
            if let (Some(user_id), Some(group_id)) = (id("-u"), id("-g")) {
                return Ok(Self::Other { user_id, group_id });
            }
        }
        bail!(
            "PostgreSQL refuses to run as root, and this machine has neither a user postgres nor \
             a user nobody; run the tests as another user"
        )
    }

    #[cfg(unix)]
    fn give(self, path: &Path) -> Result<()> {
        if let Self::Other { user_id, group_id } = self {
            std::os::unix::fs::chown(path, Some(user_id), Some(group_id))
                .with_context(|| format!("could not give {} away", path.display()))?;
        }
        Ok(())
    }

    #[cfg(not(unix))]
    fn give(self, _path: &Path) -> Result<()> {
        Ok(())
    }

    fn command(self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).env("LC_ALL", "C");
        #[cfg(unix)]
        if let Self::Other { user_id, group_id } = self {
            use std::os::unix::process::CommandExt as _;
            command.uid(user_id).gid(group_id);
        }
        command
    }
}

fn password() -> Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context("could not read random bytes")?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_debians_versions_is_known_by_its_folder() {
        let old = debian_version(Path::new("/usr/lib/postgresql/9.6/bin"));
        let new = debian_version(Path::new("/usr/lib/postgresql/15/bin"));
        assert!(old.is_some() && old < new);
    }
}
