//! Reading and stopping tasks.

use serde_json::{Value, json};

use super::pages;
use crate::{
    ecs::{
        arns,
        refusal::{invalid_parameter, service_not_found},
        scheduler,
        task::StopCause,
    },
    error::Answer,
    input,
    world::World,
};

const MAX_DESCRIBED: usize = 100;

pub(super) fn list(world: &mut World, input: &Value) -> Answer {
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let service = match input::text(input, "serviceName") {
        None => None,
        Some(reference) => Some(
            world
                .ecs
                .service_arn(&cluster, reference)
                .ok_or_else(service_not_found)?,
        ),
    };
    let desired = input::text(input, "desiredStatus").unwrap_or("RUNNING");
    let family = input::text(input, "family");
    let started_by = input::text(input, "startedBy");
    let launch_type = input::text(input, "launchType");
    let instance = input::text(input, "containerInstance").map(arns::last_part);
    let found = world
        .ecs
        .tasks_in(&cluster)
        .filter(|task| {
            let is_desired = match desired {
                "RUNNING" => task.is_wanted(),
                "STOPPED" => !task.is_wanted(),
                // AWS never sets a desired status of PENDING.
                _ => false,
            };
            let family_of = arns::last_part(&task.task_definition).split(':').next();
            is_desired
                && service
                    .as_deref()
                    .is_none_or(|service| task.service.as_deref() == Some(service))
                && family.is_none_or(|family| family_of == Some(family))
                && started_by.is_none_or(|wanted| task.started_by.as_deref() == Some(wanted))
                && launch_type.is_none_or(|wanted| task.launch_type == wanted)
                && instance.is_none_or(|wanted| {
                    task.instance.as_deref().map(arns::last_part) == Some(wanted)
                })
        })
        .map(|task| json!(task.arn))
        .collect();
    pages::cut(found, input, 100, "taskArns")
}

pub(super) fn describe(world: &mut World, input: &Value) -> Answer {
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let wanted = input::texts(input, "tasks");
    if wanted.is_empty() {
        return Err(invalid_parameter("Tasks cannot be empty."));
    }
    if wanted.len() > MAX_DESCRIBED {
        return Err(invalid_parameter(
            "Tasks cannot have more than 100 elements.",
        ));
    }
    let with_tags = pages::includes(input, "TAGS");
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in wanted {
        let arn = arns::task(world, &cluster, arns::last_part(&reference));
        match world.ecs.tasks.get(&arn) {
            Some(task) => found.push(task.describe(with_tags)),
            None => failures.push(pages::missing(&arn)),
        }
    }
    Ok(json!({ "tasks": found, "failures": failures }))
}

pub(super) fn stop(world: &mut World, input: &Value) -> Answer {
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let reference = input::text(input, "task").unwrap_or_default();
    let arn = arns::task(world, &cluster, arns::last_part(reference));
    if !world.ecs.tasks.contains_key(&arn) {
        return Err(invalid_parameter("The referenced task was not found."));
    }
    let reason = input::text(input, "reason").unwrap_or("Task stopped by user");
    scheduler::request_stop(
        world,
        &arn,
        StopCause {
            code: "UserInitiated".to_owned(),
            reason: reason.to_owned(),
        },
    );
    match world.ecs.tasks.get(&arn) {
        Some(task) => Ok(json!({ "task": task.describe(true) })),
        None => Err(invalid_parameter("The referenced task was not found.")),
    }
}
