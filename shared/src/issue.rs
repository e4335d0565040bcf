//! What a check found: one type for the browser, the API and the command line.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::pointer::Pointer;

/// Which kind of document something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// What `RegisterTaskDefinition` takes.
    TaskDefinition,
    /// What `CreateService` and `UpdateService` take.
    Service,
    /// What `RunTask` takes.
    RunTask,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::TaskDefinition, Self::Service, Self::RunTask];
}

/// How much an issue weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// AWS refuses it, or it cannot work: nothing is deployed.
    Error,
    /// It is accepted and will probably hurt.
    Warning,
    /// It works and could be better.
    Advice,
}

impl Severity {
    /// What it is called.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Issue {
    /// The document it is about.
    pub document: DocumentKind,
    /// How much it weighs.
    pub severity: Severity,
    /// A stable name of the rule, such as `container-name-missing`.
    pub code: Cow<'static, str>,
    /// Where in the document.
    pub pointer: Pointer,
    /// What to do, in the imperative, with the limit and the remedy.
    pub message: String,
    /// A change that settles it, where one is safe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A change of a document that a button can apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// What the button says, such as `Rename to containerPort`.
    pub label: String,
    /// The edits, in order.
    pub edits: Vec<Edit>,
}

/// One change of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "edit", rename_all = "kebab-case")]
pub enum Edit {
    /// Puts a value, given as JSON text, at a place; members on the way there are made.
    Set {
        /// The place.
        pointer: Pointer,
        /// The value as JSON text.
        value: String,
    },
    /// Takes a member or an element away.
    Remove {
        /// The place.
        pointer: Pointer,
    },
    /// Gives a member another name, at its place.
    Rename {
        /// The member.
        pointer: Pointer,
        /// Its new name.
        name: String,
    },
}
