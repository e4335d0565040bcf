//! Everything that is wrong with documents that belong together, at once.
//!
//! Structural issues come from the schema, the others from rules: one rule, one function, one
//! code, in the table of its topic. Rules never change a document and never ask AWS; what they need
//! to know of it is given.

mod container;
mod context;
mod findings;
pub(crate) mod hosting;
mod known;
mod limit;
#[cfg(not(target_family = "wasm"))]
pub mod listed;
mod meters;
mod open;
mod path;
mod request;
pub(crate) mod rule;
mod rules;
mod structure;

use std::collections::BTreeMap;

use crate::document::Document;
use crate::issue::{DocumentKind, Issue, Severity};
use crate::json::Json;

use limit::Told;
use open::OpenPlaces;

pub use known::{Known, Trust, Unknown};
pub use meters::{Meter, meters};
pub use request::CheckRequest;
pub use rule::{Rule, Source};
pub use rules::rules;

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

impl<'a> Documents<'a> {
    /// The tree of the document of a kind; null where there is none.
    fn json(&self, kind: DocumentKind) -> &'a Json {
        let document = match kind {
            DocumentKind::TaskDefinition => self.task_definition,
            DocumentKind::Service => self.service,
            DocumentKind::RunTask => self.run_task,
        };
        document.map_or(&Json::Null, Document::json)
    }
}

/// What a check came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Every issue, errors first; of a rule that is broken all over a document, the first thousand.
    pub issues: Vec<Issue>,
    /// The questions that stay open.
    pub unknown: Vec<Unknown>,
}

/// Finds every issue, errors first.
pub fn check(documents: &Documents<'_>, known: &Known) -> Vec<Issue> {
    report(documents, known).issues
}

/// Finds every issue, and what could not be told.
pub fn report(documents: &Documents<'_>, known: &Known) -> Report {
    let mut told = Told::default();
    for (document, kind) in [
        (documents.task_definition, DocumentKind::TaskDefinition),
        (documents.service, DocumentKind::Service),
        (documents.run_task, DocumentKind::RunTask),
    ] {
        if let Some(document) = document {
            structure::check(kind, document.json(), &mut told);
        }
    }
    let context = context::Context::new(documents, known);
    let mut unknown = Vec::new();
    let mut open: BTreeMap<DocumentKind, OpenPlaces> = BTreeMap::new();
    for (_, rule) in rules() {
        let mut found = findings::Findings::new(rule);
        (rule.check)(&context, &mut found);
        // Where a placeholder stands, a rule would judge what nobody knows yet.
        found.issues.retain(|issue| {
            issue.severity == Severity::Advice
                || !open
                    .entry(issue.document)
                    .or_insert_with(|| OpenPlaces::of(documents.json(issue.document)))
                    .hold(&issue.pointer)
        });
        for issue in found.issues {
            told.push(rule.code, issue);
        }
        unknown.append(&mut found.unknown);
    }
    let mut issues = told.issues;
    issues.sort_by_key(|issue| issue.severity);
    Report { issues, unknown }
}
