//! What is known of why tasks failed, taken while it can still be had: ECS forgets stopped tasks
//! after an hour, and the tasks themselves forget nothing that they wrote.

use std::pin::Pin;

use futures::{StreamExt as _, stream};
use shared::deployment::StoppedContainer;
use shared::json::{self, Json};

use crate::aws::{Aws, AwsError, LogPlace, StoppedTask};

/// So many tasks of one call get their logs: those that stopped last. Tasks of one rollout fail
/// alike, and AWS lets an account read 25 logs a second.
const TASKS: usize = 5;
/// So many logs are read at the same time.
const AT_ONCE: usize = 4;
/// So many lines of each log are kept.
const LINES: u16 = 200;

/// The tasks, in their order, with the last lines of the logs of the containers that failed or
/// that the task could not do without, for those that stopped last. Why a log is missing is told
/// in its place; nothing of this fails.
pub async fn of_stopped(aws: &Aws, tasks: &[StoppedTask]) -> Vec<StoppedTask> {
    let mut latest: Vec<usize> = (0..tasks.len()).collect();
    latest.sort_by_key(|at| std::cmp::Reverse(tasks.get(*at).and_then(|task| task.stopped_at_ms)));
    latest.truncate(TASKS);
    let mut reads: Vec<Pin<Box<dyn Future<Output = StoppedTask> + Send + '_>>> = Vec::new();
    for (at, task) in tasks.iter().enumerate() {
        let is_told = latest.contains(&at);
        reads.push(Box::pin(async move {
            if is_told {
                of_task(aws, task.clone()).await
            } else {
                task.clone()
            }
        }));
    }
    stream::iter(reads).buffered(AT_ONCE).collect().await
}

/// One task, with the last lines of its logs.
pub async fn of_task(aws: &Aws, mut task: StoppedTask) -> StoppedTask {
    if !task.containers.iter().any(|one| has_run(&task, one)) {
        return task;
    }
    let definition = definition(aws, &task.task_definition_arn).await;
    let mut containers = Vec::with_capacity(task.containers.len());
    for container in std::mem::take(&mut task.containers) {
        let is_wanted = has_run(&task, &container)
            && (container.exit_code != Some(0)
                || is_essential(definition.as_ref().ok(), &container.name));
        containers.push(if is_wanted {
            with_log(aws, &task.id, definition.as_ref(), container).await
        } else {
            container
        });
    }
    task.containers = containers;
    task
}

/// Whether a container ever ran: a task that could not be started wrote nothing, but a container
/// of it may have.
fn has_run(task: &StoppedTask, container: &StoppedContainer) -> bool {
    container.exit_code.is_some() || task.stop_code != "TaskFailedToStart"
}

async fn definition(aws: &Aws, arn: &str) -> Result<Json, AwsError> {
    let read = aws.task_definition(arn).await?;
    let whole = json::parse(&read.text).map_err(|error| AwsError::Unclear {
        operation: "DescribeTaskDefinition",
        code: None,
        message: error.to_string(),
    })?;
    Ok(whole.get("taskDefinition").cloned().unwrap_or(Json::Null))
}

/// A container is essential unless it is said not to be.
fn is_essential(definition: Option<&Json>, name: &str) -> bool {
    definition
        .and_then(|definition| definition.get("containerDefinitions"))
        .and_then(Json::as_array)
        .unwrap_or_default()
        .iter()
        .find(|one| one.get("name").and_then(Json::as_str) == Some(name))
        .and_then(|one| one.get("essential"))
        .and_then(Json::as_bool)
        != Some(false)
}

async fn with_log(
    aws: &Aws,
    task_id: &str,
    definition: Result<&Json, &AwsError>,
    mut container: StoppedContainer,
) -> StoppedContainer {
    let place = match definition {
        Ok(definition) => LogPlace::of(definition, &container.name, task_id, aws.region()),
        Err(error) => {
            container.log_place = Some(unread(error));
            return container;
        }
    };
    container.log_place = Some(match place {
        Ok(place) => match aws.last_log_lines(&place, LINES).await {
            Ok(lines) if lines.is_empty() => format!("{}: it wrote nothing", place.group),
            Ok(lines) => {
                container.log = lines;
                place.group
            }
            Err(error) => format!("{}: {}", place.group, unread(&error)),
        },
        Err(none) => none.to_string(),
    });
    container
}

/// Why a log could not be read, such as `could not be read: logs:GetLogEvents is not allowed to
/// Longshore`.
pub(crate) fn unread(error: &AwsError) -> String {
    let why = match error {
        AwsError::Refused { code, .. } if code == "ResourceNotFoundException" => {
            "there is no such log group".to_owned()
        }
        error => error.missing_action().map_or_else(
            || error.to_string(),
            |action| format!("{action} is not allowed to Longshore"),
        ),
    };
    format!("could not be read: {why}")
}
