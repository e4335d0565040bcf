//! Whether environments ask for what the audit tells that they were set to ask for.

use serde_json::Value;
use sqlx::{Any, Row as _, Transaction};

use super::super::super::{Store, StoreError};
use super::name_of;
use shared::audit::Outcome;

impl Store {
    /// Holds all policies against the audit; what differs, in a sentence without its end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold_policies(&self) -> Result<Option<String>, StoreError> {
        let mut transaction = self.snapshot().await?;
        let failed = || StoreError::query("go along the policies");
        let rows = sqlx::query(
            "select 'policy of ' || environment as subject from policies \
             union select subject from audit where action = 'policy.set' order by subject",
        )
        .fetch_all(&mut *transaction)
        .await
        .map_err(failed())?;
        for row in rows {
            let subject: String = row.try_get("subject").map_err(failed())?;
            let environment = subject.strip_prefix("policy of ").unwrap_or_default();
            if let Some(words) = of_policy(&mut transaction, environment).await? {
                return Ok(Some(format!("{subject}: {words}")));
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
    let subject = format!("policy of {environment}");
    let done = name_of(&Outcome::Done);
    let mut told = None;
    // What is not bound yet is newer than what is.
    for statement in [
        "select detail as text from audit where subject = $1 and action = 'policy.set' \
         and outcome = $2 order by sequence desc limit 1",
        "select detail as text from audit_told where subject = $1 and action = 'policy.set' \
         and outcome = $2 order by at desc limit 1",
    ] {
        let query = sqlx::query(statement).bind(&subject).bind(&done);
        told = document(query, transaction).await?.or(told);
    }
    let query = sqlx::query("select policy as text from policies where environment = $1");
    let kept = document(query.bind(environment), transaction).await?;
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
        .map_err(StoreError::query("hold a policy against the audit"))?;
    row.map(|row| {
        let text: String = row
            .try_get("text")
            .map_err(StoreError::query("hold a policy against the audit"))?;
        Ok(serde_json::from_str(&text).unwrap_or(Value::String(text)))
    })
    .transpose()
}
