//! What a plan cannot do, with the way out: the rules that need what was observed.

use std::collections::BTreeSet;

use super::controller;
use super::extent::Extent;
use super::make::{Observed, name_of};
use super::overlay::overlay;
use super::{PLAN_TAG, TASK_DEFINITION_ARN};
use crate::check::hosting;
use crate::clip::clip;
use crate::document::Document;
use crate::issue::{DocumentKind, Edit, Fix, Issue, Severity};
use crate::json::Json;
use crate::normal::normal;
use crate::placeholder;
use crate::pointer::Pointer;
use crate::schema::{self, Scope};

pub(super) fn refuse(
    task_definition: Option<&Document>,
    service: &Document,
    observed: &Observed,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    issues.extend(name_missing(service));
    issues.extend(placeholders(task_definition.into_iter().chain([service])));
    issues.extend(no_room_for_tag(task_definition));
    match &observed.service {
        None => {
            issues.extend(not_there(service));
            if !controller::has_task_sets(service) {
                issues.extend(no_revision(task_definition, service));
            }
        }
        Some(current) => {
            issues.extend(only_at_creation(service, current));
            issues.extend(controller::refuse(task_definition, service, current));
            issues.extend(not_active(current));
            issues.extend(count_of_daemon(service, current));
            issues.extend(revision_inactive(observed));
            if waits_for_revision(service) {
                issues.extend(no_revision(task_definition, service));
            }
        }
    }
    issues
}

pub(super) fn error(
    document: DocumentKind,
    code: &'static str,
    pointer: &str,
    message: String,
) -> Issue {
    Issue {
        document,
        severity: Severity::Error,
        code: code.into(),
        pointer: Pointer::parse(pointer),
        message,
        fix: None,
    }
}

fn name_missing(service: &Document) -> Option<Issue> {
    name_of(service).is_empty().then(|| {
        error(
            DocumentKind::Service,
            "service-unnamed",
            "/serviceName",
            "Name the service: serviceName for a new one, service for one that is there".to_owned(),
        )
    })
}

fn not_there(service: &Document) -> Option<Issue> {
    let json = service.json();
    if json.get("serviceName").is_some() || json.get("service").is_none() {
        return None;
    }
    let mut issue = error(
        DocumentKind::Service,
        "service-not-there",
        "/service",
        format!(
            "Cluster {} has no service {}: correct the name or the cluster, or create it by giving serviceName in place of service",
            hosting::cluster_name(service.json()),
            name_of(service)
        ),
    );
    issue.fix = Some(Fix {
        label: "Create it: rename to serviceName".to_owned(),
        edits: vec![Edit::Rename {
            pointer: Pointer::parse("/service"),
            name: "serviceName".to_owned(),
        }],
    });
    Some(issue)
}

fn waits_for_revision(service: &Document) -> bool {
    service.json().get("taskDefinition").and_then(Json::as_str) == Some(TASK_DEFINITION_ARN)
}

/// The service waits for a revision, and there is no task definition to register.
fn no_revision(task_definition: Option<&Document>, service: &Document) -> Option<Issue> {
    let given = service.json().get("taskDefinition").and_then(Json::as_str);
    let missing = given.is_none_or(|given| given.is_empty() || given == TASK_DEFINITION_ARN);
    (task_definition.is_none() && missing).then(|| {
        error(
            DocumentKind::Service,
            "task-definition-not-given",
            "/taskDefinition",
            "Give the task definition as well, or name a revision here, such as web:3".to_owned(),
        )
    })
}

/// A part of a daemon service does not say that it is one.
fn count_of_daemon(service: &Document, current: &Document) -> Option<Issue> {
    let strategy = |document: &Document| {
        let given = document.json().get("schedulingStrategy");
        given.and_then(Json::as_str).map(str::to_owned)
    };
    let is_daemon = strategy(current).as_deref() == Some("DAEMON");
    let count = service.json().get("desiredCount");
    let is_given = count.is_some_and(|count| !count.is_null());
    if !is_daemon || strategy(service).is_some() || !is_given {
        return None;
    }
    let mut issue = error(
        DocumentKind::Service,
        "daemon-desired-count",
        "/desiredCount",
        "Remove desiredCount: a daemon service runs one task on every instance".to_owned(),
    );
    issue.fix = Some(Fix {
        label: "Remove desiredCount".to_owned(),
        edits: vec![Edit::Remove {
            pointer: Pointer::parse("/desiredCount"),
        }],
    });
    Some(issue)
}

fn not_active(current: &Document) -> Option<Issue> {
    let status = current
        .aside()
        .iter()
        .find(|(name, _)| name == "status")
        .and_then(|(_, status)| status.as_str())?;
    (status == "DRAINING").then(|| {
        error(
            DocumentKind::Service,
            "service-draining",
            "",
            "The service is being deleted: wait until it is gone, then create it again".to_owned(),
        )
    })
}

