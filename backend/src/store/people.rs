//! What changes about people, each told by the audit in the transaction in which it changes. Nobody who may do everything is taken away as the last one, and
//! sessions end in the transaction that closes an account or voids a password.

use shared::permission::{Grant, Grants, Role};
use sqlx::{Any, Executor as _, Row as _, Transaction};

use super::users::{give_name, insert_grants, read_grant};
use super::{Deed, Engine, Store, StoreError, audit};

/// What came of a change to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonChange {
    /// It is made.
    Done,
    /// There is nobody of the name.
    Nobody,
    /// It is not made: nobody would be left who may do everything.
    LastAdministrator,
}

/// What lists say of somebody beside what a [`User`](super::User) has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// When the account was made, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When they last signed in.
    pub last_signed_in_at_ms: Option<i64>,
    /// Whether they come through an identity provider.
    pub from_provider: bool,
    /// The roles that were given by hand.
    pub given: Grants,
}

impl Store {
    /// What lists say of somebody.
    ///
    /// # Errors
    /// The database failed.
    pub async fn person_facts(&self, name: &str) -> Result<Option<PersonFacts>, StoreError> {
        let rows = sqlx::query(
            "select created_at, last_signed_in_at, environment, role, \
             (select count(*) from identities where user_name = users.name) as identities \
             from users left join grants on grants.user_name = users.name \
             where users.name = $1 order by environment, role",
        )
        .bind(name)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("find what is known of somebody"))?;
        let mut facts: Option<PersonFacts> = None;
        for row in &rows {
            let grant = read_grant(row)?;
            if let Some(facts) = &mut facts {
                facts.given.0.extend(grant);
                continue;
            }
            let unreadable = |_| StoreError::Unreadable { what: "a user" };
            let identities: i64 = row.try_get("identities").map_err(unreadable)?;
            facts = Some(PersonFacts {
                created_at_ms: row.try_get("created_at").map_err(unreadable)?,
                last_signed_in_at_ms: row.try_get("last_signed_in_at").map_err(unreadable)?,
                from_provider: identities > 0,
                given: Grants(grant.into_iter().collect()),
            });
        }
        Ok(facts)
    }

    /// Gives somebody other roles in place of those that were given by hand.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_grants(
        &self,
        name: &str,
        grants: &Grants,
        deed: Deed,
    ) -> Result<PersonChange, StoreError> {
        let (mut transaction, before) = self.begin_on_people().await?;
        if !is_known(&mut transaction, name).await? {
            return Ok(PersonChange::Nobody);
        }
        run(
            &mut transaction,
            "delete from grants where user_name = $1",
            name,
        )
        .await?;
        insert_grants(&mut transaction, name, grants).await?;
        keep(transaction, before, deed).await
    }

    /// Gives somebody one role more, or takes one away.
    ///
    /// # Errors
    /// The database failed.
    pub async fn change_grant(
        &self,
        name: &str,
        grant: &Grant,
        has: bool,
        deed: Deed,
    ) -> Result<PersonChange, StoreError> {
        let (mut transaction, before) = self.begin_on_people().await?;
        if !is_known(&mut transaction, name).await? {
            return Ok(PersonChange::Nobody);
        }
        if has {
            insert_grants(&mut transaction, name, &Grants(vec![grant.clone()])).await?;
        } else {
            sqlx::query(
                "delete from grants where user_name = $1 and environment = $2 and role = $3",
            )
            .bind(name)
            .bind(grant.environment.as_deref().unwrap_or_default())
            .bind(grant.role.as_str())
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("take a role away"))?;
        }
        keep(transaction, before, deed).await
    }

    /// Closes somebody's account and ends their sessions, or opens the account again.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_disabled(
        &self,
        name: &str,
        disabled: bool,
        deed: Deed,
    ) -> Result<PersonChange, StoreError> {
        let (mut transaction, before) = self.begin_on_people().await?;
        if !is_known(&mut transaction, name).await? {
            return Ok(PersonChange::Nobody);
        }
        let now_ms = deed.at_ms;
        if disabled {
            sqlx::query("update users set disabled_at = $2 where name = $1")
                .bind(name)
                .bind(now_ms)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("close an account"))?;
            end_sessions(&mut transaction, name, now_ms).await?;
        } else {
            run(
                &mut transaction,
                "update users set disabled_at = null where name = $1",
                name,
            )
            .await?;
        }
        keep(transaction, before, deed).await
    }

    /// Takes somebody's account away, with all that is theirs. The name is never given again, but to whom
    /// an identity provider knew under it, should they come in once more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_user(
        &self,
        name: &str,
        mut deed: Deed,
    ) -> Result<PersonChange, StoreError> {
        let (mut transaction, before) = self.begin_on_people().await?;
        if !is_known(&mut transaction, name).await? {
            return Ok(PersonChange::Nobody);
        }
        if let Some((issuer, subject)) = known_as(&mut transaction, name).await?
            && let Some(detail) = deed.detail.as_object_mut()
        {
            detail.insert("issuer".to_owned(), issuer.into());
            detail.insert("subject".to_owned(), subject.into());
        }
        run(
            &mut transaction,
            "delete from sessions where user_name = $1",
            name,
        )
        .await?;
        for statement in [
            "delete from former_identities where exists (select 1 from identities known \
             where known.issuer = former_identities.issuer \
             and known.subject = former_identities.subject and known.user_name = $1)",
            "insert into former_identities (issuer, subject, user_name) \
             select issuer, subject, user_name from identities where user_name = $1",
            "delete from users where name = $1",
        ] {
            run(&mut transaction, statement, name).await?;
        }
        // Known since they were added, unless by a process that is older than this rule.
        give_name(&mut transaction, name).await?;
        keep(transaction, before, deed).await
    }

    /// Gives somebody another password, or none, and ends their sessions; answers false when
    /// there is nobody of the name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_password(
        &self,
        name: &str,
        hash: Option<&str>,
        deed: Deed,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let known = put_password(&mut transaction, name, hash, deed.at_ms).await?;
        tell_if(known, transaction, deed).await
    }

    /// Lets somebody's password open a session although only the identity provider's sign-in is
    /// open, or no longer; answers false when there is nobody of the name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_break_glass(
        &self,
        name: &str,
        may: bool,
        deed: Deed,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("update users set break_glass = $2 where name = $1")
            .bind(name)
            .bind(i64::from(may))
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("let somebody sign in with a password"))?;
        tell_if(done.rows_affected() == 1, transaction, deed).await
    }

    /// Ends all sessions of somebody; answers false when there is nobody of the name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_sessions(&self, name: &str, deed: Deed) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let known = end_sessions(&mut transaction, name, deed.at_ms).await?;
        tell_if(known, transaction, deed).await
    }

    /// Notes that somebody signed in.
    pub(crate) async fn signed_in(&self, name: &str, now_ms: i64) -> Result<(), StoreError> {
        sqlx::query("update users set last_signed_in_at = $2 where name = $1")
            .bind(name)
            .bind(now_ms)
            .execute(&self.pool)
            .await
            .map(|_| ())
            .map_err(StoreError::query("note that somebody signed in"))
    }

    /// Begins a transaction in which nobody else changes people, and counts the administrators: two administrators who take each
    /// other's role away at the same moment must not both succeed.
    async fn begin_on_people(&self) -> Result<(Transaction<'static, Any>, i64), StoreError> {
        let mut transaction = self.begin().await?;
        if self.engine == Engine::Postgres {
            transaction
                .execute("lock table users in share row exclusive mode")
                .await
                .map_err(StoreError::query("hold on to the users"))?;
        }
        let administrators = count_administrators(&mut transaction).await?;
        Ok((transaction, administrators))
    }
}

