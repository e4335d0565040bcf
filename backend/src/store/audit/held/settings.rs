//! Whether environments are, and ask for, what the audit tells that they were set to.

use serde_json::Value;
use shared::audit::Outcome;
use sqlx::{Any, Row as _, Transaction};

use super::super::super::{Store, StoreError};
use super::{name_of, readable};

/// A kind of setting: where the audit tells of it, and where it is kept.
struct Setting {
    /// What its subject begins with, before the environment's name.
    word: &'static str,
    /// The actions that say what it is since then.
    actions: [&'static str; 2],
    /// Where it is in what is told; empty for the whole.
    told_at: &'static str,
    subjects: &'static str,
    kept: &'static str,
}

const POLICY: Setting = Setting {
    word: "policy of ",
    actions: ["policy.set", "policy.set"],
    told_at: "",
    subjects: "select 'policy of ' || environment as subject from policies \
        union select subject from audit where action = 'policy.set' order by subject",
    kept: "select policy as text from policies where environment = $1",
};

const ENVIRONMENT: Setting = Setting {
    word: "environment ",
    // One that was given up keeps its settings, and no deployment begins there.
    actions: ["environment.set", "environment.retired"],
    told_at: "/settings",
    subjects: "select 'environment ' || name as subject from environments \
        where retired_at is null \
        union select subject from audit where action = 'environment.set' order by subject",
    kept: "select settings as text from environments where name = $1 and retired_at is null",
};

impl Store {
    /// Holds all policies and the settings of all environments against the audit; what differs, in
    /// a sentence without its end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold_settings(&self) -> Result<Option<String>, StoreError> {
        let mut transaction = self.snapshot().await?;
        for setting in [&POLICY, &ENVIRONMENT] {
            let rows = sqlx::query(setting.subjects)
                .fetch_all(&mut *transaction)
                .await
                .map_err(StoreError::query("go along the settings"))?;
            for row in rows {
                let subject: String = row
                    .try_get("subject")
                    .map_err(StoreError::query("go along the settings"))?;
                let environment = subject.strip_prefix(setting.word).unwrap_or_default();
                let words = readable(differs(&mut transaction, setting, environment).await)?;
                if let Some(words) = words {
                    return Ok(Some(format!("{subject}: {words}")));
                }
            }
        }
        Ok(None)
    }
}

/// What differs between an environment's policy and the audit, in a sentence without its end.
pub(in crate::store) async fn of_policy(
    transaction: &mut Transaction<'static, Any>,
    environment: &str,
) -> Result<Option<String>, StoreError> {
    differs(transaction, &POLICY, environment).await
}

async fn differs(
    transaction: &mut Transaction<'static, Any>,
    setting: &Setting,
    environment: &str,
) -> Result<Option<String>, StoreError> {
    let subject = format!("{}{environment}", setting.word);
    let done = name_of(&Outcome::Done);
    let [one, other] = setting.actions;
    let mut told = None;
    // What is not bound yet is newer than what is.
    for statement in [
        "select detail as text from audit where subject = $1 and action in ($2, $3) \
         and outcome = $4 order by sequence desc limit 1",
        "select detail as text from audit_told where subject = $1 and action in ($2, $3) \
         and outcome = $4 order by number desc limit 1",
    ] {
        let query = sqlx::query(statement)
            .bind(&subject)
            .bind(one)
            .bind(other)
            .bind(&done);
        told = document(query, transaction).await?.or(told);
    }
    // What was given up is told without settings.
    let told = told.and_then(|told| told.pointer(setting.told_at).cloned());
    let kept = document(sqlx::query(setting.kept).bind(environment), transaction).await?;
    Ok((kept != told).then(|| match (&kept, &told) {
        (Some(_), None) => "the audit does not tell that it was ever set".to_owned(),
        (None, _) => "the audit tells of it, and it is not kept".to_owned(),
        (Some(_), Some(_)) => {
            "it is not what the audit tells that it was set to: somebody changed it past Longshore"
                .to_owned()
        }
    }))
}

/// The column `text` of what is found, read as JSON; what cannot be read is no document that was
/// ever written.
async fn document(
    query: sqlx::query::Query<'_, Any, sqlx::any::AnyArguments>,
    transaction: &mut Transaction<'static, Any>,
) -> Result<Option<Value>, StoreError> {
    let row = query
        .fetch_optional(&mut **transaction)
        .await
        .map_err(StoreError::query("hold settings against the audit"))?;
    row.map(|row| {
        let text: String = row
            .try_get("text")
            .map_err(StoreError::query("hold settings against the audit"))?;
        Ok(serde_json::from_str(&text).unwrap_or(Value::String(text)))
    })
    .transpose()
}
