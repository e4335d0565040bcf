//! The audit: records that are only ever added, each bound to the one before.
//!
//! What is to be told is written in the transaction of what it tells, so that neither is without
//! the other. It is bound into the chain a moment later, in a transaction of its own: the chain has
//! one end, and what people and agents do at the same time must not wait for each other there.

mod held;
mod list;
mod origin;

use shared::audit::{AuditHead, AuditRecord, Outcome, Via};
use sqlx::any::AnyRow;
use sqlx::{Any, AnyPool, Row as _, Transaction};

use super::{Engine, Store, StoreError};
use crate::random;

pub use held::{Begun, Held};
pub(super) use held::{of_change, of_deployment, of_policy};
pub use origin::{Origin, acting_from};

/// What is to be told.
#[derive(Debug, Clone)]
pub struct Deed {
    /// When, milliseconds since the epoch.
    pub at_ms: i64,
    /// Who; empty for nobody.
    pub who: String,
    /// What, such as `change.approve`.
    pub action: String,
    /// Whether it happened.
    pub outcome: Outcome,
    /// The environment that it is about; empty for none.
    pub environment: String,
    /// What it is about, such as `change 42`.
    pub subject: String,
    /// What more is to be told; never a secret.
    pub detail: serde_json::Value,
}

impl Deed {
    /// Something that was done about somebody's account.
    pub fn of_person(
        at_ms: i64,
        who: &str,
        action: &str,
        about: &str,
        detail: serde_json::Value,
    ) -> Self {
        Self {
            at_ms,
            who: who.to_owned(),
            action: action.to_owned(),
            outcome: Outcome::Done,
            environment: String::new(),
            subject: format!("person {about}"),
            detail,
        }
    }
}

/// So much is bound in one transaction.
const AT_ONCE: usize = 500;

const COLUMNS: &str = "sequence, at, who, via, address, action, outcome, environment, subject, \
                       detail, previous, hash";

impl Store {
    /// Tells something that has no transaction of its own.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tell(&self, deed: Deed) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        append(&mut transaction, deed).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("write the audit"))
    }

    /// Binds what was told into the chain.
    ///
    /// # Errors
    /// The database failed.
    pub async fn bind_audit(&self) -> Result<(), StoreError> {
        while self.bind_some().await? == AT_ONCE {}
        Ok(())
    }

    async fn bind_some(&self) -> Result<usize, StoreError> {
        let mut transaction = self.begin().await?;
        // Holds the end: who binds at the same moment waits, and then finds nothing left.
        let row = sqlx::query(
            "update audit_head set sequence = sequence where only_one = 1 \
             returning sequence, hash",
        )
        .fetch_one(&mut *transaction)
        .await
        .map_err(StoreError::query("hold the end of the audit"))?;
        let mut head = head(&row).map_err(StoreError::query("read the end of the audit"))?;
        let told = sqlx::query(
            "select id, at, who, via, address, action, outcome, environment, subject, detail \
             from audit_told order by number, at, id limit $1",
        )
        .bind(i64::try_from(AT_ONCE).unwrap_or(i64::MAX))
        .fetch_all(&mut *transaction)
        .await
        .map_err(StoreError::query("read what is to be bound into the audit"))?;
        if told.is_empty() {
            return Ok(0);
        }
        for row in &told {
            let id: String = row
                .try_get("id")
                .map_err(StoreError::query("read what is to be bound into the audit"))?;
            let mut record = next(&head, row)
                .map_err(StoreError::query("read what is to be bound into the audit"))?;
            record.hash = record.expected_hash();
            insert(&mut transaction, &record).await?;
            sqlx::query("delete from audit_told where id = $1")
                .bind(id)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("bind the audit"))?;
            head = AuditHead {
                sequence: record.sequence,
                hash: record.hash,
            };
        }
        sqlx::query("update audit_head set sequence = $1, hash = $2 where only_one = 1")
            .bind(head.sequence)
            .bind(&head.hash)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("move the end of the audit"))?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("bind the audit"))?;
        Ok(told.len())
    }

    /// The end of the chain.
    ///
    /// # Errors
    /// The database failed.
    pub async fn audit_head(&self) -> Result<AuditHead, StoreError> {
        self.bind_audit().await?;
        self.kept_audit_head().await
    }

    /// The end of the chain as it is kept, without what is not bound yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn kept_audit_head(&self) -> Result<AuditHead, StoreError> {
        sqlx::query("select sequence, hash from audit_head")
            .fetch_optional(&self.pool)
            .await
            .and_then(|row| row.as_ref().map(head).transpose())
            .map(Option::unwrap_or_default)
            .map_err(StoreError::query("find the end of the audit"))
    }

    /// The chain's end as it was with the record of a sequence; nothing where there is no such record.
    /// What is before the first record is 0.
    ///
    /// # Errors
    /// The database failed.
    pub async fn audit_head_at(&self, sequence: i64) -> Result<Option<AuditHead>, StoreError> {
        if sequence == 0 {
            return Ok(Some(AuditHead::default()));
        }
        sqlx::query("select sequence, hash from audit where sequence = $1")
            .bind(sequence)
            .fetch_optional(&self.pool)
            .await
            .and_then(|row| row.as_ref().map(head).transpose())
            .map_err(StoreError::query("find a record of the audit"))
    }

    /// The records after a sequence, in order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn audit_after(
        &self,
        after: i64,
        limit: i64,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from audit where sequence > $1 order by sequence limit $2"
        )))
        .bind(after)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("read the audit"))?
        .iter()
        .map(record)
        .collect()
    }
}

