//! Where the key comes from that the database's secrets are encrypted with, and `longshore key`.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use shared::audit::Via;
use shared::wire::Secret;

use super::database::Database;
use super::{Failure, say, warn};
use crate::clock::Clock;
use crate::encryption::Key as EncryptionKey;
use crate::store::{Origin, Store, StoreError, acting_from};

/// Holds the key, where it does not come from a file. It is no argument, since those are visible to
/// every process.
const VARIABLE: &str = "LONGSHORE_KEY";
/// The key's file in the data folder.
const FILE: &str = "longshore.key";

#[derive(Debug, Args)]
pub(super) struct KeySource {
    /// The file with the key that secrets in the database are encrypted with: 64 hexadecimal
    /// digits. Without it `LONGSHORE_KEY` in the environment, or a file in the data folder, which
    /// is made for a new database.
    #[arg(long, value_name = "FILE", env = "LONGSHORE_KEY_FILE", global = true)]
    key_file: Option<PathBuf>,
}

impl KeySource {
    /// Gives a store its key; draws one for a database that has none.
    pub(super) async fn unlock(&self, store: Store, data: &Path) -> Result<Store, Failure> {
        let (key, place) = self.find(&store, data).await?;
        match store.with_key(key).await {
            Err(StoreError::OtherKey { needed, given }) => Err(Failure::new(format!(
                "the secrets in this database are encrypted with the key {needed}, and {place} is the key {given}; \
                 give the right one with --key-file or {VARIABLE}, as the other processes have it, \
                 or see `longshore key forget` if it is lost"
            ))),
            other => Ok(other?),
        }
    }

    /// The key, and where it comes from in words.
    async fn find(&self, store: &Store, data: &Path) -> Result<(EncryptionKey, String), Failure> {
        if self.key_file.is_none()
            && let Ok(text) = std::env::var(VARIABLE)
        {
            let key = EncryptionKey::parse(&Secret::new(text))
                .map_err(|error| Failure::new(format!("{VARIABLE}: {error}")))?;
            return Ok((key, VARIABLE.to_owned()));
        }
        let path = match &self.key_file {
            Some(path) => path.clone(),
            None => data.join(FILE),
        };
        let place = path.display().to_string();
        if let Some(key) = read(&path)? {
            return Ok((key, place));
        }
        if let Some(id) = store.key_id().await? {
            return Err(Failure::new(format!(
                "the secrets in this database are encrypted with the key {id}, and there is no {place}; \
                 bring the file back, name another with --key-file, give the key in {VARIABLE}, \
                 or see `longshore key forget` if it is lost"
            )));
        }
        let (key, made) = read_or_make(&path)?;
        if made {
            warn(&format!(
                "Made {place}: the key of the secrets in the database. Keep a copy of it, apart from the database's."
            ));
        }
        Ok((key, place))
    }
}

/// Reads a key file, or makes it where there is none; says whether it was made.
fn read_or_make(path: &Path) -> Result<(EncryptionKey, bool), Failure> {
    if let Some(key) = read(path)? {
        return Ok((key, false));
    }
    let place = path.display();
    let text = EncryptionKey::draw()?;
    match write(path, &text) {
        Ok(()) => Ok((EncryptionKey::parse(&text)?, true)),
        // Another process made it at this moment.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let key = read(path)?;
            key.map(|key| (key, false))
                .ok_or_else(|| Failure::new(format!("the key file {place} went away")))
        }
        Err(error) => Err(Failure::new(format!(
            "cannot make the key file {place}: {error}; choose another, or give a key in {VARIABLE}"
        ))),
    }
}

/// Reads a key file; nothing where there is none.
fn read(path: &Path) -> Result<Option<EncryptionKey>, Failure> {
    let place = path.display();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => Secret::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Failure::new(format!(
                "cannot read the key file {place}: {error}; let this account read it, or name another with --key-file"
            )));
        }
    };
    if is_open_to_others(path) {
        warn(&format!(
            "Others on this machine can read the key file {place}: close it with `chmod 600`."
        ));
    }
    EncryptionKey::parse(&text)
        .map(Some)
        .map_err(|error| Failure::new(format!("the key file {place} holds no key: {error}")))
}

/// Writes a file that was not there, for this account alone.
fn write(path: &Path, key: &Secret) -> std::io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        super::serve::make_private_folder(folder)?;
    }
    // Whole or not at all: another process may look for it at the same time.
    let part = path.with_extension(format!("{}.part", std::process::id()));
    let written = write_part(&part, key).and_then(|()| std::fs::hard_link(&part, path));
    // It is of no use any more, whatever came of it.
    let _removed = std::fs::remove_file(&part);
    written
}

fn write_part(part: &Path, key: &Secret) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file: File = options.open(part)?;
    writeln!(file, "{}", key.expose())?;
    file.sync_all()
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_path: &Path) -> bool {
    false
}

#[derive(Debug, Args)]
pub(super) struct Key {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    source: KeySource,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Encrypt everything with another key; every process that serves the database has to be
    /// stopped, and to be started with the other key.
    Replace {
        /// The file of the other key; made if it is missing.
        #[arg(long, value_name = "FILE")]
        with: PathBuf,
    },
    /// Do without a key that is lost: everybody's second factor and all webhooks are taken away,
    /// since nothing else can be done with them. The next start makes a key.
    Forget {
        /// Do it.
        #[arg(long)]
        yes: bool,
    },
}

impl Key {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let store = self.database.open_or_make().await?;
        // Who sits there is not known.
        let origin = Origin {
            via: Via::CommandLine,
            address: None,
        };
        acting_from(origin, self.act(store)).await
    }

    async fn act(self, store: Store) -> Result<(), Failure> {
        let now_ms = Clock::system().now_ms();
        match &self.action {
            Action::Replace { with } => {
                let store = self.source.unlock(store, self.database.folder()).await?;
                replace(&store, with, now_ms).await?;
                store.bind_audit().await?;
                store.close().await;
            }
            Action::Forget { yes: false } => {
                return Err(Failure::new(
                    "this takes away everybody's second factor and all webhooks; add --yes if the key is lost indeed",
                ));
            }
            Action::Forget { yes: true } => {
                forget(&store, now_ms).await?;
                store.bind_audit().await?;
                store.close().await;
            }
        }
        Ok(())
    }
}

async fn replace(store: &Store, path: &Path, now_ms: i64) -> Result<(), Failure> {
    let place = path.display();
    let (key, _) = read_or_make(path)?;
    if !store.replace_key(&key, now_ms).await? {
        return Err(is_served());
    }
    say(&format!(
        "The secrets are encrypted with the key {}, which is in {place}. Start Longshore with it; copies of the database from before need the key until now.",
        key.id()
    ));
    Ok(())
}

async fn forget(store: &Store, now_ms: i64) -> Result<(), Failure> {
    let forgotten = store.forget_key(now_ms).await?.ok_or_else(is_served)?;
    let list = |names: &[String]| match names {
        [] => "none".to_owned(),
        names => names.join(", "),
    };
    say(&format!(
        "Whose second factor was taken away: {}.",
        list(&forgotten.people)
    ));
    say(&format!(
        "Webhooks that were taken away: {}.",
        list(&forgotten.webhooks)
    ));
    say("The next start makes a key, or takes the one that is given.");
    Ok(())
}

fn is_served() -> Failure {
    Failure::new(
        "a Longshore serves this database; stop every one of them first, and wait ten seconds if one was killed",
    )
}
