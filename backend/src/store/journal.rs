//! What happened in deployments, one row an event, never changed afterwards.

use serde_json::json;
use shared::audit::Outcome;
use shared::deployment::{JournalEntry, JournalEvent, Verdict};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::news::{self, Turn};
use super::{Deed, Lease, Store, StoreError, audit, changes, commands, releases};

/// What a deployment has called, as far as its journal tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// How many it has been about to make.
    pub intended: usize,
    /// Whether nothing tells yet what came of the last one.
    pub is_one_open: bool,
}

impl Store {
    /// Appends events to a deployment's journal, all or none, and answers the last one's sequence.
    /// A [`JournalEvent::Finished`] also ends the deployment; `takes` is the command that the
    /// events take up.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] where the lease is not the deployment's any more; nothing is written
    /// then. Or the database failed.
    pub async fn append_journal(
        &self,
        lease: &Lease,
        events: &[JournalEvent],
        takes: Option<i64>,
        now_ms: i64,
    ) -> Result<i64, StoreError> {
        let mut transaction = self.begin().await?;
        let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let last = reserve(&mut transaction, lease, count).await?;
        let mut sequence = last - count;
        for event in events {
            sequence += 1;
            insert(&mut transaction, &lease.deployment, sequence, event, now_ms).await?;
            if let Some(deed) = deed(&lease.deployment, event, now_ms) {
                audit::append_of(&mut transaction, &lease.deployment, deed).await?;
            }
            if let JournalEvent::Finished { verdict, reason } = event {
                finish(
                    &mut transaction,
                    &lease.deployment,
                    *verdict,
                    reason,
                    now_ms,
                )
                .await?;
                if *verdict != Verdict::Succeeded {
                    releases::cancel_rest(&mut transaction, &lease.deployment, now_ms).await?;
                }
                changes::deployment_ended(&mut transaction, &lease.deployment, now_ms).await?;
                let turn = Turn::Ended(*verdict, reason);
                news::tell_of_deployment(&mut transaction, &lease.deployment, turn, now_ms).await?;
            }
            // What was only claimed may still turn out not to be allowed any more.
            if matches!(event, JournalEvent::StepStarted { step: 0 }) {
                changes::deployment_began(&mut transaction, &lease.deployment, now_ms).await?;
                let turn = Turn::Began;
                news::tell_of_deployment(&mut transaction, &lease.deployment, turn, now_ms).await?;
            }
        }
        if let Some(command) = takes {
            sqlx::query("update commands set taken = 1 where deployment_id = $1 and sequence = $2")
                .bind(&lease.deployment)
                .bind(command)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("take a command"))?;
        }
        transaction
            .commit()
            .await
            .map_err(StoreError::query("write a journal"))?;
        Ok(last)
    }

    /// Appends an event, unless somebody has told the deployment to stop or to give way, which it has
    /// not taken up yet; says whether it was appended. Whoever tells it so holds the deployment until
    /// that is written: of an event and such a command, the one knows of the other.
    ///
    /// # Errors
    /// As [`Store::append_journal`].
    pub async fn append_unless_told(
        &self,
        lease: &Lease,
        event: &JournalEvent,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let sequence = reserve(&mut transaction, lease, 1).await?;
        if commands::stops(&mut transaction, &lease.deployment).await? {
            return Ok(false);
        }
        insert(&mut transaction, &lease.deployment, sequence, event, now_ms).await?;
        if let Some(deed) = deed(&lease.deployment, event, now_ms) {
            audit::append_of(&mut transaction, &lease.deployment, deed).await?;
        }
        transaction
            .commit()
            .await
            .map_err(StoreError::query("write a journal"))?;
        Ok(true)
    }

    /// The calls of a deployment so far.
    ///
    /// # Errors
    /// The database failed.
    pub async fn calls(&self, deployment: &str) -> Result<Calls, StoreError> {
        let mut transaction = self.begin().await?;
        calls(&mut transaction, deployment).await
    }

    /// A deployment's journal after a sequence, at most `limit` entries.
    ///
    /// # Errors
    /// The database failed.
    pub async fn journal(
        &self,
        deployment: &str,
        after: i64,
        limit: i64,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        sqlx::query(
            "select sequence, at, event from journal \
             where deployment_id = $1 and sequence > $2 order by sequence limit $3",
        )
        .bind(deployment)
        .bind(after)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("read a journal"))?
        .iter()
        .map(entry)
        .collect()
    }
}

/// Reserves the next places of a journal for the agent that works on the deployment, and answers
/// the last.
async fn reserve(
    transaction: &mut Transaction<'static, Any>,
    lease: &Lease,
    count: i64,
) -> Result<i64, StoreError> {
    sqlx::query(
        "update deployments set last_sequence = last_sequence + $4 \
         where id = $1 and agent = $2 and term = $3 and state = 'running' \
         returning last_sequence",
    )
    .bind(&lease.deployment)
    .bind(&lease.agent)
    .bind(lease.term)
    .bind(count)
    .fetch_optional(&mut **transaction)
    .await
    .map_err(StoreError::query("write a journal"))?
    .ok_or(StoreError::Fenced)?
    .try_get("last_sequence")
    .map_err(StoreError::query("write a journal"))
}

