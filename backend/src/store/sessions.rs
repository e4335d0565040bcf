//! Browser sessions. Their ids are stored hashed, so that a copy of the database opens no session.

use sqlx::Row as _;

use super::{Store, StoreError};

/// A session as it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredSession<'a> {
    pub(crate) id_hash: &'a str,
    /// What lists name it by.
    pub(crate) handle: &'a str,
    /// Whose it is.
    pub(crate) user: &'a str,
    /// What it says, as JSON.
    pub(crate) body: &'a str,
    /// Milliseconds since the epoch.
    pub(crate) expires_at: i64,
}

impl Store {
    /// Stores a new session; answers false when one of that id is there.
    pub(crate) async fn create_session(
        &self,
        session: StoredSession<'_>,
    ) -> Result<bool, StoreError> {
        sqlx::query(
            "insert into sessions (id_hash, handle, user_name, body, expires_at) \
             values ($1, $2, $3, $4, $5) on conflict (id_hash) do nothing",
        )
        .bind(session.id_hash)
        .bind(session.handle)
        .bind(session.user)
        .bind(session.body)
        .bind(session.expires_at)
        .execute(&self.pool)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(StoreError::query("begin a session"))
    }

    /// Stores what a session says now. One that was ended meanwhile stays ended.
    pub(crate) async fn save_session(&self, session: StoredSession<'_>) -> Result<(), StoreError> {
        sqlx::query("update sessions set body = $2, expires_at = $3 where id_hash = $1")
            .bind(session.id_hash)
            .bind(session.body)
            .bind(session.expires_at)
            .execute(&self.pool)
            .await
            .map(|_| ())
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

    /// The bodies of somebody's sessions, with their handles, unless they have expired.
    pub(crate) async fn sessions_of(
        &self,
        user: &str,
        now_ms: i64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let rows = sqlx::query(
            "select handle, body from sessions where user_name = $1 and expires_at > $2 \
             order by expires_at desc, handle",
        )
        .bind(user)
        .bind(now_ms)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list somebody's sessions"))?;
        rows.iter()
            .map(|row| Ok((row.try_get("handle")?, row.try_get("body")?)))
            .collect::<Result<_, _>>()
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

    /// Ends one of somebody's sessions by its handle; answers false when they have none of it.
    pub(crate) async fn end_session(&self, user: &str, handle: &str) -> Result<bool, StoreError> {
        sqlx::query("delete from sessions where user_name = $1 and handle = $2")
            .bind(user)
            .bind(handle)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected() == 1)
            .map_err(StoreError::query("end a session"))
    }

    /// Ends all of somebody's sessions but one.
    pub(crate) async fn end_other_sessions(
        &self,
        user: &str,
        kept: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("delete from sessions where user_name = $1 and handle <> $2")
            .bind(user)
            .bind(kept)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("end somebody's other sessions"))
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
