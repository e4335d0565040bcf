//! A place for one Longshore, with proxies of its own between it and the others, so that it is known
//! which of several said what. Starting and stopping blocks; the proxies need a thread of their own
//! beside.

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::world::{Storage, TICK_SECONDS};
use crate::process::free_port;
use crate::proxy::{AwsProxy, Gate, PostgresProxy};
use crate::server::{PACE, Server, Setup};

/// The place, and the Longshore on it while one runs.
#[derive(Debug)]
pub struct Seat {
    /// What passes between Longshore and the others.
    pub gate: Gate,
    server: Option<Server>,
    setup: Setup,
    url: String,
    _folder: Option<TempDir>,
    _aws: AwsProxy,
    _postgres: Option<PostgresProxy>,
}

impl Seat {
    /// Makes one, with nobody on it.
    ///
    /// # Errors
    ///
    /// When there is no port or no place for data.
    pub(super) async fn new(aws: &str, storage: &Storage) -> Result<Self> {
        let gate = Gate::default();
        let aws = AwsProxy::start(aws, gate.clone(), TICK_SECONDS).await?;
        let (postgres, database, folder) = match storage {
            Storage::Postgres(database) => {
                let authority = database.server().authority();
                let proxy = PostgresProxy::start(authority, gate.clone()).await?;
                let url = database.url_through(&proxy.authority());
                let folder = tempfile::tempdir().context("there is no place for data")?;
                (Some(proxy), Some(url), Some(folder))
            }
            Storage::Sqlite(_) => (None, None, None),
        };
        let data = match (&folder, storage) {
            (Some(folder), _) | (None, Storage::Sqlite(folder)) => folder.path(),
            (None, Storage::Postgres(_)) => {
                anyhow::bail!("a database of PostgreSQL's is no folder")
            }
        };
        let port = free_port()?;
        Ok(Self {
            setup: Setup {
                data: data.to_owned(),
                database,
                endpoint: aws.url().to_owned(),
                port,
                pace: PACE,
            },
            url: format!("http://127.0.0.1:{port}"),
            gate,
            server: None,
            _folder: folder,
            _aws: aws,
            _postgres: postgres,
        })
    }

    /// Where Longshore listens, also while it does not run.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How much quicker than in production everything that waits is from its next start on.
    pub fn set_pace(&mut self, pace: u32) {
        self.setup.pace = pace;
    }

    /// Starts Longshore.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn start(&mut self) -> Result<()> {
        self.server = Some(Server::start(&self.setup)?);
        Ok(())
    }

    /// The Longshore that runs.
    ///
    /// # Errors
    ///
    /// When none does.
    pub fn server(&self) -> Result<&Server> {
        self.server.as_ref().context("no Longshore runs here")
    }

    /// Kills Longshore.
    ///
    /// # Errors
    ///
    /// When it does not run.
    pub fn kill(&mut self) -> Result<()> {
        let mut server = self.server.take().context("no Longshore runs here")?;
        server.kill()
    }

    /// Ends Longshore in good order, where it runs.
    ///
    /// # Errors
    ///
    /// When it does not end.
    pub fn stop(&mut self) -> Result<()> {
        self.server.take().map_or(Ok(()), Server::stop)
    }

    /// What Longshore said, for whoever looks for the reason of a failure.
    pub fn log(&self) -> String {
        self.server.as_ref().map(Server::log).unwrap_or_default()
    }
}