/// The calls of a deployment so far, within a transaction.
pub(super) async fn calls(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
) -> Result<Calls, StoreError> {
    let mut calls = Calls::default();
    for entry in entries(transaction, deployment).await? {
        match entry.event {
            JournalEvent::CallIntended { .. } => {
                calls.intended += 1;
                calls.is_one_open = true;
            }
            // One that is made again is not over.
            JournalEvent::CallAnswered { .. } | JournalEvent::CallFailed { retried: false, .. } => {
                calls.is_one_open = false;
            }
            _ => {}
        }
    }
    Ok(calls)
}

/// What a deployment's journal begins with.
pub(super) async fn first(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
) -> Result<Option<JournalEvent>, StoreError> {
    let row = sqlx::query(
        "select sequence, at, event from journal where deployment_id = $1 \
         order by sequence limit 1",
    )
    .bind(deployment)
    .fetch_optional(&mut **transaction)
    .await
    .map_err(StoreError::query("read a journal"))?;
    Ok(row
        .as_ref()
        .map(entry)
        .transpose()?
        .map(|entry| entry.event))
}

/// A deployment's journal, within a transaction.
pub(super) async fn entries(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
) -> Result<Vec<JournalEntry>, StoreError> {
    sqlx::query(
        "select sequence, at, event from journal where deployment_id = $1 order by sequence",
    )
    .bind(deployment)
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query("read a journal"))?
    .iter()
    .map(entry)
    .collect()
}

/// Appends one event to the journal of a deployment that no agent works on, within a transaction.
pub(super) async fn append(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
    event: &JournalEvent,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sequence = sqlx::query(
        "update deployments set last_sequence = last_sequence + 1 where id = $1 \
         returning last_sequence",
    )
    .bind(deployment)
    .fetch_one(&mut **transaction)
    .await
    .and_then(|row| row.try_get("last_sequence"))
    .map_err(StoreError::query("write a journal"))?;
    insert(transaction, deployment, sequence, event, now_ms).await
}

/// Ends a deployment that has not begun, within a transaction; says whether it could.
pub(super) async fn cancel(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
    reason: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let cancelled = sqlx::query(
        "update deployments set state = 'finished', verdict = 'cancelled', reason = $2, \
         finished_at = $3 where id = $1 and state = 'queued'",
    )
    .bind(deployment)
    .bind(reason)
    .bind(now_ms)
    .execute(&mut **transaction)
    .await
    .map_err(StoreError::query("cancel a deployment"))?;
    if cancelled.rows_affected() == 0 {
        return Ok(false);
    }
    let finished = JournalEvent::Finished {
        verdict: Verdict::Cancelled,
        reason: reason.to_owned(),
    };
    append(transaction, deployment, &finished, now_ms).await?;
    if let Some(deed) = deed(deployment, &finished, now_ms) {
        audit::append_of(transaction, deployment, deed).await?;
    }
    changes::deployment_ended(transaction, deployment, now_ms).await?;
    Ok(true)
}

/// What the audit tells of it: what was called in AWS, and how it ended.
pub(super) fn deed(deployment: &str, event: &JournalEvent, now_ms: i64) -> Option<Deed> {
    let (action, outcome, detail) = match event {
        JournalEvent::CallIntended {
            operation,
            body_sha256,
            ..
        } => (
            "aws.intended",
            Outcome::Done,
            json!({"operation": operation, "body_sha256": body_sha256}),
        ),
        JournalEvent::CallAnswered {
            operation,
            request_id,
            outcome,
            ..
        } => (
            "aws.answered",
            Outcome::Done,
            json!({"operation": operation, "request_id": request_id, "outcome": outcome}),
        ),
        JournalEvent::CallFailed {
            operation,
            code,
            message,
            ..
        } => (
            "aws.failed",
            Outcome::Failed,
            json!({"operation": operation, "code": code, "message": message}),
        ),
        JournalEvent::Finished { verdict, reason } => (
            "deployment.finished",
            if *verdict == Verdict::Succeeded {
                Outcome::Done
            } else {
                Outcome::Failed
            },
            json!({"verdict": verdict, "reason": reason}),
        ),
        _ => return None,
    };
    Some(Deed {
        at_ms: now_ms,
        who: String::new(),
        action: action.to_owned(),
        outcome,
        environment: String::new(),
        subject: format!("deployment {deployment}"),
        detail,
    })
}

async fn insert(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
    sequence: i64,
    event: &JournalEvent,
    now_ms: i64,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(event).map_err(|_| StoreError::Unreadable {
        what: "a journal event",
    })?;
    sqlx::query("insert into journal (deployment_id, sequence, at, event) values ($1, $2, $3, $4)")
        .bind(deployment)
        .bind(sequence)
        .bind(now_ms)
        .bind(text)
        .execute(&mut **transaction)
        .await
        .map(|_| ())
        .map_err(StoreError::query("write a journal"))
}

async fn finish(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
    verdict: Verdict,
    reason: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "update deployments set state = 'finished', verdict = $2, reason = $3, finished_at = $4 \
         where id = $1 and state <> 'finished'",
    )
    .bind(deployment)
    .bind(verdict.as_str())
    .bind(reason)
    .bind(now_ms)
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("end a deployment"))
}

fn entry(row: &AnyRow) -> Result<JournalEntry, StoreError> {
    let unreadable = || StoreError::Unreadable {
        what: "a journal entry",
    };
    let text: String = row.try_get("event").map_err(|_| unreadable())?;
    Ok(JournalEntry {
        sequence: row.try_get("sequence").map_err(|_| unreadable())?,
        at_ms: row.try_get("at").map_err(|_| unreadable())?,
        event: serde_json::from_str(&text).map_err(|_| unreadable())?,
    })
}
