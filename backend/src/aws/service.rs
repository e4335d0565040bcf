//! A service as ECS describes it: the members that we act on, and its whole JSON beside them.

use aws_sdk_ecs::types;
use aws_smithy_types::DateTime;
use shared::json::Json;
use shared::wire::{EcsDeployment, ServiceEvent};

use super::last_part;

/// A service.
#[derive(Debug, Clone)]
pub struct Service {
    /// The cluster's name.
    pub cluster: String,
    /// The service's name.
    pub name: String,
    /// `ACTIVE`, `DRAINING` or `INACTIVE`.
    pub status: String,
    /// When it was created, milliseconds since the epoch.
    pub created_at_ms: Option<i64>,
    /// Tasks wanted.
    pub desired: i64,
    /// Tasks that run.
    pub running: i64,
    /// Tasks that start.
    pub pending: i64,
    /// The ARN of the revision that it should run.
    pub task_definition_arn: Option<String>,
    /// `FARGATE`, `EC2`, `EXTERNAL`, or the capacity providers.
    pub launch_type: String,
    /// Whether ECS goes back by itself when a rollout fails.
    pub rolls_back: bool,
    /// Its ECS deployments, newest first.
    pub deployments: Vec<EcsDeployment>,
    /// What ECS said of it, newest first.
    pub events: Vec<ServiceEvent>,
    /// The deployment controller: `ECS`, `CODE_DEPLOY` or `EXTERNAL`.
    pub controller: String,
    /// The ARN of ECS's record of the rollout that is under way, or of the last.
    pub current_service_deployment: Option<String>,
    /// The target groups that it stands behind.
    pub target_groups: Vec<String>,
    /// All that ECS said, members that we do not know included.
    pub json: Json,
}

impl Service {
    /// The ECS deployment that the service is moving to.
    pub fn primary(&self) -> Option<&EcsDeployment> {
        self.deployments
            .iter()
            .find(|deployment| deployment.status == "PRIMARY")
    }

    /// The ECS deployment of an id.
    pub fn ecs_deployment(&self, id: &str) -> Option<&EcsDeployment> {
        self.deployments
            .iter()
            .find(|deployment| deployment.id == id)
    }

    /// Whether ECS has called the service steady since it last started tasks of it. It waits with
    /// that until they are healthy. Source: "Amazon ECS service event messages".
    pub fn is_called_steady(&self) -> bool {
        let newest = self.events.iter().find_map(|event| {
            let said = |words| event.message.contains(words);
            let is_steady = said("has reached a steady state");
            (is_steady || said("has started")).then_some(is_steady)
        });
        newest == Some(true)
    }

    /// Whether it is neither deleted nor being deleted.
    pub fn is_active(&self) -> bool {
        self.status == "ACTIVE"
    }

    /// Whether tasks start or stop, or a rollout is under way.
    pub fn is_moving(&self) -> bool {
        let rolls = self
            .primary()
            .is_some_and(|primary| primary.rollout_state == "IN_PROGRESS");
        rolls
            || self.deployments.len() > 1
            || self.running != self.desired
            || self.pending > 0
            || self.status == "DRAINING"
    }

    pub(super) fn of(service: &types::Service, json: Json) -> Self {
        Self {
            cluster: last_part(service.cluster_arn().unwrap_or_default()).to_owned(),
            name: service.service_name().unwrap_or_default().to_owned(),
            status: service.status().unwrap_or_default().to_owned(),
            created_at_ms: millis(service.created_at()),
            desired: service.desired_count().into(),
            running: service.running_count().into(),
            pending: service.pending_count().into(),
            task_definition_arn: service.task_definition().map(str::to_owned),
            launch_type: launch_type(service),
            rolls_back: rolls_back(service),
            deployments: service.deployments().iter().map(ecs_deployment).collect(),
            events: service.events().iter().map(event).collect(),
            controller: service
                .deployment_controller()
                .map_or("ECS", |controller| controller.r#type().as_str())
                .to_owned(),
            current_service_deployment: service.current_service_deployment().map(str::to_owned),
            target_groups: service
                .load_balancers()
                .iter()
                .filter_map(|balancer| balancer.target_group_arn().map(str::to_owned))
                .collect(),
            json,
        }
    }
}

pub(super) fn millis(time: Option<&DateTime>) -> Option<i64> {
    time.and_then(|time| time.to_millis().ok())
}

fn launch_type(service: &types::Service) -> String {
    if let Some(launch_type) = service.launch_type() {
        return launch_type.as_str().to_owned();
    }
    let providers: Vec<&str> = service
        .capacity_provider_strategy()
        .iter()
        .map(types::CapacityProviderStrategyItem::capacity_provider)
        .collect();
    providers.join(", ")
}

fn rolls_back(service: &types::Service) -> bool {
    let Some(configuration) = service.deployment_configuration() else {
        return false;
    };
    let breaker = configuration
        .deployment_circuit_breaker()
        .is_some_and(|breaker| breaker.enable() && breaker.rollback());
    let alarms = configuration
        .alarms()
        .is_some_and(|alarms| alarms.enable() && alarms.rollback());
    breaker || alarms
}

fn ecs_deployment(deployment: &types::Deployment) -> EcsDeployment {
    EcsDeployment {
        id: deployment.id().unwrap_or_default().to_owned(),
        status: deployment.status().unwrap_or_default().to_owned(),
        revision: last_part(deployment.task_definition().unwrap_or_default()).to_owned(),
        desired: deployment.desired_count().into(),
        running: deployment.running_count().into(),
        pending: deployment.pending_count().into(),
        failed: deployment.failed_tasks().into(),
        rollout_state: deployment
            .rollout_state()
            .map(|state| state.as_str().to_owned())
            .unwrap_or_default(),
        rollout_reason: deployment
            .rollout_state_reason()
            .unwrap_or_default()
            .to_owned(),
        created_at_ms: millis(deployment.created_at()),
    }
}

fn event(event: &types::ServiceEvent) -> ServiceEvent {
    ServiceEvent {
        id: event.id().unwrap_or_default().to_owned(),
        at_ms: millis(event.created_at()).unwrap_or_default(),
        message: event.message().unwrap_or_default().to_owned(),
        explanation: None,
    }
}
