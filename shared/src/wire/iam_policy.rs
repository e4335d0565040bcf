//! What Longshore's credentials must be allowed to do.

use serde::{Deserialize, Serialize};

/// The least-privilege policy for what is configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IamPolicy {
    /// The statements, for people.
    pub statements: Vec<IamStatement>,
    /// The policy document as JSON.
    pub json: String,
    /// The same as a Terraform data source.
    pub terraform: String,
    /// What it was derived from and what could not be found out, in words.
    pub notes: Vec<String>,
}

/// A statement of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IamStatement {
    /// The Sid.
    pub sid: String,
    /// What it is for, in words.
    pub purpose: String,
    /// The actions.
    pub actions: Vec<String>,
    /// The resources.
    pub resources: Vec<String>,
    /// The conditions, all of which must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<IamCondition>,
}

/// A condition of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IamCondition {
    /// How it compares, such as `StringEquals`.
    pub test: String,
    /// What it compares, such as `iam:PassedToService`.
    pub key: String,
    /// What it may be.
    pub values: Vec<String>,
}
