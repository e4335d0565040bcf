//! The plan of a task that runs once, beside a service or alone.

use std::collections::BTreeMap;

use super::definitions::{Definitions, kept};
use super::gate::last_part;
use super::make::register;
use super::one_off::{self, Around, Named, Revision, reported};
use super::{
    Base, ChangeInWords, DesiredCount, Effect, Plan, PlanKind, Step, TASK_DEFINITION_ARN, Target,
    fingerprint_of_task, refuse,
};
use crate::check::{Documents, Known, check, hosting};
use crate::diff::diff;
use crate::document::Document;
use crate::issue::{DocumentKind, Issue, Severity};
use crate::json::Json;
use crate::pointer::Pointer;
use crate::wire::Preview;

/// What the changes of a one-off task stand under.
const GROUP: &str = "Task";

/// A one-off task that a person wants to run.
#[derive(Debug, Clone, Copy)]
pub struct WantedTask<'a> {
    /// The request, as `RunTask` takes it. What it leaves open is taken from the service.
    pub run_task: &'a Document,
    /// A task definition to register for it, unless the service runs the same.
    pub task_definition: Option<&'a Document>,
    /// The service beside which it runs.
    pub service: Option<&'a str>,
}

/// What AWS looked like when the plan of a one-off task is made.
#[derive(Debug, Clone, Default)]
pub struct ObservedTask {
    /// The service beside which it runs, as `DescribeServices` has it.
    pub service: Option<Document>,
    /// The revision that the service runs, as `DescribeTaskDefinition` has it.
    pub task_definition: Option<Document>,
    /// The revision that the request names by itself.
    pub named: Named,
    /// The highest revision of the family of the task definition to register.
    pub latest_revision: Option<u64>,
    /// What else is known.
    pub known: Known,
}

/// Makes the plan of a one-off task.
///
/// # Errors
/// Every issue that was found, where one of them is an error.
pub fn make_task(
    id: &str,
    wanted: &WantedTask<'_>,
    observed: &ObservedTask,
) -> Result<Preview, Vec<Issue>> {
    let is_open = one_off::leaves_revision_open(wanted.run_task);
    let runs_already = observed.task_definition.as_ref().filter(|runs| {
        wanted
            .task_definition
            .is_none_or(|given| diff(runs, given).is_empty())
    });
    let registered = wanted.task_definition.filter(|_| runs_already.is_none());
    let mut issues = Vec::new();
    issues.extend(service_missing(wanted, observed));
    issues.extend(if is_open {
        no_revision(wanted, runs_already)
    } else {
        unused_definition(wanted)
    });
    if let Some(definition) = registered {
        issues.extend(of_definition(definition, &observed.known));
    }
    let revision = match registered {
        Some(definition) => Some(Revision {
            sent: TASK_DEFINITION_ARN.to_owned(),
            shown: next(definition, observed.latest_revision),
            definition: Some(definition),
        }),
        None => runs_already.and_then(of_service),
    };
    let named = if is_open {
        runs_already.filter(|_| registered.is_none())
    } else {
        observed.named.document()
    };
    let mut task = one_off::complete(
        wanted.run_task,
        id,
        &Around {
            service: observed.service.as_ref(),
            revision,
            named: &observed.named,
            known: &observed.known,
        },
    );
    issues.append(&mut task.issues);
    issues.extend(cluster_unknown(&task.document, &observed.known));
    if issues.iter().any(|issue| issue.severity == Severity::Error) {
        issues.sort_by_key(|issue| issue.severity);
        return Err(issues);
    }
    let mut steps = Vec::new();
    steps.extend(registered.map(|definition| register(id, definition)));
    steps.push(Step::RunTask {
        body: task.document.text(),
    });
    steps.push(Step::WaitForTask);
    let plan = Plan {
        id: id.to_owned(),
        target: Target {
            cluster: hosting::cluster_name(task.document.json()),
            service: wanted.service.unwrap_or_default().to_owned(),
        },
        kind: PlanKind::OneOffTask,
        base: Base {
            fingerprint: fingerprint_of_task(named),
            task_definition_arn: named
                .and_then(|revision| reported(revision, "taskDefinitionArn"))
                .and_then(Json::as_str)
                .map(str::to_owned),
            next_revision: registered.map(|_| {
                observed
                    .latest_revision
                    .map_or(1, |latest| latest.saturating_add(1))
            }),
            desired_count: DesiredCount::LeftAlone,
            images: BTreeMap::new(),
        },
        changes: words(&task.document, &task.shown),
        forecast: None,
        steps,
    };
    let definitions = Definitions {
        task_definition_after: task.definition.as_ref().map(kept),
        ..Definitions::default()
    };
    Ok(definitions.preview(plan, issues))
}

