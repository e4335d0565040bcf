//! Environments, as administrators keep them.

use serde::{Deserialize, Serialize};

use crate::environment::{EnvironmentSettings, Fault, RoleTexts};

/// Whether an environment is at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum EnvironmentState {
    /// Its services are watched, and it takes deployments.
    Running,
    /// It is not at work, and its pages answer nothing.
    Held {
        /// Why, and the way out.
        reason: String,
    },
}

/// An environment with what an administrator may set of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeptEnvironment {
    /// Its name.
    pub name: String,
    /// What is set.
    pub settings: EnvironmentSettings,
    /// The account, as it was found when the settings were kept; nothing where it is not known yet.
    pub account: Option<String>,
    /// Counts up with each change; 0 for one that the command line sets.
    pub version: i64,
    /// Whether the command line sets it, so that it is changed there.
    pub from_command_line: bool,
    /// Who set it last.
    pub updated_by: Option<String>,
    /// When, in milliseconds since the epoch.
    pub updated_at_ms: Option<i64>,
    /// Whether it is at work.
    pub state: EnvironmentState,
}

/// Asks for an environment to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnvironmentRequest {
    /// What to set.
    pub settings: EnvironmentSettings,
    /// The version that the person started from; 0 for a new one.
    pub base_version: i64,
}

/// Asks whether settings would work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnvironmentCheckRequest {
    /// The name that it has, or is to have.
    pub name: String,
    /// The settings.
    pub settings: EnvironmentSettings,
}

/// What was found when settings were tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnvironmentCheck {
    /// What is wrong; nothing where they can be kept.
    pub faults: Vec<Fault>,
    /// As whom AWS knows Longshore with them, as an ARN.
    pub caller: Option<String>,
    /// The account that they lead to.
    pub account: Option<String>,
    /// The names of the clusters that there are, by name.
    pub clusters: Vec<String>,
    /// What is worth knowing, and keeps nobody from keeping them.
    pub notes: Vec<String>,
    /// What makes the role, where one is to be assumed and it is known who is to assume it.
    pub role: Option<RoleTexts>,
}

/// What one begins with when an environment is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnvironmentStart {
    /// A fresh external id, which nobody can guess.
    pub external_id: String,
    /// As whom AWS knows the process by its own credentials, as an ARN; nothing where it has none.
    pub caller: Option<String>,
    /// Whether the AWS behind it is the sandbox, which has one region and no profiles.
    pub simulated: bool,
    /// The region that is likely meant.
    pub region: Option<String>,
}
