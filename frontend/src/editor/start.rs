//! What an editor starts with: something blank, what runs, or a draft.

use std::borrow::Cow;

use shared::document::Document;
use shared::issue::{DocumentKind, Issue, Severity};
use shared::json::Json;
use shared::plan::TASK_DEFINITION_ARN;
use shared::pointer::Pointer;
use shared::wire::{DraftBase, DraftContent, ServiceDetail};

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
        let begun = DraftBase {
            task_definition: task_definition.text(),
            service: to_update(service, &summary.cluster, &summary.name).text(),
        };
        Some(Self {
            cluster: summary.cluster.clone(),
            service: summary.name.clone(),
            revision: summary.revision.clone(),
            desired: summary.desired,
            content: DraftContent {
                task_definition: begun.task_definition.clone(),
                service: begun.service.clone(),
                base: Some(begun),
                ..DraftContent::default()
            },
        })
    }
}

impl Base {
    /// What is wrong where a service document is for another service than the one that is changed.
    pub(super) fn stray(&self, service: &Document) -> Option<Issue> {
        let last = |arn: &str| arn.rsplit('/').next().unwrap_or(arn).to_owned();
        let given = |member: &str| service.json().get(member).and_then(Json::as_str).map(last);
        let (cluster, name) = (given("cluster"), service_name(service).map(last));
        let is_other =
            |given: Option<&String>, own: &String| given.is_some_and(|given| given != own);
        if !is_other(cluster.as_ref(), &self.cluster) && !is_other(name.as_ref(), &self.service) {
            return None;
        }
        let member = if is_other(name.as_ref(), &self.service) {
            "serviceName"
        } else {
            "cluster"
        };
        Some(Issue {
            document: DocumentKind::Service,
            severity: Severity::Error,
            code: Cow::Borrowed("other-service"),
            pointer: Pointer::root().member(member),
            message: format!(
                "This is for service {} in cluster {}, and here {} in {} is changed; go to that service, or correct the text",
                name.as_ref().unwrap_or(&self.service),
                cluster.as_ref().unwrap_or(&self.cluster),
                self.service,
                self.cluster,
            ),
            fix: None,
        })
    }

    /// A service document that says which service it is for.
    pub(super) fn complete(&self, mut service: Document) -> Document {
        let root = Pointer::root();
        if service.json().get("cluster").is_none() {
            let own = Json::from(self.cluster.as_str());
            service.json_mut().set(&root.member("cluster"), own);
        }
        if service_name(&service).is_none() {
            let own = Json::from(self.service.as_str());
            service.json_mut().set(&root.member("serviceName"), own);
        }
        service
    }

    /// What runs, with the members of a file laid over it: what a file leaves out stays as it is, as
    /// with `UpdateService`.
    pub(super) fn with(&self, file: &Document) -> Document {
        let root = Pointer::root();
        let runs = Document::read(&self.content.service, Some(DocumentKind::Service));
        let mut whole = runs.unwrap_or_else(|_| file.clone());
        for (name, value) in file.json().as_object().unwrap_or_default() {
            let place = match name.as_str() {
                "service" => root.member("serviceName"),
                name => root.member(name),
            };
            match value {
                // Its members that are left out stay, too.
                Json::Object(inner) if name == "deploymentConfiguration" => {
                    for (name, value) in inner {
                        whole.json_mut().set(&place.member(name), value.clone());
                    }
                }
                value => {
                    whole.json_mut().set(&place, value.clone());
                }
            }
        }
        whole
    }
}

fn service_name(service: &Document) -> Option<&str> {
    let json = service.json();
    let name = json.get("serviceName").or_else(|| json.get("service"))?;
    name.as_str()
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

#[cfg(test)]
mod tests {
    use super::{Base, Document, DocumentKind, DraftContent};

    fn base() -> Base {
        Base {
            cluster: "test".to_owned(),
            service: "web".to_owned(),
            revision: "web:1".to_owned(),
            desired: 2,
            content: DraftContent {
                service: r#"{"cluster": "test", "serviceName": "web", "loadBalancers": [{}], "deploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 100}}"#.to_owned(),
                ..DraftContent::default()
            },
        }
    }

    fn service(text: &str) -> Document {
        Document::read(text, Some(DocumentKind::Service)).unwrap()
    }

    #[test]
    fn what_a_file_leaves_out_stays() {
        let whole = base().with(&service(
            r#"{"service": "web", "deploymentConfiguration": {"maximumPercent": 150}}"#,
        ));
        assert_eq!(
            whole.json().to_compact(),
            r#"{"cluster":"test","serviceName":"web","loadBalancers":[{}],"deploymentConfiguration":{"maximumPercent":150,"minimumHealthyPercent":100}}"#
        );
    }

    #[test]
    fn a_text_for_another_service_is_told() {
        let base = base();
        assert!(base.stray(&service(r#"{"serviceName": "web"}"#)).is_none());
        assert!(base.stray(&service(r#"{"desiredCount": 1}"#)).is_none());
        let other = base.stray(&service(r#"{"service": "api"}"#)).unwrap();
        assert!(
            other.message.contains("web in test is changed"),
            "{}",
            other.message
        );
        let elsewhere =
            service(r#"{"cluster": "arn:aws:ecs:a:1:cluster/b", "serviceName": "web"}"#);
        assert_eq!(base.stray(&elsewhere).unwrap().pointer.as_str(), "/cluster");
        let complete = base.complete(service(r#"{"desiredCount": 1}"#));
        assert_eq!(
            complete.json().to_compact(),
            r#"{"desiredCount":1,"cluster":"test","serviceName":"web"}"#
        );
    }
}
