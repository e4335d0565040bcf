//! Whose account an identity opens, and what its groups give.

use serde_json::{Value, json};
use shared::account::name_from;
use shared::permission::{Grant, Grants};

use super::verify::Claims;
use super::{Facts, ProviderError, ProviderSettings};
use crate::clock::Clock;
use crate::store::{Deed, Identity, Store, User};

/// So many people of one name are told apart by a number.
const NAMESAKES: u32 = 100;

/// The account of somebody, made at their first sign-in, with the roles that their groups give now.
pub(super) async fn find_or_add(
    store: &Store,
    clock: &Clock,
    settings: &ProviderSettings,
    claims: &Claims,
    facts: &Facts,
) -> Result<User, ProviderError> {
    let identity = Identity {
        issuer: &claims.iss,
        subject: &claims.sub,
    };
    let name = match store.identified(identity).await? {
        Some(name) => name,
        None => add(store, clock, identity, facts).await?,
    };
    let grants = granted(settings, facts);
    if grants.0.is_empty() {
        tracing::info!(
            user = name,
            claim = settings.groups_claim,
            is_told = facts.contains_key(&settings.groups_claim),
            "came in, and no group that the provider tells gives a role"
        );
    }
    let given = json!({"grants": grants, "by": "the groups at the identity provider"});
    let deed = Deed::of_person(clock.now_ms(), &name, "person.roles-given", &name, given);
    store.set_group_grants(&name, &grants, deed).await?;
    store
        .user(&name)
        .await?
        .ok_or(ProviderError::Wrong("the account was removed meanwhile"))
}

/// Makes an account. One that has the name already is never taken over, whoever says what.
async fn add(
    store: &Store,
    clock: &Clock,
    identity: Identity<'_>,
    facts: &Facts,
) -> Result<String, ProviderError> {
    // Authors and approvers are known by their names, so whoever was here before has the same.
    if let Some(name) = store.formerly_identified(identity).await? {
        let detail = json!({
            "issuer": identity.issuer, "subject": identity.subject, "again": true,
        });
        let deed = Deed::of_person(clock.now_ms(), &name, "person.added", &name, detail);
        if store.add_identified(identity, &name, deed).await? {
            tracing::info!(user = name, "made the account of somebody anew");
            return Ok(name);
        }
    }
    let told = ["preferred_username", "email", "name"]
        .into_iter()
        .filter_map(|claim| facts.get(claim)?.as_str())
        .find_map(name_from)
        .unwrap_or_else(|| "person".to_owned());
    for number in 1..=NAMESAKES {
        let name = match number {
            1 => told.clone(),
            number => format!("{told}-{number}"),
        };
        let detail = json!({"issuer": identity.issuer, "subject": identity.subject});
        let deed = Deed::of_person(clock.now_ms(), &name, "person.added", &name, detail);
        if store.add_identified(identity, &name, deed).await? {
            tracing::info!(user = name, "made an account at the first sign-in");
            return Ok(name);
        }
        // Two sign-ins of one person at the same moment.
        if let Some(name) = store.identified(identity).await? {
            return Ok(name);
        }
    }
    Err(ProviderError::Wrong("too many people have the name"))
}

/// What somebody's groups give.
fn granted(settings: &ProviderSettings, facts: &Facts) -> Grants {
    let groups: Vec<&str> = match facts.get(&settings.groups_claim) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let mut grants: Vec<Grant> = settings
        .group_grants
        .iter()
        .filter(|(group, _)| groups.contains(&group.as_str()))
        .map(|(_, grant)| grant.clone())
        .collect();
    grants.sort();
    grants.dedup();
    Grants(grants)
}
