//! ECS's own record of a service's rollout: stage, traffic, hooks and what watches over it.

use serde::{Deserialize, Serialize};

/// A service deployment, as `DescribeServiceDeployments` has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rollout {
    /// The service deployment's ARN.
    pub arn: String,
    /// ECS's status, such as `IN_PROGRESS` or `ROLLBACK_SUCCESSFUL`.
    pub status: String,
    /// ECS's reason for it, or empty.
    pub reason: String,
    /// `ROLLING`, `BLUE_GREEN`, `LINEAR` or `CANARY`.
    pub strategy: String,
    /// The lifecycle stage, such as `BAKE_TIME`; nothing where ECS gives none.
    pub stage: Option<String>,
    /// The service revision that it brings in.
    pub target: Option<RolloutRevision>,
    /// The service revisions that it takes the place of.
    pub sources: Vec<RolloutRevision>,
    /// The ARN of the service revision that ECS went back to, or goes back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rolled_back_to: Option<String>,
    /// The hooks of the stage, those that wait and those that are done.
    pub hooks: Vec<Hook>,
    /// The circuit breaker, where it is switched on.
    pub circuit_breaker: Option<CircuitBreaker>,
    /// The alarms that watch over it, where there are any.
    pub alarms: Option<Alarms>,
    /// How long both revisions run beside each other after the shift.
    pub bake_time_minutes: Option<i64>,
    /// When it began, milliseconds since the epoch.
    pub started_at_ms: Option<i64>,
    /// When it ended, milliseconds since the epoch.
    pub finished_at_ms: Option<i64>,
}

/// A service revision in a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RolloutRevision {
    /// The service revision's ARN.
    pub arn: String,
    /// Tasks wanted.
    pub requested: i64,
    /// Tasks that run.
    pub running: i64,
    /// Tasks that start.
    pub pending: i64,
    /// The share of the production traffic that it is to get, in thousandths.
    pub production_traffic_permille: Option<u32>,
    /// The share of the test traffic that it is to get, in thousandths.
    pub test_traffic_permille: Option<u32>,
}

/// A lifecycle hook of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hook {
    /// ECS's id.
    pub id: String,
    /// `PAUSE` or `AWS_LAMBDA`.
    pub target_type: String,
    /// The stage that it belongs to, such as `POST_SCALE_UP`.
    pub stage: String,
    /// ECS's status, such as `AWAITING_ACTION`.
    pub status: String,
    /// When ECS stops waiting, milliseconds since the epoch.
    pub expires_at_ms: Option<i64>,
    /// What ECS does then: `CONTINUE` or `ROLLBACK`.
    pub timeout_action: Option<String>,
}

impl Hook {
    /// Whether the rollout waits for a person here.
    pub fn waits(&self) -> bool {
        self.target_type == "PAUSE" && self.status == "AWAITING_ACTION"
    }
}

/// What to do with a rollout that waits at a pause hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HookAction {
    /// Go on.
    Continue,
    /// Go back.
    RollBack,
}

/// The circuit breaker of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CircuitBreaker {
    /// ECS's status, such as `MONITORING` or `TRIGGERED`.
    pub status: String,
    /// Tasks that failed.
    pub failures: i64,
    /// So many make it trip.
    pub threshold: i64,
}

/// The alarms of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alarms {
    /// ECS's status, such as `MONITORING` or `TRIGGERED`.
    pub status: String,
    /// Those that watch.
    pub names: Vec<String>,
    /// Those that went off.
    pub triggered: Vec<String>,
}
