//! Making a plan from documents and what was observed. Pure: the same input gives the same plan.

use std::borrow::Cow;

use super::overlay::overlay;
use super::{Base, Plan, PlanKind, Step, TASK_DEFINITION_ARN, Target};
use super::{body, fingerprint, forecast, hash, refuse};
use crate::check::{Documents, Known, check, hosting};
use crate::diff::{Change, diff, mask, words};
use crate::document::{Document, set_aside};
use crate::issue::{Issue, Severity};
use crate::json::Json;
use crate::normal::normal;
use crate::plan::{ChangeInWords, Effect, Forecast};
use crate::pointer::Pointer;
use crate::wire::Preview;

/// What AWS looked like when a plan is made.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// The service as `DescribeServices` has it; nothing where there is none or it is INACTIVE.
    pub service: Option<Document>,
    /// The revision that it runs, as `DescribeTaskDefinition` has it, with its tags.
    pub task_definition: Option<Document>,
    /// The highest revision of the task definition's family that is known.
    pub latest_revision: Option<u64>,
    /// What else is known.
    pub known: Known,
}

/// Makes a plan of what is to be deployed.
///
/// The service may be as `CreateService` or as `UpdateService` takes it. Where it is not there yet,
/// it is created; where it is, only what differs is sent; where nothing differs, there are no steps.
///
/// # Errors
/// Every issue that was found, where one of them is an error.
pub fn make(
    id: &str,
    task_definition: Option<&Document>,
    service: &Document,
    observed: &Observed,
) -> Result<Preview, Vec<Issue>> {
    let known = Known {
        is_there: Some(observed.service.is_some()),
        ..observed.known.clone()
    };
    let mut issues = check(
        &Documents {
            task_definition,
            service: Some(service),
            run_task: None,
        },
        &known,
    );
    let refused = refuse::refuse(task_definition, service, observed);
    // What is refused for being unfilled need not be warned of as well.
    issues.retain(|issue| {
        issue.code != "placeholder-unfilled"
            || refused.iter().all(|one| one.pointer != issue.pointer)
    });
    issues.extend(refused);
    if issues.iter().any(|issue| issue.severity == Severity::Error) {
        issues.sort_by_key(|issue| issue.severity);
        return Err(issues);
    }
    let outcome = match &observed.service {
        None => first_deploy(id, task_definition, service, observed),
        Some(current) => change(id, task_definition, service, current, observed),
    };
    let plan = Plan {
        id: id.to_owned(),
        target: Target {
            cluster: hosting::cluster_name(service.json()),
            service: name_of(service).into_owned(),
        },
        kind: outcome.kind,
        base: base(observed, outcome.registers),
        changes: outcome.changes,
        forecast: outcome.forecast,
        steps: outcome.steps,
    };
    Ok(Preview {
        hash: hash(&plan),
        plan,
        issues,
        task_definition_before: observed.task_definition.as_ref().map(shown),
        task_definition_after: outcome.runs.as_ref().map(shown),
        service_before: observed.service.as_ref().map(shown),
        service_after: Some(shown(&outcome.after)),
    })
}

/// What a plan comes to.
struct Outcome {
    kind: PlanKind,
    registers: bool,
    changes: Vec<ChangeInWords>,
    forecast: Option<Forecast>,
    steps: Vec<Step>,
    after: Document,
    /// The task definition that will run, where it is known.
    runs: Option<Document>,
}

fn first_deploy(
    id: &str,
    task_definition: Option<&Document>,
    service: &Document,
    observed: &Observed,
) -> Outcome {
    let registers = task_definition.is_some();
    let mut steps = Vec::new();
    steps.extend(task_definition.map(|definition| register(id, definition)));
    steps.push(Step::CreateService {
        body: body::create(service, id, registers),
    });
    steps.push(Step::WaitForSteadyState);
    let after = with_revision(service, task_definition, observed);
    let normal_definition = task_definition.map(normal);
    Outcome {
        kind: PlanKind::FirstDeploy,
        registers,
        changes: super::first::words(task_definition, &after),
        forecast: forecast::first(&normal(&after), normal_definition.as_ref(), &observed.known),
        steps,
        after,
        runs: task_definition.cloned(),
    }
}

