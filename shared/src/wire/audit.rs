//! Asking for the audit, and having it verified.

use serde::{Deserialize, Serialize};

use crate::audit::{AuditHead, Outcome};

/// Which records of the audit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditQuery {
    /// Those of somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Those of an action, such as `change.reviewed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Those with an outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Those about an environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Those about something, such as `change 42`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Those of this moment and later, milliseconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since_ms: Option<i64>,
    /// Those before this moment, milliseconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<i64>,
    /// Those before the one of this sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
}

/// Which part of the audit's chain is verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditCheckQuery {
    /// Begins after the record of this sequence, which an answer before this one named; 0 begins at
    /// the beginning.
    #[serde(default)]
    pub after: i64,
    /// A head that was kept elsewhere, as `sequence:hash`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
}

/// What came of verifying a part of the audit's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditCheck {
    /// The last record that was looked at.
    pub checked: AuditHead,
    /// The end of the whole chain; where it was looked at, everything was.
    pub end: AuditHead,
    /// What is wrong with the first record that does not hold, in words; nothing where all of the part
    /// holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
}
