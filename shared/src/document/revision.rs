//! What `DescribeServiceRevisions` prints: the settings that a service had, as a service document.

use super::{Document, ReadError};
use crate::issue::DocumentKind;
use crate::json::{self, Json};
use crate::pointer::Pointer;
use crate::schema;

impl Document {
    /// Reads a service revision, as `DescribeServiceRevisions` prints it, as the service that it
    /// was. What the revision only reports, such as the digests of its images, is set aside.
    ///
    /// # Errors
    /// Why the text is no service revision, with the way out.
    pub fn read_service_revision(text: &str) -> Result<Self, ReadError> {
        let mut json = json::parse(text)?;
        if let Some(Json::Array(revisions)) = json.get_mut("serviceRevisions") {
            let count = revisions.len();
            json = match revisions.pop() {
                Some(revision) if count == 1 => revision,
                _ => return Err(ReadError::NotOneServiceRevision(count)),
            };
        }
        let arn = json.get("serviceArn").and_then(Json::as_str);
        let (Some(arn), true) = (arn, json.get("serviceRevisionArn").is_some()) else {
            return Err(ReadError::NoServiceRevision);
        };
        // …:service/CLUSTER/NAME, or …:service/NAME of services with a short ARN.
        let name = arn.rsplit('/').next().unwrap_or(arn).to_owned();
        let cluster = json.get("clusterArn").cloned();
        let Json::Object(members) = json else {
            return Err(ReadError::NoServiceRevision);
        };
        let root = schema::root(DocumentKind::Service);
        let (kept, aside) = members
            .into_iter()
            .partition(|(name, _)| root.member(name).is_some());
        let mut json = Json::Object(kept);
        json.set(&Pointer::parse("/serviceName"), Json::from(name));
        if let Some(cluster) = cluster {
            json.set(&Pointer::parse("/cluster"), cluster);
        }
        Ok(Self {
            kind: DocumentKind::Service,
            json,
            aside,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Document;

    #[test]
    fn reads_the_service_that_it_was() {
        let text = r#"{"serviceRevisions": [{"serviceRevisionArn": "arn:aws:ecs:eu-central-1:123456789012:service-revision/test/web/1", "serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/test/web", "clusterArn": "arn:aws:ecs:eu-central-1:123456789012:cluster/test", "taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:3", "launchType": "FARGATE", "platformVersion": "1.4.0", "guardDutyEnabled": false, "containerImages": []}], "failures": []}"#;
        let document = Document::read_service_revision(text).unwrap();
        let members: Vec<&str> = document
            .json()
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(
            members,
            [
                "taskDefinition",
                "launchType",
                "platformVersion",
                "serviceName",
                "cluster"
            ]
        );
        assert!(Document::read_service_revision(r#"{"serviceName": "web"}"#).is_err());
        assert!(Document::read_service_revision(r#"{"serviceRevisions": []}"#).is_err());
    }
}
