//! A change: what somebody proposes, what others say of it, and what became of it.
//!
//! A change is the list of what happened to it. [`Change`] is what that list amounts to, and
//! [`Change::act`] decides what may happen next; the server writes down what it answers, and the
//! pages work out the same from the same list.

mod act;
mod event;
mod fit;
mod standing;

use serde::{Deserialize, Serialize};

use crate::digest;
use crate::issue::DocumentKind;
use crate::plan::{PlanKind, Target};
use crate::pointer::Pointer;
use crate::wire::Order;

pub use act::{Act, Ground, Refused};
pub use event::{ChangeEntry, ChangeEvent};
pub use standing::{Approval, Discounted, Standing};

/// The most characters of a title.
pub const TITLE_ROOM: usize = 120;
/// The most characters of a reason, a note or a comment.
pub const TEXT_ROOM: usize = 8_000;

/// Where a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeState {
    /// Its authors work on it: somebody asked for changes.
    Draft,
    /// It waits for approvals.
    InReview,
    /// It has the approvals that it needs.
    Approved,
    /// Its deployment waits for its turn.
    Queued,
    /// It is being carried out.
    Deploying,
    /// The services run what was approved.
    Deployed,
    /// Its deployment failed.
    Failed,
    /// Its deployment failed, and the service was put back to what ran before.
    RolledBack,
    /// Its authors took it back.
    Withdrawn,
    /// A reviewer turned it down.
    Rejected,
    /// Nobody deployed it in time.
    Expired,
}

impl ChangeState {
    /// Every state.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::InReview,
        Self::Approved,
        Self::Queued,
        Self::Deploying,
        Self::Deployed,
        Self::Failed,
        Self::RolledBack,
        Self::Withdrawn,
        Self::Rejected,
        Self::Expired,
    ];

    /// The state's name, as in the database and in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::Approved => "approved",
            Self::Queued => "queued",
            Self::Deploying => "deploying",
            Self::Deployed => "deployed",
            Self::Failed => "failed",
            Self::RolledBack => "rolled-back",
            Self::Withdrawn => "withdrawn",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
        }
    }

    /// Finds a state by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether something may still come of it.
    pub const fn is_open(self) -> bool {
        self.is_pending() || matches!(self, Self::Queued | Self::Deploying)
    }

    /// Whether it waits for people.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Draft | Self::InReview | Self::Approved)
    }
}

/// What a reviewer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It may be deployed as it is.
    Approve,
    /// It may come again, otherwise.
    AskForChanges,
    /// It shall not come.
    Reject,
}

/// When a change is deployed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "when", rename_all = "kebab-case")]
pub enum When {
    /// When somebody says so.
    #[default]
    ByHand,
    /// As soon as it is approved.
    WhenApproved,
    /// At a time or, where it is not approved by then, or a freeze holds it, as soon as it may be.
    At {
        /// Milliseconds since the epoch.
        at_ms: i64,
    },
}

/// A plan of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VersionPlan {
    /// The plan's hash.
    pub hash: String,
    /// The service.
    pub target: Target,
    /// What it amounts to.
    pub kind: PlanKind,
    /// In one line, what it does.
    pub summary: String,
    /// By which two plans are known to change the same from the same to the same, whatever else
    /// is in the definitions.
    pub effect: String,
}

/// One state of a change; what stands in it never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Version {
    /// Counts up from 1.
    pub number: u32,
    /// Who made it.
    pub by: String,
    /// When, milliseconds since the epoch.
    pub at_ms: i64,
    /// What is different from the version before, in its author's words.
    pub note: String,
    /// Its plans, each of another service, in their order.
    pub plans: Vec<VersionPlan>,
    /// In which order they are carried out.
    pub order: Order,
    /// By which an approval knows it: over every plan, and so over every byte that is sent and
    /// over what it was compared with.
    pub digest: String,
}

impl Version {
    /// The digest of plans in an order: SHA-256 in hex.
    pub fn digest_of(plans: &[VersionPlan], order: Order) -> String {
        let hashes: Vec<&str> = plans.iter().map(|plan| plan.hash.as_str()).collect();
        digest::of(&(order, hashes))
    }

    /// Whether it changes the same as plans in an order do, so that who approved the one approved
    /// the other.
    pub fn does(&self, order: Order, plans: &[VersionPlan]) -> bool {
        let same = |(one, other): (&VersionPlan, &VersionPlan)| {
            one.target == other.target && one.effect == other.effect
        };
        self.order == order
            && self.plans.len() == plans.len()
            && self.plans.iter().zip(plans).all(same)
    }
}

