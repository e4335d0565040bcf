//! The kinds of news.

use serde::{Deserialize, Serialize};

use crate::permission::Operation;

/// What a piece of news is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NewsKind {
    /// A change was proposed, or has another version.
    ChangeWaits,
    /// Somebody said something of a change.
    ChangeCommented,
    /// A change has the approvals that it needs.
    ChangeApproved,
    /// A change is its authors' again: changes were asked for, or approvals do not count any more.
    ChangeSentBack,
    /// A change was withdrawn or rejected, or it expired.
    ChangeClosed,
    /// What a change was compared with has changed.
    ChangeStale,
    /// A deployment began.
    DeploymentBegan,
    /// A deployment succeeded.
    Deployed,
    /// A deployment failed, is stuck, or somebody else's took its place.
    DeploymentFailed,
    /// A deployment failed, and what ran before is back.
    RolledBack,
    /// Somebody deploys without the approvals that are asked for.
    GlassBroken,
    /// Somebody deploys although nothing is to be deployed.
    FreezeOverridden,
    /// Deployments are held up, or go on again.
    Paused,
    /// An administrator tries a webhook out.
    Test,
}

impl NewsKind {
    /// Every kind that one can choose to hear of.
    pub const ALL: [Self; 13] = [
        Self::ChangeWaits,
        Self::ChangeCommented,
        Self::ChangeApproved,
        Self::ChangeSentBack,
        Self::ChangeClosed,
        Self::ChangeStale,
        Self::DeploymentBegan,
        Self::Deployed,
        Self::DeploymentFailed,
        Self::RolledBack,
        Self::GlassBroken,
        Self::FreezeOverridden,
        Self::Paused,
    ];

    /// The kind's name, as in bodies and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChangeWaits => "change-waits",
            Self::ChangeCommented => "change-commented",
            Self::ChangeApproved => "change-approved",
            Self::ChangeSentBack => "change-sent-back",
            Self::ChangeClosed => "change-closed",
            Self::ChangeStale => "change-stale",
            Self::DeploymentBegan => "deployment-began",
            Self::Deployed => "deployed",
            Self::DeploymentFailed => "deployment-failed",
            Self::RolledBack => "rolled-back",
            Self::GlassBroken => "glass-broken",
            Self::FreezeOverridden => "freeze-overridden",
            Self::Paused => "paused",
            Self::Test => "test",
        }
    }

    /// Finds a kind by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .chain([Self::Test])
            .find(|kind| kind.as_str() == name)
    }

    /// The kind in words, as people choose it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ChangeWaits => "A change waits for review",
            Self::ChangeCommented => "Somebody comments on a change",
            Self::ChangeApproved => "A change is approved",
            Self::ChangeSentBack => "Changes are asked for, or approvals no longer count",
            Self::ChangeClosed => "A change is withdrawn, rejected or expired",
            Self::ChangeStale => "What a change was compared with has moved",
            Self::DeploymentBegan => "A deployment begins",
            Self::Deployed => "A deployment succeeds",
            Self::DeploymentFailed => "A deployment fails",
            Self::RolledBack => "A deployment is rolled back",
            Self::GlassBroken => "Somebody deploys in an emergency",
            Self::FreezeOverridden => "Somebody deploys despite a freeze",
            Self::Paused => "Deployments are paused, or go on",
            Self::Test => "A webhook is tried out",
        }
    }

    /// Whom it concerns besides the people around what it is about: those who may do this in the
    /// environment.
    pub const fn concerns_who_may(self) -> Option<Operation> {
        match self {
            Self::ChangeWaits => Some(Operation::Review),
            Self::ChangeApproved | Self::DeploymentFailed | Self::RolledBack => {
                Some(Operation::Deploy)
            }
            Self::GlassBroken | Self::FreezeOverridden | Self::Paused => Some(Operation::Read),
            Self::ChangeCommented
            | Self::ChangeSentBack
            | Self::ChangeClosed
            | Self::ChangeStale
            | Self::DeploymentBegan
            | Self::Deployed
            | Self::Test => None,
        }
    }
}
