//! What a service will be after an update: what it is, with the members that are sent laid over.

use std::collections::BTreeMap;

use super::extent::Extent;
use super::{Effect, tags};
use crate::diff::{Change, diff};
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema;

/// Members of the deployment configuration that are left out stay as they are, so it is merged;
/// every other member is replaced as a whole.
const MERGED: &str = "deploymentConfiguration";

/// The member that names what the tasks are made from.
pub const REVISION: &str = "taskDefinition";

/// The service as it will be. `null` says nothing, as everywhere in ECS.
pub(super) fn overlay(observed: &Document, service: &Document, extent: Extent) -> Document {
    let mut json = observed.json().clone();
    let said = service.json().as_object().unwrap_or_default();
    let said = said
        .iter()
        .filter(|(name, _)| name != "service" && name != "serviceName");
    lay(&mut json, said, |name, member, value| match value {
        Json::Object(inner) if name == MERGED => {
            lay(member, inner.iter(), |_, member, value| {
                *member = value.clone();
            });
        }
        _ => *member = value.clone(),
    });
    if let Some(tags) = tags::merged(service, observed, extent) {
        json.set(&Pointer::parse("/tags"), tags);
    }
    Document::new(DocumentKind::Service, json)
}

/// Whether a service is as an update asks, but for its revision: the same update once more would
/// change nothing.
pub fn is_as_asked(service: &Document, update: &Document) -> bool {
    said_beside_revision(service, update).is_empty()
}

/// The members of a service, by ECS's names, that are otherwise than an update asks, but for its revision.
pub fn unlike(service: &Document, update: &Document) -> Vec<String> {
    let mut unlike: Vec<String> = said_beside_revision(service, update)
        .iter()
        .filter_map(|change| change.pointer.tokens().next())
        .collect();
    unlike.dedup();
    unlike
}

/// Whether a service's tasks are started as an update asks, but for their revision, whatever else the
/// two say: its count, how it deploys, its tags.
pub fn is_run_as_asked(service: &Document, update: &Document) -> bool {
    let replaces = |change: &Change| change.effect == Effect::ReplacesTasks;
    !said_beside_revision(service, update).iter().any(replaces)
}

/// Whether an update replaces the tasks of any service by what it says beside the revision.
pub fn replaces_tasks(update: &Document) -> bool {
    let structure = schema::root(DocumentKind::Service);
    let said = update.json().as_object().unwrap_or_default();
    said.iter()
        .filter(|(name, value)| name != REVISION && !value.is_null())
        .filter_map(|(name, _)| structure.member(name)?.effect)
        .any(|effect| effect == Effect::ReplacesTasks)
}

/// The members of a service, by ECS's names, that are neither as they were nor said by an update: somebody
/// else has changed them. Only of those that an update may set. The count, which auto scaling moves, and
/// tags, which other calls change, are not looked at; nor is the platform version where the update says who
/// has the capacity, by which ECS sets it.
pub fn changed_beside(before: &Document, update: &Document, now: &Document) -> Vec<String> {
    let said = update.json().as_object().unwrap_or_default();
    let is_said = |name: &str| {
        said.iter()
            .any(|(said, value)| said == name && !value.is_null())
    };
    let structure = schema::root(DocumentKind::Service);
    let is_set_by_updates = |name: &str| {
        let member = structure.member(name);
        member.is_some_and(|member| member.effect.is_some())
    };
    let is_left_to_others = |name: &str| match name {
        "desiredCount" | "tags" => true,
        "platformVersion" => is_said("capacityProviderStrategy"),
        _ => false,
    };
    let mut changed: Vec<String> = diff(before, now)
        .iter()
        .filter_map(|change| change.pointer.tokens().next())
        .filter(|name| is_set_by_updates(name) && !is_left_to_others(name) && !is_said(name))
        .collect();
    changed.dedup();
    changed
}

/// What an update would change of a service, but for its revision.
fn said_beside_revision(service: &Document, update: &Document) -> Vec<Change> {
    let mut update = update.clone();
    update.json_mut().remove(&Pointer::root().member(REVISION));
    diff(service, &overlay(service, &update, Extent::Partial))
}

/// Puts what is said over the members of an object, which is made where there is nothing.
fn lay<'s>(
    json: &mut Json,
    said: impl Iterator<Item = &'s (String, Json)>,
    put: impl Fn(&str, &mut Json, &Json),
) {
    if json.is_null() {
        *json = Json::object();
    }
    let Json::Object(members) = json else {
        return;
    };
    // Of members that appear twice the last one counts.
    let mut places: BTreeMap<String, usize> = members
        .iter()
        .enumerate()
        .map(|(at, (name, _))| (name.clone(), at))
        .collect();
    for (name, value) in said.filter(|(_, value)| !value.is_null()) {
        let at = *places.entry(name.clone()).or_insert(members.len());
        if at == members.len() {
            members.push((name.clone(), Json::Null));
        }
        if let Some((_, member)) = members.get_mut(at) {
            put(name, member, value);
        }
    }
}
