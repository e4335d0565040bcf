//! A service as `DescribeServices` shows it.

use serde_json::{Value, json};

use super::{Service, deployment::Deployment, service_deployment::Counts};
use crate::{
    ecs::{
        object::{self, Object},
        store::Ecs,
    },
    input,
    timestamp::epoch_seconds,
};

/// The members of a version that a deployment shows; the rest of a version's members stand on
/// the service alone.
const SHOWN_ON_DEPLOYMENT: [&str; 8] = [
    "capacityProviderStrategy",
    "launchType",
    "platformVersion",
    "platformFamily",
    "networkConfiguration",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];

/// The members of a version that a task set shows.
const SHOWN_ON_TASK_SET: [&str; 7] = [
    "capacityProviderStrategy",
    "launchType",
    "platformVersion",
    "platformFamily",
    "networkConfiguration",
    "loadBalancers",
    "serviceRegistries",
];

impl Service {
    /// The service with its deployments and events; tags only on request.
    pub(crate) fn describe(&self, ecs: &Ecs, with_tags: bool) -> Value {
        let mut running = 0_u32;
        let mut pending = 0_u32;
        for task in ecs.tasks_of(&self.arn) {
            running += u32::from(task.status.is_running());
            pending += u32::from(task.status.is_starting());
        }
        let mut output = Object::new();
        output.insert("serviceArn".to_owned(), json!(self.arn));
        output.insert("serviceName".to_owned(), json!(self.name));
        output.insert("clusterArn".to_owned(), json!(self.cluster_arn));
        output.extend(self.members.clone());
        object::default(&mut output, "loadBalancers", json!([]));
        object::default(&mut output, "serviceRegistries", json!([]));
        object::default(&mut output, "placementConstraints", json!([]));
        object::default(&mut output, "placementStrategy", json!([]));
        let deployments: Vec<Value> = self
            .deployments
            .iter()
            .enumerate()
            .map(|(index, deployment)| self.describe_deployment(deployment, index == 0, ecs))
            .collect();
        // A service that another deployer is in charge of has task sets in their place.
        let (deployments, task_sets) = if self.controller() == "ECS" {
            (deployments, None)
        } else {
            (Vec::new(), Some(self.task_sets(ecs)))
        };
        let events: Vec<Value> = self.events.iter().map(super::Event::describe).collect();
        let Value::Object(rest) = json!({
            "status": self.standing.as_str(),
            "desiredCount": self.desired,
            "runningCount": running,
            "pendingCount": pending,
            "deployments": deployments,
            "events": events,
            "createdAt": epoch_seconds(self.created_ms),
            "createdBy": self.created_by,
        }) else {
            return Value::Object(output);
        };
        output.extend(rest);
        let mut output = Value::Object(output);
        input::set_some(&mut output, "taskSets", task_sets);
        if let Some(primary) = self.primary() {
            input::set_some(
                &mut output,
                "taskDefinition",
                Some(primary.task_definition.clone()),
            );
        }
        input::set_some(&mut output, "roleArn", self.role_arn.clone());
        if with_tags {
            input::set_some(&mut output, "tags", Some(self.tags.clone()));
        }
        self.add_current(&mut output, ecs);
        output
    }

    /// The rollout that goes on or was the last to succeed, and the revisions that run.
    fn add_current(&self, output: &mut Value, ecs: &Ecs) {
        let current = self.records.first();
        input::set_some(
            output,
            "currentServiceDeployment",
            current.map(|record| record.arn.clone()),
        );
        if current.is_none() {
            return;
        }
        let revisions: Vec<Value> = self
            .deployments
            .iter()
            .map(|deployment| {
                let counts = Counts::of(self, &deployment.id, ecs.tasks_of(&self.arn));
                json!({
                    "arn": deployment.revision,
                    "requestedTaskCount": counts.requested,
                    "runningTaskCount": counts.running,
                    "pendingTaskCount": counts.pending,
                })
            })
            .collect();
        input::set_some(output, "currentServiceRevisions", Some(revisions));
    }

    /// The one task set that `CreateService` made; no other can be made here.
    fn task_sets(&self, ecs: &Ecs) -> Vec<Value> {
        let task_set = |version: &Deployment| {
            let counts = Counts::of(self, &version.id, ecs.tasks_of(&self.arn));
            let is_steady = counts.running == counts.requested && counts.pending == 0;
            let arn = self.arn.replacen(":service/", ":task-set/", 1);
            let mut output = json!({
                "id": version.id,
                "taskSetArn": format!("{arn}/{}", version.id),
                "serviceArn": self.arn,
                "clusterArn": self.cluster_arn,
                "status": "PRIMARY",
                "taskDefinition": version.task_definition,
                "computedDesiredCount": counts.requested,
                "pendingCount": counts.pending,
                "runningCount": counts.running,
                "createdAt": epoch_seconds(version.created_ms),
                "updatedAt": epoch_seconds(version.updated_ms),
                "loadBalancers": [],
                "serviceRegistries": [],
                "scale": { "value": 100.0, "unit": "PERCENT" },
                "stabilityStatus": if is_steady { "STEADY_STATE" } else { "STABILIZING" },
                "stabilityStatusAt": epoch_seconds(version.updated_ms),
                "tags": [],
            });
            if let Some(object) = output.as_object_mut() {
                object.extend(object::pick(&version.members, &SHOWN_ON_TASK_SET));
            }
            output
        };
        self.deployments.iter().take(1).map(task_set).collect()
    }

    fn describe_deployment(&self, deployment: &Deployment, is_primary: bool, ecs: &Ecs) -> Value {
        let counts = Counts::of(self, &deployment.id, ecs.tasks_of(&self.arn));
        let mut output = json!({
            "id": deployment.id,
            "status": if is_primary { "PRIMARY" } else { "ACTIVE" },
            "taskDefinition": deployment.task_definition,
            "desiredCount": counts.requested,
            "pendingCount": counts.pending,
            "runningCount": counts.running,
            "failedTasks": deployment.failed_tasks,
            "createdAt": epoch_seconds(deployment.created_ms),
            "updatedAt": epoch_seconds(deployment.updated_ms),
        });
        if let Some(object) = output.as_object_mut() {
            object.extend(object::pick(&deployment.members, &SHOWN_ON_DEPLOYMENT));
        }
        if self.controller() == "ECS" {
            input::set_some(
                &mut output,
                "rolloutState",
                Some(deployment.rollout.as_str()),
            );
            input::set_some(
                &mut output,
                "rolloutStateReason",
                Some(deployment.reason.clone()),
            );
        }
        output
    }
}
