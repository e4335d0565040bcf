//! Plans that were made, with what people saw of them.

use shared::wire::{PlanAsk, Preview};
use sqlx::Row as _;

use super::{Store, StoreError};

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
            "insert into plans (hash, preview, ask, environment, created_by, created_at) \
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&made.preview.hash)
        .bind(text)
        .bind(ask.transpose().map_err(unreadable)?)
        .bind(made.environment)
        .bind(made.by)
        .bind(made.now_ms)
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
        let row = sqlx::query("select preview from plans where hash = $1")
            .bind(hash)
            .fetch_optional(&self.pool)
            .await
            .map_err(StoreError::query("find a plan"))?;
        row.map(|row| {
            let text: String = row
                .try_get("preview")
                .map_err(StoreError::query("read a plan"))?;
            serde_json::from_str(&text).map_err(|_| StoreError::Unreadable { what: "a plan" })
        })
        .transpose()
    }

    /// Finds a plan with what it was asked for with.
    ///
    /// # Errors
    /// The database failed.
    pub async fn kept_plan(&self, hash: &str) -> Result<Option<KeptPlan>, StoreError> {
        let row =
            sqlx::query("select preview, ask, environment, created_by from plans where hash = $1")
                .bind(hash)
                .fetch_optional(&self.pool)
                .await
                .map_err(StoreError::query("find a plan"))?;
        let Some(row) = row else {
            return Ok(None);
        };
        let unreadable = || StoreError::Unreadable { what: "a plan" };
        let text: String = row.try_get("preview").map_err(|_| unreadable())?;
        let ask: Option<String> = row.try_get("ask").map_err(|_| unreadable())?;
        Ok(Some(KeptPlan {
            preview: serde_json::from_str(&text).map_err(|_| unreadable())?,
            ask: ask
                .map(|ask| serde_json::from_str(&ask))
                .transpose()
                .map_err(|_| unreadable())?,
            environment: row.try_get("environment").map_err(|_| unreadable())?,
            by: row.try_get("created_by").map_err(|_| unreadable())?,
        }))
    }
}
