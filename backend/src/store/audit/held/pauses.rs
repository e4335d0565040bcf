//! Whether what holds deployments up is what the audit tells of it.

use std::collections::BTreeMap;

use shared::audit::Outcome;
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::super::super::{Store, StoreError};
use super::name_of;

/// By whom, and why.
type Pause = (String, String);

impl Store {
    /// Holds all pauses against the audit; what differs, in a sentence without its end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold_pauses(&self) -> Result<Option<String>, StoreError> {
        let mut transaction = self.snapshot().await?;
        let mut kept: BTreeMap<(String, String), Pause> = BTreeMap::new();
        let rows = sqlx::query(
            "select 'pause of ' || scope as subject, environment, paused_by, reason from pauses",
        )
        .fetch_all(&mut *transaction)
        .await
        .map_err(failed())?;
        for row in &rows {
            let pause = (text(row, "paused_by")?, text(row, "reason")?);
            kept.insert(key(row)?, pause);
        }
        let told = told(&mut transaction).await?;
        let subjects = kept.keys().chain(told.keys());
        for subject in subjects {
            let (kept, told) = (kept.get(subject), told.get(subject));
            if kept != told {
                let (what, environment) = subject;
                let of = if environment.is_empty() {
                    what.clone()
                } else {
                    format!("{what} {environment}")
                };
                let why = match (kept, told) {
                    (Some(_), None) => "the audit does not tell that it stands",
                    (None, _) => "the audit tells that it stands, and it is not there",
                    (Some(_), Some(_)) => "it is not what the audit tells of it",
                };
                return Ok(Some(format!(
                    "{of}: {why}: somebody wrote it past Longshore"
                )));
            }
        }
        Ok(None)
    }
}

/// What stands by the audit; what is not bound yet is newer than what is.
async fn told(
    transaction: &mut Transaction<'static, Any>,
) -> Result<BTreeMap<(String, String), Pause>, StoreError> {
    let mut told = BTreeMap::new();
    for statement in [
        "select subject, coalesce(environment, '') as environment, who, action, detail from audit \
         where action in ('environment.paused', 'environment.resumed') and outcome = $1 \
         order by sequence",
        "select subject, coalesce(environment, '') as environment, who, action, detail from audit_told \
         where action in ('environment.paused', 'environment.resumed') and outcome = $1 \
         order by number",
    ] {
        let rows = sqlx::query(statement)
            .bind(name_of(&Outcome::Done))
            .fetch_all(&mut **transaction)
            .await
            .map_err(failed())?;
        for row in &rows {
            if text(row, "action")? == "environment.paused" {
                let detail: serde_json::Value =
                    serde_json::from_str(&text(row, "detail")?).unwrap_or_default();
                let reason = detail
                    .get("reason")
                    .and_then(serde_json::Value::as_str)
                    .unwrap_or_default();
                told.insert(key(row)?, (text(row, "who")?, reason.to_owned()));
            } else {
                told.remove(&key(row)?);
            }
        }
    }
    Ok(told)
}

fn key(row: &AnyRow) -> Result<(String, String), StoreError> {
    Ok((text(row, "subject")?, text(row, "environment")?))
}

fn text(row: &AnyRow, column: &str) -> Result<String, StoreError> {
    row.try_get(column).map_err(failed())
}

fn failed() -> impl FnOnce(sqlx::Error) -> StoreError {
    StoreError::query("hold pauses against the audit")
}
