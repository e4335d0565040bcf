//! Tasks of a service, those that run and those that stopped lately.

use aws_sdk_ecs::types;
use shared::deployment::StoppedContainer;
use shared::wire::Task;

use super::limits::Category;
use super::service::millis;
use super::{Aws, AwsError, last_part};

/// So many tasks does ECS describe in one call.
pub(super) const DESCRIBED_AT_ONCE: usize = 100;

/// A task that stopped, with what is known of why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoppedTask {
    /// Its id.
    pub id: String,
    /// The ECS deployment that started it.
    pub started_by: String,
    /// The ARN of the revision that it ran.
    pub task_definition_arn: String,
    /// ECS's stop code.
    pub stop_code: String,
    /// ECS's words.
    pub reason: String,
    /// Whether it ever ran. Where the machine under it fails, its containers have no exit codes
    /// although they did.
    pub has_run: bool,
    /// When it stopped, or began to.
    pub stopped_at_ms: Option<i64>,
    /// What its containers said.
    pub containers: Vec<StoppedContainer>,
}

impl Aws {
    /// The tasks of a service: those that run, then those that stopped lately, newest first.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn tasks(
        &self,
        cluster: &str,
        service: &str,
    ) -> Result<Vec<(Task, Option<StoppedTask>)>, AwsError> {
        let mut tasks = Vec::new();
        for status in [types::DesiredStatus::Running, types::DesiredStatus::Stopped] {
            let mut some = self.tasks_wanted(cluster, service, &status).await?;
            some.sort_by_key(|task| {
                std::cmp::Reverse((millis(task.stopped_at()), millis(task.created_at())))
            });
            tasks.extend(some.iter().map(|found| (task(found), given_up(found))));
        }
        Ok(tasks)
    }

    /// The tasks of a service that stopped lately, with those that ECS gave up because they were
    /// unhealthy.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn stopped_tasks(
        &self,
        cluster: &str,
        service: &str,
    ) -> Result<Vec<StoppedTask>, AwsError> {
        let mut found: Vec<StoppedTask> = self
            .tasks_wanted(cluster, service, &types::DesiredStatus::Stopped)
            .await?
            .iter()
            .filter_map(given_up)
            .collect();
        found.sort_by(|one, other| {
            (one.stopped_at_ms, &one.id).cmp(&(other.stopped_at_ms, &other.id))
        });
        Ok(found)
    }

    async fn tasks_wanted(
        &self,
        cluster: &str,
        service: &str,
        status: &types::DesiredStatus,
    ) -> Result<Vec<types::Task>, AwsError> {
        let arns: Vec<String> = self
            .0
            .ecs
            .take(Category::TaskRead)
            .await
            .list_tasks()
            .cluster(cluster)
            .service_name(service)
            .desired_status(status.clone())
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("ecs", "ListTasks", &error))?;
        let mut tasks = Vec::new();
        for some in arns.chunks(DESCRIBED_AT_ONCE) {
            tasks.extend(self.described_tasks(cluster, some).await?);
        }
        Ok(tasks)
    }

    /// Tasks by their ARNs, at most [`DESCRIBED_AT_ONCE`].
    pub(super) async fn described_tasks(
        &self,
        cluster: &str,
        arns: &[String],
    ) -> Result<Vec<types::Task>, AwsError> {
        let answer = self
            .0
            .ecs
            .take(Category::TaskRead)
            .await
            .describe_tasks()
            .cluster(cluster)
            .set_tasks(Some(arns.to_vec()))
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "DescribeTasks", &error))?;
        Ok(answer.tasks.unwrap_or_default())
    }
}

fn task(task: &types::Task) -> Task {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Task {
        id: last_part(task.task_arn().unwrap_or_default()).to_owned(),
        revision: last_part(task.task_definition_arn().unwrap_or_default()).to_owned(),
        last_status: text(task.last_status()),
        desired_status: text(task.desired_status()),
        health_status: task
            .health_status()
            .map_or("UNKNOWN", types::HealthStatus::as_str)
            .to_owned(),
        started_at_ms: millis(task.started_at()),
        stopped_at_ms: millis(task.stopped_at()),
        stopped_reason: task.stopped_reason().map(str::to_owned),
        explanation: None,
    }
}

/// Nothing until ECS has said why: a task that is about to stop has no stop code yet.
pub(super) fn stopped(task: &types::Task) -> Option<StoppedTask> {
    if task.last_status() != Some("STOPPED") {
        return None;
    }
    Some(told(task))
}

/// The same, and what a task says that ECS has given up because it was unhealthy. Behind a load
/// balancer it drains for minutes before it has stopped, and a rollout may fail before that.
fn given_up(task: &types::Task) -> Option<StoppedTask> {
    let is_unhealthy = task.stop_code().is_some()
        && task
            .stopped_reason()
            .is_some_and(|reason| reason.contains("health checks"));
    if is_unhealthy {
        Some(told(task))
    } else {
        stopped(task)
    }
}

fn told(task: &types::Task) -> StoppedTask {
    StoppedTask {
        id: last_part(task.task_arn().unwrap_or_default()).to_owned(),
        started_by: task.started_by().unwrap_or_default().to_owned(),
        task_definition_arn: task.task_definition_arn().unwrap_or_default().to_owned(),
        stop_code: task
            .stop_code()
            .map(|code| code.as_str().to_owned())
            .unwrap_or_default(),
        reason: task.stopped_reason().unwrap_or_default().to_owned(),
        has_run: task.started_at().is_some(),
        stopped_at_ms: millis(task.stopped_at()).or_else(|| millis(task.stopping_at())),
        containers: containers(task),
    }
}

pub(super) fn containers(task: &types::Task) -> Vec<StoppedContainer> {
    task.containers()
        .iter()
        .map(|container| StoppedContainer {
            name: container.name().unwrap_or_default().to_owned(),
            exit_code: container.exit_code().map(i64::from),
            reason: container.reason().map(str::to_owned),
            log: Vec::new(),
            log_place: None,
        })
        .collect()
}