/// A place in a version that a comment is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The plan's place in the version, from 0.
    pub plan: usize,
    /// The document.
    pub document: DocumentKind,
    /// The place in the document.
    pub pointer: Pointer,
    /// The place by the names of what stands there, as the line in words has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What stood there in words when the comment was written.
    pub words: String,
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comment {
    /// The sequence of its event.
    pub id: i64,
    /// Who.
    pub by: String,
    /// When, milliseconds since the epoch.
    pub at_ms: i64,
    /// Of which version.
    pub version: u32,
    /// What it is about; nothing for the whole.
    pub place: Option<Place>,
    /// The words.
    pub text: String,
    /// Who said that it is settled.
    pub resolved_by: Option<String>,
}

/// How the base of a version has moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Moved {
    /// The service.
    pub target: Target,
    /// What differs from what the version was compared with, in words.
    pub changes: Vec<String>,
    /// When it was noticed, milliseconds since the epoch.
    pub at_ms: i64,
}

/// Why what the policy asks for was passed by when it was deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BrokenGlass {
    /// Who deployed it.
    pub by: String,
    /// The deployments that it became.
    pub deployments: Vec<String>,
    /// Why it could not wait.
    pub reason: String,
    /// Whether it had its approvals, and only was not its authors' to deploy.
    #[serde(default)]
    pub had_approvals: bool,
    /// Who reviewed it afterwards.
    pub reviewed_by: Option<String>,
}

impl BrokenGlass {
    /// Whether these deployments are all that came of it, beside others.
    pub fn is_all_in(&self, deployments: &[String]) -> bool {
        self.deployments.iter().all(|one| deployments.contains(one))
    }
}

/// What was passed by where the glass was broken, to go on a sentence that says who deployed.
pub const fn passed_by(had_approvals: bool) -> &'static str {
    if had_approvals {
        "although its authors leave that to others"
    } else {
        "without its approvals"
    }
}

/// What a change amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// Counts up from 1 in each database.
    pub id: i64,
    /// The environment.
    pub environment: String,
    /// In one line, what it is.
    pub title: String,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub author: String,
    /// Everybody who wrote on what it deploys, the author first; none of them approves it.
    pub authors: Vec<String>,
    /// Where it is.
    pub state: ChangeState,
    /// Why it is there, where somebody or something said so.
    pub state_reason: Option<String>,
    /// Its versions, oldest first; never none.
    pub versions: Vec<Version>,
    /// Decisions on the present version.
    pub approvals: Vec<Approval>,
    /// What people said.
    pub comments: Vec<Comment>,
    /// What has moved under the present version; empty while it fits.
    pub moved: Vec<Moved>,
    /// When it is deployed.
    pub when: When,
    /// Who said when.
    pub scheduled_by: Option<String>,
    /// Its deployments, in the order of the plans.
    pub deployments: Vec<String>,
    /// Who asked for them at that moment; nobody where it was said before when that would be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployed_by: Option<String>,
    /// Each time that it was deployed without its approvals, oldest first.
    pub broken_glass: Vec<BrokenGlass>,
    /// Whose approvals counted when its deployments were asked for; nothing where that was not written
    /// down.
    pub counted: Option<Vec<String>>,
    /// When it was proposed, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When something last happened to it, milliseconds since the epoch.
    pub updated_at_ms: i64,
    /// The sequence of the last thing that happened to it.
    pub sequence: i64,
}

impl Change {
    /// The present version.
    pub fn version(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// Whether somebody wrote on it.
    pub fn is_author(&self, name: &str) -> bool {
        self.authors.iter().any(|author| author == name)
    }

    /// The services that it is about.
    pub fn targets(&self) -> Vec<Target> {
        self.version().map_or_else(Vec::new, |version| {
            version
                .plans
                .iter()
                .map(|plan| plan.target.clone())
                .collect()
        })
    }

    /// Each time that it was deployed without its approvals and nobody has looked at that since.
    pub fn unreviewed(&self) -> impl Iterator<Item = &BrokenGlass> {
        let all = self.broken_glass.iter();
        all.filter(|broken| broken.reviewed_by.is_none())
    }

    /// Whether what somebody deployed without approvals is not over yet, or has not begun.
    pub fn is_under_way(&self, broken: &BrokenGlass) -> bool {
        let is_under_way = matches!(self.state, ChangeState::Queued | ChangeState::Deploying);
        is_under_way && broken.deployments == self.deployments
    }

    /// That its present deployments came to be without its approvals; nothing where they had them.
    pub fn deployed_past_approvals(&self) -> Option<&BrokenGlass> {
        let last = self.broken_glass.last();
        last.filter(|broken| broken.deployments == self.deployments)
    }

    /// Whether every plan of the present version brings back what ran before.
    pub fn is_rollback(&self) -> bool {
        self.version().is_some_and(|version| {
            version
                .plans
                .iter()
                .all(|plan| plan.kind == PlanKind::Rollback)
        })
    }
}
