//! Where each value of a running service comes from.

use serde::{Deserialize, Serialize};

use crate::issue::DocumentKind;

/// Every field of what a service is and runs, with what gave it its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Blame {
    /// The fields, in the groups of differences; the task definition's before the service's.
    pub fields: Vec<BlamedField>,
    /// What the fields name, newest first.
    pub origins: Vec<Origin>,
    /// What could not be looked at, in words; empty when all could.
    pub failures: Vec<String>,
    /// When AWS was asked, milliseconds since the epoch.
    pub as_of_ms: i64,
}

/// A field with what gave it its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlamedField {
    /// The document that it is in.
    pub document: DocumentKind,
    /// The group, such as `Image`.
    pub group: String,
    /// What it is, such as `web: image`.
    pub label: String,
    /// What stands there. A value that looks secret is masked.
    pub value: String,
    /// The index of its origin.
    pub origin: usize,
}

/// What gave values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "origin", rename_all = "kebab-case")]
pub enum Origin {
    /// A deployment of Longshore's.
    Deployment(BlamedDeployment),
    /// A revision that the service was moved to without Longshore.
    Revision {
        /// Its name, such as `web:41`.
        revision: String,
        /// Who registered it in AWS, an ARN; nothing where ECS does not say.
        registered_by: Option<String>,
        /// When it was registered, milliseconds since the epoch; nothing where ECS does not say.
        registered_at_ms: Option<i64>,
        /// Whether it is only the oldest one that is known, so that the values may be older still.
        is_oldest: bool,
    },
    /// Somebody changed the service without Longshore, some time between two moments.
    Outside {
        /// When Longshore last saw it otherwise, milliseconds since the epoch.
        after_ms: i64,
        /// When Longshore first saw it so; nothing where that is now.
        before_ms: Option<i64>,
    },
    /// It was so when Longshore first deployed the service, or it never did.
    BeforeLongshore {
        /// When it was first seen so, milliseconds since the epoch.
        seen_at_ms: i64,
    },
    /// It was so already at the end of what is looked back at.
    Older {
        /// So many deployments and revisions were looked at.
        looked_at: usize,
    },
}

/// A deployment, with the people and the reason behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlamedDeployment {
    /// Its id.
    pub id: String,
    /// In one line, what it did.
    pub summary: String,
    /// Who asked for it.
    pub started_by: String,
    /// When it was asked for, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// The revision that it moved the service to, such as `web:42`, where that is known.
    pub revision: Option<String>,
    /// The change that it carried out; nothing for one without a review.
    pub change: Option<BlamedChange>,
}

/// A change, as far as blame tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlamedChange {
    /// Its number.
    pub id: i64,
    /// In one line, what it is.
    pub title: String,
    /// Why.
    pub reason: String,
    /// Who wrote on it.
    pub authors: Vec<String>,
    /// Who approved it.
    pub approved_by: Vec<String>,
    /// Why it was deployed without its approvals, where it was.
    pub broken_glass: Option<String>,
}
