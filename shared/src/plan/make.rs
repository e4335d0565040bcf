//! Making a plan from documents and what was observed. Pure: the same input gives the same plan.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::definitions::{Definitions, kept};
use super::extent::{Extent, said_in_full};
use super::gate::{Gate, gate};
use super::one_off::Named;
use super::overlay::overlay;
use super::{Base, Plan, PlanKind, Step, Target};
use super::{DesiredCount, auto_scaled, body, fingerprint, forecast, refuse, revision, tags};
use super::{connected, controller};
use crate::check::{Documents, Known, check, hosting};
use crate::diff::{Change, diff, words};
use crate::document::Document;
use crate::issue::{Issue, Severity};
use crate::json::Json;
use crate::normal::normal;
use crate::plan::{ChangeInWords, Forecast};
use crate::pointer::Pointer;
use crate::wire::{Preview, ScalableTarget};

/// What a person wants to be so.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The task definition; nothing when the service's revision stays, or is named.
    pub task_definition: Option<&'a Document>,
    /// The service, as `CreateService` or as `UpdateService` takes it, or as a service revision
    /// records it.
    pub service: &'a Document,
    /// How much of the service the document speaks for.
    pub extent: Extent,
    /// A run-task request: a task that has to end well before the service is touched.
    pub gate: Option<&'a Document>,
}

/// What AWS looked like when a plan is made.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// The service as `DescribeServices` has it; nothing where there is none or it is INACTIVE.
    pub service: Option<Document>,
    /// The revision that it runs, as `DescribeTaskDefinition` has it, with its tags.
    pub task_definition: Option<Document>,
    /// The revision that the wanted service names, where it is another than runs.
    pub named: Option<Document>,
    /// The revision that the gate names, where it names one by itself.
    pub gate: Named,
    /// The highest revision of the task definition's family that is known.
    pub latest_revision: Option<u64>,
    /// The bounds of auto scaling, where the service is known to be under it.
    pub scalable_target: Option<ScalableTarget>,
    /// What else is known.
    pub known: Known,
}

