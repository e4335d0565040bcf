//! A deployment of a service as `DescribeServices` shows it.

use serde::{Deserialize, Serialize};

use crate::ecs::object::Object;

/// How far a rollout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Rollout {
    InProgress,
    Completed,
    Failed,
}

impl Rollout {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }
}

/// Which of the two target groups of a blue/green service a version is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Side {
    /// `targetGroupArn`.
    #[default]
    Main,
    /// `alternateTargetGroupArn`.
    Alternate,
}

impl Side {
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Main => Self::Alternate,
            Self::Alternate => Self::Main,
        }
    }
}

/// One version of a service on its way in or out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Deployment {
    /// `ecs-svc/` and nineteen digits.
    pub(crate) id: String,
    pub(crate) task_definition: String,
    /// The members of the service that belong to this version.
    pub(crate) members: Object,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) rollout: Rollout,
    pub(crate) reason: String,
    /// Failed tasks in a row.
    pub(crate) failed_tasks: u32,
    pub(crate) revision: String,
    /// Whether it has ever been completed, so that it can be gone back to.
    pub(crate) was_completed: bool,
    #[serde(default)]
    pub(crate) side: Side,
}
