//! Holding what is kept against what the audit tells of it: changes and deployments here, people and
//! the settings of environments beside.

mod names;
mod pauses;
mod people;
mod settings;

use serde_json::{Value, json};
use shared::audit::{Outcome, PLACE, Told, hold};
use shared::change::{Change, ChangeEntry};
use shared::deployment::{DeploymentState, JournalEvent};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::super::{Store, StoreError, changes, deployments, journal};
use super::name_of;

pub(in crate::store) use settings::of_policy;

/// What a deployment has in the audit that is also kept in its row and its journal.
const OF_DEPLOYMENTS: [&str; 5] = [
    "deployment.requested",
    "deployment.finished",
    "aws.intended",
    "aws.answered",
    "aws.failed",
];

/// How far holding against the audit has come.
#[derive(Debug)]
pub struct Held<K> {
    /// The last that was held; nothing where none is left.
    pub last: Option<K>,
    /// What differs, in a sentence without its end.
    pub differs: Option<String>,
}

impl Store {
    /// Holds the changes after a number against the audit, at most so many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold_changes(&self, after: i64, limit: i64) -> Result<Held<i64>, StoreError> {
        let rows = sqlx::query("select id from changes where id > $1 order by id limit $2")
            .bind(after)
            .bind(limit)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("go along the changes"))?;
        let mut last = None;
        for row in rows {
            let id: i64 = row
                .try_get("id")
                .map_err(StoreError::query("go along the changes"))?;
            let mut transaction = self.snapshot().await?;
            let mut words = readable(of_change(&mut transaction, id).await)?;
            if words.is_none() {
                words = of_list(&mut transaction, id).await?;
            }
            if let Some(words) = words {
                let differs = Some(format!("change {id}: {words}"));
                return Ok(Held { last, differs });
            }
            last = Some(id);
        }
        Ok(Held {
            last,
            differs: None,
        })
    }

    /// Holds the deployments after an id against the audit, at most so many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold_deployments(
        &self,
        after: &str,
        limit: i64,
    ) -> Result<Held<String>, StoreError> {
        let rows = sqlx::query("select id from deployments where id > $1 order by id limit $2")
            .bind(after)
            .bind(limit)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("go along the deployments"))?;
        let mut last = None;
        for row in rows {
            let id: String = row
                .try_get("id")
                .map_err(StoreError::query("go along the deployments"))?;
            let mut transaction = self.begin().await?;
            let words = readable(of_deployment(&mut transaction, &id).await)?;
            if let Some(words) = words {
                let differs = Some(format!("deployment {id}: {words}"));
                return Ok(Held { last, differs });
            }
            last = Some(id);
        }
        Ok(Held {
            last,
            differs: None,
        })
    }

    /// Looks whether what the audit tells of having begun after a sequence is still there, at most
    /// so many records.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold_begun(
        &self,
        what: Begun,
        after: i64,
        limit: i64,
    ) -> Result<Held<i64>, StoreError> {
        let (action, word, find) = match what {
            Begun::Changes => (
                "change.proposed",
                "change ",
                "select count(*) as many from changes where cast(id as text) = $1",
            ),
            Begun::Deployments => (
                "deployment.requested",
                "deployment ",
                "select count(*) as many from deployments where id = $1",
            ),
        };
        let failed = || StoreError::query("go along what was begun");
        let rows = sqlx::query(
            "select sequence, subject from audit where action = $1 and sequence > $2 \
             order by sequence limit $3",
        )
        .bind(action)
        .bind(after)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .map_err(failed())?;
        let mut last = None;
        for row in rows {
            let subject: String = row.try_get("subject").map_err(failed())?;
            let id = subject.strip_prefix(word).unwrap_or_default();
            let many: i64 = sqlx::query(find)
                .bind(id)
                .fetch_one(&self.pool)
                .await
                .and_then(|row| row.try_get("many"))
                .map_err(failed())?;
            if many == 0 {
                let differs = Some(format!(
                    "{subject}: the audit tells of it, and it is not there: somebody removed it past Longshore"
                ));
                return Ok(Held { last, differs });
            }
            last = Some(row.try_get("sequence").map_err(failed())?);
        }
        Ok(Held {
            last,
            differs: None,
        })
    }
}

