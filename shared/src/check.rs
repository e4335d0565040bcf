//! Everything that is wrong with documents that belong together, at once.
//!
//! Structural issues come from the schema, the others from rules: one rule, one function, one
//! code, all in one array. Rules never change a document and never ask AWS; what they need to know
//! of it is given.

mod context;
pub(crate) mod hosting;
mod rules;
mod structure;

use crate::document::Document;
use crate::issue::{DocumentKind, Issue};
use crate::wire;

pub use rules::{RULES, Rule};

/// The documents that are checked together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Documents<'a> {
    /// The task definition, where one is at hand.
    pub task_definition: Option<&'a Document>,
    /// The service, where one is at hand.
    pub service: Option<&'a Document>,
    /// The run-task request, where one is at hand.
    pub run_task: Option<&'a Document>,
}

/// What is known of AWS. Rules that would need what is unknown stay silent.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The clusters.
    pub clusters: Option<Vec<wire::Cluster>>,
    /// The target groups.
    pub target_groups: Option<Vec<wire::TargetGroup>>,
}

/// Finds every issue, errors first.
pub fn check(documents: &Documents<'_>, known: &Known) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (document, kind) in [
        (documents.task_definition, DocumentKind::TaskDefinition),
        (documents.service, DocumentKind::Service),
        (documents.run_task, DocumentKind::RunTask),
    ] {
        if let Some(document) = document {
            structure::check(kind, document.json(), &mut issues);
        }
    }
    let context = context::Context::new(documents, known);
    for rule in RULES {
        let mut found = context::Findings::new(rule.code);
        (rule.check)(&context, &mut found);
        issues.extend(found.into_issues());
    }
    issues.sort_by_key(|issue| issue.severity);
    issues
}
