//! Changes: what happened to each, one row an event, never changed afterwards, and the few columns
//! that lists look for.
//!
//! Whatever happens to a change happens in one transaction: it is read from its events, the policy
//! and the people's roles are read beside it, the domain decides, and what it decides is written.

mod deployed;
mod list;
mod people;
mod row;

use shared::audit::{Outcome, PLACE};
use shared::change::{Act, Change, ChangeEntry, ChangeEvent, Ground, Refused};
use shared::permission::Operation;
use sqlx::{Any, Row as _, Transaction};

use super::{Deed, Store, StoreError, audit, news, policies, users};

pub(super) use deployed::{deployment_began, deployment_ended};
pub use list::ChangeFilter;
use people::Reviewers;
pub(super) use row::listed_otherwise;

/// Who acts.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// The name; empty for Longshore itself.
    pub name: &'a str,
    /// Whether it is a person, and not a token of theirs.
    pub is_person: bool,
    /// Now.
    pub now_ms: i64,
}

impl Actor<'_> {
    /// Longshore itself.
    pub const fn longshore(now_ms: i64) -> Self {
        Self {
            name: "",
            is_person: true,
            now_ms,
        }
    }
}

/// A change that somebody proposes.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'a> {
    /// Who proposes.
    pub actor: Actor<'a>,
    /// The environment.
    pub environment: &'a str,
    /// What is proposed.
    pub proposed: &'a ChangeEvent,
    /// The key that makes a repeated request the same one.
    pub idempotency_key: &'a str,
    /// What is asked for under the key.
    pub request_hash: &'a str,
}

/// What came of acting on a change.
#[derive(Debug)]
pub enum Acted {
    /// It happened; the change as it is now.
    Done(Box<Change>),
    /// There is no such change.
    Absent,
    /// The person may not, or is gone.
    Forbidden,
    /// It does not happen.
    Refused(Refused),
    /// The key was used for another request.
    KeyReused,
}

impl Store {
    /// Proposes a change. The same person's same key is the same request.
    ///
    /// # Errors
    /// The database failed.
    pub async fn propose(&self, proposal: &Proposal<'_>) -> Result<Acted, StoreError> {
        match self.try_propose(proposal).await {
            // The same click came twice at the same moment.
            Err(error) if error.is_duplicate() => self.try_propose(proposal).await,
            other => other,
        }
    }

    async fn try_propose(&self, proposal: &Proposal<'_>) -> Result<Acted, StoreError> {
        let mut transaction = self.begin().await?;
        let actor = proposal.actor;
        if let Some((hash, id)) = keyed(&mut transaction, proposal).await? {
            if hash != proposal.request_hash {
                return Ok(Acted::KeyReused);
            }
            let known = load(&mut transaction, id).await?;
            return Ok(known.map_or(Acted::Absent, |change| Acted::Done(Box::new(change))));
        }
        if !may(
            &mut transaction,
            actor.name,
            Operation::Propose,
            proposal.environment,
        )
        .await?
        {
            return Ok(Acted::Forbidden);
        }
        let policy = policies::of(&mut transaction, proposal.environment, actor.now_ms).await?;
        let id: i64 = sqlx::query(
            "update change_numbers set last = last + 1 where only_one = 1 returning last",
        )
        .fetch_one(&mut *transaction)
        .await
        .and_then(|row| row.try_get("last"))
        .map_err(StoreError::query("number a change"))?;
        let ground = Ground {
            by: actor.name,
            is_person: actor.is_person,
            policy: &policy,
            may_review: &|_| false,
            now_ms: actor.now_ms,
        };
        let events = match Change::propose(proposal.proposed.clone(), id, &ground) {
            Ok(events) => events,
            Err(refused) => return Ok(Acted::Refused(refused)),
        };
        let entries = numbered(0, &actor, events);
        let change = Change::of(id, &entries).ok_or(StoreError::Unreadable { what: "a change" })?;
        row::insert(&mut transaction, &change).await?;
        insert_entries(&mut transaction, &change, &entries).await?;
        sqlx::query(
            "insert into change_keys (user_name, idempotency_key, request_hash, change_id) \
             values ($1, $2, $3, $4)",
        )
        .bind(actor.name)
        .bind(proposal.idempotency_key)
        .bind(proposal.request_hash)
        .bind(id)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("store a change's key"))?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("propose a change"))?;
        Ok(Acted::Done(Box::new(change)))
    }

    /// Acts on a change, if the person may do the operation in its environment.
    ///
    /// # Errors
    /// The database failed.
    pub async fn act_on_change(
        &self,
        id: i64,
        operation: Operation,
        act: Act,
        actor: &Actor<'_>,
    ) -> Result<Acted, StoreError> {
        let mut transaction = self.begin().await?;
        let acted = within(&mut transaction, id, Some(operation), act, actor).await?;
        if matches!(acted, Acted::Done(_)) {
            transaction
                .commit()
                .await
                .map_err(StoreError::query("change a change"))?;
        }
        Ok(acted)
    }

    /// Longshore itself acts on a change.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tend_change(&self, id: i64, act: Act, now_ms: i64) -> Result<Acted, StoreError> {
        let mut transaction = self.begin().await?;
        let actor = Actor::longshore(now_ms);
        let acted = within(&mut transaction, id, None, act, &actor).await?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("tend a change"))?;
        Ok(acted)
    }

    /// What happened to a change after a sequence; nothing where there is no such change.
    ///
    /// # Errors
    /// The database failed.
    pub async fn change_entries(
        &self,
        id: i64,
        after: i64,
    ) -> Result<Vec<ChangeEntry>, StoreError> {
        sqlx::query(
            "select sequence, at, by_name, event from change_events \
             where change_id = $1 and sequence > $2 order by sequence",
        )
        .bind(id)
        .bind(after)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("read a change"))?
        .iter()
        .map(row::entry)
        .collect()
    }

    /// Who may review in an environment, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reviewers(&self, environment: &str) -> Result<Vec<String>, StoreError> {
        // Who is let in no more reviews nothing, whatever their roles are.
        let may = |user: &super::User| {
            user.disabled_at_ms.is_none() && user.grants.can(Operation::Review, environment).is_ok()
        };
        let users = self.users().await?;
        Ok(users
            .into_iter()
            .filter(may)
            .map(|user| user.name)
            .collect())
    }
}

