//! People who may sign in: finding and adding them. What changes about them is in `people`.

use shared::account::name_key;
use shared::permission::{Grant, Grants, Role};
use sqlx::any::AnyRow;
use sqlx::{Any, Executor, Row as _, Transaction};

use super::{Deed, Store, StoreError, audit};

/// Somebody who may sign in.
#[derive(Clone)]
pub struct User {
    /// The name.
    pub name: String,
    /// What they may do, and where.
    pub grants: Grants,
    /// The password's argon2id hash, in PHC format; nothing for those who have none.
    pub password_hash: Option<String>,
    /// Whether it is one of the trial users, whose passwords everybody knows.
    pub trial: bool,
    /// Since when the account is closed, milliseconds since the epoch; nothing while it is open.
    pub disabled_at_ms: Option<i64>,
    /// Whether a code of an authenticator is asked for beside the password.
    pub second_factor: bool,
    /// Whether the password opens a session although only the identity provider's sign-in is open.
    pub break_glass: bool,
    /// Sessions that began before are over, milliseconds since the epoch.
    pub sessions_since_ms: i64,
}

impl User {
    /// Somebody new, who chooses a password later where there is no hash of one.
    pub fn new(name: &str, grants: Grants, password_hash: Option<String>) -> Self {
        Self {
            name: name.to_owned(),
            grants,
            password_hash,
            trial: false,
            disabled_at_ms: None,
            second_factor: false,
            break_glass: false,
            sessions_since_ms: 0,
        }
    }
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

/// What came of adding somebody. Names are compared whatever their capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserAdded {
    /// They are added.
    Done,
    /// Somebody has the name.
    Taken,
    /// Somebody had the name whose account is gone. Approvals, authorship and policies know people
    /// by name, so whoever got it would get theirs, too.
    GivenBefore,
}

impl Store {
    /// Adds somebody whose name nobody has or ever had, at the moment of the deed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_user(&self, user: &User, deed: Deed) -> Result<UserAdded, StoreError> {
        let mut transaction = self.begin().await?;
        let added = insert_user(&mut transaction, user, deed.at_ms).await?;
        if added == UserAdded::Done {
            audit::append(&mut transaction, deed).await?;
            transaction
                .commit()
                .await
                .map_err(StoreError::query("add a user"))?;
        }
        Ok(added)
    }

    /// Whether there is somebody who may do everything and can come in: with a password, with a
    /// code for one, or from an identity provider.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_administrator(&self, now_ms: i64) -> Result<bool, StoreError> {
        has_administrator(&self.pool, now_ms).await
    }

    /// Finds somebody by name, whatever its capitals.
    ///
    /// # Errors
    /// The database failed.
    pub async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        let rows = sqlx::query(
            "select users.name, password_hash, trial, disabled_at, break_glass, sessions_since, \
             (select count(*) from second_factors where user_name = users.name \
              and confirmed_at is not null) as factors, environment, role \
             from users left join all_grants on all_grants.user_name = users.name \
             where name_key = $1 order by environment, role",
        )
        .bind(name_key(name))
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
            "select users.name, password_hash, trial, disabled_at, break_glass, sessions_since, \
             (select count(*) from second_factors where user_name = users.name \
              and confirmed_at is not null) as factors, environment, role \
             from users left join all_grants on all_grants.user_name = users.name \
             order by name_key, users.name, environment, role",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list users"))?;
        collected(&rows)
    }
}

/// Whether there is an administrator who can come in, as a transaction sees it.
pub(super) async fn has_administrator<'a>(
    database: impl Executor<'a, Database = Any>,
    now_ms: i64,
) -> Result<bool, StoreError> {
    sqlx::query(
        "select name from users join all_grants on all_grants.user_name = users.name \
         where disabled_at is null and environment = '' and role = $1 and (password_hash <> '' \
         or exists (select 1 from identities where identities.user_name = users.name) \
         or exists (select 1 from password_codes where password_codes.user_name = users.name \
                    and expires_at > $2)) limit 1",
    )
    .bind(Role::Administrator.as_str())
    .bind(now_ms)
    .fetch_optional(database)
    .await
    .map(|row| row.is_some())
    .map_err(StoreError::query("look for an administrator"))
}

