//! The carrying out of a plan: its states, its verdict and its journal.

use serde::{Deserialize, Serialize};

use crate::plan::{PlanKind, Target};

/// How a deployment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The service runs what was sent, and is steady.
    Succeeded,
    /// It failed, and ECS put the service back to what ran before.
    RolledBack,
    /// It failed.
    Failed,
    /// Our deadline passed and ECS is still trying.
    Stuck,
    /// Somebody else deployed the service in the meantime.
    Superseded,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 5] = [
        Self::Succeeded,
        Self::RolledBack,
        Self::Failed,
        Self::Stuck,
        Self::Superseded,
    ];

    /// The verdict's name, as in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::RolledBack => "rolled-back",
            Self::Failed => "failed",
            Self::Stuck => "stuck",
            Self::Superseded => "superseded",
        }
    }

    /// Finds a verdict by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|verdict| verdict.as_str() == name)
    }
}

/// Where a deployment is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum DeploymentState {
    /// It waits for its turn.
    Queued,
    /// It is being carried out.
    Running,
    /// It is over.
    Finished {
        /// How.
        verdict: Verdict,
        /// Why, in words, with the way out where it failed.
        reason: String,
        /// When, milliseconds since the epoch.
        finished_at_ms: i64,
    },
}

/// One deployment, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// Its id.
    pub id: String,
    /// The service.
    pub target: Target,
    /// What the plan amounts to.
    pub kind: PlanKind,
    /// The hash of the plan, in hex.
    pub plan_hash: String,
    /// Who started it.
    pub started_by: String,
    /// When it was started, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// In one line, such as `web: image shop-web:1.4.0 → shop-web:1.5.0`.
    pub summary: String,
    /// Where it is.
    #[serde(flatten)]
    pub state: DeploymentState,
}

/// One line of a deployment's journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Counts up from 1 in each deployment; the id of the server-sent event.
    pub sequence: i64,
    /// Milliseconds since the epoch.
    pub at_ms: i64,
    /// What happened.
    #[serde(flatten)]
    pub event: JournalEvent,
}

/// What happened in a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum JournalEvent {
    /// Somebody asked for it.
    Requested {
        /// Who.
        by: String,
    },
    /// A step begins.
    StepStarted {
        /// Its place in the plan, from 0.
        step: usize,
    },
    /// A call to AWS is about to be made. Written before the call.
    CallIntended {
        /// The step.
        step: usize,
        /// Such as `RegisterTaskDefinition`.
        operation: String,
        /// SHA-256 of the bytes that will be sent, in hex.
        body_sha256: String,
    },
    /// AWS answered.
    CallAnswered {
        /// The step.
        step: usize,
        /// Such as `RegisterTaskDefinition`.
        operation: String,
        /// AWS's id of the request.
        request_id: Option<String>,
        /// What came of it, in words, such as `registered nginx:4`.
        outcome: String,
    },
    /// AWS refused, or did not answer.
    CallFailed {
        /// The step.
        step: usize,
        /// Such as `CreateService`.
        operation: String,
        /// AWS's error code where there is one, such as `InvalidParameterException`.
        code: Option<String>,
        /// AWS's words, and the way out where we know one.
        message: String,
        /// Whether the agent tries again.
        retried: bool,
    },
    /// A step is done.
    StepFinished {
        /// Its place in the plan, from 0.
        step: usize,
        /// The revision that it registered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task_definition_arn: Option<String>,
        /// The ECS deployment that it started, such as `ecs-svc/123`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ecs_deployment_id: Option<String>,
    },
    /// The counts of the rollout changed.
    Progress {
        /// Tasks wanted.
        desired: i64,
        /// Tasks of the new ECS deployment that run.
        running: i64,
        /// Tasks of the new ECS deployment that start.
        pending: i64,
        /// Tasks of the new ECS deployment that failed, in a row.
        failed: i64,
        /// Tasks of older ECS deployments that still run.
        old_running: i64,
        /// ECS's rolloutState, such as `IN_PROGRESS`.
        rollout_state: String,
        /// ECS's reason for it.
        rollout_reason: String,
    },
    /// ECS said something about the service.
    ServiceEvent {
        /// ECS's id of the event.
        id: String,
        /// When ECS said it, milliseconds since the epoch.
        event_at_ms: i64,
        /// ECS's words.
        message: String,
    },
    /// A task of this deployment stopped.
    TaskStopped {
        /// The task's id.
        task_id: String,
        /// ECS's stop code, such as `EssentialContainerExited`.
        stop_code: String,
        /// ECS's words.
        reason: String,
        /// The same in plain words, with the way out.
        explanation: String,
        /// What its containers said.
        containers: Vec<StoppedContainer>,
    },
    /// It is over.
    Finished {
        /// How.
        verdict: Verdict,
        /// Why, in words.
        reason: String,
    },
}

/// A container of a task that stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedContainer {
    /// Its name.
    pub name: String,
    /// The exit code, where it started at all.
    pub exit_code: Option<i64>,
    /// ECS's words.
    pub reason: Option<String>,
}