/// Holds a change until the transaction is over, so that of two who act at the same moment one sees
/// what the other did; says whether there is such a change.
async fn hold(transaction: &mut Transaction<'static, Any>, id: i64) -> Result<bool, StoreError> {
    sqlx::query("update changes set last_sequence = last_sequence where id = $1")
        .bind(id)
        .execute(&mut **transaction)
        .await
        .map(|held| held.rows_affected() > 0)
        .map_err(StoreError::query("hold a change"))
}

/// Acts on a change within a transaction.
pub(super) async fn within(
    transaction: &mut Transaction<'static, Any>,
    id: i64,
    operation: Option<Operation>,
    act: Act,
    actor: &Actor<'_>,
) -> Result<Acted, StoreError> {
    if !hold(transaction, id).await? {
        return Ok(Acted::Absent);
    }
    let Some(change) = load(transaction, id).await? else {
        return Ok(Acted::Absent);
    };
    if let Some(operation) = operation
        && !may(transaction, actor.name, operation, &change.environment).await?
    {
        return Ok(Acted::Forbidden);
    }
    let policy = policies::of(transaction, &change.environment, actor.now_ms).await?;
    let reviewers = Reviewers::of(transaction, &change, actor.name).await?;
    let ground = Ground {
        by: actor.name,
        is_person: actor.is_person,
        policy: &policy,
        may_review: &|name| reviewers.may(name),
        now_ms: actor.now_ms,
    };
    let events = match change.act(act, &ground) {
        Ok(events) => events,
        Err(refused) => return Ok(Acted::Refused(refused)),
    };
    let entries = numbered(change.sequence, actor, events);
    let mut after = change;
    for entry in &entries {
        after.take(entry);
    }
    if !entries.is_empty() {
        insert_entries(transaction, &after, &entries).await?;
        row::update(transaction, &after).await?;
    }
    Ok(Acted::Done(Box::new(after)))
}

/// Why a change that is queued may not begin any more; nothing where it may.
async fn objection(
    transaction: &mut Transaction<'static, Any>,
    id: i64,
    plan_hash: &str,
    now_ms: i64,
) -> Result<Option<String>, StoreError> {
    let Some(change) = load(transaction, id).await? else {
        return Ok(Some("Its change is gone.".to_owned()));
    };
    if let Some(differs) = audit::of_change(transaction, id).await? {
        return Ok(Some(past_longshore(&format!("change {id}"), &differs)));
    }
    let policy = policies::of(transaction, &change.environment, now_ms).await?;
    if let Some(broken) = change.deployed_past_approvals() {
        return Ok((!policy.may_break_glass(&broken.by)).then(|| {
            format!(
                "{} may not deploy to {} without approvals any more.",
                broken.by, change.environment
            )
        }));
    }
    let reviewers = Reviewers::of(transaction, &change, "").await?;
    let standing = change.standing(&policy, |name| reviewers.may(name));
    if !standing.is_enough() {
        return Ok(Some(format!(
            "{}: an approval does not count any more since it was queued.",
            standing.words(&change.environment)
        )));
    }
    let is_of_version = change
        .version()
        .is_some_and(|version| version.plans.iter().any(|plan| plan.hash == plan_hash));
    Ok((!is_of_version).then(|| {
        format!("Its plan is not one that change {id} has in its present version. Deploy the change again.")
    }))
}

