//! What will be done, with every byte fixed.
//!
//! A plan is made from checked documents and from what was observed in AWS; it has no choices
//! left. People read it, approve its hash, and the agent carries out exactly it.

mod auto_scaled;
mod back;
mod body;
mod connected;
mod controller;
mod definitions;
mod deletion;
mod effect_of;
mod extent;
mod first;
mod forecast;
mod gate;
mod hash;
mod images;
mod make;
mod one_off;
mod overlay;
#[cfg(not(target_family = "wasm"))]
mod refusals;
mod refuse;
mod revision;
mod scalable_target;
mod shifting;
mod tags;
mod task;
mod waves;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use back::{has_other_settings, left_alone, staying_settings, way_back};
pub use body::with_task_definition_arn;
pub use definitions::Definitions;
pub use deletion::{ObservedForDeletion, make_deletion};
pub use effect_of::effect_of;
pub use extent::Extent;
pub use hash::{DesiredCount, fingerprint, fingerprint_of_bounds, fingerprint_of_task, hash};
pub use images::{pin, tagged_images};
pub use make::{Observed, Wanted, make};
pub use one_off::Named;
pub use overlay::{REVISION, changed_beside, is_as_asked, is_run_as_asked, replaces_tasks, unlike};
#[cfg(not(target_family = "wasm"))]
pub(crate) use refusals::REFUSALS;
pub use scalable_target::{ObservedBounds, make_scalable_target};
pub use task::{ObservedTask, WantedTask, make_task};
pub use waves::Wave;

pub(crate) use forecast::bounds;

/// The text in a later body that stands for the revision that an earlier step of the same plan
/// registers. The only late value.
pub const TASK_DEFINITION_ARN: &str = "@@TASKDEFINITION_ARN@@";

/// The tag by which the agent recognises a revision that it registered, so that a crash between
/// the call and its answer does not lead to a second one (`RegisterTaskDefinition` has no
/// idempotency token).
pub const PLAN_TAG: &str = "longshore:plan";

/// The service that a plan is about; a one-off task may be of none, and has a cluster alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Target {
    /// The cluster's name.
    pub cluster: String,
    /// The service's name, or empty.
    pub service: String,
}

impl Target {
    /// What a plan for it was made on, as a sentence of it begins.
    #[must_use]
    pub fn planned_on(&self) -> String {
        let Self { cluster, service } = self;
        if service.is_empty() {
            format!("What the task in the cluster {cluster} was planned on")
        } else {
            format!("The service {service}")
        }
    }
}

/// What a plan amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PlanKind {
    /// The service is created.
    FirstDeploy,
    /// A revision is registered and the service is moved to it.
    NewRevision,
    /// The service goes back to a revision that it ran before, with its settings of that time.
    Rollback,
    /// The service changes, its revision stays.
    ServiceChange,
    /// Only the number of tasks changes.
    Scaling,
    /// Every task is replaced although nothing differs.
    Restart,
    /// Only tags change; no task notices.
    TagChange,
    /// The bounds within which auto scaling moves the desired count change.
    ScalableTargetChange,
    /// The service's tasks are stopped, and it is deleted.
    Deletion,
    /// A task of its own runs once, and its exit code decides.
    OneOffTask,
    /// What was asked for is already so.
    Nothing,
}

/// What AWS looked like when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Base {
    /// SHA-256, in hex, of what the plan was compared with: the service and its revision in
    /// normal form, the revision that a one-off task names, or the bounds of auto scaling. If it
    /// differs when the plan is to be carried out, somebody was faster.
    pub fingerprint: String,
    /// The revision that the service runs, or that the one-off task names; nothing before a first
    /// deploy, and where the plan registers the task's.
    pub task_definition_arn: Option<String>,
    /// The number that the next revision of the family will have, if nobody else registers one.
    pub next_revision: Option<u64>,
    /// Whether the service's desired count is part of it.
    #[serde(default)]
    pub desired_count: DesiredCount,
    /// The digests that the images' tags stood for, by image. Only images that name no digest
    /// themselves, and that could be looked up. If one differs when the plan is to be carried out,
    /// its tag was moved, and other bytes would run than were looked at.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub images: BTreeMap<String, String>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// Calls `RegisterTaskDefinition`.
    RegisterTaskDefinition {
        /// The family, for people.
        family: String,
        /// The request's body, to the byte.
        body: String,
    },
    /// Calls `CreateService`.
    CreateService {
        /// The request's body, to the byte but for [`TASK_DEFINITION_ARN`].
        body: String,
    },
    /// Calls `UpdateService`.
    UpdateService {
        /// The request's body, to the byte but for [`TASK_DEFINITION_ARN`].
        body: String,
    },
    /// Calls `TagResource`.
    TagResource {
        /// The request's body, to the byte.
        body: String,
    },
    /// Calls `UntagResource`.
    UntagResource {
        /// The request's body, to the byte.
        body: String,
    },
    /// Watches until the service runs what was sent, or clearly will not.
    WaitForSteadyState,
    /// Calls `RunTask` for one task. Before an update of the service it is a gate: the service is
    /// left alone unless the task ends well.
    RunTask {
        /// The request's body, to the byte but for [`TASK_DEFINITION_ARN`].
        body: String,
    },
    /// Watches the task of the step before until it has stopped; it has ended well when every
    /// essential container ended with exit code 0.
    WaitForTask,
    /// Watches until no task of the service runs any more.
    WaitForNoTasks,
    /// Calls `DeleteService`.
    DeleteService {
        /// The request's body, to the byte.
        body: String,
    },
    /// Watches until the service is `INACTIVE`, or gone.
    WaitForDeletion,
    /// Calls `RegisterScalableTarget` of Application Auto Scaling.
    RegisterScalableTarget {
        /// The request's body, to the byte.
        body: String,
    },
}

