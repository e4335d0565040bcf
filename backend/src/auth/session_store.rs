//! Sessions of `tower-sessions`, kept in the database.

use std::collections::HashMap;

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::clock::Clock;
use crate::random;
use crate::store::{Store, StoreError};

/// Sessions in the database, under the hash of their ids.
#[derive(Debug, Clone)]
pub struct DatabaseSessions {
    store: Store,
    clock: Clock,
}

impl DatabaseSessions {
    /// Sessions in this database.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    async fn write(&self, record: &Record, replace: bool) -> Result<bool> {
        let body = serde_json::to_string(&record.data)
            .map_err(|error| Error::Encode(error.to_string()))?;
        self.store
            .save_session(&key(record.id), &body, millis(record.expiry_date), replace)
            .await
            .map_err(|error| backend(&error))
    }
}

#[async_trait]
impl SessionStore for DatabaseSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.write(record, false).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record, true).await.map(|_| ())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = self
            .store
            .session(&key(*id), self.clock.now_ms())
            .await
            .map_err(|error| backend(&error))?;
        let Some((body, expires_at)) = found else {
            return Ok(None);
        };
        let data: HashMap<String, serde_json::Value> =
            serde_json::from_str(&body).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date =
            OffsetDateTime::from_unix_timestamp_nanos(i128::from(expires_at) * 1_000_000)
                .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store
            .delete_session(&key(*id))
            .await
            .map_err(|error| backend(&error))
    }
}

fn key(id: Id) -> String {
    random::sha256(&id.to_string())
}

fn millis(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

fn backend(error: &StoreError) -> Error {
    Error::Backend(error.to_string())
}
