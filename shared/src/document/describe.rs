//! What Describe commands print: unwrapped, recognized, and freed of what AWS only reports.

use super::{ReadError, names};
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema;

/// Takes a definition out of what a Describe command wraps it in; its kind where that tells.
pub(super) fn unwrap(json: Json) -> Result<(Json, Option<DocumentKind>), ReadError> {
    let mut members = match only_one(json)? {
        Json::Object(members) => members,
        other => return Err(ReadError::NotAnObject(other.kind_words())),
    };
    let mut take = |name: &str, wraps: fn(&Json) -> bool| {
        let at = members
            .iter()
            .position(|(member, value)| member == name && wraps(value))?;
        Some(members.remove(at).1)
    };
    let is_object = |value: &Json| value.as_object().is_some();
    if let Some(mut definition) = take("taskDefinition", is_object) {
        if let Some(tags) = take("tags", |value| value.as_array().is_some()) {
            definition.set(&Pointer::root().member("tags"), tags);
        }
        return Ok((definition, Some(DocumentKind::TaskDefinition)));
    }
    if let Some(service) = take("service", is_object) {
        return Ok((service, Some(DocumentKind::Service)));
    }
    let of_objects = |value: &Json| {
        value
            .as_array()
            .is_some_and(|list| list.iter().all(|item| item.as_object().is_some()))
    };
    if let Some(Json::Array(mut services)) = take("services", of_objects) {
        let count = services.len();
        return match services.pop() {
            None => Err(ReadError::NoService),
            Some(service) if count == 1 => Ok((service, Some(DocumentKind::Service))),
            Some(_) => Err(ReadError::SeveralServices(count)),
        };
    }
    let json = Json::Object(members);
    match names::only_names(&json) {
        Some(error) => Err(error),
        None => Ok((json, None)),
    }
}

/// What stands alone in a list, as tools write a definition into one.
fn only_one(json: Json) -> Result<Json, ReadError> {
    let Json::Array(mut elements) = json else {
        return Ok(json);
    };
    let objects = elements.iter().all(|one| one.as_object().is_some());
    match elements.pop() {
        Some(one) if elements.is_empty() && objects => Ok(one),
        Some(_) if objects => Err(ReadError::SeveralDefinitions(elements.len() + 1)),
        _ => Err(ReadError::NotAnObject("a list")),
    }
}

/// The kind whose members it has; that of the most where several have some.
pub(super) fn recognize(json: &Json) -> Option<DocumentKind> {
    let members = json.as_object()?;
    if is_run_task(json, members) {
        return Some(DocumentKind::RunTask);
    }
    let count = |kind: DocumentKind| {
        members
            .iter()
            .filter(|(name, _)| schema::root(kind).member(name).is_some())
            .count()
    };
    let (task_definition, service) = (
        count(DocumentKind::TaskDefinition),
        count(DocumentKind::Service),
    );
    if json.get("containerDefinitions").is_some() || task_definition > service {
        Some(DocumentKind::TaskDefinition)
    } else if service > task_definition || json.get("serviceName").is_some() {
        Some(DocumentKind::Service)
    } else {
        None
    }
}

/// Most members of a run-task request are a service's too, so that one of its own must be there,
/// and none that only a service or a task definition has.
fn is_run_task(json: &Json, members: &[(String, Json)]) -> bool {
    json.get("taskDefinition").is_some()
        && members
            .iter()
            .any(|(name, _)| knows(DocumentKind::RunTask, name) && !of_others(name))
        && may_be_run_task(json)
}

/// Whether it has no member that only a service or a task definition has.
pub(super) fn may_be_run_task(json: &Json) -> bool {
    json.as_object().is_some_and(|members| {
        members
            .iter()
            .all(|(name, _)| knows(DocumentKind::RunTask, name) || !of_others(name))
    })
}

fn knows(kind: DocumentKind, name: &str) -> bool {
    schema::root(kind).member(name).is_some()
}

fn of_others(name: &str) -> bool {
    [DocumentKind::TaskDefinition, DocumentKind::Service]
        .into_iter()
        .any(|kind| knows(kind, name))
}

/// Takes the members that AWS only reports away, and moves what it reports under another name to
/// the name that it is sent by.
pub(crate) fn set_aside(kind: DocumentKind, json: &mut Json) -> Vec<(String, Json)> {
    if kind == DocumentKind::Service {
        move_reported(json);
    }
    let Json::Object(members) = json else {
        return Vec::new();
    };
    let (aside, kept) = std::mem::take(members)
        .into_iter()
        .partition(|(name, _)| schema::root(kind).is_read_only(name));
    *members = kept;
    aside
}

/// What `DescribeServices` has in its primary deployment and not in the service.
const OF_PRIMARY: [&str; 3] = [
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];

const REBALANCING: &str = "availabilityZoneRebalancing";

/// Whether what is reported can be sent. The service-linked role is what a service has that was
/// given none, and AWS refuses it by name.
fn is_sent(value: &Json) -> bool {
    value
        .as_str()
        .is_some_and(|text| !text.contains(":role/aws-service-role/"))
}

/// Puts what Describe commands report elsewhere, or not at all, where it is sent.
fn move_reported(json: &mut Json) {
    let mut moved = Vec::new();
    for (from, to) in [("clusterArn", "cluster"), ("roleArn", "role")] {
        if json.get(to).is_none()
            && let Some(value) = json.get(from).filter(|value| is_sent(value))
        {
            moved.push((to, value.clone()));
        }
    }
    let primary = json
        .get("deployments")
        .and_then(Json::as_array)
        .and_then(|deployments| {
            deployments
                .iter()
                .find(|one| one.get("status").and_then(Json::as_str) == Some("PRIMARY"))
        });
    for name in OF_PRIMARY {
        if json.get(name).is_none()
            && let Some(value) = primary.and_then(|deployment| deployment.get(name))
        {
            moved.push((name, value.clone()));
        }
    }
    // A service that never had it is not rebalanced, unlike a new one that does not say.
    let is_reported = json.get("serviceArn").is_some();
    if is_reported && json.get(REBALANCING).is_none_or(Json::is_null) {
        moved.push((REBALANCING, Json::from("DISABLED")));
    }
    for (name, value) in moved {
        json.set(&Pointer::root().member(name), value);
    }
}