/// Puts a password in place within a transaction, ends the sessions and voids codes for another
/// password; answers whether there is somebody of the name.
pub(super) async fn put_password(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
    hash: Option<&str>,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let done = sqlx::query("update users set password_hash = $2, trial = 0 where name = $1")
        .bind(name)
        .bind(hash.unwrap_or_default())
        .execute(&mut **transaction)
        .await
        .map_err(StoreError::query("change a password"))?;
    run(
        transaction,
        "delete from password_codes where user_name = $1",
        name,
    )
    .await?;
    end_sessions(transaction, name, now_ms).await?;
    Ok(done.rows_affected() == 1)
}

async fn end_sessions(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    run(
        transaction,
        "delete from sessions where user_name = $1",
        name,
    )
    .await?;
    sqlx::query("update users set sessions_since = $2 where name = $1")
        .bind(name)
        .bind(now_ms)
        .execute(&mut **transaction)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(StoreError::query("end somebody's sessions"))
}

async fn is_known(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
) -> Result<bool, StoreError> {
    sqlx::query("select name from users where name = $1")
        .bind(name)
        .fetch_optional(&mut **transaction)
        .await
        .map(|row| row.is_some())
        .map_err(StoreError::query("find a user"))
}

/// Commits with what is told of it, unless the last one who may do everything would go.
async fn keep(
    mut transaction: Transaction<'static, Any>,
    before: i64,
    deed: Deed,
) -> Result<PersonChange, StoreError> {
    if before > 0 && count_administrators(&mut transaction).await? == 0 {
        return Ok(PersonChange::LastAdministrator);
    }
    audit::append(&mut transaction, deed).await?;
    commit(transaction).await?;
    Ok(PersonChange::Done)
}

/// As whom an identity provider knows somebody, if one does: its issuer, and its subject there.
async fn known_as(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
) -> Result<Option<(String, String)>, StoreError> {
    let failed = || StoreError::query("find as whom a provider knows somebody");
    let row = sqlx::query("select issuer, subject from identities where user_name = $1")
        .bind(name)
        .fetch_optional(&mut **transaction)
        .await
        .map_err(failed())?;
    row.map(|row| Ok((row.try_get("issuer")?, row.try_get("subject")?)))
        .transpose()
        .map_err(failed())
}

/// How many may do everything, everywhere.
async fn count_administrators(
    transaction: &mut Transaction<'static, Any>,
) -> Result<i64, StoreError> {
    sqlx::query(
        "select count(*) as administrators from all_grants \
         join users on users.name = user_name \
         where disabled_at is null and environment = '' and role = $1",
    )
    .bind(Role::Administrator.as_str())
    .fetch_one(&mut **transaction)
    .await
    .and_then(|row| row.try_get("administrators"))
    .map_err(StoreError::query("count the administrators"))
}

async fn run(
    transaction: &mut Transaction<'static, Any>,
    statement: &'static str,
    name: &str,
) -> Result<(), StoreError> {
    sqlx::query(statement)
        .bind(name)
        .execute(&mut **transaction)
        .await
        .map(|_| ())
        .map_err(StoreError::query("change what is kept of a user"))
}

/// Commits what was done, with what is told of it; where nothing was done, nothing is told.
pub(super) async fn tell_if(
    done: bool,
    mut transaction: Transaction<'static, Any>,
    deed: Deed,
) -> Result<bool, StoreError> {
    if done {
        audit::append(&mut transaction, deed).await?;
        commit(transaction).await?;
    }
    Ok(done)
}

async fn commit(transaction: Transaction<'static, Any>) -> Result<(), StoreError> {
    transaction
        .commit()
        .await
        .map_err(StoreError::query("change a user"))
}
