//! People who may sign in.

use shared::permission::{Grant, Grants, Role};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::{Store, StoreError};

/// Somebody who may sign in.
#[derive(Clone)]
pub struct User {
    /// The name.
    pub name: String,
    /// What they may do, and where.
    pub grants: Grants,
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
            .field("grants", &self.grants)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Adds somebody; answers false when the name is taken.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_user(&self, user: &User, now_ms: i64) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let added = sqlx::query(
            "insert into users (name, password_hash, trial, created_at) values ($1, $2, $3, $4)",
        )
        .bind(&user.name)
        .bind(&user.password_hash)
        .bind(i64::from(user.trial))
        .bind(now_ms)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("add a user"));
        match added {
            Ok(_) => {}
            Err(error) if error.is_duplicate() => return Ok(false),
            Err(error) => return Err(error),
        }
        insert_grants(&mut transaction, &user.name, &user.grants).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("add a user"))?;
        Ok(true)
    }

    /// Gives somebody other roles in place of those they have; answers false when there is nobody
    /// of the name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_grants(&self, name: &str, grants: &Grants) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        // Holds the row, so that two who give roles at the same moment come one after the other.
        let known = sqlx::query("update users set name = name where name = $1")
            .bind(name)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("give roles"))?;
        if known.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("delete from grants where user_name = $1")
            .bind(name)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("give roles"))?;
        insert_grants(&mut transaction, name, grants).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("give roles"))?;
        Ok(true)
    }

    /// Finds somebody by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        let rows = sqlx::query(
            "select users.name, password_hash, trial, environment, role from users \
             left join grants on user_name = users.name where users.name = $1 \
             order by environment, role",
        )
        .bind(name)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("find a user"))?;
        Ok(collected(&rows)?.pop())
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query(
            "select users.name, password_hash, trial, environment, role from users \
             left join grants on user_name = users.name order by users.name, environment, role",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list users"))?;
        collected(&rows)
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

/// What somebody may do, as a transaction that lets them do it sees it; nothing for nobody.
pub(super) async fn grants_of(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
) -> Result<Option<Grants>, StoreError> {
    let rows = sqlx::query(
        "select users.name, password_hash, trial, environment, role from users \
         left join grants on user_name = users.name where users.name = $1",
    )
    .bind(name)
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query("find what somebody may do"))?;
    Ok(collected(&rows)?.pop().map(|user| user.grants))
}

async fn insert_grants(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
    grants: &Grants,
) -> Result<(), StoreError> {
    for Grant { environment, role } in &grants.0 {
        sqlx::query(
            "insert into grants (user_name, environment, role) values ($1, $2, $3) \
             on conflict (user_name, environment, role) do nothing",
        )
        .bind(name)
        .bind(environment.as_deref().unwrap_or_default())
        .bind(role.as_str())
        .execute(&mut **transaction)
        .await
        .map_err(StoreError::query("give roles"))?;
    }
    Ok(())
}

/// People from rows of people and grants, those of one person next to each other.
fn collected(rows: &[AnyRow]) -> Result<Vec<User>, StoreError> {
    let mut users: Vec<User> = Vec::new();
    for row in rows {
        let (user, grant) = read(row)?;
        let known = users.last_mut().filter(|known| known.name == user.name);
        match known {
            Some(known) => known.grants.0.extend(grant),
            None => users.push(User {
                grants: Grants(grant.into_iter().collect()),
                ..user
            }),
        }
    }
    Ok(users)
}

fn read(row: &AnyRow) -> Result<(User, Option<Grant>), StoreError> {
    let unreadable = || StoreError::Unreadable { what: "a user" };
    let role: Option<String> = row.try_get("role").map_err(|_| unreadable())?;
    let environment: Option<String> = row.try_get("environment").map_err(|_| unreadable())?;
    let grant = match role {
        Some(role) => Some(Grant {
            environment: environment.filter(|name| !name.is_empty()),
            role: Role::find(&role).ok_or_else(unreadable)?,
        }),
        None => None,
    };
    let user = User {
        name: row.try_get("name").map_err(|_| unreadable())?,
        grants: Grants::default(),
        password_hash: row.try_get("password_hash").map_err(|_| unreadable())?,
        trial: row.try_get::<i64, _>("trial").map_err(|_| unreadable())? != 0,
    };
    Ok((user, grant))
}
