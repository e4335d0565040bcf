//! Whether names that were given stay given, and those of people who are gone are kept for them, as the
//! audit tells.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shared::account::name_key;
use shared::audit::Outcome;
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::super::super::StoreError;
use super::name_of;

const WHAT: &str = "hold names against the audit";

/// Whom an identity provider knows: its issuer, and its subject there.
type Known = (String, String);

/// What the audit tells of names.
#[derive(Debug, Default)]
struct Told {
    /// The keys of all that were given.
    given: BTreeSet<String>,
    /// The identities of accounts that are there.
    present: BTreeMap<String, Known>,
    /// The identities of accounts that are gone, with the name that each had, and whether the audit
    /// tells that it is kept.
    former: BTreeMap<Known, (String, bool)>,
}

/// What differs, in a sentence without its end.
pub(super) async fn differ(
    transaction: &mut Transaction<'static, Any>,
) -> Result<Option<String>, StoreError> {
    let failed = || StoreError::query(WHAT);
    let told = told(transaction).await?;
    let rows = sqlx::query("select name_key from given_names")
        .fetch_all(&mut **transaction)
        .await
        .map_err(failed())?;
    let mut kept = BTreeSet::new();
    for row in &rows {
        kept.insert(row.try_get::<String, _>("name_key").map_err(failed())?);
    }
    if let Some(name) = told.given.difference(&kept).next() {
        return Ok(Some(format!(
            "name {name}: it was given, and could be given again: somebody changed it past Longshore"
        )));
    }
    let rows = sqlx::query("select issuer, subject, user_name from former_identities")
        .fetch_all(&mut **transaction)
        .await
        .map_err(failed())?;
    let mut kept = BTreeMap::new();
    for row in &rows {
        let (known, name) = read(row).map_err(failed())?;
        kept.insert(known, name);
    }
    for (known, name) in &kept {
        let had = told.former.get(known).map(|(name, _)| name);
        if had != Some(name) {
            return Ok(Some(format!(
                "name {name}: it is kept for somebody who did not have it: somebody changed it past Longshore"
            )));
        }
    }
    let lost = told
        .former
        .iter()
        .find(|(known, (_, is_kept))| *is_kept && !kept.contains_key(known));
    Ok(lost.map(|(_, (name, _))| {
        format!(
            "name {name}: it is kept no more for who had it at the identity provider: somebody changed it past Longshore"
        )
    }))
}

async fn told(transaction: &mut Transaction<'static, Any>) -> Result<Told, StoreError> {
    let mut told = Told::default();
    // What is not bound yet is newer than what is.
    for (table, order) in [("audit", "sequence"), ("audit_told", "number")] {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select action, subject, detail from {table} where outcome = $1 and action in \
             ('account.set-up', 'person.added', 'person.removed') order by {order}"
        )))
        .bind(name_of(&Outcome::Done))
        .fetch_all(&mut **transaction)
        .await
        .map_err(StoreError::query(WHAT))?;
        for row in &rows {
            take(&mut told, row).map_err(StoreError::query(WHAT))?;
        }
    }
    Ok(told)
}

/// Takes one more record in.
fn take(told: &mut Told, row: &AnyRow) -> Result<(), sqlx::Error> {
    let action: String = row.try_get("action")?;
    let subject: String = row.try_get("subject")?;
    let detail: String = row.try_get("detail")?;
    let detail: Value = serde_json::from_str(&detail).unwrap_or_default();
    let name = subject.strip_prefix("person ").unwrap_or(&subject);
    let text = |member: &str| Some(detail.get(member)?.as_str()?.to_owned());
    let known = text("issuer").zip(text("subject"));
    told.given.insert(name_key(name));
    if action == "person.removed" {
        let is_kept = known.is_some();
        if let Some(known) = known.or_else(|| told.present.remove(name)) {
            told.former.insert(known, (name.to_owned(), is_kept));
        }
    } else if let Some(known) = known {
        told.present.insert(name.to_owned(), known);
    }
    Ok(())
}

fn read(row: &AnyRow) -> Result<(Known, String), sqlx::Error> {
    Ok((
        (row.try_get("issuer")?, row.try_get("subject")?),
        row.try_get("user_name")?,
    ))
}
