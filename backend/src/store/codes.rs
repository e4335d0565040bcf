//! Codes that open a door once: the set-up code, and those with which somebody chooses a password.
//! They are stored hashed.

use super::people::{put_password, tell_if};
use super::users::{UserAdded, has_administrator, insert_user};
use super::{Deed, Store, StoreError, User};

impl Store {
    /// Puts a set-up code in place of those before it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_set_up_code(&self, hash: &str, expires_at_ms: i64) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("delete from set_up_codes")
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("forget set-up codes"))?;
        sqlx::query("insert into set_up_codes (code_hash, expires_at) values ($1, $2)")
            .bind(hash)
            .bind(expires_at_ms)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("keep a set-up code"))?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("keep a set-up code"))
    }

    /// Whether a set-up code is the one that was printed and still lasts.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_set_up_code(&self, hash: &str, now_ms: i64) -> Result<bool, StoreError> {
        sqlx::query("select code_hash from set_up_codes where code_hash = $1 and expires_at > $2")
            .bind(hash)
            .bind(now_ms)
            .fetch_optional(&self.pool)
            .await
            .map(|row| row.is_some())
            .map_err(StoreError::query("find a set-up code"))
    }

    /// Adds the first administrator and uses the set-up code up; answers nothing when there is one
    /// already, or the code is not good any more. A code is not used up by who is not added.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_up(
        &self,
        hash: &str,
        user: &User,
        deed: Deed,
    ) -> Result<Option<UserAdded>, StoreError> {
        let mut transaction = self.begin().await?;
        // Whoever takes the code away holds its row until the end, so that it is used once.
        let taken =
            sqlx::query("delete from set_up_codes where code_hash = $1 and expires_at > $2")
                .bind(hash)
                .bind(deed.at_ms)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("use a set-up code up"))?;
        if taken.rows_affected() == 0 || has_administrator(&mut *transaction, deed.at_ms).await? {
            return Ok(None);
        }
        let added = insert_user(&mut transaction, user, deed.at_ms).await?;
        tell_if(added == UserAdded::Done, transaction, deed).await?;
        Ok(Some(added))
    }

    /// Gives somebody a code for a password, in place of one before it, voids their password and
    /// ends their sessions; answers false when there is nobody of the name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_password_code(
        &self,
        name: &str,
        hash: &str,
        expires_at_ms: i64,
        deed: Deed,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !put_password(&mut transaction, name, None, deed.at_ms).await? {
            return Ok(false);
        }
        sqlx::query(
            "insert into password_codes (user_name, code_hash, expires_at) values ($1, $2, $3)",
        )
        .bind(name)
        .bind(hash)
        .bind(expires_at_ms)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("keep a code for a password"))?;
        tell_if(true, transaction, deed).await
    }

    /// Whether a code lets somebody choose a password.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_password_code(
        &self,
        name: &str,
        hash: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        sqlx::query(
            "select user_name from password_codes \
             where user_name = $1 and code_hash = $2 and expires_at > $3",
        )
        .bind(name)
        .bind(hash)
        .bind(now_ms)
        .fetch_optional(&self.pool)
        .await
        .map(|row| row.is_some())
        .map_err(StoreError::query("find a code for a password"))
    }

    /// Uses a code up and puts the password in place; answers false when the code is not good any
    /// more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn use_password_code(
        &self,
        name: &str,
        hash: &str,
        password_hash: &str,
        deed: Deed,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let taken = sqlx::query(
            "delete from password_codes \
             where user_name = $1 and code_hash = $2 and expires_at > $3",
        )
        .bind(name)
        .bind(hash)
        .bind(deed.at_ms)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("use a code for a password up"))?;
        if taken.rows_affected() == 0 {
            return Ok(false);
        }
        put_password(&mut transaction, name, Some(password_hash), deed.at_ms).await?;
        tell_if(true, transaction, deed).await
    }
}
