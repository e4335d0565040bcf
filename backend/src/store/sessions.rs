//! Browser sessions. Their ids are stored hashed, so that a copy of the database opens no session.

use sqlx::Row as _;

use super::{Store, StoreError};

impl Store {
    /// Stores a session; answers false when one of that id is there and `replace` is not set.
    pub(crate) async fn save_session(
        &self,
        id_hash: &str,
        body: &str,
        expires_at: i64,
        replace: bool,
    ) -> Result<bool, StoreError> {
        let statement = if replace {
            "insert into sessions (id_hash, body, expires_at) values ($1, $2, $3) \
             on conflict (id_hash) do update set body = excluded.body, \
             expires_at = excluded.expires_at"
        } else {
            "insert into sessions (id_hash, body, expires_at) values ($1, $2, $3) \
             on conflict (id_hash) do nothing"
        };
        sqlx::query(statement)
            .bind(id_hash)
            .bind(body)
            .bind(expires_at)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected() == 1)
            .map_err(StoreError::query("save a session"))
    }

    /// A session's body and its expiry, unless it has expired.
    pub(crate) async fn session(
        &self,
        id_hash: &str,
        now_ms: i64,
    ) -> Result<Option<(String, i64)>, StoreError> {
        let row = sqlx::query(
            "select body, expires_at from sessions where id_hash = $1 and expires_at > $2",
        )
        .bind(id_hash)
        .bind(now_ms)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a session"))?;
        row.map(|row| Ok((row.try_get("body")?, row.try_get("expires_at")?)))
            .transpose()
            .map_err(StoreError::query("read a session"))
    }

    /// Ends a session.
    pub(crate) async fn delete_session(&self, id_hash: &str) -> Result<(), StoreError> {
        sqlx::query("delete from sessions where id_hash = $1")
            .bind(id_hash)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("end a session"))
    }

    /// Forgets sessions that have expired.
    pub(crate) async fn forget_expired_sessions(&self, now_ms: i64) -> Result<(), StoreError> {
        sqlx::query("delete from sessions where expires_at <= $1")
            .bind(now_ms)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("forget expired sessions"))
    }
}
