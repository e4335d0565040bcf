//! A check as one text in and one text out, for a browser whose pages and checks are modules of
//! their own.

use serde::{Deserialize, Serialize};

use super::{Documents, Known, check};
use crate::document::Document;
use crate::issue::{DocumentKind, Issue};
use crate::json;
use crate::wire::{Cluster, TargetGroup};

/// What is to be checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckRequest {
    /// The task definition as JSON text, where it can be read.
    pub task_definition: Option<String>,
    /// The service as JSON text, where it can be read.
    pub service: Option<String>,
    /// The clusters that there are, where that is known.
    pub clusters: Option<Vec<Cluster>>,
    /// The target groups that there are, where that is known.
    pub target_groups: Option<Vec<TargetGroup>>,
}

impl CheckRequest {
    /// Finds every issue, errors first.
    pub fn run(self) -> Vec<Issue> {
        let read = |kind, text: Option<String>| {
            let json = json::parse(&text?).ok()?;
            Some(Document::new(kind, json))
        };
        let task_definition = read(DocumentKind::TaskDefinition, self.task_definition);
        let service = read(DocumentKind::Service, self.service);
        let documents = Documents {
            task_definition: task_definition.as_ref(),
            service: service.as_ref(),
            run_task: None,
        };
        let known = Known {
            clusters: self.clusters,
            target_groups: self.target_groups,
            ..Known::default()
        };
        check(&documents, &known)
    }
}
