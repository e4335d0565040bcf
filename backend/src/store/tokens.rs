//! Tokens for programs, found by the hash of their text.

use shared::permission::Grants;
use shared::wire::Token;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::people::tell_if;
use super::{Deed, Store, StoreError};

/// How much later a use is noted again: a program that asks a hundred times a second need not
/// write a hundred times.
const NOTED_EVERY_MS: i64 = 60 * 1000;

impl Store {
    /// Keeps a token of somebody's.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_token(
        &self,
        user: &str,
        token: &Token,
        hash: &str,
        deed: Deed,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let grants = serde_json::to_string(&token.grants)
            .map_err(|_| StoreError::Unreadable { what: "roles" })?;
        sqlx::query(
            "insert into tokens (id, user_name, label, token_hash, grants, created_at, expires_at) \
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&token.id)
        .bind(user)
        .bind(&token.label)
        .bind(hash)
        .bind(grants)
        .bind(token.created_at_ms)
        .bind(token.expires_at_ms)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("keep a token"))?;
        tell_if(true, transaction, deed).await.map(|_| ())
    }

    /// Somebody's tokens, newest first, also those that have ended.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tokens_of(&self, user: &str) -> Result<Vec<Token>, StoreError> {
        let rows = sqlx::query(
            "select id, label, grants, created_at, expires_at, last_used_at from tokens \
             where user_name = $1 order by created_at desc, id",
        )
        .bind(user)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list tokens"))?;
        rows.iter().map(read).collect()
    }

    /// Whose token has this hash, and the token, while it lasts.
    ///
    /// # Errors
    /// The database failed.
    pub async fn token(
        &self,
        hash: &str,
        now_ms: i64,
    ) -> Result<Option<(String, Token)>, StoreError> {
        let row = sqlx::query(
            "select id, user_name, label, grants, created_at, expires_at, last_used_at \
             from tokens where token_hash = $1 and expires_at > $2",
        )
        .bind(hash)
        .bind(now_ms)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a token"))?;
        row.map(|row| {
            let user = row
                .try_get("user_name")
                .map_err(StoreError::query("read a token"))?;
            Ok((user, read(&row)?))
        })
        .transpose()
    }

    /// Notes that a token was used, at most once a minute.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_token_use(&self, token: &Token, now_ms: i64) -> Result<(), StoreError> {
        if token
            .last_used_at_ms
            .is_some_and(|at| now_ms - at < NOTED_EVERY_MS)
        {
            return Ok(());
        }
        sqlx::query("update tokens set last_used_at = $2 where id = $1")
            .bind(&token.id)
            .bind(now_ms)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("note the use of a token"))
    }

    /// Takes one of somebody's tokens away; answers false when they have none of the id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_token(&self, user: &str, id: &str, deed: Deed) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("delete from tokens where user_name = $1 and id = $2")
            .bind(user)
            .bind(id)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("take a token away"))?;
        tell_if(done.rows_affected() == 1, transaction, deed).await
    }
}

fn read(row: &AnyRow) -> Result<Token, StoreError> {
    let unreadable = |_| StoreError::Unreadable { what: "a token" };
    let grants: String = row.try_get("grants").map_err(unreadable)?;
    let grants: Grants =
        serde_json::from_str(&grants).map_err(|_| StoreError::Unreadable { what: "a token" })?;
    Ok(Token {
        id: row.try_get("id").map_err(unreadable)?,
        label: row.try_get("label").map_err(unreadable)?,
        grants,
        created_at_ms: row.try_get("created_at").map_err(unreadable)?,
        expires_at_ms: row.try_get("expires_at").map_err(unreadable)?,
        last_used_at_ms: row.try_get("last_used_at").map_err(unreadable)?,
    })
}
