//! What stands of a plan's steps where it ends before its end. Pure.

use shared::deployment::{JournalEntry, JournalEvent};
use shared::plan::{Plan, PlanKind, Step, TASK_DEFINITION_ARN};

use crate::aws::{is_of_deregistered, last_part};

/// What the steps that are done have left behind, in sentences.
pub(super) fn standing(plan: &Plan, past: &[JournalEntry]) -> String {
    left(plan, past, false)
}

/// The same where somebody else has done something to the service meanwhile: of what they may have done
/// nothing is said. Empty where no step is done.
pub(super) fn standing_beside_others(plan: &Plan, past: &[JournalEntry]) -> String {
    left(plan, past, true)
}

fn left(plan: &Plan, past: &[JournalEntry], is_beside_others: bool) -> String {
    let service = &plan.target.service;
    let mut of_service = Vec::new();
    let mut is_updated = false;
    let mut registered = None;
    let mut ran = false;
    for (index, step) in plan.steps.iter().enumerate() {
        let Some(done) = done(past, index) else {
            continue;
        };
        match step {
            Step::RegisterTaskDefinition { .. } => registered = registered_by(done),
            Step::RunTask { .. } => ran = true,
            Step::CreateService { .. }
            | Step::UpdateService { .. }
            | Step::DeleteService { .. }
                if is_beside_others =>
            {
                is_updated = true;
            }
            Step::CreateService { .. } => {
                is_updated = true;
                of_service.push(format!("The service {service} was created and stays."));
            }
            Step::UpdateService { .. } => {
                is_updated = true;
                of_service.push(match plan.kind {
                    PlanKind::Deletion => format!(
                        "The service {service} was scaled to 0: its tasks were stopped, and it stays so until it is scaled again."
                    ),
                    _ => format!("The service {service} was updated and stays so."),
                });
            }
            Step::TagResource { .. } => {
                of_service.push(format!("Tags were put on the service {service} and stay."));
            }
            Step::UntagResource { .. } => {
                of_service.push(format!(
                    "Tags were taken off the service {service} and stay off."
                ));
            }
            Step::DeleteService { .. } => {
                is_updated = true;
                of_service.push(format!("The service {service} is being deleted."));
            }
            Step::RegisterScalableTarget { .. } => {
                of_service.push("Auto scaling has its new bounds.".to_owned());
            }
            Step::WaitForSteadyState
            | Step::WaitForTask
            | Step::WaitForNoTasks
            | Step::WaitForDeletion => {}
        }
    }
    let mut said = of_service;
    if said.is_empty() && registered.is_none() && !ran {
        let nothing = if is_beside_others {
            ""
        } else {
            "Nothing was changed."
        };
        return nothing.to_owned();
    }
    let is_of_task = plan.kind == PlanKind::OneOffTask;
    if !is_updated && !is_of_task && !is_beside_others {
        said.push(
            if plan.kind == PlanKind::FirstDeploy {
                "The service was not created."
            } else if said.is_empty() {
                "The service was not changed."
            } else {
                "Nothing else of it was changed."
            }
            .to_owned(),
        );
    }
    if let Some(arn) = registered {
        let may_run = is_updated || is_beside_others || (is_of_task && ran);
        said.push(of_revision(plan, past, last_part(arn), is_updated, may_run));
    }
    if ran && !still_runs(past) && !is_without_work(past) {
        let what = if is_of_task {
            "the task"
        } else {
            "the task before it"
        };
        said.push(if came_to_own_end(past) {
            format!("What {what} did stays done.")
        } else {
            format!("It is not known how much of its work {what} has done; that stays done.")
        });
    }
    said.join(" ")
}

/// What stands of the revision that the plan registered.
fn of_revision(
    plan: &Plan,
    past: &[JournalEntry],
    revision: &str,
    is_updated: bool,
    may_run: bool,
) -> String {
    let is_gone = past.iter().any(|entry| {
        matches!(
            &entry.event,
            JournalEvent::CallFailed { step, message, .. }
                if is_of_deregistered(message) && is_of_own_revision(plan, *step)
        )
    });
    if is_gone && !is_updated {
        format!("The revision {revision} was registered, and is not there any more.")
    } else if may_run {
        format!("The revision {revision} was registered and stays.")
    } else {
        format!("The revision {revision} was registered and stays; nothing runs it.")
    }
}

/// Whether the task that a step started is not known to have stopped.
fn still_runs(past: &[JournalEntry]) -> bool {
    !past
        .iter()
        .any(|entry| matches!(entry.event, JournalEvent::TaskStopped { .. }))
}

/// Whether the task that a step started ended by itself, and was not stopped over its work.
fn came_to_own_end(past: &[JournalEntry]) -> bool {
    past.iter().any(|entry| {
        matches!(
            &entry.event,
            JournalEvent::TaskStopped { stop_code, .. } if stop_code == "EssentialContainerExited"
        )
    })
}

/// Whether the task that a step started stopped before any of its containers had begun.
fn is_without_work(past: &[JournalEntry]) -> bool {
    let started: Vec<&str> = past
        .iter()
        .filter_map(|entry| match &entry.event {
            JournalEvent::StepFinished { task_arn, .. } => task_arn.as_deref().map(last_part),
            _ => None,
        })
        .collect();
    // Where the machine under it fails, its containers have no exit codes although they ran.
    let ran = past.iter().any(|entry| {
        matches!(
            &entry.event,
            JournalEvent::TaskChanged { task_id, last_status }
                if started.contains(&task_id.as_str()) && last_status == "RUNNING"
        )
    });
    !ran && past.iter().any(|entry| {
        matches!(
            &entry.event,
            JournalEvent::TaskStopped { task_id, containers, .. }
                if started.contains(&task_id.as_str())
                    && containers.iter().all(|container| container.exit_code.is_none())
        )
    })
}

/// Whether a step is about the revision that the plan registers.
fn is_of_own_revision(plan: &Plan, step: usize) -> bool {
    let body = plan.steps.get(step).and_then(Step::body);
    body.is_some_and(|body| body.contains(TASK_DEFINITION_ARN))
}

/// What the journal says of the end of a step; nothing while it is not done.
fn done(past: &[JournalEntry], wanted: usize) -> Option<&JournalEvent> {
    let mut events = past.iter().map(|entry| &entry.event);
    events.find(|event| matches!(event, JournalEvent::StepFinished { step, .. } if *step == wanted))
}

/// The revision that a step registered.
fn registered_by(done: &JournalEvent) -> Option<&str> {
    match done {
        JournalEvent::StepFinished {
            task_definition_arn,
            ..
        } => task_definition_arn.as_deref(),
        _ => None,
    }
}
