//! The ways to ask for a plan, so that each can be asked for again as it was.

use serde::{Deserialize, Serialize};
use shared::plan::Target;
use shared::wire::{PlanRequest, RollbackPlanRequest, ScalableTargetPlanRequest, TaskPlanRequest};

use super::{Answer, body};

/// What a plan is asked for with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PlanAsk {
    /// The documents of a service, or a part of them.
    Documents(PlanRequest),
    /// A task of its own.
    Task(TaskPlanRequest),
    /// What a service ran before.
    Rollback(RollbackPlanRequest),
    /// That a service is deleted.
    Deletion(Target),
    /// Other bounds for auto scaling.
    ScalableTarget(ScalableTargetPlanRequest),
}

impl PlanAsk {
    pub(super) const fn path(&self) -> &'static str {
        match self {
            Self::Documents(_) => "/plans",
            Self::Task(_) => "/plans/task",
            Self::Rollback(_) => "/plans/rollback",
            Self::Deletion(_) => "/plans/deletion",
            Self::ScalableTarget(_) => "/plans/scalable-target",
        }
    }

    pub(super) fn body(&self) -> Answer<String> {
        match self {
            Self::Documents(request) => body(request),
            Self::Task(request) => body(request),
            Self::Rollback(request) => body(request),
            Self::Deletion(target) => body(target),
            Self::ScalableTarget(request) => body(request),
        }
    }
}
