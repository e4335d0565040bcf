//! What waits, what holds it up, and several deployments as one release.

use serde::{Deserialize, Serialize};

use crate::deployment::Deployment;

/// What a pause holds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The deployments of this environment.
    Environment,
    /// The deployments of every environment in the database.
    Everything,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Environment, Self::Everything];

    /// The scope's name, as in paths.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Everything => "everything",
        }
    }

    /// Finds a scope by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// While it stands no deployment begins; those that run go on to their end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pause {
    /// What it holds up.
    pub scope: Scope,
    /// Who paused.
    pub by: String,
    /// When, milliseconds since the epoch.
    pub at_ms: i64,
    /// Why.
    pub reason: String,
}

/// Asks for a pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PauseRequest {
    /// Why, for those who wait.
    pub reason: String,
}

/// What is under way and what waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Queue {
    /// What is paused.
    pub pauses: Vec<Pause>,
    /// Those that run, oldest first.
    pub running: Vec<Deployment>,
    /// Those that wait, oldest first.
    pub waiting: Vec<Deployment>,
}

/// In which order the deployments of a release run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// One after the other; where one does not succeed, those after it are cancelled.
    InOrder,
    /// All at once.
    SideBySide,
}

/// Several plans to carry out as one. Sent with an `Idempotency-Key` header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReleaseRequest {
    /// The plans' hashes, each of another service, in their order.
    pub plan_hashes: Vec<String>,
    /// In which order.
    pub order: Order,
    /// What to do when another deployment of a service is running or waiting.
    #[serde(default)]
    pub when_busy: crate::deployment::WhenBusy,
    /// Why it cannot wait for the end of a freeze, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite_freeze: Option<String>,
}

/// Several deployments that were asked for as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Release {
    /// Its id.
    pub id: String,
    /// In which order.
    pub order: Order,
    /// Who asked for it.
    pub started_by: String,
    /// When, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// Its deployments, in their order.
    pub deployments: Vec<Deployment>,
}