fn words(document: &Document, revision: &str) -> Vec<ChangeInWords> {
    let mut said = vec![ChangeInWords {
        place: String::new(),
        group: GROUP.to_owned(),
        words: format!("runs a task of {revision} once"),
        effect: Effect::None,
        document: DocumentKind::RunTask,
        pointer: Pointer::parse("/taskDefinition"),
    }];
    said.extend(one_off::overrides_in_words(document, GROUP));
    said
}

/// The revision that the service runs, as the task's.
fn of_service(runs: &Document) -> Option<Revision<'_>> {
    let arn = reported(runs, "taskDefinitionArn")?.as_str()?;
    Some(Revision {
        sent: arn.to_owned(),
        shown: last_part(arn).to_owned(),
        definition: Some(runs),
    })
}

fn next(definition: &Document, latest: Option<u64>) -> String {
    let family = definition.json().get("family").and_then(Json::as_str);
    let number = latest.map_or(1, |latest| latest.saturating_add(1));
    format!("{}:{number}", family.unwrap_or_default())
}

/// The service beside which it is to run is not there.
fn service_missing(wanted: &WantedTask<'_>, observed: &ObservedTask) -> Option<Issue> {
    let service = wanted.service.filter(|_| observed.service.is_none())?;
    Some(refuse::error(
        DocumentKind::RunTask,
        "service-not-there",
        "/cluster",
        format!(
            "Cluster {} has no service {service}: correct the cluster or the service, or run the task without one",
            hosting::cluster_name(wanted.run_task.json())
        ),
    ))
}

/// The request leaves its revision open, and nothing says which it is.
fn no_revision(wanted: &WantedTask<'_>, runs: Option<&Document>) -> Option<Issue> {
    (wanted.task_definition.is_none() && runs.is_none()).then(|| {
        refuse::error(
            DocumentKind::RunTask,
            "task-definition-not-given",
            "/taskDefinition",
            "Name a revision here, such as web:3, or give the task definition or the service as well"
                .to_owned(),
        )
    })
}

/// A task definition is given, and the request names another revision.
fn unused_definition(wanted: &WantedTask<'_>) -> Option<Issue> {
    wanted.task_definition.map(|_| {
        refuse::error(
            DocumentKind::RunTask,
            "task-definition-unused",
            "/taskDefinition",
            format!("Set taskDefinition to {TASK_DEFINITION_ARN}, or take the task definition away: the task names a revision by itself"),
        )
    })
}

/// What is wrong with a task definition that is registered.
fn of_definition(definition: &Document, known: &Known) -> Vec<Issue> {
    let documents = Documents {
        task_definition: Some(definition),
        ..Documents::default()
    };
    let mut issues = check(&documents, known);
    let refused = refuse::placeholders([definition]);
    issues.retain(|issue| {
        issue.code != "placeholder-unfilled"
            || refused.iter().all(|one| one.pointer != issue.pointer)
    });
    issues.extend(refused);
    issues.extend(refuse::no_room_for_tag(Some(definition)));
    issues
}

/// The cluster is not there. Of a service's cluster the checks of services say so.
fn cluster_unknown(document: &Document, known: &Known) -> Option<Issue> {
    let name = hosting::cluster_name(document.json());
    let clusters = known.clusters.as_ref()?;
    let is_there = clusters
        .iter()
        .any(|cluster| cluster.name == name && cluster.status != "INACTIVE");
    (!is_there).then(|| {
        let names: Vec<&str> = clusters
            .iter()
            .take(5)
            .map(|cluster| cluster.name.as_str())
            .collect();
        refuse::error(
            DocumentKind::RunTask,
            "cluster-unknown",
            "/cluster",
            format!(
                "Choose a cluster that exists: there is no {name}; there are {}",
                names.join(", ")
            ),
        )
    })
}
