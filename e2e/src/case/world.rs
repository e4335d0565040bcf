//! A simulated AWS, a database, and a Longshore between them with proxies on both sides. Starting
//! and stopping blocks; the proxies need a thread of their own beside.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::database::Database;
use crate::process::free_port;
use crate::proxy::{AwsProxy, Gate, PostgresProxy};
use crate::sandbox::Sandbox;
use crate::server::{Server, Setup};

/// AWS's clock goes forward by so much each time that somebody looks at a service or a task.
pub(super) const TICK_SECONDS: u32 = 10;

/// What a server keeps its data in.
#[derive(Debug)]
pub enum Storage {
    /// A database of PostgreSQL's, and a folder with nothing in it.
    Postgres(Database, TempDir),
    /// A folder with a file of `SQLite`'s.
    Sqlite(TempDir),
}

impl Storage {
    /// The data folder.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Postgres(_, folder) | Self::Sqlite(folder) => folder.path(),
        }
    }

    /// Another with the same in it. No server may use this one.
    pub(super) fn copy(&self) -> Result<Self> {
        let folder = tempfile::tempdir().context("there is no place for data")?;
        match self {
            Self::Postgres(database, _) => Ok(Self::Postgres(database.copy()?, folder)),
            Self::Sqlite(original) => {
                for file in std::fs::read_dir(original.path())?.flatten() {
                    std::fs::copy(file.path(), folder.path().join(file.file_name()))?;
                }
                Ok(Self::Sqlite(folder))
            }
        }
    }
}

/// All of it, running.
#[derive(Debug)]
pub struct World {
    /// AWS.
    pub sandbox: Sandbox,
    /// What passes between Longshore and the others.
    pub gate: Gate,
    /// Longshore, while it runs.
    pub server: Option<Server>,
    setup: Setup,
    url: String,
    storage: Storage,
    _aws: AwsProxy,
    _postgres: Option<PostgresProxy>,
}

impl World {
    /// Starts everything.
    ///
    /// # Errors
    ///
    /// When something does not start.
    pub async fn start(storage: Storage, state: &Path) -> Result<Self> {
        let sandbox = Sandbox::start_by_hand(state).await?;
        let gate = Gate::default();
        let aws = AwsProxy::start(sandbox.url(), gate.clone(), TICK_SECONDS).await?;
        let (postgres, database) = match &storage {
            Storage::Postgres(database, _) => {
                let authority = database.server().authority();
                let proxy = PostgresProxy::start(authority, gate.clone()).await?;
                let url = database.url_through(&proxy.authority());
                (Some(proxy), Some(url))
            }
            Storage::Sqlite(_) => (None, None),
        };
        let port = free_port()?;
        let mut world = Self {
            setup: Setup {
                data: storage.folder().to_owned(),
                database,
                endpoint: aws.url().to_owned(),
                port,
                more: Vec::new(),
            },
            url: format!("http://127.0.0.1:{port}"),
            sandbox,
            gate,
            server: None,
            storage,
            _aws: aws,
            _postgres: postgres,
        };
        world.start_server()?;
        Ok(world)
    }

    /// Where Longshore listens, also while it does not run.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Starts Longshore again after it was killed.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start_server(&mut self) -> Result<()> {
        self.server = Some(Server::start(&self.setup)?);
        Ok(())
    }

    /// Kills Longshore.
    ///
    /// # Errors
    ///
    /// When it does not run.
    pub fn kill_server(&mut self) -> Result<()> {
        let mut server = self.server.take().context("no server runs")?;
        server.kill()
    }

    /// Ends everything in good order, and answers what Longshore kept.
    ///
    /// # Errors
    ///
    /// When something does not end.
    pub fn stop(self) -> Result<Storage> {
        if let Some(server) = self.server {
            server.stop()?;
        }
        self.sandbox.stop()?;
        Ok(self.storage)
    }

    /// What Longshore said, for whoever looks for the reason of a failure.
    pub fn log(&self) -> String {
        self.server.as_ref().map(Server::log).unwrap_or_default()
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.storage.folder().to_owned()
    }
}
