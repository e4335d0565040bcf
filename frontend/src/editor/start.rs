//! What an editor starts with: something blank, what runs, or a draft.

use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::plan::TASK_DEFINITION_ARN;
use shared::pointer::Pointer;
use shared::wire::{DraftContent, ServiceDetail};

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

/// Nothing typed yet.
pub(super) fn blank() -> DraftContent {
    DraftContent {
        task_definition: TASK_DEFINITION.to_owned(),
        service: SERVICE.to_owned(),
        ..DraftContent::default()
    }
}

/// What a service runs, which a new version starts from and is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Base {
    pub(crate) cluster: String,
    pub(crate) service: String,
    /// The revision that runs, such as `shop-web:3`.
    pub(crate) revision: String,
    /// How many tasks are wanted.
    pub(crate) desired: i64,
    /// What the editor starts with.
    pub(crate) content: DraftContent,
}

impl Base {
    /// Reads what runs; nothing where AWS did not give the task definition, or gave what cannot be
    /// read.
    pub(super) fn of(detail: &ServiceDetail) -> Option<Self> {
        let task_definition = Document::read(
            detail.task_definition.as_deref()?,
            Some(DocumentKind::TaskDefinition),
        )
        .ok()?;
        let service = Document::read(&detail.service, Some(DocumentKind::Service)).ok()?;
        let summary = &detail.summary;
        Some(Self {
            cluster: summary.cluster.clone(),
            service: summary.name.clone(),
            revision: summary.revision.clone(),
            desired: summary.desired,
            content: DraftContent {
                task_definition: task_definition.text(),
                service: to_update(service, &summary.cluster, &summary.name).text(),
                ..DraftContent::default()
            },
        })
    }
}

/// A described service as the whole of it, which is what an update is made of. The desired count is left out, which leaves it as it is:
/// a count that auto scaling has changed in the meantime must not be taken back by accident.
fn to_update(mut service: Document, cluster: &str, name: &str) -> Document {
    let root = Pointer::root();
    let members = service.json().as_object().unwrap_or_default();
    let first = [
        ("cluster", Json::from(cluster)),
        ("serviceName", Json::from(name)),
        ("taskDefinition", Json::from(TASK_DEFINITION_ARN)),
    ];
    let is_kept = |name: &str| name != "desiredCount" && first.iter().all(|(own, _)| *own != name);
    let rest = members
        .iter()
        .filter(|(name, _)| is_kept(name))
        .cloned()
        .collect::<Vec<_>>();
    let mut json = Json::object();
    for (name, value) in first {
        json.set(&root.member(name), value);
    }
    for (name, value) in rest {
        json.set(&root.member(&name), value);
    }
    *service.json_mut() = json;
    service
}
