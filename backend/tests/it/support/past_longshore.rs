//! What somebody sees and does in the simulated AWS past Longshore.

use serde_json::{Value, json};

use super::World;

impl World {
    /// What ECS shows of a service.
    pub(crate) async fn shown(&self, cluster: &str, service: &str) -> Value {
        let asked = json!({"cluster": cluster, "services": [service]});
        let answer = self.ecs("DescribeServices", &asked).await;
        answer.pointer("/services/0").cloned().unwrap_or_default()
    }

    /// The newest revision of a family as it would be registered with another image.
    pub(crate) async fn with_image(&self, family: &str, image: &str) -> Value {
        let named = json!({"taskDefinition": family});
        let seen = self.ecs("DescribeTaskDefinition", &named).await;
        let mut definition = seen["taskDefinition"].clone();
        definition["containerDefinitions"][0]["image"] = json!(image);
        for told in [
            "taskDefinitionArn",
            "revision",
            "status",
            "registeredAt",
            "registeredBy",
        ] {
            definition.as_object_mut().unwrap().remove(told);
        }
        definition
    }

    /// Registers a revision, and answers its ARN.
    pub(crate) async fn registered(&self, definition: &Value) -> Value {
        let registered = self.ecs("RegisterTaskDefinition", definition).await;
        registered["taskDefinition"]["taskDefinitionArn"].clone()
    }

    /// Creates a service of the name and network that one had, with one task.
    pub(crate) async fn create_again(&self, cluster: &str, old: &Value) {
        let anew = json!({
            "cluster": cluster, "serviceName": old["serviceName"], "desiredCount": 1,
            "launchType": "FARGATE", "taskDefinition": old["taskDefinition"],
            "networkConfiguration": old["networkConfiguration"],
        });
        self.ecs("CreateService", &anew).await;
    }

    /// Makes AWS fail at the next call of an operation.
    pub(crate) async fn fail_once(&self, operation: &str, kind: &str) {
        self.fault(json!({"operation": operation, "kind": kind, "times": 1}))
            .await;
    }
}
