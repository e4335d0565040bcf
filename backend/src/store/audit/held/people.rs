//! Whether people have the accounts and the roles that the audit tells they were given.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shared::audit::Outcome;
use shared::permission::{Grant, Grants};
use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};

use super::super::super::{Store, StoreError, users};
use super::{name_of, names};

const WHAT: &str = "hold people against the audit";

/// An account, as it is kept or as it follows from what the audit tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Account {
    is_closed: bool,
    /// Whether the password opens it although an identity provider is the only way for others.
    breaks_glass: bool,
    /// The identities at providers that open it: issuer and subject.
    identities: BTreeSet<(String, String)>,
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
        let differs = names.into_iter().find_map(|name| {
            let words = match (kept.get(name), told.get(name)) {
                (Some(_), None) => "the audit does not tell of the account, which is there",
                (None, _) => "the audit tells of the account, which is not there",
                (Some(kept), Some(told)) if kept.is_closed != told.is_closed => {
                    "whether the account is disabled is not as the audit tells"
                }
                (Some(kept), Some(told)) if kept.breaks_glass != told.breaks_glass => {
                    "whether the password opens the account in an emergency is not as the audit tells"
                }
                (Some(kept), Some(told)) if kept.identities != told.identities => {
                    "the identities at a provider that open the account are not those that the audit tells"
                }
                (Some(kept), Some(told)) if kept != told => {
                    "the roles are not those that the audit tells"
                }
                (Some(_), Some(_)) => return None,
            };
            Some(format!(
                "person {name}: {words}: somebody changed it past Longshore"
            ))
        });
        if differs.is_some() {
            return Ok(differs);
        }
        names::differ(&mut transaction).await
    }
}

async fn told(transaction: &mut Transaction<'static, Any>) -> Result<Accounts, StoreError> {
    let mut accounts = Accounts::new();
    // What is not bound yet is newer than what is.
    for (table, order) in [("audit", "sequence"), ("audit_told", "number")] {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select action, subject, detail from {table} where outcome = $1 and action in \
             ('account.set-up', 'person.added', 'person.removed', 'person.closed', \
             'person.opened', 'person.roles-given', 'person.break-glass') order by {order}"
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
        let text = |member: &str| Some(detail.get(member)?.as_str()?.to_owned());
        let account = Account {
            given: grants("grants"),
            identities: text("issuer").zip(text("subject")).into_iter().collect(),
            // The first administrator has a way in where nothing else opens one.
            breaks_glass: action == "account.set-up",
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
        "person.break-glass" => {
            account.breaks_glass = detail.get("may").and_then(Value::as_bool) == Some(true);
        }
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
        "select name, disabled_at, break_glass, 0 as by_groups, environment, role \
         from users left join grants on grants.user_name = users.name \
         union all select name, disabled_at, break_glass, 1, environment, role \
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
        let breaks_glass: i64 = row
            .try_get("break_glass")
            .map_err(StoreError::query(WHAT))?;
        let by_groups: i64 = row.try_get("by_groups").map_err(StoreError::query(WHAT))?;
        let account = accounts.entry(name).or_default();
        account.is_closed = disabled.is_some();
        account.breaks_glass = breaks_glass != 0;
        let grants = if by_groups == 1 {
            &mut account.by_groups
        } else {
            &mut account.given
        };
        grants.extend(users::read_grant(row)?);
    }
    let rows = sqlx::query("select user_name, issuer, subject from identities")
        .fetch_all(&mut **transaction)
        .await
        .map_err(StoreError::query(WHAT))?;
    for row in &rows {
        let (name, identity) = read_identity(row).map_err(StoreError::query(WHAT))?;
        accounts
            .entry(name)
            .or_default()
            .identities
            .insert(identity);
    }
    Ok(accounts)
}

fn read_identity(row: &AnyRow) -> Result<(String, (String, String)), sqlx::Error> {
    Ok((
        row.try_get("user_name")?,
        (row.try_get("issuer")?, row.try_get("subject")?),
    ))
}
