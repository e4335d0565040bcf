//! The columns of changes that lists look for, and events as rows.

use std::collections::BTreeSet;

use shared::change::{Change, ChangeEntry, When};
use shared::plan::Target;
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::super::StoreError;

/// Inserts a new change's row.
pub(super) async fn insert(
    transaction: &mut Transaction<'static, Any>,
    change: &Change,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into changes (id, environment, title, author, state, version, targets, moved, \
         created_at, updated_at, last_sequence, due_at, broken_by, goes_back) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(change.id)
    .bind(&change.environment)
    .bind(&change.title)
    .bind(&change.author)
    .bind(change.state.as_str())
    .bind(version(change))
    .bind(targets(change)?)
    .bind(i64::from(!change.moved.is_empty()))
    .bind(change.created_at_ms)
    .bind(change.updated_at_ms)
    .bind(change.sequence)
    .bind(due_at(change))
    .bind(broken_by(change))
    .bind(i64::from(change.is_rollback()))
    .execute(&mut **transaction)
    .await
    .map_err(StoreError::query("propose a change"))?;
    around(transaction, change).await
}

/// Brings a change's row up to date.
pub(super) async fn update(
    transaction: &mut Transaction<'static, Any>,
    change: &Change,
) -> Result<(), StoreError> {
    sqlx::query(
        "update changes set title = $2, state = $3, version = $4, targets = $5, moved = $6, \
         updated_at = $7, last_sequence = $8, due_at = $9, broken_by = $10, goes_back = $11 \
         where id = $1",
    )
    .bind(change.id)
    .bind(&change.title)
    .bind(change.state.as_str())
    .bind(version(change))
    .bind(targets(change)?)
    .bind(i64::from(!change.moved.is_empty()))
    .bind(change.updated_at_ms)
    .bind(change.sequence)
    .bind(due_at(change))
    .bind(broken_by(change))
    .bind(i64::from(change.is_rollback()))
    .execute(&mut **transaction)
    .await
    .map_err(StoreError::query("change a change"))?;
    around(transaction, change).await
}

/// The services and the people around a change.
async fn around(
    transaction: &mut Transaction<'static, Any>,
    change: &Change,
) -> Result<(), StoreError> {
    for statement in [
        "delete from change_targets where change_id = $1",
        "delete from change_people where change_id = $1",
    ] {
        sqlx::query(statement)
            .bind(change.id)
            .execute(&mut **transaction)
            .await
            .map_err(StoreError::query("change a change"))?;
    }
    for target in change.targets() {
        sqlx::query(
            "insert into change_targets (change_id, environment, cluster, service, state, author) \
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(change.id)
        .bind(&change.environment)
        .bind(&target.cluster)
        .bind(&target.service)
        .bind(change.state.as_str())
        .bind(&change.author)
        .execute(&mut **transaction)
        .await
        .map_err(StoreError::query("store the services of a change"))?;
    }
    for (name, part, rules) in people(change) {
        sqlx::query(
            "insert into change_people (change_id, name, part, environment, rules, state) \
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(change.id)
        .bind(name)
        .bind(part)
        .bind(&change.environment)
        .bind(rules)
        .bind(change.state.as_str())
        .execute(&mut **transaction)
        .await
        .map_err(StoreError::query("store the people of a change"))?;
    }
    Ok(())
}

fn version(change: &Change) -> i64 {
    change
        .version()
        .map_or(0, |version| i64::from(version.number))
}

fn targets(change: &Change) -> Result<String, StoreError> {
    serde_json::to_string(&change.targets()).map_err(|_| StoreError::Unreadable {
        what: "a change's services",
    })
}

/// What is kept of a change for lists otherwise than it follows from what happened to it; nothing where
/// all is as it should be.
pub(in crate::store) async fn listed_otherwise(
    transaction: &mut Transaction<'static, Any>,
    change: &Change,
) -> Result<Option<&'static str>, StoreError> {
    let failed = || StoreError::query("hold what lists say of a change against it");
    let row = sqlx::query(
        "select environment, version, targets, moved, due_at, goes_back, broken_by from changes \
         where id = $1",
    )
    .bind(change.id)
    .fetch_one(&mut **transaction)
    .await
    .map_err(failed())?;
    if let Some(differs) = columns_otherwise(&row, change).map_err(failed())? {
        return Ok(Some(differs));
    }
    let rows = sqlx::query(
        "select 'target' as part, cluster as one, service as other, author, environment, state \
         from change_targets where change_id = $1 \
         union all \
         select part, name, rules, '', environment, state from change_people where change_id = $1",
    )
    .bind(change.id)
    .fetch_all(&mut **transaction)
    .await
    .map_err(failed())?;
    let mut kept = BTreeSet::new();
    for row in &rows {
        kept.insert(Around::read(row).map_err(failed())?);
    }
    Ok((kept != Around::of(change)).then_some("services and people"))
}

fn columns_otherwise(row: &AnyRow, change: &Change) -> Result<Option<&'static str>, sqlx::Error> {
    let number = |column: &str| row.try_get::<i64, _>(column);
    if row.try_get::<String, _>("environment")? != change.environment {
        return Ok(Some("environment"));
    }
    let kept: Vec<Target> =
        serde_json::from_str(&row.try_get::<String, _>("targets")?).unwrap_or_default();
    if kept != change.targets() {
        return Ok(Some("services and people"));
    }
    if number("version")? != version(change)
        || number("moved")? != i64::from(!change.moved.is_empty())
        || number("goes_back")? != i64::from(change.is_rollback())
        || row.try_get::<Option<i64>, _>("due_at")? != due_at(change)
    {
        return Ok(Some("version, when it is due, and whether it fits"));
    }
    // Written by a process that counted it from when it was asked for.
    let first = change.unreviewed().next().map(|broken| broken.by.clone());
    let kept = row.try_get::<Option<String>, _>("broken_by")?;
    let is_owed = kept.as_deref() == broken_by(change) || kept == first;
    Ok((!is_owed).then_some("emergencies"))
}