/// What differs, also where what is kept is nothing that Longshore writes.
fn readable(differs: Result<Option<String>, StoreError>) -> Result<Option<String>, StoreError> {
    match differs {
        Err(error) if error.is_unreadable() => {
            Ok(Some(format!("{error}: somebody wrote it past Longshore")))
        }
        differs => differs,
    }
}

/// Of what the audit tells that it was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// Changes that were proposed.
    Changes,
    /// Deployments that were asked for.
    Deployments,
}

/// What differs between a change and the audit, in a sentence without its end.
pub(in crate::store) async fn of_change(
    transaction: &mut Transaction<'static, Any>,
    id: i64,
) -> Result<Option<String>, StoreError> {
    let subject = format!("change {id}");
    let is_kept = |action: &str| action.starts_with("change.");
    let before = told(transaction, &subject, is_kept).await?;
    let entries = changes::entries(transaction, id).await?;
    let kept: Vec<Told> = entries.iter().map(entry).collect();
    let row = sqlx::query("select state, title, author from changes where id = $1")
        .bind(id)
        .fetch_one(&mut **transaction)
        .await
        .map_err(StoreError::query("hold a change against the audit"))?;
    let after = told(transaction, &subject, is_kept).await?;
    if let Err(difference) = hold(&kept, &before, &after) {
        return Ok(Some(difference.to_string()));
    }
    row_differs(id, &entries, &row).map_err(StoreError::query("hold a change against the audit"))
}

/// What differs between what is kept of a change for lists and what happened to it, in a sentence
/// without its end.
async fn of_list(
    transaction: &mut Transaction<'static, Any>,
    id: i64,
) -> Result<Option<String>, StoreError> {
    let entries = changes::entries(transaction, id).await?;
    let Some(change) = Change::of(id, &entries) else {
        return Ok(None);
    };
    let differs = changes::listed_otherwise(transaction, &change).await?;
    Ok(differs.map(|what| {
        format!(
            "its {what} in the list differ from what happened to it: somebody wrote it past Longshore"
        )
    }))
}

/// Whether the columns that lists look for say what happened.
fn row_differs(
    id: i64,
    entries: &[ChangeEntry],
    row: &AnyRow,
) -> Result<Option<String>, sqlx::Error> {
    let Some(change) = Change::of(id, entries) else {
        return Ok(Some("it does not begin with a proposal".to_owned()));
    };
    for (column, is) in [
        ("state", change.state.as_str()),
        ("title", &change.title),
        ("author", &change.author),
    ] {
        let says: String = row.try_get(column)?;
        if says != is {
            return Ok(Some(format!(
                "its {column} in the list is {says}, and by what happened to it {is}: somebody wrote it past Longshore"
            )));
        }
    }
    Ok(None)
}

fn entry(entry: &ChangeEntry) -> Told {
    let event = serde_json::to_value(&entry.event).unwrap_or_default();
    let name = event
        .get("event")
        .and_then(Value::as_str)
        .unwrap_or_default();
    Told {
        at_ms: entry.at_ms,
        who: entry.by.clone(),
        action: format!("change.{name}"),
        detail: json!({ "event": event, PLACE: entry.sequence }),
    }
}

