//! What environments ask for before something is deployed to them.

use shared::audit::Outcome;
use shared::policy::Policy;
use shared::wire::KeptPolicy;
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::{Deed, Store, StoreError, audit};
use crate::freezes;

/// A policy to keep.
#[derive(Debug, Clone, Copy)]
pub struct PolicySave<'a> {
    /// The environment.
    pub environment: &'a str,
    /// The policy.
    pub policy: &'a Policy,
    /// The version that the person started from; 0 where there was none.
    pub base_version: i64,
    /// Who sets it.
    pub by: &'a str,
    /// Now.
    pub now_ms: i64,
}

impl Store {
    /// What an environment asks for, with the windows of each week as they are next.
    ///
    /// # Errors
    /// The database failed.
    pub async fn policy(&self, environment: &str, now_ms: i64) -> Result<KeptPolicy, StoreError> {
        let mut transaction = self.begin().await?;
        kept(&mut transaction, environment, now_ms).await
    }

    /// What environments ask for, by their names; those without a policy of their own are left out.
    pub(super) async fn policies(&self) -> Result<Vec<(String, Policy)>, StoreError> {
        let unreadable = || StoreError::Unreadable { what: "a policy" };
        sqlx::query("select environment, policy from policies")
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("find policies"))?
            .iter()
            .map(|row| {
                let text: String = row.try_get("policy").map_err(|_| unreadable())?;
                let policy = serde_json::from_str(&text).map_err(|_| unreadable())?;
                let environment = row.try_get("environment").map_err(|_| unreadable())?;
                Ok((environment, policy))
            })
            .collect()
    }

    /// Keeps a policy, unless somebody else set it in between; says whether it did.
    ///
    /// # Errors
    /// The database failed.
    pub async fn save_policy(&self, save: &PolicySave<'_>) -> Result<bool, StoreError> {
        // None was ever set so many times.
        if save.base_version == i64::MAX {
            return Ok(false);
        }
        let text = serde_json::to_string(save.policy)
            .map_err(|_| StoreError::Unreadable { what: "a policy" })?;
        let statement = if save.base_version == 0 {
            "insert into policies (environment, policy, version, updated_by, updated_at) \
             values ($1, $2, $3 + 1, $4, $5) on conflict (environment) do nothing"
        } else {
            "update policies set policy = $2, version = $3 + 1, updated_by = $4, updated_at = $5 \
             where environment = $1 and version = $3"
        };
        let mut transaction = self.begin().await?;
        let done = sqlx::query(statement)
            .bind(save.environment)
            .bind(text)
            .bind(save.base_version)
            .bind(save.by)
            .bind(save.now_ms)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("keep a policy"))?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let deed = Deed {
            at_ms: save.now_ms,
            who: save.by.to_owned(),
            action: "policy.set".to_owned(),
            outcome: Outcome::Done,
            environment: save.environment.to_owned(),
            subject: format!("policy of {}", save.environment),
            detail: serde_json::to_value(save.policy).unwrap_or_default(),
        };
        audit::append(&mut transaction, deed).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("keep a policy"))?;
        Ok(true)
    }
}

/// What an environment asks for, as a transaction that holds to it sees it.
pub(super) async fn of(
    transaction: &mut Transaction<'static, Any>,
    environment: &str,
    now_ms: i64,
) -> Result<Policy, StoreError> {
    let kept = kept(transaction, environment, now_ms).await?;
    Ok(kept.policy)
}

async fn kept(
    transaction: &mut Transaction<'static, Any>,
    environment: &str,
    now_ms: i64,
) -> Result<KeptPolicy, StoreError> {
    let row = sqlx::query(
        "select policy, version, updated_by, updated_at from policies where environment = $1",
    )
    .bind(environment)
    .fetch_optional(&mut **transaction)
    .await
    .map_err(StoreError::query("find a policy"))?;
    row.as_ref()
        .map_or_else(|| Ok(KeptPolicy::default()), |row| read(row, now_ms))
}

fn read(row: &AnyRow, now_ms: i64) -> Result<KeptPolicy, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "a policy" };
    let text: String = row.try_get("policy").map_err(|_| unreadable())?;
    let policy = serde_json::from_str(&text).map_err(|_| unreadable())?;
    Ok(KeptPolicy {
        policy: freezes::with_next(policy, now_ms).ok_or_else(unreadable)?,
        version: row.try_get("version").map_err(|_| unreadable())?,
        updated_by: row.try_get("updated_by").map_err(|_| unreadable())?,
        updated_at_ms: row.try_get("updated_at").map_err(|_| unreadable())?,
        gaps: Vec::new(),
    })
}
