//! The carrying out of a plan: its states, its verdict and its journal.

mod meanwhile;
mod rollout;
mod shown;
mod stop;

use serde::{Deserialize, Serialize};

pub use meanwhile::{Fate, Meanwhile};
pub use rollout::{Alarms, CircuitBreaker, Hook, HookAction, Rollout, RolloutRevision};
pub use shown::Shown;
pub use stop::{Stop, stop};

use crate::plan::{PlanKind, Target};

/// How a deployment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The service runs what was sent, and is steady.
    Succeeded,
    /// It failed, and ECS put the service back to what ran before.
    RolledBack,
    /// It failed.
    Failed,
    /// Our deadline passed and ECS is still trying, or has not told what became of a call.
    Stuck,
    /// Something else came in between, such as another deployment: the service is not what this asked for,
    /// or may not be by this.
    Superseded,
    /// It was taken back before it began; nothing was done.
    Cancelled,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 6] = [
        Self::Succeeded,
        Self::RolledBack,
        Self::Failed,
        Self::Stuck,
        Self::Superseded,
        Self::Cancelled,
    ];

    /// The verdict's name, as in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::RolledBack => "rolled-back",
            Self::Failed => "failed",
            Self::Stuck => "stuck",
            Self::Superseded => "superseded",
            Self::Cancelled => "cancelled",
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// What a queued deployment waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Wait {
    /// Its place among those that wait for the same service, from 1.
    pub position: u32,
    /// Why it waits, in words, such as `Waits for dana's deployment of shop-web`.
    pub reason: String,
    /// The deployment that it waits for, where it is one.
    pub behind: Option<String>,
}

/// What somebody told a deployment to do after it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Command {
    /// Not to begin.
    Cancel,
    /// To stop rolling, and to bring back what ran before.
    BackOut,
    /// To make way for the deployment of this id.
    GiveWay {
        /// The deployment that takes its place.
        to: String,
    },
    /// To answer a pause hook that waits.
    AnswerHook {
        /// ECS's id of the hook.
        hook_id: String,
        /// What to do.
        action: HookAction,
    },
}

impl Command {
    /// Whether it keeps a deployment from doing anything more that its plan has it do.
    #[must_use]
    pub const fn stops(&self) -> bool {
        match self {
            Self::BackOut | Self::GiveWay { .. } => true,
            Self::Cancel | Self::AnswerHook { .. } => false,
        }
    }
}

/// What to do when another deployment of the service is running or waiting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WhenBusy {
    /// Not to deploy.
    #[default]
    Refuse,
    /// To wait until it is over.
    Queue,
    /// To take its place: those that wait are cancelled, the one that runs gives way. Of a release in
    /// order that holds for the first alone.
    Supersede,
}

/// One deployment, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The release that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The change that it carries out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<i64>,
    /// What it waits for, while it is queued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// Where it is.
    #[serde(flatten)]
    pub state: DeploymentState,
}

/// One line of a deployment's journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum JournalEvent {
    /// Somebody asked for it.
    Requested {
        /// Who.
        by: String,
        /// Why it could not wait for the end of a freeze, where there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        despite_freeze: Option<String>,
        /// Why it passed by what the policy asks for, where its change was deployed so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        broken_glass: Option<String>,
    },
    /// An agent takes it up: the first, or another when the one before died.
    Claimed {
        /// The agent's name, such as `longshore-1 (pid 42)`.
        agent: String,
        /// Counts up with each agent that takes it up.
        term: i64,
    },
    /// The agent has waited for a while and goes on doing so. By this an agent after it knows for how
    /// long that was, so that the deadline is the same for all of them together.
    StillWaiting,
    /// Somebody told it something.
    Commanded {
        /// Who.
        by: String,
        /// What.
        #[serde(flatten)]
        command: Command,
    },
    /// What was looked at before the first call.
    Preflight {
        /// What was found.
        lines: Vec<crate::preflight::Line>,
    },
    /// A step begins.
    StepStarted {
        /// Its place in the plan, from 0.
        step: usize,
    },
    /// A call to AWS has to wait for its turn: others go before it, and all of them stay below half of
    /// the rate that AWS allows.
    CallWaits {
        /// The step.
        step: usize,
        /// Such as `RegisterTaskDefinition`.
        operation: String,
        /// About so long, in seconds.
        seconds: u32,
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
        /// What it showed, where that is to be kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<Box<Shown>>,
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
        /// The ARN of the task that it started.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task_arn: Option<String>,
        /// What its good end says of the whole, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        success: Option<String>,
    },
    /// Another rollout is under way when the service is about to be updated: where AWS takes that call,
    /// ECS gives it up for the one that this begins.
    RolloutReplaced {
        /// The ECS deployment, such as `ecs-svc/123`.
        ecs_deployment_id: String,
        /// The revision that it rolls out, such as `nginx:3`.
        revision: String,
    },
    /// Somebody changed the service after the last look at it and before AWS carried out its update.
    ChangedMeanwhile {
        /// What they did.
        meanwhile: Meanwhile,
    },
    /// ECS's record of the rollout changed: its stage, its traffic, its hooks.
    RolloutChanged {
        /// The record.
        rollout: Box<Rollout>,
    },
    /// AWS does not tell how it goes; the agent looks again, until AWS does or patience is over.
    LostSight {
        /// Why, in words, with the way out.
        message: String,
    },
    /// AWS tells again.
    RegainedSight,
    /// The state of a one-off task changed.
    TaskChanged {
        /// The task's id.
        task_id: String,
        /// ECS's lastStatus, such as `PENDING`.
        last_status: String,
    },
    /// Containers of a one-off task wrote to their log.
    Logged {
        /// The task's id.
        task_id: String,
        /// The container.
        container: String,
        /// The lines, in order.
        lines: Vec<LogLine>,
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
    /// Which change of this deployment the failure probably comes from.
    ProbableCause {
        /// In words, with what speaks for it.
        words: String,
        /// Its place among the plan's changes, from 0.
        change: Option<usize>,
    },
    /// It is over.
    Finished {
        /// How.
        verdict: Verdict,
        /// Why, in words.
        reason: String,
    },
}

/// One line of a container's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogLine {
    /// When it was written, milliseconds since the epoch.
    pub at_ms: i64,
    /// The line.
    pub text: String,
}

/// A container of a task that stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StoppedContainer {
    /// Its name.
    pub name: String,
    /// The exit code, where it started at all.
    pub exit_code: Option<i64>,
    /// ECS's words.
    pub reason: Option<String>,
    /// The last lines of its log, where they could be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<LogLine>,
    /// Where its log is, such as `/ecs/shop-web`, or why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_place: Option<String>,
}
