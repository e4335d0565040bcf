//! What is looked at in AWS before a plan's first call.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How one look ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// The plan would fail, or what it starts would; it is not begun.
    Wrong,
    /// It could not be looked at; the plan may be carried out.
    Unknown,
    /// It is as it must be.
    Fine,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// The kind of look, such as `image-exists`; stable.
    pub code: Cow<'static, str>,
    /// What was looked at, such as `123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop:1.5`.
    pub subject: String,
    /// How it ended.
    pub finding: Finding,
    /// In one sentence: what was found, the way out where it is wrong, why where it is not known.
    pub words: String,
    /// The IAM action that Longshore's credentials lack, where that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_action: Option<String>,
}

/// Everything that was looked at for one plan, what is wrong first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preflight {
    /// When AWS was asked, milliseconds since the epoch.
    pub as_of_ms: i64,
    /// The lines.
    pub lines: Vec<Line>,
}