/// Makes a plan of what is to be deployed.
///
/// Where the service is not there yet, it is created; where it is, only what differs is sent; where
/// nothing differs, there are no steps.
///
/// # Errors
/// Every issue that was found, where one of them is an error.
pub fn make(id: &str, wanted: &Wanted<'_>, observed: &Observed) -> Result<Preview, Vec<Issue>> {
    let Wanted {
        task_definition,
        extent,
        ..
    } = *wanted;
    let service = &match &observed.service {
        Some(current) => said_in_full(wanted.service, current, extent),
        None => wanted.service.clone(),
    };
    let known = Known {
        is_there: Some(observed.service.is_some()),
        on_instances: observed.service.as_ref().map(|current| {
            // Task sets have launch types of their own.
            !controller::has_task_sets(current)
                && hosting::on_instances(
                    current.json(),
                    task_definition.map(Document::json),
                    &observed.known,
                )
        }),
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
    let mut refused = refuse::refuse(task_definition, service, observed);
    if extent.goes_back() {
        // It comes back by itself with the capacity providers that are taken away.
        let launch_type = Pointer::root().member("launchType");
        refused.retain(|issue| issue.pointer != launch_type);
    }
    // What is refused for being unfilled need not be warned of as well.
    issues.retain(|issue| {
        issue.code != "placeholder-unfilled"
            || refused.iter().all(|one| one.pointer != issue.pointer)
    });
    issues.extend(refused);
    let mut outcome = match &observed.service {
        None => first_deploy(id, task_definition, service, observed),
        Some(current) => {
            let wanted = Wanted {
                task_definition,
                service,
                ..*wanted
            };
            change(id, &wanted, current, observed)
        }
    };
    issues.append(&mut outcome.warnings);
    if matches!(
        outcome.kind,
        PlanKind::NewRevision | PlanKind::Rollback | PlanKind::ServiceChange
    ) {
        let (after, runs) = (&outcome.after, outcome.runs.as_ref());
        issues.extend(connected::missing(after, runs, &known, &issues));
    }
    if extent.goes_back() && outcome.kind == PlanKind::Nothing {
        issues.push(refuse::runs_already());
    }
    if let Some(run_task) = wanted.gate {
        let (gate, found) = gate(
            run_task,
            id,
            &outcome.after,
            outcome.registers,
            outcome.runs.as_ref(),
            observed,
        );
        issues.extend(found);
        outcome.pass(&gate);
    }
    if issues.iter().any(|issue| issue.severity == Severity::Error) {
        issues.sort_by_key(|issue| issue.severity);
        return Err(issues);
    }
    let plan = Plan {
        id: id.to_owned(),
        target: Target {
            cluster: hosting::cluster_name(service.json()),
            service: name_of(service).into_owned(),
        },
        kind: outcome.kind,
        base: base(observed, outcome.registers, outcome.desired_count),
        changes: outcome.changes,
        forecast: outcome.forecast,
        steps: outcome.steps,
    };
    let definitions = Definitions {
        task_definition_before: observed.task_definition.as_ref().map(kept),
        task_definition_after: outcome.runs.as_ref().map(kept),
        service_before: observed.service.as_ref().map(kept),
        service_after: Some(kept(&outcome.after)),
    };
    Ok(definitions.preview(plan, issues))
}

/// What a plan comes to.
struct Outcome {
    kind: PlanKind,
    registers: bool,
    desired_count: DesiredCount,
    changes: Vec<ChangeInWords>,
    forecast: Option<Forecast>,
    steps: Vec<Step>,
    after: Document,
    /// The task definition that will run, where it is known.
    runs: Option<Document>,
    /// What to know of the change before it is made.
    warnings: Vec<Issue>,
}

impl Outcome {
    /// Puts a gate before everything that touches the service. A revision that is registered
    /// touches nothing, and the gate may run it.
    fn pass(&mut self, gate: &Gate) {
        if self.steps.is_empty() {
            return;
        }
        let at = usize::from(self.registers);
        self.steps.splice(at..at, gate.steps());
        self.changes.splice(0..0, gate.words());
    }
}

fn first_deploy(
    id: &str,
    task_definition: Option<&Document>,
    service: &Document,
    observed: &Observed,
) -> Outcome {
    let registers = task_definition.is_some();
    // What is registered for task sets is for who makes them; the service takes none.
    let of_service = task_definition.filter(|_| !controller::has_task_sets(service));
    let mut steps = Vec::new();
    steps.extend(task_definition.map(|definition| register(id, definition)));
    steps.push(Step::CreateService {
        body: body::create(service, id, of_service.is_some()),
    });
    steps.push(Step::WaitForSteadyState);
    let after = revision::registered(service, of_service, observed);
    let normal_definition = task_definition.map(normal);
    Outcome {
        kind: PlanKind::FirstDeploy,
        registers,
        desired_count: DesiredCount::of(service),
        changes: super::first::words(task_definition, &after),
        forecast: forecast::first(&normal(&after), normal_definition.as_ref(), &observed.known),
        steps,
        after,
        runs: task_definition.cloned(),
        warnings: Vec::new(),
    }
}

fn change(id: &str, wanted: &Wanted<'_>, current: &Document, observed: &Observed) -> Outcome {
    let outcome = change_to(id, wanted, current, observed);
    let target = observed.scalable_target.as_ref();
    match auto_scaled::without_count(wanted.service, outcome.kind, target) {
        None => outcome,
        Some(service) => {
            let wanted = Wanted {
                service: &service,
                ..*wanted
            };
            Outcome {
                warnings: outcome.warnings,
                ..change_to(id, &wanted, current, observed)
            }
        }
    }
}

/// What it takes to make a service what a document says of it, to the letter.
fn change_to(id: &str, wanted: &Wanted<'_>, current: &Document, observed: &Observed) -> Outcome {
    let Wanted {
        task_definition,
        service,
        extent,
        gate: _,
    } = *wanted;
    let revision_changes = revision::changes(task_definition, observed);
    let registers =
        task_definition.is_some() && revision_changes.as_ref().is_none_or(|all| !all.is_empty());
    let after = overlay(
        current,
        &if registers {
            revision::registered(service, task_definition, observed)
        } else {
            revision::kept(service, current, task_definition.is_some(), observed)
        },
        extent,
    );
    let changes = diff(current, &after);
    let mut differs: Vec<String> = changes
        .iter()
        .filter_map(|change| change.pointer.tokens().next())
        .collect();
    let force = service
        .json()
        .get("forceNewDeployment")
        .and_then(Json::as_bool)
        == Some(true);
    if force {
        differs.push("forceNewDeployment".to_owned());
    }
    // Only a creation says it.
    differs.retain(|member| member != "launchType");
    let kind = kind(registers, &differs, extent);
    let steps = steps(id, wanted, registers, &differs, current, &after);
    let moves = matches!(kind, PlanKind::NewRevision | PlanKind::Rollback);
    let stays = observed.task_definition.as_ref().filter(|_| !moves);
    let runs = task_definition
        .or(observed.named.as_ref())
        .or(stays)
        .cloned();
    let warning = auto_scaled::warning(kind, &changes, observed.scalable_target.as_ref());
    let mut all: Vec<Change> = changes;
    all.extend(revision_changes.unwrap_or_default());
    let forecast = forecast::of_change(
        &forecast::Moment {
            before: &normal(current),
            after: &normal(&after),
            task_definition: runs.as_ref().map(normal).as_ref(),
            known: &observed.known,
        },
        kind,
        force,
        &all,
    );
    let mut said = words(&all);
    if force {
        said.push(super::first::forced());
    }
    Outcome {
        kind,
        registers,
        desired_count: DesiredCount::of(service),
        changes: said,
        forecast,
        steps,
        after,
        runs,
        warnings: warning.into_iter().collect(),
    }
}

/// What it amounts to, by the members that differ.
fn kind(registers: bool, differs: &[String], extent: Extent) -> PlanKind {
    let only = |name: &str| differs.iter().all(|one| one == name);
    // A revision that is registered has never run.
    if extent.goes_back() && !registers && !differs.is_empty() {
        PlanKind::Rollback
    } else if registers || differs.iter().any(|name| name == "taskDefinition") {
        PlanKind::NewRevision
    } else if differs.is_empty() {
        PlanKind::Nothing
    } else if only("tags") {
        PlanKind::TagChange
    } else if only("desiredCount") {
        PlanKind::Scaling
    } else if only("forceNewDeployment") {
        PlanKind::Restart
    } else {
        PlanKind::ServiceChange
    }
}

/// The steps, in order: tasks that start take the tags that are there by then.
fn steps(
    id: &str,
    wanted: &Wanted<'_>,
    registers: bool,
    differs: &[String],
    current: &Document,
    after: &Document,
) -> Vec<Step> {
    let mut steps = Vec::new();
    if registers {
        let definition = wanted.task_definition;
        steps.extend(definition.map(|definition| register(id, definition)));
    }
    steps.extend(tags::steps(current, after));
    if registers || differs.iter().any(|name| name != "tags") {
        let service = wanted.service;
        steps.push(Step::UpdateService {
            body: body::update(service, &name_of(service), differs, registers),
        });
        steps.push(Step::WaitForSteadyState);
    }
    steps
}

pub(super) fn register(id: &str, definition: &Document) -> Step {
    let family = definition.json().get("family").and_then(Json::as_str);
    Step::RegisterTaskDefinition {
        family: family.unwrap_or_default().to_owned(),
        body: body::register(definition, id),
    }
}

fn base(observed: &Observed, registers: bool, desired_count: DesiredCount) -> Base {
    let runs = observed
        .service
        .as_ref()
        .and_then(|service| service.json().get("taskDefinition"))
        .and_then(Json::as_str);
    Base {
        fingerprint: fingerprint(
            observed.service.as_ref(),
            observed.task_definition.as_ref(),
            desired_count,
        ),
        task_definition_arn: runs.map(str::to_owned),
        next_revision: registers.then(|| revision::next(observed)),
        desired_count,
        images: BTreeMap::new(),
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