/// A row around a change: a service, or a person with the part that they have and under which rules.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Around {
    part: String,
    one: String,
    other: String,
    /// Whose change it is, at a service.
    author: String,
    environment: String,
    state: String,
}

impl Around {
    fn read(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            part: row.try_get("part")?,
            one: row.try_get("one")?,
            other: row.try_get("other")?,
            author: row.try_get("author")?,
            environment: row.try_get("environment")?,
            state: row.try_get("state")?,
        })
    }

    /// All that there are to be.
    fn of(change: &Change) -> BTreeSet<Self> {
        let own = |part: &str, one: &str, other: &str, author: &str| Self {
            part: part.to_owned(),
            one: one.to_owned(),
            other: other.to_owned(),
            author: author.to_owned(),
            environment: change.environment.clone(),
            state: change.state.as_str().to_owned(),
        };
        let targets = change.targets();
        let targets = targets.iter();
        let targets =
            targets.map(|target| own("target", &target.cluster, &target.service, &change.author));
        let people = people(change);
        let people = people.iter();
        let people = people.map(|(name, part, rules)| own(part, name, rules, ""));
        targets.chain(people).collect()
    }
}

/// The people of a change: the name, the part, and the rules under which they approved.
fn people(change: &Change) -> Vec<(&String, &'static str, &str)> {
    let authors = change.authors.iter().map(|name| (name, "author", ""));
    let approvals = change.approvals.iter();
    let approvers = approvals.map(|one| (&one.by, "approver", one.rules.as_str()));
    let breakers: BTreeSet<&String> = change.unreviewed().map(|broken| &broken.by).collect();
    let breakers = breakers.into_iter().map(|name| (name, "breaker", ""));
    authors.chain(approvers).chain(breakers).collect()
}

/// Who deployed it without its approvals first, while somebody has to look at that.
fn broken_by(change: &Change) -> Option<&str> {
    let mut open = change.unreviewed();
    let over = open.find(|broken| !change.is_under_way(broken));
    over.map(|broken| broken.by.as_str())
}

const fn due_at(change: &Change) -> Option<i64> {
    match change.when {
        When::ByHand => None,
        When::WhenApproved => Some(0),
        When::At { at_ms } => Some(at_ms),
    }
}

/// What [`due_at`] says, read back.
pub(super) const fn when(due_at: Option<i64>) -> When {
    match due_at {
        None => When::ByHand,
        Some(0) => When::WhenApproved,
        Some(at_ms) => When::At { at_ms },
    }
}

/// An event.
pub(super) fn entry(row: &AnyRow) -> Result<ChangeEntry, StoreError> {
    let unreadable = || StoreError::Unreadable {
        what: "a change's event",
    };
    let text: String = row.try_get("event").map_err(|_| unreadable())?;
    Ok(ChangeEntry {
        sequence: row.try_get("sequence").map_err(|_| unreadable())?,
        at_ms: row.try_get("at").map_err(|_| unreadable())?,
        by: row.try_get("by_name").map_err(|_| unreadable())?,
        event: serde_json::from_str(&text).map_err(|_| unreadable())?,
    })
}