fn change(
    id: &str,
    task_definition: Option<&Document>,
    service: &Document,
    current: &Document,
    observed: &Observed,
) -> Outcome {
    let revision_changes = revision_changes(task_definition, observed);
    let registers =
        task_definition.is_some() && revision_changes.as_ref().is_none_or(|all| !all.is_empty());
    let after = overlay(
        current,
        &if registers {
            with_revision(service, task_definition, observed)
        } else {
            keeping_revision(service, current, task_definition.is_some(), observed)
        },
    );
    let service_changes = diff(current, &after);
    let force = service
        .json()
        .get("forceNewDeployment")
        .and_then(Json::as_bool)
        == Some(true);
    let mut differs: Vec<String> = service_changes
        .iter()
        .filter_map(|change| change.pointer.tokens().next())
        .collect();
    if force {
        differs.push("forceNewDeployment".to_owned());
    }
    let moves = registers || differs.iter().any(|name| name == "taskDefinition");
    let kind = if moves {
        PlanKind::NewRevision
    } else if differs.is_empty() {
        PlanKind::Nothing
    } else {
        PlanKind::ServiceChange
    };
    let mut steps = Vec::new();
    if kind != PlanKind::Nothing {
        if registers {
            steps.extend(task_definition.map(|definition| register(id, definition)));
        }
        steps.push(Step::UpdateService {
            body: body::update(service, &name_of(service), &differs, registers),
        });
        steps.push(Step::WaitForSteadyState);
    }
    let mut changes: Vec<Change> = service_changes;
    changes.extend(revision_changes.unwrap_or_default());
    let replaces = force
        || changes
            .iter()
            .any(|change| change.effect == Effect::ReplacesTasks);
    let (before, normal_after) = (normal(current), normal(&after));
    // Another revision that is only named is not known.
    let stays = observed.task_definition.as_ref().filter(|_| !moves);
    let runs = task_definition.or(stays).cloned();
    let forecast = if kind == PlanKind::Nothing {
        None
    } else if replaces {
        forecast::rollout(
            &before,
            &normal_after,
            runs.as_ref().map(normal).as_ref(),
            &observed.known,
        )
    } else if changes.iter().any(|change| change.effect == Effect::Scales) {
        forecast::scaling(&before, &normal_after, &observed.known)
    } else {
        None
    };
    let mut said = words(&changes);
    if force {
        said.push(super::first::forced());
    }
    Outcome {
        kind,
        registers,
        changes: said,
        forecast,
        steps,
        after,
        runs,
    }
}

/// What differs between the revision that runs and the task definition; nothing where it is not
/// known what runs.
fn revision_changes(
    task_definition: Option<&Document>,
    observed: &Observed,
) -> Option<Vec<Change>> {
    let Some(definition) = task_definition else {
        return Some(Vec::new());
    };
    Some(diff(observed.task_definition.as_ref()?, definition))
}

fn register(id: &str, definition: &Document) -> Step {
    let family = definition.json().get("family").and_then(Json::as_str);
    Step::RegisterTaskDefinition {
        family: family.unwrap_or_default().to_owned(),
        body: body::register(definition, id),
    }
}

/// The service with the revision that it will run, as `family:number` where it is registered first.
fn with_revision(
    service: &Document,
    task_definition: Option<&Document>,
    observed: &Observed,
) -> Document {
    let mut service = service.clone();
    if let Some(definition) = task_definition {
        let family = definition.json().get("family").and_then(Json::as_str);
        let reference = format!("{}:{}", family.unwrap_or_default(), next_revision(observed));
        service
            .json_mut()
            .set(&Pointer::parse("/taskDefinition"), Json::String(reference));
    }
    service
}

/// The service with the revision that it runs, where it waits for one that is not registered,
/// where the given task definition is that revision, or where it means the newest one and runs it.
fn keeping_revision(
    service: &Document,
    current: &Document,
    task_definition_given: bool,
    observed: &Observed,
) -> Document {
    let mut service = service.clone();
    let pointer = Pointer::parse("/taskDefinition");
    let waits = service.json().at(&pointer).and_then(Json::as_str) == Some(TASK_DEFINITION_ARN);
    let means_newest = !waits && is_newest_by_family(&service, current, observed);
    if (waits || means_newest || task_definition_given)
        && let Some(runs) = current.json().at(&pointer)
    {
        service.json_mut().set(&pointer, runs.clone());
    }
    service
}

/// Whether the service names the family alone, which means its newest revision, and runs that.
fn is_newest_by_family(service: &Document, current: &Document, observed: &Observed) -> bool {
    let reference = |document: &Document| {
        let normal = normal(document);
        let reference = normal.json().get("taskDefinition")?.as_str()?;
        Some(reference.to_owned())
    };
    let (Some(family), Some(runs), Some(latest)) = (
        reference(service),
        reference(current),
        observed.latest_revision,
    ) else {
        return false;
    };
    runs == format!("{family}:{latest}")
}

const fn next_revision(observed: &Observed) -> u64 {
    match observed.latest_revision {
        Some(latest) => latest.saturating_add(1),
        None => 1,
    }
}

fn base(observed: &Observed, registers: bool) -> Base {
    let runs = observed
        .service
        .as_ref()
        .and_then(|service| service.json().get("taskDefinition"))
        .and_then(Json::as_str);
    Base {
        fingerprint: fingerprint(observed.service.as_ref(), observed.task_definition.as_ref()),
        task_definition_arn: runs.map(str::to_owned),
        next_revision: registers.then(|| next_revision(observed)),
    }
}

/// The service's name, in whichever of its members and also where it is given by its ARN.
pub(super) fn name_of(service: &Document) -> Cow<'_, str> {
    let json = service.json();
    let given = json.get("serviceName").or_else(|| json.get("service"));
    let name = given.and_then(Json::as_str).unwrap_or_default();
    match name.strip_prefix("arn:") {
        Some(arn) => Cow::Borrowed(arn.rsplit('/').next().unwrap_or(arn)),
        None => Cow::Borrowed(name),
    }
}

/// A document in normal form as it may be shown.
fn shown(document: &Document) -> String {
    let mut json = normal(document).json().clone();
    set_aside(document.kind(), &mut json);
    mask(&json).to_pretty()
}
