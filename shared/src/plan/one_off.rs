//! A task that runs by itself, as a gate before a service is touched or alone: its request is
//! completed, judged and said in words.

use super::{ChangeInWords, Effect, TASK_DEFINITION_ARN, body, refuse};
use crate::check::{Documents, Known, check, hosting};
use crate::diff::{diff, words_of};
use crate::document::Document;
use crate::issue::{DocumentKind, Edit, Fix, Issue};
use crate::json::Json;
use crate::normal::normal;
use crate::pointer::Pointer;

/// A revision that a document names, as far as it was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Named {
    /// Nobody looked.
    #[default]
    Unknown,
    /// There is none.
    Missing,
    /// It is there, as `DescribeTaskDefinition` has it.
    There(Box<Document>),
}

impl Named {
    /// The revision, where it is there.
    pub fn document(&self) -> Option<&Document> {
        match self {
            Self::There(document) => Some(document),
            Self::Unknown | Self::Missing => None,
        }
    }
}

/// What a request that leaves something open is completed from.
pub(super) struct Around<'a> {
    /// The service beside which the task runs, as it will be.
    pub(super) service: Option<&'a Document>,
    /// The revision of a request that names none.
    pub(super) revision: Option<Revision<'a>>,
    /// The revision that the request names by itself.
    pub(super) named: &'a Named,
    pub(super) known: &'a Known,
}

/// The revision of a request that names none.
pub(super) struct Revision<'a> {
    /// As it is sent: its ARN, or [`TASK_DEFINITION_ARN`].
    pub(super) sent: String,
    /// As people read it, such as `shop-web:4`.
    pub(super) shown: String,
    pub(super) definition: Option<&'a Document>,
}

/// A request that leaves nothing open.
pub(super) struct OneOff {
    /// What is sent.
    pub(super) document: Document,
    /// What runs, where it is known.
    pub(super) definition: Option<Document>,
    /// The revision, as people read it.
    pub(super) shown: String,
    /// What is wrong, and what could be better.
    pub(super) issues: Vec<Issue>,
}

/// Whether a request leaves it to the plan which revision it runs.
pub(super) fn leaves_revision_open(run_task: &Document) -> bool {
    match run_task.json().get("taskDefinition") {
        None | Some(Json::Null) => true,
        Some(value) => value.as_str() == Some(TASK_DEFINITION_ARN),
    }
}

/// Completes a request, and judges what comes of it.
pub(super) fn complete(run_task: &Document, id: &str, around: &Around<'_>) -> OneOff {
    let mut json = body::sent(run_task);
    let mut issues = Vec::new();
    let open = leaves_revision_open(run_task);
    let (definition, shown) = match &around.revision {
        Some(revision) if open => {
            name_revision(&mut json, &revision.sent);
            if let Some(reference) = resolved(&json, revision.definition) {
                name_revision(&mut json, &reference);
            }
            (revision.definition, revision.shown.clone())
        }
        _ => {
            issues.extend(named_issue(run_task, around.named));
            let named = around.named.document();
            let reference = resolved(&json, named);
            if let Some(reference) = &reference {
                name_revision(&mut json, reference);
            }
            let shown = reference.unwrap_or_default();
            let shown = shown.rsplit('/').next().unwrap_or_default().to_owned();
            (named, shown)
        }
    };
    if let Some(service) = around.service {
        like_service(&mut json, service.json(), definition.map(Document::json));
    }
    issues.extend(of_one_task(&json));
    for_this_call(&mut json, id);
    let document = Document::new(DocumentKind::RunTask, json);
    issues.extend(refuse::placeholders([&document]));
    issues.extend(checked(&document, definition, around.known));
    OneOff {
        document,
        definition: definition.cloned(),
        shown,
        issues,
    }
}

/// What the checks say of the request itself; its task definition is judged where it is registered.
fn checked(document: &Document, definition: Option<&Document>, known: &Known) -> Vec<Issue> {
    let documents = Documents {
        task_definition: definition,
        service: None,
        run_task: Some(document),
    };
    let mut issues = check(&documents, known);
    issues.retain(|issue| {
        issue.document == DocumentKind::RunTask && issue.code != "placeholder-unfilled"
    });
    issues
}

/// The reference to the revision with its number: what a family alone means may be another
/// revision tomorrow, and what was previewed is what runs.
fn resolved(json: &Json, named: Option<&Document>) -> Option<String> {
    let reference = json.get("taskDefinition")?.as_str()?;
    let is_family =
        reference != TASK_DEFINITION_ARN && !reference.rsplit('/').next()?.contains(':');
    let number = named
        .and_then(|named| reported(named, "revision"))
        .and_then(Json::as_i64);
    Some(match number {
        Some(number) if is_family => format!("{reference}:{number}"),
        _ => reference.to_owned(),
    })
}

fn name_revision(json: &mut Json, reference: &str) {
    json.set(&Pointer::parse("/taskDefinition"), Json::from(reference));
}

/// A member that AWS only reports.
pub(super) fn reported<'d>(document: &'d Document, name: &str) -> Option<&'d Json> {
    let (_, value) = document.aside().iter().find(|(member, _)| member == name)?;
    Some(value)
}

fn named_issue(run_task: &Document, named: &Named) -> Option<Issue> {
    let reference = run_task.json().get("taskDefinition")?.as_str()?;
    let message = match named {
        Named::Unknown => return None,
        Named::Missing => {
            return Some(refuse::error(
                DocumentKind::RunTask,
                "revision-not-there",
                "/taskDefinition",
                format!(
                    "Name a revision that is there: ECS has no {reference} in this account and region"
                ),
            ));
        }
        Named::There(document) => match reported(document, "status").and_then(Json::as_str) {
            None | Some("ACTIVE") => return None,
            Some(_) => {
                "Name a revision that is active: this one was deregistered, and ECS starts no task of it; register its definition again and run that"
            }
        },
    };
    Some(refuse::error(
        DocumentKind::RunTask,
        "revision-inactive",
        "/taskDefinition",
        message.to_owned(),
    ))
}