/// Tells something within the transaction of what it tells.
pub(super) async fn append(
    transaction: &mut Transaction<'static, Any>,
    deed: Deed,
) -> Result<(), StoreError> {
    let origin = origin::present();
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    // Who sits at the command line is not known, and is not Longshore either.
    let is_operator = origin.via == Via::CommandLine;
    let via = if deed.who.is_empty() && origin.address.is_none() && !is_operator {
        Via::Longshore
    } else {
        origin.via
    };
    sqlx::query(
        "insert into audit_told (id, at, who, via, address, action, outcome, environment, \
         subject, detail, number) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
         coalesce(max(number), 0) + 1 from audit_told",
    )
    .bind(random::identifier().map_err(|_| StoreError::NoRandomness)?)
    .bind(deed.at_ms)
    .bind(filled(deed.who))
    .bind(name_of(&via))
    .bind(origin.address)
    .bind(deed.action)
    .bind(name_of(&deed.outcome))
    .bind(filled(deed.environment))
    .bind(deed.subject)
    .bind(deed.detail.to_string())
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("write the audit"))
}

/// The same of a deployment, in the environment that it is in.
pub(super) async fn append_of(
    transaction: &mut Transaction<'static, Any>,
    deployment: &str,
    deed: Deed,
) -> Result<(), StoreError> {
    let environment: String = sqlx::query("select environment from deployments where id = $1")
        .bind(deployment)
        .fetch_optional(&mut **transaction)
        .await
        .and_then(|row| row.map(|row| row.try_get("environment")).transpose())
        .map_err(StoreError::query("find a deployment's environment"))?
        .unwrap_or_default();
    append(
        transaction,
        Deed {
            environment,
            ..deed
        },
    )
    .await
}

/// What was told, as the record after the end of the chain, without its hash.
fn next(head: &AuditHead, row: &AnyRow) -> Result<AuditRecord, sqlx::Error> {
    let word = |column: &str| {
        row.try_get::<String, _>(column)
            .map(serde_json::Value::String)
    };
    Ok(AuditRecord {
        sequence: head.sequence + 1,
        at_ms: row.try_get("at")?,
        who: row.try_get("who")?,
        via: serde_json::from_value(word("via")?).unwrap_or(Via::Longshore),
        address: row.try_get("address")?,
        action: row.try_get("action")?,
        outcome: serde_json::from_value(word("outcome")?).unwrap_or(Outcome::Failed),
        environment: row.try_get("environment")?,
        subject: row.try_get("subject")?,
        detail: row.try_get("detail")?,
        previous: head.hash.clone(),
        hash: String::new(),
    })
}

