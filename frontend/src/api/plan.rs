//! The ways to ask for a plan.

use shared::wire::PlanAsk;

use super::{Answer, body};

/// Where a plan is asked for.
pub(super) const fn path(ask: &PlanAsk) -> &'static str {
    match ask {
        PlanAsk::Documents(_) => "/plans",
        PlanAsk::Task(_) => "/plans/task",
        PlanAsk::Rollback(_) => "/plans/rollback",
        PlanAsk::Deletion(_) => "/plans/deletion",
        PlanAsk::ScalableTarget(_) => "/plans/scalable-target",
    }
}

/// What a plan is asked for with.
pub(super) fn body_of(ask: &PlanAsk) -> Answer<String> {
    match ask {
        PlanAsk::Documents(request) => body(request),
        PlanAsk::Task(request) => body(request),
        PlanAsk::Rollback(request) => body(request),
        PlanAsk::Deletion(target) => body(target),
        PlanAsk::ScalableTarget(request) => body(request),
    }
}