/// Takes over where the service's tasks run, as far as the request does not say it.
fn like_service(json: &mut Json, service: &Json, definition: Option<&Json>) {
    let lacks = |json: &Json, name: &str| is_nothing(json.get(name));
    let take = |json: &mut Json, name: &str| {
        let value = service.get(name).filter(|value| !is_nothing(Some(value)));
        if let Some(value) = value
            && lacks(json, name)
        {
            json.set(&Pointer::root().member(name), value.clone());
        }
    };
    take(json, "cluster");
    // Tasks of another network mode use the instance's network, and ECS refuses one of their own.
    let mode = definition.map(|definition| definition.get("networkMode").and_then(Json::as_str));
    if mode.is_none_or(|mode| mode == Some("awsvpc")) {
        take(json, "networkConfiguration");
    }
    if lacks(json, "launchType") && lacks(json, "capacityProviderStrategy") {
        // ECS takes one of the two.
        if lacks(service, "capacityProviderStrategy") {
            take(json, "launchType");
        } else {
            take(json, "capacityProviderStrategy");
        }
        take(json, "platformVersion");
    }
}

fn is_nothing(value: Option<&Json>) -> bool {
    match value {
        None | Some(Json::Null) => true,
        Some(Json::String(text)) => text.is_empty(),
        Some(Json::Array(elements)) => elements.is_empty(),
        Some(Json::Object(members)) => members.is_empty(),
        Some(_) => false,
    }
}

/// The exit code of one task can decide; of several, some may end well and some not.
fn of_one_task(json: &Json) -> Option<Issue> {
    let count = json.get("count").filter(|count| !count.is_null())?;
    if count.as_i64() == Some(1) {
        return None;
    }
    let pointer = Pointer::parse("/count");
    let mut issue = refuse::error(
        DocumentKind::RunTask,
        "run-task-not-one",
        pointer.as_str(),
        "Set count to 1, or leave it out: it is one task, and how it ends decides".to_owned(),
    );
    issue.fix = Some(Fix {
        label: "Remove count".to_owned(),
        edits: vec![Edit::Remove { pointer }],
    });
    Some(issue)
}

/// `RunTask` takes so many characters as a client token.
const TOKEN_LENGTH: usize = 64;
/// With which the mark begins.
const MARK: &str = "longshore/";
/// So much of the plan's id tells whose the task is.
const MARK_LENGTH: usize = 12;

/// What belongs to this one call: a token that makes it repeatable, and a mark by which the task
/// can be found. A token of an earlier call would answer that call's task again, and a mark of it would
/// name another task, so both are replaced.
fn for_this_call(json: &mut Json, id: &str) {
    let token: String = id.chars().take(TOKEN_LENGTH).collect();
    json.set(&Pointer::parse("/clientToken"), Json::String(token));
    let given = json.get("startedBy");
    let is_mark = given
        .and_then(Json::as_str)
        .is_some_and(|given| given.starts_with(MARK));
    if is_nothing(given) || is_mark {
        json.set(&Pointer::parse("/startedBy"), Json::String(mark(id)));
    }
}

/// By which a task is known as a plan's.
pub(super) fn mark(id: &str) -> String {
    let short: String = id.chars().take(MARK_LENGTH).collect();
    format!("{MARK}{short}")
}

/// Whether the request is for another cluster than the service's.
pub(super) fn elsewhere(run_task: &Document, cluster: &str) -> Option<Issue> {
    let given = run_task.json().get("cluster")?;
    if is_nothing(Some(given)) || hosting::cluster_name(run_task.json()) == cluster {
        return None;
    }
    let pointer = Pointer::parse("/cluster");
    let mut issue = refuse::error(
        DocumentKind::RunTask,
        "gate-elsewhere",
        pointer.as_str(),
        format!("Set cluster to {cluster}, or leave it out: the gate runs beside the service"),
    );
    issue.fix = Some(Fix {
        label: "Remove cluster".to_owned(),
        edits: vec![Edit::Remove { pointer }],
    });
    Some(issue)
}

/// What the task does in other words than its task definition, one by one.
pub(super) fn overrides_in_words(document: &Document, group: &str) -> Vec<ChangeInWords> {
    let of = |overrides: Option<Json>| {
        let mut json = Json::object();
        if let Some(overrides) = overrides {
            json.set(&Pointer::parse("/overrides"), overrides);
        }
        Document::new(DocumentKind::RunTask, json)
    };
    let normal = normal(document);
    let after = of(normal.json().get("overrides").cloned());
    // Against containers of which nothing is overridden, each override is a change of its own.
    let mut bare = after.clone();
    if let Some(Json::Object(overrides)) = bare.json_mut().get_mut("overrides") {
        overrides.retain(|(name, _)| name == "containerOverrides");
        for (_, containers) in overrides {
            let Json::Array(containers) = containers else {
                continue;
            };
            for container in containers {
                if let Json::Object(members) = container {
                    members.retain(|(name, _)| name == "name");
                }
            }
        }
    }
    diff(&bare, &after)
        .iter()
        .map(|change| ChangeInWords {
            place: String::new(),
            group: group.to_owned(),
            effect: Effect::None,
            ..words_of(change)
        })
        .collect()
}
