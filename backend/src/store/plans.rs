//! Plans that were made, with what people saw of them.

use shared::wire::{PlanAsk, Preview};
use sqlx::Row as _;

use super::{Store, StoreError};

/// So long is a plan kept that nothing refers to: longer than a preview stays open in a browser, or
/// its address in a chat, before somebody comes back to it.
const UNUSED_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// So many are forgotten in one transaction.
const AT_ONCE: i64 = 100;

/// A plan that was made.
#[derive(Debug, Clone, Copy)]
pub struct MadePlan<'a> {
    /// What people see of it.
    pub preview: &'a Preview,
    /// What it was asked for with; nothing where it cannot be asked for again.
    pub ask: Option<&'a PlanAsk>,
    /// The environment.
    pub environment: &'a str,
    /// Who had it made.
    pub by: &'a str,
    /// Now.
    pub now_ms: i64,
}

/// A plan as it is kept.
#[derive(Debug, Clone)]
pub struct KeptPlan {
    /// What people see of it.
    pub preview: Preview,
    /// What it was asked for with, where that is known.
    pub ask: Option<PlanAsk>,
    /// The environment.
    pub environment: String,
    /// Who had it made.
    pub by: String,
}

impl Store {
    /// Stores a plan with its preview.
    ///
    /// # Errors
    /// The database failed.
    pub async fn save_plan(&self, made: &MadePlan<'_>) -> Result<(), StoreError> {
        let unreadable = |_| StoreError::Unreadable { what: "a plan" };
        let text = serde_json::to_string(made.preview).map_err(unreadable)?;
        let ask = made.ask.map(serde_json::to_string);
        sqlx::query(
            "insert into plans (hash, preview, ask, environment, created_by, created_at, is_used, \
             definitions) values ($1, $2, $3, $4, $5, $6, 0, $7)",
        )
        .bind(&made.preview.hash)
        .bind(text)
        .bind(ask.transpose().map_err(unreadable)?)
        .bind(made.environment)
        .bind(made.by)
        .bind(made.now_ms)
        .bind(self.encrypt_definitions(made.preview)?)
        .execute(&self.pool)
        .await
        .map(|_| ())
        .map_err(StoreError::query("store a plan"))
    }

    /// Finds a plan's preview by the plan's hash.
    ///
    /// # Errors
    /// The database failed.
    pub async fn plan(&self, hash: &str) -> Result<Option<Preview>, StoreError> {
        let row = sqlx::query("select preview, definitions from plans where hash = $1")
            .bind(hash)
            .fetch_optional(&self.pool)
            .await
            .map_err(StoreError::query("find a plan"))?;
        row.map(|row| self.preview(&row)).transpose()
    }

    /// Finds a plan that is to be in a version of a change: from now on it is never forgotten.
    ///
    /// # Errors
    /// The database failed.
    pub async fn use_plan(&self, hash: &str) -> Result<Option<KeptPlan>, StoreError> {
        sqlx::query("update plans set is_used = 1 where hash = $1 and is_used = 0")
            .bind(hash)
            .execute(&self.pool)
            .await
            .map_err(StoreError::query("keep a plan"))?;
        self.kept_plan(hash).await
    }

    /// Forgets plans that were made long ago and that nothing refers to, some of them. Answers how
    /// many it looked at; there are no more once that is 0.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_unused_plans(&self, now_ms: i64) -> Result<usize, StoreError> {
        let mut transaction = self.begin().await?;
        let old = sqlx::query(
            "select hash from plans where is_used = 0 and created_at < $1 \
             order by created_at limit $2",
        )
        .bind(now_ms.saturating_sub(UNUSED_MS))
        .bind(AT_ONCE)
        .fetch_all(&mut *transaction)
        .await
        .map_err(StoreError::query("look for unused plans"))?;
        for row in &old {
            let hash: String = row
                .try_get("hash")
                .map_err(StoreError::query("look for unused plans"))?;
            for statement in [
                // What was carried out is not looked at again.
                "update plans set is_used = 1 where hash = $1 and \
                 exists (select 1 from deployments d where d.plan_hash = plans.hash)",
                "delete from plans where hash = $1 and is_used = 0",
            ] {
                sqlx::query(statement)
                    .bind(&hash)
                    .execute(&mut *transaction)
                    .await
                    .map_err(StoreError::query("forget an unused plan"))?;
            }
        }
        transaction
            .commit()
            .await
            .map_err(StoreError::query("forget an unused plan"))?;
        Ok(old.len())
    }

    /// Finds a plan with what it was asked for with.
    ///
    /// # Errors
    /// The database failed.
    pub async fn kept_plan(&self, hash: &str) -> Result<Option<KeptPlan>, StoreError> {
        let row = sqlx::query(
            "select preview, definitions, ask, environment, created_by from plans where hash = $1",
        )
        .bind(hash)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a plan"))?;
        let Some(row) = row else {
            return Ok(None);
        };
        let unreadable = || StoreError::Unreadable { what: "a plan" };
        let ask: Option<String> = row.try_get("ask").map_err(|_| unreadable())?;
        Ok(Some(KeptPlan {
            preview: self.preview(&row)?,
            ask: ask
                .map(|ask| serde_json::from_str(&ask))
                .transpose()
                .map_err(|_| unreadable())?,
            environment: row.try_get("environment").map_err(|_| unreadable())?,
            by: row.try_get("created_by").map_err(|_| unreadable())?,
        }))
    }
}
