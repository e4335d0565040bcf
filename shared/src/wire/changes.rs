//! Proposing changes, reviewing them, and what an environment asks for.

use serde::{Deserialize, Serialize};

use super::{Order, PlanRequest, RollbackPlanRequest, ScalableTargetPlanRequest, TaskPlanRequest};
use crate::change::{Change, ChangeEntry, ChangeState, Decision, Place, Standing, When};
use crate::deployment::WhenBusy;
use crate::merge::{Choices, Conflict};
use crate::plan::{ChangeInWords, Target};
use crate::policy::{Gap, Policy};

/// What a plan is asked for with, so that it can be asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PlanAsk {
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

/// Proposes a change. Sent with an `Idempotency-Key` header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeRequest {
    /// In one line, what it is.
    pub title: String,
    /// Why.
    pub reason: String,
    /// The plans' hashes, each of another service, in their order.
    pub plan_hashes: Vec<String>,
    /// In which order they are carried out.
    #[serde(default = "in_order")]
    pub order: Order,
    /// When it is deployed.
    #[serde(default)]
    pub when: When,
    /// The drafts that it was made of: who saved them wrote on it, too.
    #[serde(default)]
    pub drafts: Vec<String>,
}

const fn in_order() -> Order {
    Order::InOrder
}

/// Makes another version of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VersionRequest {
    /// The number of the version that it was made from. Where there is another one by now, the answer
    /// is 409, so that nobody's version is lost unseen.
    pub from: u32,
    /// In one line, what the change is from now on; nothing where its title stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What is different, in words; may be empty.
    #[serde(default)]
    pub note: String,
    /// The plans' hashes, each of another service, in their order.
    pub plan_hashes: Vec<String>,
    /// In which order they are carried out.
    #[serde(default = "in_order")]
    pub order: Order,
    /// The drafts that it was made of.
    #[serde(default)]
    pub drafts: Vec<String>,
}

/// Puts a change's title and reason otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RewordRequest {
    /// In one line, what it is.
    pub title: String,
    /// Why.
    pub reason: String,
}

/// Decides on a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReviewRequest {
    /// The version that the person saw.
    pub version: u32,
    /// Its digest.
    pub digest: String,
    /// The decision.
    pub decision: Decision,
    /// Why; needed unless it is an approval.
    #[serde(default)]
    pub reason: String,
}

/// Says something of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CommentRequest {
    /// Of which version.
    pub version: u32,
    /// What it is about; nothing for the whole.
    #[serde(default)]
    pub place: Option<Place>,
    /// The words.
    pub text: String,
}

/// Says that a comment is settled, or is not after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettleRequest {
    /// Whether it is.
    pub settled: bool,
}

/// Marks something of a version as viewed, for the person who looks alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ViewedRequest {
    /// The version's digest.
    pub digest: String,
    /// What: a plan's place and the name of a group of its changes, such as `0 Image`.
    pub mark: String,
    /// Whether it is viewed.
    pub viewed: bool,
}

/// Says when a version is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScheduleRequest {
    /// The version that the person saw.
    pub version: u32,
    /// Its digest.
    pub digest: String,
    /// When.
    pub when: When,
}

/// Says why, where nothing else is to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReasonRequest {
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Tells what was found of what was deployed without approvals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LateReviewRequest {
    /// What was found.
    #[serde(default)]
    pub reason: String,
    /// The deployments that were looked at; the review is of the emergencies of which all are among them,
    /// and of no other.
    pub deployments: Vec<String>,
}

/// Has a change deployed. Sent with an `Idempotency-Key` header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeDeploymentRequest {
    /// The version that the person saw.
    pub version: u32,
    /// Its digest.
    pub digest: String,
    /// What to do when another deployment of a service is running or waiting.
    #[serde(default)]
    pub when_busy: WhenBusy,
    /// Why it cannot wait for its approvals.
    #[serde(default)]
    pub break_glass: Option<String>,
    /// Why it cannot wait for the end of a freeze.
    #[serde(default)]
    pub despite_freeze: Option<String>,
}

/// Carries a change over to what runs now, or looks what that would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CarryOverRequest {
    /// The version that is carried over.
    pub version: u32,
    /// Its digest.
    pub digest: String,
    /// Whose edit holds where both sides touched the same place.
    #[serde(default)]
    pub choices: Choices,
    /// What the answer to the look had as `runs`, on which the choices are. Needed with choices where a
    /// version is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runs: Option<String>,
    /// Whether a new version is made of it; otherwise it is only shown.
    #[serde(default)]
    pub make: bool,
}

