//! Who an identity provider says that somebody is.

use shared::permission::{Grant, Grants};
use sqlx::{Any, Row as _, Transaction};

use super::people::tell_if;
use super::users::{UserAdded, insert_user};
use super::{Deed, Store, StoreError, User};

/// Somebody as an identity provider knows them.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// Its name for the person, which never changes.
    pub subject: &'a str,
}

impl Store {
    /// Whose account an identity opens.
    ///
    /// # Errors
    /// The database failed.
    pub async fn identified(&self, identity: Identity<'_>) -> Result<Option<String>, StoreError> {
        sqlx::query("select user_name from identities where issuer = $1 and subject = $2")
            .bind(identity.issuer)
            .bind(identity.subject)
            .fetch_optional(&self.pool)
            .await
            .and_then(|row| row.map(|row| row.try_get("user_name")).transpose())
            .map_err(StoreError::query("find whose identity it is"))
    }

    /// The name that somebody had whom an identity provider knows, before their account was removed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn formerly_identified(
        &self,
        identity: Identity<'_>,
    ) -> Result<Option<String>, StoreError> {
        sqlx::query("select user_name from former_identities where issuer = $1 and subject = $2")
            .bind(identity.issuer)
            .bind(identity.subject)
            .fetch_optional(&self.pool)
            .await
            .and_then(|row| row.map(|row| row.try_get("user_name")).transpose())
            .map_err(StoreError::query("find whose identity it was"))
    }

    /// Adds somebody whom an identity provider knows; answers false when somebody has or had
    /// the name, but for them, or the identity is known.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_identified(
        &self,
        identity: Identity<'_>,
        name: &str,
        deed: Deed,
    ) -> Result<bool, StoreError> {
        let own_before = self.formerly_identified(identity).await?;
        let mut transaction = self.begin().await?;
        let user = User::new(name, Grants::default(), None);
        match insert_user(&mut transaction, &user, deed.at_ms).await? {
            UserAdded::Done => {}
            // Nobody else ever had it.
            UserAdded::GivenBefore if own_before.as_deref() == Some(name) => {}
            UserAdded::GivenBefore | UserAdded::Taken => return Ok(false),
        }
        let added = sqlx::query(
            "insert into identities (issuer, subject, user_name) values ($1, $2, $3) \
             on conflict do nothing",
        )
        .bind(identity.issuer)
        .bind(identity.subject)
        .bind(name)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("keep an identity"))?;
        tell_if(added.rows_affected() == 1, transaction, deed).await
    }

    /// Puts the roles that somebody's groups give in place of those that they gave before; where
    /// they are the same, nothing is told.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_group_grants(
        &self,
        name: &str,
        grants: &Grants,
        deed: Deed,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let before = group_grants(&mut transaction, name).await?;
        sqlx::query("delete from group_grants where user_name = $1")
            .bind(name)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("forget the roles of groups"))?;
        for Grant { environment, role } in &grants.0 {
            sqlx::query(
                "insert into group_grants (user_name, environment, role) values ($1, $2, $3) \
                 on conflict do nothing",
            )
            .bind(name)
            .bind(environment.as_deref().unwrap_or_default())
            .bind(role.as_str())
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("keep the roles of groups"))?;
        }
        let differs = before != group_grants(&mut transaction, name).await?;
        tell_if(differs, transaction, deed).await.map(|_| ())
    }
}

/// The roles that somebody's groups give, as they are kept.
async fn group_grants(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    sqlx::query(
        "select environment, role from group_grants where user_name = $1 \
         order by environment, role",
    )
    .bind(name)
    .fetch_all(&mut **transaction)
    .await
    .and_then(|rows| {
        rows.iter()
            .map(|row| Ok((row.try_get("environment")?, row.try_get("role")?)))
            .collect()
    })
    .map_err(StoreError::query("find the roles of groups"))
}