async fn insert(
    transaction: &mut Transaction<'static, Any>,
    record: &AuditRecord,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into audit (sequence, at, who, via, address, action, outcome, environment, \
         subject, detail, previous, hash) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(record.sequence)
    .bind(record.at_ms)
    .bind(record.who.as_deref())
    .bind(name_of(&record.via))
    .bind(record.address.as_deref())
    .bind(&record.action)
    .bind(name_of(&record.outcome))
    .bind(record.environment.as_deref())
    .bind(&record.subject)
    .bind(&record.detail)
    .bind(&record.previous)
    .bind(&record.hash)
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("write the audit"))
}

/// Has the engine refuse to change or remove a record.
pub(super) async fn seal(pool: &AnyPool, engine: Engine) -> Result<(), StoreError> {
    let statements: &[&str] = match engine {
        Engine::Sqlite => &[
            "create trigger if not exists audit_is_not_changed before update on audit \
             begin select raise(abort, 'the audit is only added to'); end",
            "create trigger if not exists audit_is_not_removed before delete on audit \
             begin select raise(abort, 'the audit is only added to'); end",
        ],
        Engine::Postgres => &[
            "create or replace function audit_is_only_added_to() returns trigger \
             language plpgsql as $$ begin raise exception 'the audit is only added to'; end $$",
            "create or replace trigger audit_is_not_changed \
             before update or delete or truncate on audit \
             for each statement execute function audit_is_only_added_to()",
        ],
    };
    for statement in statements {
        sqlx::query(*statement)
            .execute(pool)
            .await
            .map_err(StoreError::query("seal the audit"))?;
    }
    Ok(())
}

fn head(row: &AnyRow) -> Result<AuditHead, sqlx::Error> {
    Ok(AuditHead {
        sequence: row.try_get("sequence")?,
        hash: row.try_get("hash")?,
    })
}

/// The name by which a value is kept, such as `command-line`.
fn name_of<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// A record. One with words or values that no version of Longshore writes is still read, and has no
/// hash: it is for the chain to tell that it was changed.
fn record(row: &AnyRow) -> Result<AuditRecord, StoreError> {
    let sequence: i64 = row
        .try_get("sequence")
        .map_err(StoreError::query("read the audit"))?;
    let before = sequence - 1;
    let read = || -> Result<AuditRecord, sqlx::Error> {
        let before = AuditHead {
            sequence: before,
            hash: row.try_get("previous")?,
        };
        let record = next(&before, row)?;
        let says_so = name_of(&record.via) == row.try_get::<String, _>("via")?
            && name_of(&record.outcome) == row.try_get::<String, _>("outcome")?;
        Ok(AuditRecord {
            hash: if says_so {
                row.try_get("hash")?
            } else {
                String::new()
            },
            ..record
        })
    };
    match read().map_err(StoreError::query("read the audit")) {
        Err(error) if error.is_unreadable() => Ok(unreadable(sequence, row)),
        record => record,
    }
}

/// As much of a record as can be read.
fn unreadable(sequence: i64, row: &AnyRow) -> AuditRecord {
    let text = |column: &str| row.try_get::<String, _>(column).unwrap_or_default();
    AuditRecord {
        sequence,
        at_ms: row.try_get("at").unwrap_or_default(),
        who: row.try_get("who").unwrap_or_default(),
        via: Via::Longshore,
        address: row.try_get("address").unwrap_or_default(),
        action: text("action"),
        outcome: Outcome::Failed,
        environment: row.try_get("environment").unwrap_or_default(),
        subject: text("subject"),
        detail: text("detail"),
        previous: text("previous"),
        hash: String::new(),
    }
}
