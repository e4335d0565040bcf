//! What an editor starts with, and what is kept of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::issue::DocumentKind;

/// A task definition to fill in: one container, with the least memory and the port that most have.
const TASK_DEFINITION: &str = r#"{
  "family": "",
  "containerDefinitions": [
    {
      "name": "",
      "image": "",
      "memory": 128,
      "portMappings": [
        {
          "containerPort": 80,
          "protocol": "tcp"
        }
      ]
    }
  ]
}"#;

/// A service to fill in, with ECS's own percentages written out so that they can be seen.
const SERVICE: &str = r#"{
  "cluster": "",
  "serviceName": "",
  "taskDefinition": "@@TASKDEFINITION_ARN@@",
  "desiredCount": 1,
  "deploymentConfiguration": {
    "maximumPercent": 200,
    "minimumHealthyPercent": 100
  }
}"#;

/// Everything that a person has typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) task_definition: String,
    pub(crate) service: String,
    /// What the placeholders of both texts stand for, by name.
    pub(crate) values: BTreeMap<String, String>,
}

impl Draft {
    /// Nothing typed yet.
    pub(crate) fn blank() -> Self {
        Self {
            task_definition: TASK_DEFINITION.to_owned(),
            service: SERVICE.to_owned(),
            values: BTreeMap::new(),
        }
    }

    /// The text of a document; empty for a run-task request, which is no part of a service.
    pub(crate) fn text(&self, kind: DocumentKind) -> &str {
        match kind {
            DocumentKind::TaskDefinition => &self.task_definition,
            DocumentKind::Service => &self.service,
            DocumentKind::RunTask => "",
        }
    }

    pub(crate) fn set_text(&mut self, kind: DocumentKind, text: String) {
        match kind {
            DocumentKind::TaskDefinition => self.task_definition = text,
            DocumentKind::Service => self.service = text,
            // Refused where texts come in.
            DocumentKind::RunTask => {}
        }
    }
}