/// A service can run on with a revision that is deregistered, but it can't be moved to one.
fn revision_inactive(observed: &Observed) -> Option<Issue> {
    let named = observed.named.as_ref()?;
    let status = named
        .aside()
        .iter()
        .find(|(name, _)| name == "status")
        .and_then(|(_, status)| status.as_str())?;
    (status != "ACTIVE").then(|| {
        error(
            DocumentKind::Service,
            "revision-inactive",
            "/taskDefinition",
            "Name a revision that is active: this one was deregistered, and ECS moves no service to it; register its definition again and deploy that".to_owned(),
        )
    })
}

/// Going back to what runs.
pub(super) fn runs_already() -> Issue {
    error(
        DocumentKind::Service,
        "rollback-to-current",
        "/taskDefinition",
        "Choose something earlier: the service runs this one already, with the same settings; to replace its tasks, restart it".to_owned(),
    )
}

/// Members that only `CreateService` takes, and that differ from what is.
fn only_at_creation(service: &Document, current: &Document) -> Vec<Issue> {
    let (before, after) = (
        normal(current),
        normal(&overlay(current, service, Extent::Partial)),
    );
    let members = schema::root(DocumentKind::Service).members.iter();
    members
        .filter(|member| member.scope == Scope::Create)
        // A file seldom has the tags that are there, and the token belongs to one call.
        .filter(|member| !matches!(member.name, "serviceName" | "clientToken" | "tags"))
        .filter(|member| {
            service.json().get(member.name).is_some_and(|value| !value.is_null())
                && before.json().get(member.name) != after.json().get(member.name)
        })
        .map(|member| {
            let is = before
                .json()
                .get(member.name)
                .map_or_else(|| "not set".to_owned(), Json::to_compact);
            let pointer = Pointer::root().member(member.name);
            let mut issue = error(
                DocumentKind::Service,
                "only-at-creation",
                pointer.as_str(),
                format!(
                    "{} can only be chosen when the service is created, and it is {is}: take it out here, or create a service of another name and delete this one",
                    member.name
                ),
            );
            issue.fix = Some(Fix {
                label: format!("Remove {}", member.name),
                edits: vec![Edit::Remove { pointer }],
            });
            issue
        })
        .collect()
}

/// More placeholders than these are not listed one by one.
const MOST_PLACEHOLDERS: usize = 100;

/// What still waits for a value would be sent as it stands.
pub(super) fn placeholders<'d>(documents: impl IntoIterator<Item = &'d Document>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for document in documents {
        let mut told = BTreeSet::new();
        for found in placeholder::find(&document.json().to_compact())
            .into_iter()
            .take(MOST_PLACEHOLDERS)
        {
            let place = place_of(document.json(), &found.token, &Pointer::root());
            let is_bare = place
                .as_ref()
                .and_then(|place| document.json().at(place))
                .is_some_and(|value| matches!(value, Json::Bare(_)));
            // In a text, $NAME and <NAME> may be meant to stay, for a shell in the container.
            if found.token.starts_with(['$', '<']) && !is_bare {
                continue;
            }
            issues.push(error(
                document.kind(),
                "placeholder-without-value",
                place.unwrap_or_default().as_str(),
                format!("Fill in {}: it would be sent as it stands", found.name),
            ));
            told.insert(found.token);
        }
        // What stands bare is no JSON, whatever it looks like and wherever else it stands.
        let mut bare = Vec::new();
        find_bare(document.json(), &Pointer::root(), &mut bare);
        bare.retain(|(_, token)| !told.contains(*token));
        issues.extend(bare.iter().take(MOST_PLACEHOLDERS).map(|(place, token)| {
            error(
                document.kind(),
                "placeholder-without-value",
                place.as_str(),
                format!("Fill in {}: it would be sent as it stands", clip(token)),
            )
        }));
    }
    issues
}

fn find_bare<'j>(json: &'j Json, at: &Pointer, found: &mut Vec<(Pointer, &'j str)>) {
    match json {
        Json::Bare(token) => found.push((at.clone(), token)),
        Json::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                find_bare(element, &at.index(index), found);
            }
        }
        Json::Object(members) => {
            for (name, value) in members {
                find_bare(value, &at.member(name), found);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn place_of(json: &Json, token: &str, at: &Pointer) -> Option<Pointer> {
    match json {
        Json::String(text) | Json::Bare(text) => text.contains(token).then(|| at.clone()),
        Json::Array(elements) => elements
            .iter()
            .enumerate()
            .find_map(|(index, element)| place_of(element, token, &at.index(index))),
        Json::Object(members) => members
            .iter()
            .find_map(|(name, value)| place_of(value, token, &at.member(name))),
        Json::Null | Json::Bool(_) | Json::Number(_) => None,
    }
}

/// The plan's own tag needs a place among the 50.
pub(super) fn no_room_for_tag(task_definition: Option<&Document>) -> Option<Issue> {
    let tags = task_definition?.json().get("tags")?.as_array()?;
    let others = tags
        .iter()
        .filter(|tag| tag.get("key").and_then(Json::as_str) != Some(PLAN_TAG))
        .count();
    (others >= 50).then(|| {
        error(
            DocumentKind::TaskDefinition,
            "no-room-for-tag",
            "/tags",
            format!("Keep at most 49 tags: Longshore adds {PLAN_TAG}, and AWS takes 50"),
        )
    })
}
