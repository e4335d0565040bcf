//! What happened in deployments, one row an event, never changed afterwards.

use shared::deployment::{JournalEntry, JournalEvent, Verdict};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::{Store, StoreError};

impl Store {
    /// Appends events to a deployment's journal, all or none, and answers them with their
    /// sequence. A [`JournalEvent::Finished`] also ends the deployment.
    ///
    /// # Errors
    /// The database failed.
    pub async fn append_journal(
        &self,
        deployment: &str,
        events: &[JournalEvent],
        now_ms: i64,
    ) -> Result<i64, StoreError> {
        let mut transaction = self.begin().await?;
        let mut last = 0;
        for event in events {
            last = append(&mut transaction, deployment, event, now_ms).await?;
            if let JournalEvent::Finished { verdict, reason } = event {
                finish(&mut transaction, deployment, *verdict, reason, now_ms).await?;
            }
        }
        transaction
            .commit()
            .await
            .map_err(StoreError::query("write a journal"))?;
        Ok(last)
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

/// Appends one event within a transaction.
pub(super) async fn append(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
    event: &JournalEvent,
    now_ms: i64,
) -> Result<i64, StoreError> {
    let text = serde_json::to_string(event).map_err(|_| StoreError::Unreadable {
        what: "a journal event",
    })?;
    sqlx::query(
        "insert into journal (deployment_id, sequence, at, event) \
         select cast($1 as text), coalesce(max(sequence), 0) + 1, cast($2 as bigint), \
         cast($3 as text) from journal where deployment_id = $1 returning sequence",
    )
    .bind(deployment)
    .bind(now_ms)
    .bind(text)
    .fetch_one(&mut **transaction)
    .await
    .and_then(|row| row.try_get("sequence"))
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
