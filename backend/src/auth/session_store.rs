//! Sessions of `tower-sessions`, kept in the database.

use std::collections::HashMap;

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use super::session::{FACTS, Facts, IDLE_MS};
use crate::clock::Clock;
use crate::random;
use crate::store::{Store, StoreError, StoredSession};

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

    async fn write(&self, record: &Record, is_new: bool) -> Result<bool> {
        let body = serde_json::to_string(&record.data)
            .map_err(|error| Error::Encode(error.to_string()))?;
        let facts = record.data.get(FACTS).cloned().unwrap_or_default();
        let facts: Facts =
            serde_json::from_value(facts).map_err(|error| Error::Encode(error.to_string()))?;
        let session = StoredSession {
            id_hash: &key(record.id),
            handle: &facts.handle,
            user: &facts.name,
            body: &body,
            // Not the record's own: that is by another clock.
            expires_at: self.clock.now_ms() + IDLE_MS,
        };
        if is_new {
            self.store.create_session(session).await
        } else {
            self.store.save_session(session).await.map(|()| true)
        }
        .map_err(|error| backend(&error))
    }
}

#[async_trait]
impl SessionStore for DatabaseSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.write(record, true).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record, false).await.map(|_| ())
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

fn backend(error: &StoreError) -> Error {
    Error::Backend(error.to_string())
}
