//! Second factors: the secret of somebody's authenticator, and what lets in whoever lost it.

use shared::wire::Secret;
use sqlx::Row as _;

use super::encrypted;
use super::people::tell_if;
use super::{Deed, Store, StoreError};

/// A second factor.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// The secret, in base32.
    pub secret: Secret,
    /// Since when it is asked for, milliseconds since the epoch; nothing before a first code has
    /// shown that the authenticator has the secret.
    pub confirmed_at_ms: Option<i64>,
    /// The time step of the last code that was taken.
    pub last_step: i64,
    /// How many recovery codes are left.
    pub recovery_codes_left: i64,
}

impl Store {
    /// Somebody's second factor.
    ///
    /// # Errors
    /// The database failed.
    pub async fn second_factor(&self, name: &str) -> Result<Option<SecondFactor>, StoreError> {
        let row = sqlx::query(
            "select secret, confirmed_at, last_step, (select count(*) from recovery_codes \
             where recovery_codes.user_name = second_factors.user_name) as codes \
             from second_factors where user_name = $1",
        )
        .bind(name)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a second factor"))?;
        let Some(row) = row else {
            return Ok(None);
        };
        let number = |column: &str| {
            row.try_get(column)
                .map_err(StoreError::query("read a second factor"))
        };
        let kept: String = row
            .try_get("secret")
            .map_err(StoreError::query("read a second factor"))?;
        Ok(Some(SecondFactor {
            secret: self.decrypt(&encrypted::second_factor(name), &kept)?,
            confirmed_at_ms: row
                .try_get("confirmed_at")
                .map_err(StoreError::query("read a second factor"))?,
            last_step: number("last_step")?,
            recovery_codes_left: number("codes")?,
        }))
    }

    /// Keeps a secret until a first code confirms it, in place of one that none has confirmed;
    /// answers false when one is on already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_second_factor(
        &self,
        name: &str,
        secret: &Secret,
    ) -> Result<bool, StoreError> {
        let kept = self.encrypt(&encrypted::second_factor(name), secret.expose())?;
        sqlx::query(
            "insert into second_factors (user_name, secret, last_step) values ($1, $2, 0) \
             on conflict (user_name) do update set secret = excluded.secret \
             where second_factors.confirmed_at is null",
        )
        .bind(name)
        .bind(kept)
        .execute(&self.pool)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(StoreError::query("keep a second factor"))
    }

    /// Turns a second factor on, with its recovery codes; answers false when there is none to turn
    /// on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn confirm_second_factor(
        &self,
        name: &str,
        step: i64,
        recovery_hashes: &[String],
        deed: Deed,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let confirmed = sqlx::query(
            "update second_factors set confirmed_at = $2, last_step = $3 \
             where user_name = $1 and confirmed_at is null",
        )
        .bind(name)
        .bind(deed.at_ms)
        .bind(step)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("turn a second factor on"))?;
        if confirmed.rows_affected() == 0 {
            return Ok(false);
        }
        for hash in recovery_hashes {
            sqlx::query("insert into recovery_codes (user_name, code_hash) values ($1, $2)")
                .bind(name)
                .bind(hash)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("keep a recovery code"))?;
        }
        tell_if(true, transaction, deed).await
    }

    /// Takes a code of a time step; answers false when one of it or of a later one was taken.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_step(&self, name: &str, step: i64) -> Result<bool, StoreError> {
        sqlx::query(
            "update second_factors set last_step = $2 where user_name = $1 and last_step < $2",
        )
        .bind(name)
        .bind(step)
        .execute(&self.pool)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(StoreError::query("take a code"))
    }

    /// Uses a recovery code up; answers false when it is none, or used.
    ///
    /// # Errors
    /// The database failed.
    pub async fn use_recovery_code(&self, name: &str, hash: &str) -> Result<bool, StoreError> {
        sqlx::query("delete from recovery_codes where user_name = $1 and code_hash = $2")
            .bind(name)
            .bind(hash)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected() == 1)
            .map_err(StoreError::query("use a recovery code up"))
    }

    /// Turns somebody's second factor off; answers false when there is none.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_second_factor(&self, name: &str, deed: Deed) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let mut removed = 0;
        for statement in [
            "delete from recovery_codes where user_name = $1",
            "delete from second_factors where user_name = $1",
        ] {
            removed = sqlx::query(statement)
                .bind(name)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("turn a second factor off"))?
                .rows_affected();
        }
        tell_if(removed == 1, transaction, deed).await
    }
}
