//! Everything that is wrong with a service's two documents, at once.

pub(crate) mod hosting;

use crate::document::Document;
use crate::issue::Issue;
use crate::wire;

/// The documents of a service that are checked together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Documents<'a> {
    /// The task definition, where one is at hand.
    pub task_definition: Option<&'a Document>,
    /// The service, where one is at hand.
    pub service: Option<&'a Document>,
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
pub fn check(documents: &Documents<'_>, _known: &Known) -> Vec<Issue> {
    let mut issues = Vec::new();
    issues.extend(
        documents
            .task_definition
            .map(|_| Vec::new())
            .unwrap_or_default(),
    );
    issues
}
