//! Looking through the audit. Each page is read along an index, from the newest record down, so that
//! its cost does not grow with what there is.

use shared::audit::AuditRecord;
use shared::wire::{AuditQuery, Listing};
use sqlx::{Any, Row as _, query::Query};

use super::super::{Store, StoreError};
use super::{COLUMNS, name_of, record};

/// Records come into the chain in the order of their moments but for what is told at the same time by
/// several processes, whose clocks may differ a little. An hour is far more than any of that, and only
/// makes the part that is looked through a little longer.
const DISORDER_MS: i64 = 60 * 60 * 1_000;

#[derive(Debug, Clone)]
enum Bind {
    Text(String),
    Number(i64),
}

/// A statement's conditions and what is bound to them.
#[derive(Debug, Default)]
struct Conditions {
    words: Vec<String>,
    binds: Vec<Bind>,
}

impl Conditions {
    /// Adds a condition such as `who =` with the value that comes after it.
    fn add(&mut self, words: &str, value: Bind) {
        self.binds.push(value);
        self.words.push(format!("{words} ${}", self.binds.len()));
    }
}

impl Store {
    /// Lists records, newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn audit(
        &self,
        query: &AuditQuery,
        limit: i64,
    ) -> Result<Listing<AuditRecord>, StoreError> {
        self.bind_audit().await?;
        let mut conditions = self.conditions(query).await?;
        conditions.binds.push(Bind::Number(limit + 1));
        let statement = format!(
            "select {COLUMNS} from audit where {} order by sequence desc limit ${}",
            conditions.words.join(" and "),
            conditions.binds.len()
        );
        let select = sqlx::query(sqlx::AssertSqlSafe(statement));
        let rows = bound(select, conditions.binds)
            .fetch_all(&self.pool)
            .await
            .map_err(StoreError::query("list the audit"))?;
        let mut items: Vec<AuditRecord> = rows.iter().map(record).collect::<Result<_, _>>()?;
        let most = usize::try_from(limit).unwrap_or(0);
        let more = items.len() > most;
        items.truncate(most);
        let next = items
            .last()
            .filter(|_| more)
            .map(|last| last.sequence.to_string());
        Ok(Listing { items, next })
    }

    async fn conditions(&self, query: &AuditQuery) -> Result<Conditions, StoreError> {
        let AuditQuery {
            who,
            action,
            outcome,
            environment,
            subject,
            since_ms,
            until_ms,
            after,
        } = query;
        let mut conditions = Conditions::default();
        conditions.add("sequence <", Bind::Number(after.unwrap_or(i64::MAX)));
        let outcome = outcome.map(|outcome| name_of(&outcome));
        for (words, value) in [
            ("who =", who),
            ("action =", action),
            ("outcome =", &outcome),
            ("environment =", environment),
            ("subject =", subject),
        ] {
            if let Some(value) = value {
                conditions.add(words, Bind::Text(value.clone()));
            }
        }
        // The moments decide. The sequences around them keep the walk from going on where none can fit.
        if let Some(since_ms) = *since_ms {
            conditions.add("at >=", Bind::Number(since_ms));
            let before = "select sequence from audit where at < $1 \
                          order by at desc, sequence desc limit 1";
            let last = since_ms.saturating_sub(DISORDER_MS);
            if let Some(sequence) = self.sequence(before, last).await? {
                conditions.add("sequence >", Bind::Number(sequence));
            }
        }
        if let Some(until_ms) = *until_ms {
            conditions.add("at <", Bind::Number(until_ms));
            let behind = "select sequence from audit where at >= $1 order by at, sequence limit 1";
            let first = until_ms.saturating_add(DISORDER_MS);
            if let Some(sequence) = self.sequence(behind, first).await? {
                conditions.add("sequence <", Bind::Number(sequence));
            }
        }
        Ok(conditions)
    }

    async fn sequence(
        &self,
        statement: &'static str,
        at_ms: i64,
    ) -> Result<Option<i64>, StoreError> {
        sqlx::query(statement)
            .bind(at_ms)
            .fetch_optional(&self.pool)
            .await
            .and_then(|row| row.map(|row| row.try_get("sequence")).transpose())
            .map_err(StoreError::query("find a moment in the audit"))
    }
}

fn bound(
    select: Query<'_, Any, sqlx::any::AnyArguments>,
    binds: Vec<Bind>,
) -> Query<'_, Any, sqlx::any::AnyArguments> {
    binds.into_iter().fold(select, |select, bind| match bind {
        Bind::Text(text) => select.bind(text),
        Bind::Number(number) => select.bind(number),
    })
}
