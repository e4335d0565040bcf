//! The environments that administrators keep.

use shared::audit::Outcome;
use shared::environment::EnvironmentSettings;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Deed, Store, StoreError, audit};

/// An environment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEnvironment {
    /// Its name.
    pub name: String,
    /// What is set.
    pub settings: EnvironmentSettings,
    /// The account that the settings led to when they were kept.
    pub account: String,
    /// Counts up with each change, from 1.
    pub version: i64,
    /// Who set it last.
    pub updated_by: String,
    /// When, in milliseconds since the epoch.
    pub updated_at_ms: i64,
    /// Whether it was given up.
    pub is_retired: bool,
}

/// Settings to keep.
#[derive(Debug, Clone, Copy)]
pub struct EnvironmentSave<'a> {
    /// The name.
    pub name: &'a str,
    /// The settings.
    pub settings: &'a EnvironmentSettings,
    /// The account that they lead to.
    pub account: &'a str,
    /// The version that the person started from; 0 where there was none.
    pub base_version: i64,
    /// Who keeps them; nothing for Longshore itself.
    pub by: &'a str,
    /// Now.
    pub now_ms: i64,
}

impl Store {
    /// Every environment that was ever kept, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn environments(&self) -> Result<Vec<StoredEnvironment>, StoreError> {
        sqlx::query(
            "select name, settings, account, version, updated_by, updated_at, retired_at \
             from environments order by name",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list environments"))?
        .iter()
        .map(environment)
        .collect()
    }

    /// Keeps an environment, unless somebody else did in between; says whether it did. One that was
    /// given up comes back.
    ///
    /// # Errors
    /// The database failed.
    pub async fn save_environment(&self, save: &EnvironmentSave<'_>) -> Result<bool, StoreError> {
        // None was ever kept so many times.
        if save.base_version == i64::MAX {
            return Ok(false);
        }
        let text = serde_json::to_string(save.settings).map_err(|_| StoreError::Unreadable {
            what: "an environment",
        })?;
        let statement = if save.base_version == 0 {
            "insert into environments (name, settings, account, version, created_by, created_at, \
             updated_by, updated_at) values ($1, $2, $3, $4 + 1, $5, $6, $5, $6) \
             on conflict (name) do nothing"
        } else {
            "update environments set settings = $2, account = $3, version = $4 + 1, \
             updated_by = $5, updated_at = $6, retired_at = null \
             where name = $1 and version = $4"
        };
        let mut transaction = self.begin().await?;
        let done = sqlx::query(statement)
            .bind(save.name)
            .bind(text)
            .bind(save.account)
            .bind(save.base_version)
            .bind(save.by)
            .bind(save.now_ms)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("keep an environment"))?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let deed = Deed {
            at_ms: save.now_ms,
            who: save.by.to_owned(),
            action: "environment.set".to_owned(),
            outcome: Outcome::Done,
            environment: save.name.to_owned(),
            subject: format!("environment {}", save.name),
            detail: serde_json::json!({"account": save.account, "settings": save.settings}),
        };
        audit::append(&mut transaction, deed).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("keep an environment"))?;
        Ok(true)
    }

    /// Gives an environment up, unless a deployment runs or waits in it; says whether it did.
    ///
    /// # Errors
    /// The database failed.
    pub async fn retire_environment(
        &self,
        name: &str,
        by: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "update environments set retired_at = $2, version = version + 1, updated_by = $3, \
             updated_at = $2 where name = $1 and retired_at is null and not exists \
             (select 1 from deployments where environment = $1 and state <> 'finished')",
        )
        .bind(name)
        .bind(now_ms)
        .bind(by)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("give an environment up"))?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let deed = Deed {
            at_ms: now_ms,
            who: by.to_owned(),
            action: "environment.retired".to_owned(),
            outcome: Outcome::Done,
            environment: name.to_owned(),
            subject: format!("environment {name}"),
            detail: serde_json::Value::Null,
        };
        audit::append(&mut transaction, deed).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("give an environment up"))?;
        Ok(true)
    }

    /// Counts what is from before there were environments to this one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn adopt(&self, environment: &str) -> Result<(), StoreError> {
        for statement in [
            "update deployments set environment = $1 where environment = ''",
            "update plans set environment = $1 where environment = ''",
            "update drafts set environment = $1 where environment = ''",
        ] {
            sqlx::query(statement)
                .bind(environment)
                .execute(&self.pool)
                .await
                .map_err(StoreError::query("count what there is to the environment"))?;
        }
        Ok(())
    }
}

fn environment(row: &AnyRow) -> Result<StoredEnvironment, StoreError> {
    let unreadable = || StoreError::Unreadable {
        what: "an environment",
    };
    let text = |column: &str| row.try_get::<String, _>(column).map_err(|_| unreadable());
    let retired_at: Option<i64> = row.try_get("retired_at").map_err(|_| unreadable())?;
    Ok(StoredEnvironment {
        name: text("name")?,
        settings: serde_json::from_str(&text("settings")?).map_err(|_| unreadable())?,
        account: text("account")?,
        version: row.try_get("version").map_err(|_| unreadable())?,
        updated_by: text("updated_by")?,
        updated_at_ms: row.try_get("updated_at").map_err(|_| unreadable())?,
        is_retired: retired_at.is_some(),
    })
}
