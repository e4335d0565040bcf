//! Asking for plans that are not made from a service's documents alone.

use serde::{Deserialize, Serialize};

use crate::plan::Target;

/// A one-off task to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaskPlanRequest {
    /// The task as JSON text, as `RunTask` takes it.
    pub run_task: String,
    /// A task definition to register first, as JSON text; the task names it by
    /// [`TASK_DEFINITION_ARN`](crate::plan::TASK_DEFINITION_ARN).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_definition: Option<String>,
    /// The service beside which it runs, such as for a migration of its database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
}

/// What to go back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RollBackTo {
    /// A service revision of ECS, by its ARN.
    ServiceRevision(String),
    /// What a deployment of ours brought about, by its id.
    Deployment(String),
}

/// A service that is to go back, with its settings of that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RollbackPlanRequest {
    /// The service.
    #[serde(flatten)]
    pub target: Target,
    /// What to go back to.
    pub to: RollBackTo,
}

/// New bounds for auto scaling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalableTargetPlanRequest {
    /// The service.
    #[serde(flatten)]
    pub target: Target,
    /// The fewest tasks that auto scaling leaves.
    pub min_capacity: u32,
    /// The most tasks that auto scaling starts.
    pub max_capacity: u32,
    /// Whether auto scaling is held back from starting tasks.
    #[serde(default)]
    pub scale_out_suspended: bool,
    /// Whether auto scaling is held back from stopping tasks.
    #[serde(default)]
    pub scale_in_suspended: bool,
    /// Whether what is scheduled is held back.
    #[serde(default)]
    pub scheduled_scaling_suspended: bool,
}

/// Whether what a plan was compared with is still so. Where it is not, the plan is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanBase {
    /// What is otherwise by now, in words; empty as long as the plan holds.
    pub moved: Vec<String>,
}

/// Something that a service ran, to which it can go back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EarlierRevision {
    /// How to ask for it.
    pub to: RollBackTo,
    /// When it was deployed, milliseconds since the epoch.
    pub deployed_at_ms: i64,
    /// The revision of the task definition, such as `shop-web:3`.
    pub revision: String,
    /// Its images, in the order of its containers.
    pub images: Vec<super::ContainerImage>,
    /// ECS's status of its service deployment, such as `SUCCESSFUL`; nothing where ECS has
    /// forgotten it.
    pub status: Option<String>,
    /// Whether the service runs it now.
    pub is_current: bool,
    /// Whether the service runs it with other settings than it had then, to which it can go back.
    #[serde(default)]
    pub has_other_settings: bool,
    /// Whether its revision is still registered; no service can be moved to one that is not.
    pub is_active: bool,
    /// The deployment of ours that brought it, where one did.
    pub deployment: Option<String>,
    /// In one line, what that deployment did.
    pub summary: Option<String>,
}

impl EarlierRevision {
    /// Whether going back to it changes anything.
    pub const fn is_elsewhere(&self) -> bool {
        !self.is_current || self.has_other_settings
    }

    /// Whether its rollout was stopped or taken back, so that the service never ran it.
    pub fn was_taken_back(&self) -> bool {
        matches!(
            self.status.as_deref(),
            Some(
                "ROLLBACK_REQUESTED"
                    | "ROLLBACK_IN_PROGRESS"
                    | "ROLLBACK_SUCCESSFUL"
                    | "ROLLBACK_FAILED"
                    | "STOPPED"
                    | "STOP_REQUESTED"
            )
        )
    }
}