/// Reads a change within a transaction.
pub(super) async fn load(
    transaction: &mut Transaction<'static, Any>,
    id: i64,
) -> Result<Option<Change>, StoreError> {
    Ok(Change::of(id, &entries(transaction, id).await?))
}

/// What happened to a change, within a transaction.
pub(super) async fn entries(
    transaction: &mut Transaction<'static, Any>,
    id: i64,
) -> Result<Vec<ChangeEntry>, StoreError> {
    sqlx::query(
        "select sequence, at, by_name, event from change_events \
         where change_id = $1 order by sequence",
    )
    .bind(id)
    .fetch_all(&mut **transaction)
    .await
    .map_err(StoreError::query("read a change"))?
    .iter()
    .map(row::entry)
    .collect()
}

/// Why something does not begin that is kept otherwise than the audit tells.
fn past_longshore(what: &str, differs: &str) -> String {
    format!(
        "Of {what}, {differs}. Have the audit verified with `longshore audit verify` before anything else is deployed."
    )
}

/// Whether somebody may do something, as the transaction sees it.
async fn may(
    transaction: &mut Transaction<'static, Any>,
    name: &str,
    operation: Operation,
    environment: &str,
) -> Result<bool, StoreError> {
    let grants = users::grants_of(transaction, name).await?;
    Ok(grants.is_some_and(|grants| grants.can(operation, environment).is_ok()))
}

async fn keyed(
    transaction: &mut Transaction<'static, Any>,
    proposal: &Proposal<'_>,
) -> Result<Option<(String, i64)>, StoreError> {
    sqlx::query(
        "select request_hash, change_id from change_keys \
         where user_name = $1 and idempotency_key = $2",
    )
    .bind(proposal.actor.name)
    .bind(proposal.idempotency_key)
    .fetch_optional(&mut **transaction)
    .await
    .and_then(|row| {
        row.map(|row| Ok((row.try_get("request_hash")?, row.try_get("change_id")?)))
            .transpose()
    })
    .map_err(StoreError::query("find a change's key"))
}

fn numbered(after: i64, actor: &Actor<'_>, events: Vec<ChangeEvent>) -> Vec<ChangeEntry> {
    (after + 1..)
        .zip(events)
        .map(|(sequence, event)| ChangeEntry {
            sequence,
            at_ms: actor.now_ms,
            by: Some(actor.name)
                .filter(|name| !name.is_empty() && !follows_by_itself(&event))
                .map(str::to_owned),
            event,
        })
        .collect()
}

/// What follows from the rules and was done by nobody.
const fn follows_by_itself(event: &ChangeEvent) -> bool {
    matches!(
        event,
        ChangeEvent::Approved | ChangeEvent::Unapproved { .. } | ChangeEvent::Began
    )
}

/// What the audit tells of it: with every act the hash of what it was about.
fn deed(change: &Change, entry: &ChangeEntry) -> Deed {
    let event = serde_json::to_value(&entry.event).unwrap_or_default();
    let name = event
        .get("event")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let version = change.version();
    Deed {
        at_ms: entry.at_ms,
        who: entry.by.clone().unwrap_or_default(),
        action: format!("change.{name}"),
        outcome: Outcome::Done,
        environment: change.environment.clone(),
        subject: format!("change {}", change.id),
        detail: serde_json::json!({
            "version": version.map(|version| version.number),
            "digest": version.map(|version| &version.digest),
            "event": event,
            PLACE: entry.sequence,
        }),
    }
}

async fn insert_entries(
    transaction: &mut Transaction<'static, Any>,
    change: &Change,
    entries: &[ChangeEntry],
) -> Result<(), StoreError> {
    for entry in entries {
        audit::append(transaction, deed(change, entry)).await?;
        let text = serde_json::to_string(&entry.event).map_err(|_| StoreError::Unreadable {
            what: "a change's event",
        })?;
        sqlx::query(
            "insert into change_events (change_id, sequence, at, by_name, event) \
             values ($1, $2, $3, $4, $5)",
        )
        .bind(change.id)
        .bind(entry.sequence)
        .bind(entry.at_ms)
        .bind(entry.by.as_deref())
        .bind(text)
        .execute(&mut **transaction)
        .await
        .map_err(StoreError::query("write what happened to a change"))?;
        news::tell_of_change(transaction, change, entry).await?;
    }
    Ok(())
}
