//! A simulated AWS, a database, and Longshores between them.

use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::seat::Seat;
use crate::api::Api;
use crate::database::{Database, DatabaseServer};
use crate::pages::sign_in::DEPLOYER;
use crate::sandbox::Sandbox;
use crate::server::add_user;

/// AWS's clock goes forward by so much each time that somebody looks at a service or a task.
pub(super) const TICK_SECONDS: u32 = 20;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// `SQLite`.
    Sqlite,
}

/// What Longshore keeps its data in.
#[derive(Debug)]
pub enum Storage {
    /// A database of PostgreSQL's.
    Postgres(Database),
    /// A folder with a file of `SQLite`'s.
    Sqlite(TempDir),
}

impl Storage {
    /// An empty one, but for somebody who may deploy.
    ///
    /// # Errors
    ///
    /// When it can't be made.
    pub fn new(engine: Engine) -> Result<Self> {
        match engine {
            Engine::Postgres => Self::on(&DatabaseServer::given()?),
            Engine::Sqlite => {
                let folder = tempfile::tempdir().context("there is no place for data")?;
                add_user(folder.path(), None, DEPLOYER, "deployer")?;
                Ok(Self::Sqlite(folder))
            }
        }
    }

    /// The same on a server of PostgreSQL's.
    ///
    /// # Errors
    ///
    /// When it can't be made.
    pub fn on(server: &DatabaseServer) -> Result<Self> {
        let database = server.create()?;
        let folder = tempfile::tempdir().context("there is no place for data")?;
        add_user(folder.path(), Some(&database.url()), DEPLOYER, "deployer")?;
        Ok(Self::Postgres(database))
    }

    /// Another with the same in it. No Longshore may use this one.
    pub(super) fn copy(&self) -> Result<Self> {
        match self {
            Self::Postgres(database) => Ok(Self::Postgres(database.copy()?)),
            Self::Sqlite(original) => {
                let folder = tempfile::tempdir().context("there is no place for data")?;
                for file in std::fs::read_dir(original.path())?.flatten() {
                    std::fs::copy(file.path(), folder.path().join(file.file_name()))?;
                }
                Ok(Self::Sqlite(folder))
            }
        }
    }
}

/// All of it.
#[derive(Debug)]
pub struct World {
    /// AWS.
    pub sandbox: Sandbox,
    /// The first place for a Longshore; one runs there.
    pub first: Seat,
    storage: Storage,
}

impl World {
    /// Starts everything.
    ///
    /// # Errors
    ///
    /// When something does not start.
    pub async fn start(storage: Storage, state: &Path) -> Result<Self> {
        let sandbox = Sandbox::start_by_hand(state).await?;
        let mut first = Seat::new(sandbox.url(), &storage).await?;
        first.start()?;
        Ok(Self {
            sandbox,
            first,
            storage,
        })
    }

    /// Another place, with nobody on it yet.
    ///
    /// # Errors
    ///
    /// When it can't be made.
    pub async fn another_seat(&self) -> Result<Seat> {
        Seat::new(self.sandbox.url(), &self.storage).await
    }

    /// Somebody who may deploy, at the first Longshore.
    ///
    /// # Errors
    ///
    /// When they can't sign in.
    pub async fn sign_in(&self) -> Result<Api> {
        Api::sign_in(self.first.url(), DEPLOYER).await
    }

    /// Ends everything in good order, and answers what Longshore kept.
    ///
    /// # Errors
    ///
    /// When something does not end.
    pub fn stop(mut self) -> Result<Storage> {
        self.first.stop()?;
        self.sandbox.stop()?;
        Ok(self.storage)
    }
}
