//! Attempts to sign in, so that guessing stays slow, also across restarts and processes.

use sqlx::{Any, Executor, Row as _, Transaction};

use super::{Store, StoreError};

/// An attempt to sign in.
#[derive(Debug)]
pub struct Attempt {
    /// Its id.
    pub id: String,
    /// The name that was tried, normalized and hashed.
    pub name_key: String,
    /// Where it came from: an address, or a browser that is known.
    pub address: String,
    /// When, milliseconds since the epoch.
    pub at_ms: i64,
}

/// How many failed attempts are borne within the window.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The window in milliseconds.
    pub window_ms: i64,
    /// With one name from one address.
    pub of_pair: i64,
    /// From one address, whatever the names.
    pub of_address: i64,
    /// With one name, from addresses where nobody of that name has ever signed in. The person
    /// themselves comes from a known address and is not locked out by others.
    pub of_name: i64,
    /// For how long an address stays known, in milliseconds.
    pub known_ms: i64,
}

impl Store {
    /// Records an attempt as failed, unless a limit is reached; answers whether it may go on.
    pub(crate) async fn record_attempt(
        &self,
        attempt: &Attempt,
        limits: &Limits,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let allowed = is_within_limits(&mut transaction, attempt, limits).await?;
        if allowed {
            insert(&mut *transaction, attempt, Ended::Open)
                .await
                .map_err(StoreError::query("record an attempt to sign in"))?;
        }
        sqlx::query("delete from sign_in_attempts where at < $1")
            .bind(attempt.at_ms - limits.known_ms)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("forget old attempts to sign in"))?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("record an attempt to sign in"))?;
        Ok(allowed)
    }

    /// Whether somebody of a name has signed in at a place since then.
    pub(crate) async fn is_known_place(
        &self,
        name_key: &str,
        place: &str,
        since_ms: i64,
    ) -> Result<bool, StoreError> {
        sqlx::query(
            "select 1 from sign_in_attempts \
             where name_key = $1 and address = $2 and at > $3 and succeeded = 1 limit 1",
        )
        .bind(name_key)
        .bind(place)
        .bind(since_ms)
        .fetch_optional(&self.pool)
        .await
        .map(|row| row.is_some())
        .map_err(StoreError::query("look up where somebody signs in"))
    }

    /// Writes down a place where somebody has signed in.
    pub(crate) async fn know_place(&self, success: &Attempt) -> Result<(), StoreError> {
        insert(&self.pool, success, Ended::Well)
            .await
            .map_err(StoreError::query("write down where somebody signs in"))
    }

    /// Forgets an attempt that turned out to be no guess.
    pub(crate) async fn forget_attempt(&self, attempt: &Attempt) -> Result<(), StoreError> {
        sqlx::query("delete from sign_in_attempts where id = $1")
            .bind(&attempt.id)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("forget an attempt to sign in"))
    }

    /// Forgets the failed attempts with a name, wherever they came from.
    pub(crate) async fn forget_mistakes(&self, name_key: &str) -> Result<(), StoreError> {
        sqlx::query("delete from sign_in_attempts where name_key = $1 and succeeded = 0")
            .bind(name_key)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("forget mistakes"))
    }

    /// Marks an attempt as successful, and forgets the mistakes that led to it.
    pub(crate) async fn attempt_succeeded(&self, attempt: &Attempt) -> Result<(), StoreError> {
        sqlx::query(
            "delete from sign_in_attempts \
             where name_key = $1 and address = $2 and succeeded = 0 and id <> $3",
        )
        .bind(&attempt.name_key)
        .bind(&attempt.address)
        .bind(&attempt.id)
        .execute(&self.pool)
        .await
        .map_err(StoreError::query("forget mistakes"))?;
        sqlx::query("update sign_in_attempts set succeeded = 1 where id = $1")
            .bind(&attempt.id)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("record a sign-in"))
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
enum Ended {
    /// It counts as a failure until it is known to be none.
    Open,
    Well,
}

async fn insert(
    executor: impl Executor<'_, Database = Any>,
    attempt: &Attempt,
    ended: Ended,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into sign_in_attempts (id, name_key, address, at, succeeded) \
         values ($1, $2, $3, $4, $5)",
    )
    .bind(&attempt.id)
    .bind(&attempt.name_key)
    .bind(&attempt.address)
    .bind(attempt.at_ms)
    .bind(i64::from(matches!(ended, Ended::Well)))
    .execute(executor)
    .await
    .map(|_| ())
}

async fn is_within_limits(
    transaction: &mut Transaction<'static, Any>,
    attempt: &Attempt,
    limits: &Limits,
) -> Result<bool, StoreError> {
    let since = attempt.at_ms - limits.window_ms;
    let row = sqlx::query(
        "select \
         (select count(*) from sign_in_attempts \
          where name_key = $1 and address = $2 and at > $3 and succeeded = 0) as of_pair, \
         (select count(*) from sign_in_attempts \
          where address = $2 and at > $3 and succeeded = 0) as of_address, \
         (select count(*) from sign_in_attempts \
          where name_key = $1 and at > $3 and succeeded = 0) as of_name, \
         (select count(*) from sign_in_attempts \
          where name_key = $1 and address = $2 and succeeded = 1) as known",
    )
    .bind(&attempt.name_key)
    .bind(&attempt.address)
    .bind(since)
    .fetch_one(&mut **transaction)
    .await
    .map_err(StoreError::query("count attempts to sign in"))?;
    let count = |column: &str| {
        row.try_get::<i64, _>(column)
            .map_err(StoreError::query("count attempts to sign in"))
    };
    Ok(count("of_pair")? < limits.of_pair
        && count("of_address")? < limits.of_address
        && (count("known")? > 0 || count("of_name")? < limits.of_name))
}