/// What differs between a deployment and the audit, in a sentence without its end.
pub(in crate::store) async fn of_deployment(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
) -> Result<Option<String>, StoreError> {
    let subject = format!("deployment {id}");
    let is_kept = |action: &str| OF_DEPLOYMENTS.contains(&action);
    let before = told(transaction, &subject, is_kept).await?;
    let entries = journal::entries(transaction, id).await?;
    let Some(deployment) = deployments::find(&mut *transaction, id).await? else {
        return Ok(Some("it is not there".to_owned()));
    };
    let after = told(transaction, &subject, is_kept).await?;
    let mut kept = Vec::new();
    let mut verdict = None;
    for entry in &entries {
        if let JournalEvent::Requested {
            by, despite_freeze, ..
        } = &entry.event
        {
            if *by != deployment.started_by {
                return Ok(Some(format!(
                    "its row says that {} asked for it, and its journal {by}: somebody wrote it past Longshore",
                    deployment.started_by
                )));
            }
            kept.push(Told {
                at_ms: entry.at_ms,
                who: Some(by.clone()),
                action: "deployment.requested".to_owned(),
                detail: json!({
                    "cluster": deployment.target.cluster,
                    "service": deployment.target.service,
                    "plan": deployment.plan_hash,
                    "change": deployment.change,
                    "despite_freeze": despite_freeze,
                }),
            });
        }
        if let JournalEvent::Finished { verdict: ended, .. } = &entry.event {
            verdict = Some(*ended);
        }
        kept.extend(
            journal::deed(id, &entry.event, entry.at_ms).map(|deed| Told {
                at_ms: deed.at_ms,
                who: None,
                action: deed.action,
                detail: deed.detail,
            }),
        );
    }
    if let Err(difference) = hold(&kept, &before, &after) {
        return Ok(Some(difference.to_string()));
    }
    if let Some(words) = is_moved(transaction, id, &subject).await? {
        return Ok(Some(words));
    }
    let says = match &deployment.state {
        DeploymentState::Finished { verdict, .. } => Some(*verdict),
        DeploymentState::Queued | DeploymentState::Running => None,
    };
    Ok((says != verdict).then(|| {
        "how it ended differs between its row and its journal: somebody wrote it past Longshore"
            .to_owned()
    }))
}

/// Whether a deployment is in another environment than it was asked for in.
async fn is_moved(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
    subject: &str,
) -> Result<Option<String>, StoreError> {
    let failed = || StoreError::query("hold a deployment's environment against the audit");
    let row = sqlx::query(
        "select d.environment as kept, t.environment as told from deployments d join \
         (select environment from audit where subject = $2 and action = 'deployment.requested' \
          union all \
          select environment from audit_told where subject = $2 and action = 'deployment.requested') t \
         on t.environment <> d.environment where d.id = $1",
    )
    .bind(id)
    .bind(subject)
    .fetch_optional(&mut **transaction)
    .await
    .map_err(failed())?;
    let Some(row) = row else {
        return Ok(None);
    };
    let kept: String = row.try_get("kept").map_err(failed())?;
    let told: String = row.try_get("told").map_err(failed())?;
    Ok(Some(format!(
        "its row says that it is in {kept}, and the audit {told}: somebody wrote it past Longshore"
    )))
}

/// What the audit tells of something, bound into the chain or not yet.
async fn told(
    transaction: &mut Transaction<'static, Any>,
    subject: &str,
    is_kept: impl Fn(&str) -> bool,
) -> Result<Vec<Told>, StoreError> {
    let rows = sqlx::query(
        "select at, who, action, detail from audit where subject = $1 and outcome <> $2 \
         union all \
         select at, who, action, detail from audit_told where subject = $1 and outcome <> $2",
    )
    .bind(subject)
    .bind(name_of(&Outcome::Refused))
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query("read what the audit tells of something"))?;
    let mut all = Vec::new();
    for row in &rows {
        let read = || -> Result<Told, sqlx::Error> {
            let detail: String = row.try_get("detail")?;
            Ok(Told {
                at_ms: row.try_get("at")?,
                who: row.try_get("who")?,
                action: row.try_get("action")?,
                detail: serde_json::from_str(&detail).unwrap_or(Value::Null),
            })
        };
        let told = read().map_err(StoreError::query("read what the audit tells of something"))?;
        if is_kept(&told.action) {
            all.push(told);
        }
    }
    Ok(all)
}