/// What carrying a plan over comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CarriedPlan {
    /// The service.
    pub target: Target,
    /// What of the change holds, in words.
    pub carried: Vec<ChangeInWords>,
    /// What others have done to the service meanwhile, in words.
    pub theirs: Vec<ChangeInWords>,
    /// Where both sides touched the same place; a choice names its `place`.
    pub conflicts: Vec<Conflict>,
}

/// What carrying a change over comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CarryOver {
    /// Each plan of the version.
    pub plans: Vec<CarriedPlan>,
    /// How many places nobody has chosen about.
    pub open: usize,
    /// Stands for what runs now.
    pub runs: String,
    /// The new version's number, where one was made.
    pub version: Option<u32>,
    /// Whose approvals hold for it, since it does the same.
    pub kept_approvals: Vec<String>,
}

/// A change, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeSummary {
    /// Its number.
    pub id: i64,
    /// The environment.
    pub environment: String,
    /// In one line, what it is.
    pub title: String,
    /// Who proposed it.
    pub author: String,
    /// Where it is.
    pub state: ChangeState,
    /// The present version.
    pub version: u32,
    /// The services that it is about.
    pub targets: Vec<Target>,
    /// Whether what it was compared with has changed.
    pub moved: bool,
    /// Whether it was deployed without its approvals and nobody has looked at it since.
    pub unreviewed: bool,
    /// When it is to be deployed.
    #[serde(default)]
    pub when: When,
    /// When it was proposed, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When something last happened to it, milliseconds since the epoch.
    pub updated_at_ms: i64,
}

/// Which changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeView {
    /// Those that wait for the person: to be reviewed where the person's approval counts, to be
    /// reworked because they were sent back or do not fit what runs any more, to be deployed, and
    /// to be looked at after they were deployed without approvals.
    WaitingForMe,
    /// Those that the person wrote on.
    Mine,
    /// Those of which something may still come.
    Open,
    /// All.
    #[default]
    All,
}

impl ChangeView {
    /// Every view.
    pub const ALL: [Self; 4] = [Self::WaitingForMe, Self::Mine, Self::Open, Self::All];

    /// The view's name, as in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WaitingForMe => "waiting-for-me",
            Self::Mine => "mine",
            Self::Open => "open",
            Self::All => "all",
        }
    }

    /// Finds a view by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == name)
    }
}

/// What a list of changes is asked with; every part of it is in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeQuery {
    /// Which.
    #[serde(default)]
    pub view: ChangeView,
    /// Those in a state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ChangeState>,
    /// Those of an environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Those that somebody proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Those about the service of this cluster; only with `service`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Those about a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Those after the one of this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
}

/// The most that counts tell; a higher one is this.
pub const MOST_COUNTED: u32 = 100;

/// How many changes there are, each at most [`MOST_COUNTED`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeCounts {
    /// Those that wait for the person.
    pub waiting_for_me: u32,
    /// Those that the person wrote on and that are open.
    pub mine: u32,
    /// Those that are open.
    pub open: u32,
}

/// A change with all that its page shows; its plans are at `/plans/{hash}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeDetail {
    /// What it amounts to.
    pub change: Change,
    /// What happened to it.
    pub entries: Vec<ChangeEntry>,
    /// How it stands with those who have to have seen it.
    pub standing: Standing,
    /// What the environment asks for.
    pub policy: Policy,
    /// Who may review in the environment, by name.
    pub reviewers: Vec<String>,
    /// Other changes to the same services that wait or run.
    pub others: Vec<ChangeSummary>,
    /// What the person has marked as viewed of the present version.
    pub viewed: Vec<String>,
}

/// An environment's policy, and who set it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeptPolicy {
    /// The policy.
    pub policy: Policy,
    /// Counts its saves; 0 while nobody has set it.
    pub version: i64,
    /// Who set it.
    pub updated_by: String,
    /// When, milliseconds since the epoch.
    pub updated_at_ms: i64,
    /// What it asks for that nobody could give, as people are at this moment.
    #[serde(default)]
    pub gaps: Vec<Gap>,
}

/// Sets an environment's policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyRequest {
    /// The policy.
    pub policy: Policy,
    /// The version that the person started from.
    pub base_version: i64,
}
