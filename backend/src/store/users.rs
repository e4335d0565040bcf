//! People who may sign in.

use shared::permission::Role;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, StoreError};

/// Somebody who may sign in.
#[derive(Clone)]
pub struct User {
    /// The name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The password's argon2id hash, in PHC format.
    pub password_hash: String,
    /// Whether it is one of the trial users, whose passwords everybody knows.
    pub trial: bool,
}

impl std::fmt::Debug for User {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("User")
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Adds somebody; answers false when the name is taken.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_user(&self, user: &User, now_ms: i64) -> Result<bool, StoreError> {
        let added = sqlx::query(
            "insert into users (name, role, password_hash, trial, created_at) \
             values ($1, $2, $3, $4, $5)",
        )
        .bind(&user.name)
        .bind(user.role.as_str())
        .bind(&user.password_hash)
        .bind(i64::from(user.trial))
        .bind(now_ms)
        .execute(&self.pool)
        .await
        .map_err(StoreError::query("add a user"));
        match added {
            Ok(_) => Ok(true),
            Err(error) if error.is_duplicate() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Finds somebody by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        sqlx::query("select name, role, password_hash, trial from users where name = $1")
            .bind(name)
            .fetch_optional(&self.pool)
            .await
            .map_err(StoreError::query("find a user"))?
            .map(|row| user(&row))
            .transpose()
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        sqlx::query("select name, role, password_hash, trial from users order by name")
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("list users"))?
            .iter()
            .map(user)
            .collect()
    }

    /// Gives somebody another password; answers false when there is nobody of the name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_password(&self, name: &str, hash: &str) -> Result<bool, StoreError> {
        sqlx::query("update users set password_hash = $2, trial = 0 where name = $1")
            .bind(name)
            .bind(hash)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected() == 1)
            .map_err(StoreError::query("change a password"))
    }

    /// Takes somebody's account away; answers false when there is nobody of the name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_user(&self, name: &str) -> Result<bool, StoreError> {
        sqlx::query("delete from users where name = $1")
            .bind(name)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected() == 1)
            .map_err(StoreError::query("remove a user"))
    }
}

fn user(row: &AnyRow) -> Result<User, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "a user" };
    let role: String = row.try_get("role").map_err(|_| unreadable())?;
    Ok(User {
        name: row.try_get("name").map_err(|_| unreadable())?,
        role: Role::find(&role).ok_or_else(unreadable)?,
        password_hash: row.try_get("password_hash").map_err(|_| unreadable())?,
        trial: row.try_get::<i64, _>("trial").map_err(|_| unreadable())? != 0,
    })
}
