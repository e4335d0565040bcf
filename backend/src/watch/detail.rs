//! One service with all that its page shows.

use std::sync::Arc;

use futures::future;
use shared::deployment::Rollout;
use shared::plan::Target;
use shared::wire::{ServiceDetail, ServiceEvent, TargetGroup, Task};
use tokio::sync::Mutex;

use super::bounds::Bounds;
use super::list::with_images;
use crate::aws::{Aws, AwsError, Service, StoppedTask};
use crate::explain;
use crate::store::{Filter, Store};

/// The ways to target groups change seldom and cost many calls: they are asked for so often.
const KEEP_MS: i64 = 30_000;
/// So many of Longshore's deployments of the service are shown.
const DEPLOYMENTS: i64 = 10;

/// Target groups that were asked for lately.
#[derive(Debug, Default)]
pub(super) struct TargetGroups(Mutex<Option<(i64, Arc<Vec<TargetGroup>>)>>);

/// Where the service is, and what is kept between two looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept<'a> {
    pub(super) environment: &'a str,
    pub(super) groups: &'a TargetGroups,
    pub(super) bounds: &'a Bounds,
}

/// Reads what a service's page shows besides the service itself.
pub(super) async fn service_detail(
    aws: &Aws,
    store: &Store,
    kept: Kept<'_>,
    service: &Service,
    rollout: Option<Rollout>,
    as_of_ms: i64,
) -> Result<ServiceDetail, AwsError> {
    let target = &Target {
        cluster: service.cluster.clone(),
        service: service.name.clone(),
    };
    let mut failures = Vec::new();
    let (tasks, target_groups) = future::join(
        aws.tasks(&target.cluster, &target.service),
        behind(aws, kept.groups, service, as_of_ms),
    )
    .await;
    let (summary, failure) = with_images(aws, service).await;
    failures.extend(failure);
    let task_definition = match &service.task_definition_arn {
        Some(arn) => aws.task_definition(arn).await.ok(),
        None => None,
    };
    let filter = Filter {
        environment: kept.environment.to_owned(),
        target: Some(target.clone()),
        after: None,
        limit: DEPLOYMENTS,
    };
    let deployments = match store.deployments(&filter).await {
        Ok(listing) => listing.items,
        Err(error) => {
            tracing::error!(%error, "deployments of a service could not be listed");
            failures.push("Longshore's own deployments could not be read.".to_owned());
            Vec::new()
        }
    };
    let bounds = kept.bounds.read(aws, target, &deployments, as_of_ms).await;
    let scalable_target = bounds.unwrap_or_else(|error| {
        failures.push(error.words());
        None
    });
    Ok(ServiceDetail {
        as_of_ms,
        summary,
        service: service.json.to_compact(),
        task_definition: task_definition.map(|read| read.text.clone()),
        ecs_deployments: service.deployments.clone(),
        tasks: or_said(tasks, &mut failures)
            .into_iter()
            .map(explained)
            .collect(),
        events: service.events.iter().cloned().map(told).collect(),
        target_groups: or_said(target_groups, &mut failures),
        deployments,
        controller: service.controller.clone(),
        rollout,
        scalable_target,
        failures,
    })
}

fn or_said<T>(read: Result<Vec<T>, AwsError>, failures: &mut Vec<String>) -> Vec<T> {
    read.unwrap_or_else(|error| {
        failures.push(error.words());
        Vec::new()
    })
}

fn explained((task, stopped): (Task, Option<StoppedTask>)) -> Task {
    Task {
        explanation: stopped.as_ref().map(explain::stopped),
        ..task
    }
}

fn told(event: ServiceEvent) -> ServiceEvent {
    ServiceEvent {
        explanation: explain::event(&event.message),
        ..event
    }
}

/// The target groups that a service stands behind, with how many of their targets are healthy.
async fn behind(
    aws: &Aws,
    groups: &TargetGroups,
    service: &Service,
    now_ms: i64,
) -> Result<Vec<TargetGroup>, AwsError> {
    if service.target_groups.is_empty() {
        return Ok(Vec::new());
    }
    let all = groups.read(aws, now_ms).await?;
    let mut ours: Vec<TargetGroup> = all
        .iter()
        .filter(|group| service.target_groups.contains(&group.arn))
        .cloned()
        .collect();
    for group in &mut ours {
        let (healthy, targets) = aws.target_health(&group.arn).await?;
        group.healthy_targets = Some(healthy);
        group.targets = Some(targets);
    }
    Ok(ours)
}

impl TargetGroups {
    async fn read(&self, aws: &Aws, now_ms: i64) -> Result<Arc<Vec<TargetGroup>>, AwsError> {
        let mut kept = self.0.lock().await;
        if let Some((at, groups)) = &*kept
            && now_ms - at < KEEP_MS
        {
            return Ok(Arc::clone(groups));
        }
        let groups = Arc::new(aws.target_groups().await?);
        *kept = Some((now_ms, Arc::clone(&groups)));
        Ok(groups)
    }
}
