//! Plans that were made, with what people saw of them.

use shared::wire::Preview;
use sqlx::Row as _;

use super::{Store, StoreError};

impl Store {
    /// Stores a plan with its preview.
    ///
    /// # Errors
    /// The database failed.
    pub async fn save_plan(
        &self,
        preview: &Preview,
        created_by: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(preview)
            .map_err(|_| StoreError::Unreadable { what: "a plan" })?;
        sqlx::query(
            "insert into plans (hash, preview, created_by, created_at) values ($1, $2, $3, $4)",
        )
        .bind(&preview.hash)
        .bind(text)
        .bind(created_by)
        .bind(now_ms)
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
}
