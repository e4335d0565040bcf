//! Whether people have the accounts and the roles that the audit tells they were given.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shared::audit::Outcome;
use shared::permission::{Grant, Grants};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::super::super::{Store, StoreError, users};
use super::name_of;

const WHAT: &str = "hold people against the audit";

/// An account, as it is kept or as it follows from what the audit tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Account {
    is_closed: bool,
    /// The roles that were given by hand.
    given: BTreeSet<Grant>,
    /// The roles that the groups at the identity provider give.
    by_groups: BTreeSet<Grant>,
}

type Accounts = BTreeMap<String, Account>;

impl Store {
    /// Holds all accounts and their roles against the audit; what differs, in a sentence without its
    /// end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold_people(&self) -> Result<Option<String>, StoreError> {
        let mut transaction = self.snapshot().await?;
        let told = told(&mut transaction).await?;
        let kept = kept(&mut transaction).await?;
        let names: BTreeSet<&String> = told.keys().chain(kept.keys()).collect();
        Ok(names.into_iter().find_map(|name| {
            let words = match (kept.get(name), told.get(name)) {
                (Some(_), None) => "the audit does not tell of the account, which is there",
                (None, _) => "the audit tells of the account, which is not there",
                (Some(kept), Some(told)) if kept.is_closed != told.is_closed => {
                    "whether the account is disabled is not as the audit tells"
                }
                (Some(kept), Some(told)) if kept != told => {
                    "the roles are not those that the audit tells"
                }
                (Some(_), Some(_)) => return None,
            };
            Some(format!(
                "person {name}: {words}: somebody changed it past Longshore"
            ))
        }))
    }
}

async fn told(transaction: &mut Transaction<'static, Any>) -> Result<Accounts, StoreError> {
    let mut accounts = Accounts::new();
    // What is not bound yet is newer than what is.
    for (table, order) in [("audit", "sequence"), ("audit_told", "at")] {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select action, subject, detail from {table} where outcome = $1 and action in \
             ('account.set-up', 'person.added', 'person.removed', 'person.closed', \
             'person.opened', 'person.roles-given') order by {order}"
        )))
        .bind(name_of(&Outcome::Done))
        .fetch_all(&mut **transaction)
        .await
        .map_err(StoreError::query(WHAT))?;
        for row in &rows {
            take(&mut accounts, row).map_err(StoreError::query(WHAT))?;
        }
    }
    Ok(accounts)
}

/// Takes one more record in.
fn take(accounts: &mut Accounts, row: &AnyRow) -> Result<(), sqlx::Error> {
    let action: String = row.try_get("action")?;
    let subject: String = row.try_get("subject")?;
    let detail: String = row.try_get("detail")?;
    let detail: Value = serde_json::from_str(&detail).unwrap_or_default();
    let name = subject.strip_prefix("person ").unwrap_or(&subject);
    let grants = |member: &str| {
        let all = detail.get(member).cloned().unwrap_or_default();
        let grants: Grants = serde_json::from_value(all).unwrap_or_default();
        grants.0.into_iter().collect::<BTreeSet<Grant>>()
    };
    let grant = |member: &str| {
        let one = detail.get(member).cloned().unwrap_or_default();
        serde_json::from_value::<Grant>(one).ok()
    };
    if action == "person.removed" {
        accounts.remove(name);
        return Ok(());
    }
    if matches!(action.as_str(), "account.set-up" | "person.added") {
        let account = Account {
            given: grants("grants"),
            ..Account::default()
        };
        accounts.insert(name.to_owned(), account);
        return Ok(());
    }
    let Some(account) = accounts.get_mut(name) else {
        return Ok(());
    };
    match action.as_str() {
        "person.closed" => account.is_closed = true,
        "person.opened" => account.is_closed = false,
        _ if detail.get("by").is_some() => account.by_groups = grants("grants"),
        _ if detail.get("grants").is_some() => account.given = grants("grants"),
        _ => {
            account.given.extend(grant("given"));
            if let Some(taken) = grant("taken") {
                account.given.remove(&taken);
            }
        }
    }
    Ok(())
}

async fn kept(transaction: &mut Transaction<'static, Any>) -> Result<Accounts, StoreError> {
    let rows = sqlx::query(
        "select name, disabled_at, 0 as by_groups, environment, role \
         from users left join grants on grants.user_name = users.name \
         union all select name, disabled_at, 1, environment, role \
         from users join group_grants on group_grants.user_name = users.name",
    )
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query(WHAT))?;
    let mut accounts = Accounts::new();
    for row in &rows {
        let name: String = row.try_get("name").map_err(StoreError::query(WHAT))?;
        let disabled: Option<i64> = row
            .try_get("disabled_at")
            .map_err(StoreError::query(WHAT))?;
        let by_groups: i64 = row.try_get("by_groups").map_err(StoreError::query(WHAT))?;
        let account = accounts.entry(name).or_default();
        account.is_closed = disabled.is_some();
        let grants = if by_groups == 1 {
            &mut account.by_groups
        } else {
            &mut account.given
        };
        grants.extend(users::read_grant(row)?);
    }
    Ok(accounts)
}
