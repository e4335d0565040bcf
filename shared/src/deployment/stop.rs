//! What stopping a deployment comes to, wherever it is. Pure: the server refuses by it, and pages
//! say by it what their button does.

use crate::plan::{Plan, PlanKind, Step};

/// What stopping a deployment does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It ends here, and the service is not touched any more.
    Ends {
        /// Whether a task that runs before the service is touched was begun; it is stopped.
        runs_task: bool,
    },
    /// The rollout is taken back.
    GoesBack,
}

/// What stopping a deployment does; `has_begun` says whether a step of the plan has.
///
/// # Errors
/// Why it cannot be stopped any more, with the way out.
pub fn stop(plan: &Plan, has_begun: impl Fn(usize) -> bool) -> Result<Stop, &'static str> {
    let any = |wanted: &dyn Fn(&Step) -> bool| {
        plan.steps
            .iter()
            .enumerate()
            .any(|(index, step)| wanted(step) && has_begun(index))
    };
    let ends = Stop::Ends {
        runs_task: any(&|step| matches!(step, Step::RunTask { .. })),
    };
    if !any(&|step| is_decisive(plan.kind, step)) {
        return Ok(ends);
    }
    match plan.kind {
        PlanKind::OneOffTask | PlanKind::Nothing => Ok(ends),
        PlanKind::NewRevision
        | PlanKind::Rollback
        | PlanKind::ServiceChange
        | PlanKind::Restart => Ok(Stop::GoesBack),
        PlanKind::FirstDeploy => Err(
            "Nothing ran before a first deploy, so there is nothing to go back to. Delete the service, or deploy a version that works.",
        ),
        PlanKind::Deletion => Err(
            "A deletion that has begun cannot be taken back. Create the service again when it is gone.",
        ),
        PlanKind::TagChange | PlanKind::ScalableTargetChange => Err(
            "Nothing rolls, so there is nothing to stop. Deploy what was there before to bring it back.",
        ),
        PlanKind::Scaling => Err(
            "Nothing rolls when only the count changes, so there is nothing to stop. Scale to the count that you want.",
        ),
    }
}

/// Whether a plan of a kind does with a step what it is for. Tags that are put before an update are
/// not, since what comes after them can still be left alone.
const fn is_decisive(kind: PlanKind, step: &Step) -> bool {
    match step {
        Step::CreateService { .. }
        | Step::UpdateService { .. }
        | Step::DeleteService { .. }
        | Step::RegisterScalableTarget { .. } => true,
        Step::TagResource { .. } | Step::UntagResource { .. } => {
            matches!(kind, PlanKind::TagChange)
        }
        Step::RegisterTaskDefinition { .. }
        | Step::RunTask { .. }
        | Step::WaitForTask
        | Step::WaitForSteadyState
        | Step::WaitForNoTasks
        | Step::WaitForDeletion => false,
    }
}
