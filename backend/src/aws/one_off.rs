//! Tasks that run once, on their own.

use aws_sdk_ecs::types;
use shared::deployment::StoppedContainer;

use super::limits::Category;
use super::tasks::stopped;
use super::{Aws, AwsError, StoppedTask};

/// A task that runs once.
#[derive(Debug, Clone)]
pub struct OneOffTask {
    /// Its ARN.
    pub arn: String,
    /// ECS's lastStatus, such as `PENDING`.
    pub last_status: String,
    /// The revision that it runs.
    pub task_definition_arn: String,
    /// How its containers are, or ended.
    pub containers: Vec<StoppedContainer>,
    /// Why it stopped, once it has.
    pub stopped: Option<StoppedTask>,
}

impl Aws {
    /// A task by its ARN; nothing when ECS does not know it, not yet or not any more.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn one_off_task(
        &self,
        cluster: &str,
        arn: &str,
    ) -> Result<Option<OneOffTask>, AwsError> {
        let answer = self
            .0
            .ecs
            .take(Category::TaskRead)
            .await
            .describe_tasks()
            .cluster(cluster)
            .tasks(arn)
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "DescribeTasks", &error))?;
        Ok(answer.tasks().first().map(one_off))
    }

    /// The ARN of a task that was started under a name, whether it runs or has stopped.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn task_started_by(
        &self,
        cluster: &str,
        started_by: &str,
    ) -> Result<Option<String>, AwsError> {
        for status in [types::DesiredStatus::Running, types::DesiredStatus::Stopped] {
            let answer = self
                .0
                .ecs
                .take(Category::TaskRead)
                .await
                .list_tasks()
                .cluster(cluster)
                .started_by(started_by)
                .desired_status(status)
                .send()
                .await
                .map_err(|error| AwsError::of("ecs", "ListTasks", &error))?;
            if let Some(arn) = answer.task_arns().first() {
                return Ok(Some(arn.clone()));
            }
        }
        Ok(None)
    }
}

fn one_off(task: &types::Task) -> OneOffTask {
    OneOffTask {
        arn: task.task_arn().unwrap_or_default().to_owned(),
        last_status: task.last_status().unwrap_or_default().to_owned(),
        task_definition_arn: task.task_definition_arn().unwrap_or_default().to_owned(),
        containers: super::tasks::containers(task),
        stopped: stopped(task),
    }
}