impl Step {
    /// The step's name as ECS has it, or ours where ECS has none.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RegisterTaskDefinition { .. } => "RegisterTaskDefinition",
            Self::CreateService { .. } => "CreateService",
            Self::UpdateService { .. } => "UpdateService",
            Self::TagResource { .. } => "TagResource",
            Self::UntagResource { .. } => "UntagResource",
            Self::WaitForSteadyState => "WaitForSteadyState",
            Self::RunTask { .. } => "RunTask",
            Self::WaitForTask => "WaitForTask",
            Self::WaitForNoTasks => "WaitForNoTasks",
            Self::DeleteService { .. } => "DeleteService",
            Self::WaitForDeletion => "WaitForDeletion",
            Self::RegisterScalableTarget { .. } => "RegisterScalableTarget",
        }
    }

    /// The bytes that it sends; nothing for a wait.
    pub fn body(&self) -> Option<&str> {
        match self {
            Self::RegisterTaskDefinition { body, .. }
            | Self::CreateService { body }
            | Self::UpdateService { body }
            | Self::TagResource { body }
            | Self::UntagResource { body }
            | Self::RunTask { body }
            | Self::DeleteService { body }
            | Self::RegisterScalableTarget { body } => Some(body),
            Self::WaitForSteadyState
            | Self::WaitForTask
            | Self::WaitForNoTasks
            | Self::WaitForDeletion => None,
        }
    }
}

/// What a change does to tasks that run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Running tasks are replaced.
    ReplacesTasks,
    /// Only tasks that start later are different.
    NewTasksOnly,
    /// Tasks are started or stopped, none is replaced.
    Scales,
    /// No task notices.
    None,
}

/// One difference in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeInWords {
    /// What it is about, such as `Image`, `Environment`, `Scaling`; changes stand in groups.
    pub group: String,
    /// Such as `nginx: image nginx:1.26 → nginx:1.27`. Secret-looking values are masked.
    pub words: String,
    /// What it does to running tasks.
    pub effect: Effect,
    /// The document it is in.
    pub document: crate::issue::DocumentKind,
    /// The place in the document.
    pub pointer: crate::pointer::Pointer,
    /// The same place by the names of what stands there, which stays where others are added before;
    /// empty for what is no single place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// How the rollout will go, from the percentages and the counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Forecast {
    /// How many tasks are wanted.
    pub desired: u64,
    /// The fewest tasks that run at any moment.
    pub least: u64,
    /// The most tasks that run at any moment.
    pub most: u64,
    /// In one sentence, such as `While it rolls, at least 2 and at most 4 tasks run.`
    pub words: String,
    /// Why it cannot progress, where it cannot.
    pub stuck: Option<String>,
    /// How it goes, wave by wave, while every new task becomes healthy; only of rolling ones.
    #[serde(default)]
    pub waves: Vec<Wave>,
    /// How many more waves there are than are told.
    #[serde(default)]
    pub more_waves: u64,
}

/// What will be done, in order, and what it was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// Chosen when the plan is made; the value of [`PLAN_TAG`], and `CreateService`'s client token.
    pub id: String,
    /// The service.
    pub target: Target,
    /// What it amounts to.
    pub kind: PlanKind,
    /// What it was compared with.
    pub base: Base,
    /// What differs, in words.
    pub changes: Vec<ChangeInWords>,
    /// How the rollout will go; nothing where none starts.
    pub forecast: Option<Forecast>,
    /// The steps.
    pub steps: Vec<Step>,
}
