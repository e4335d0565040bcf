//! The database: the only module that knows SQL.
//!
//! One set of tables and queries in `SQLite` and in PostgreSQL, through sqlx's `Any`. Times are
//! milliseconds since the epoch, truth values 0 and 1, JSON is text.

mod attempts;
mod audit;
mod blame;
mod changes;
mod codes;
mod commands;
mod deliveries;
mod deployments;
mod drafts;
mod earlier;
mod encrypted;
mod environments;
mod error;
mod hearing;
mod identities;
mod journal;
mod leases;
mod news;
mod people;
mod plans;
mod policies;
mod releases;
mod runs;
mod second_factors;
mod sessions;
mod start;
mod tokens;
mod users;
mod webhooks;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyPool, Executor as _, Transaction};

use crate::encryption::Key;

pub use attempts::{Attempt, Limits};
pub use audit::{Begun, Deed, Held, Origin, acting_from};
pub use blame::Made;
pub use changes::{Acted, Actor, ChangeFilter, Proposal};
pub use commands::Given;
pub use deliveries::{DeliveryEnd, HeldDelivery, Recipient};
pub use deployments::Filter;
pub use drafts::{DraftFilter, DraftPlace, DraftSave, Saved};
pub use earlier::Brought;
pub use encrypted::Forgotten;
pub use environments::{EnvironmentSave, StoredEnvironment};
pub use error::StoreError;
pub use hearing::ClaimedAddress;
pub use identities::Identity;
pub use journal::Calls;
pub use leases::Lease;
pub use people::{PersonChange, PersonFacts};
pub use plans::{KeptPlan, MadePlan};
pub use policies::PolicySave;
pub use releases::NewRelease;
pub use runs::Run;
pub use second_factors::SecondFactor;
pub(crate) use sessions::StoredSession;
pub use start::{ChangeOrder, NewDeployment, NewRequest, Started};
pub use users::{User, UserAdded};
pub use webhooks::{WebhookKept, WebhookSave, WebhookTarget};

/// A handle on the database.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    engine: Engine,
    /// Without one, what is encrypted can neither be read nor written.
    key: Option<Arc<Key>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Store {
    /// Opens the database, makes it where it is a file that is missing, and brings its tables up
    /// to date.
    ///
    /// # Errors
    /// The URL is of no database that we know, it cannot be reached, or a migration failed.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let engine = engine_of(url)?;
        let pool = AnyPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(10))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    let settings = match engine {
                        Engine::Sqlite => "pragma journal_mode = wal; pragma busy_timeout = 10000",
                        // A process that is stopped within a transaction keeps its locks; who takes
                        // its work over would wait for them for ever.
                        Engine::Postgres => "set idle_in_transaction_session_timeout = '2s'",
                    };
                    connection.execute(settings).await?;
                    Ok(())
                })
            })
            .connect(url)
            .await
            .map_err(|source| StoreError::Open { source })?;
        sqlx::migrate!()
            .run(&pool)
            .await
            .map_err(|source| StoreError::Migrate { source })?;
        audit::seal(&pool, engine).await?;
        Ok(Self {
            pool,
            engine,
            key: None,
        })
    }

    /// The URL of a `SQLite` database in a file.
    pub fn sqlite_url(file: &Path) -> String {
        let path = file
            .to_string_lossy()
            .replace('%', "%25")
            .replace('?', "%3F");
        format!("sqlite://{path}?mode=rwc")
    }

    /// Closes the connections, so that a `SQLite` file is whole without its log.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Begins a transaction that reads and then writes. `SQLite` takes its lock at once, since a
    /// lock that is taken late may fail although nothing is wrong.
    async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        match self.engine {
            Engine::Sqlite => self.pool.begin_with("begin immediate").await,
            Engine::Postgres => self.pool.begin().await,
        }
        .map_err(StoreError::query("begin a transaction"))
    }

    /// Begins a transaction that sees all of the database as it is at one moment.
    async fn snapshot(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let mut transaction = self.begin().await?;
        if self.engine == Engine::Postgres {
            sqlx::query("set transaction isolation level repeatable read")
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("begin a transaction"))?;
        }
        Ok(transaction)
    }
}

fn engine_of(url: &str) -> Result<Engine, StoreError> {
    let scheme = url.split(':').next().unwrap_or_default();
    match scheme {
        "sqlite" => Ok(Engine::Sqlite),
        "postgres" | "postgresql" => Ok(Engine::Postgres),
        other => Err(StoreError::UnknownEngine {
            scheme: other.to_owned(),
        }),
    }
}