/// Adds somebody within a transaction, which is not to be committed where they are not added.
pub(super) async fn insert_user(
    transaction: &mut Transaction<'static, Any>,
    user: &User,
    now_ms: i64,
) -> Result<UserAdded, StoreError> {
    let added = sqlx::query(
        "insert into users (name, name_key, password_hash, trial, created_at, break_glass) \
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
    )
    .bind(&user.name)
    .bind(name_key(&user.name))
    .bind(user.password_hash.as_deref().unwrap_or_default())
    .bind(i64::from(user.trial))
    .bind(now_ms)
    .bind(i64::from(user.break_glass))
    .execute(&mut **transaction)
    .await
    .map_err(StoreError::query("add a user"))?;
    if added.rows_affected() == 0 {
        return Ok(UserAdded::Taken);
    }
    if !give_name(transaction, &user.name).await? {
        return Ok(UserAdded::GivenBefore);
    }
    insert_grants(transaction, &user.name, &user.grants).await?;
    Ok(UserAdded::Done)
}

/// Keeps for ever that a name was given; answers false when it was already.
pub(super) async fn give_name(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
) -> Result<bool, StoreError> {
    sqlx::query("insert into given_names (name_key) values ($1) on conflict do nothing")
        .bind(name_key(name))
        .execute(&mut **transaction)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(StoreError::query("keep that a name was given"))
}

/// What somebody may do, as a transaction that lets them do it sees it; nothing for nobody, and
/// for those whose account is closed.
pub(super) async fn grants_of(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
) -> Result<Option<Grants>, StoreError> {
    let rows = sqlx::query(
        "select environment, role from users \
         left join all_grants on all_grants.user_name = users.name \
         where users.name = $1 and disabled_at is null",
    )
    .bind(name)
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query("find what somebody may do"))?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut grants = Grants::default();
    for row in &rows {
        grants.0.extend(read_grant(row)?);
    }
    Ok(Some(grants))
}

pub(super) async fn insert_grants(
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

/// The role of a row, where it has one.
pub(super) fn read_grant(row: &AnyRow) -> Result<Option<Grant>, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "a role" };
    let role: Option<String> = row.try_get("role").map_err(|_| unreadable())?;
    let environment: Option<String> = row.try_get("environment").map_err(|_| unreadable())?;
    role.map(|role| {
        Ok(Grant {
            environment: environment.filter(|name| !name.is_empty()),
            role: Role::find(&role).ok_or_else(unreadable)?,
        })
    })
    .transpose()
}

/// People from rows of people and grants, those of one person next to each other.
fn collected(rows: &[AnyRow]) -> Result<Vec<User>, StoreError> {
    let mut users: Vec<User> = Vec::new();
    for row in rows {
        let (user, grant) = (read(row)?, read_grant(row)?);
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

fn read(row: &AnyRow) -> Result<User, StoreError> {
    let unreadable = |_| StoreError::Unreadable { what: "a user" };
    let number = |column: &str| row.try_get::<i64, _>(column).map_err(unreadable);
    let hash: String = row.try_get("password_hash").map_err(unreadable)?;
    Ok(User {
        name: row.try_get("name").map_err(unreadable)?,
        grants: Grants::default(),
        password_hash: Some(hash).filter(|hash| !hash.is_empty()),
        trial: number("trial")? != 0,
        disabled_at_ms: row.try_get("disabled_at").map_err(unreadable)?,
        second_factor: number("factors")? != 0,
        break_glass: number("break_glass")? != 0,
        sessions_since_ms: number("sessions_since")?,
    })
}
