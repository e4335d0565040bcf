//! Starting what a service misses.

use serde_json::{Value, json};

use super::{
    breaker,
    launch::{self, Launch},
    numbers::Numbers,
};
use crate::{
    ecs::{
        arns, events,
        object::Object,
        service::{self, Service},
    },
    world::World,
};

/// How often a task that can't be placed counts as a failed one.
const UNPLACED_COUNTS_MS: i64 = 15 * 60 * 1000;

/// Starts what is missing of the primary deployment, as far as there is room.
pub(super) fn start_missing(world: &mut World, arn: &str, numbers: &Numbers) -> usize {
    if numbers.is_given_up {
        return 0;
    }
    let count = numbers.missing().min(numbers.room());
    start(world, arn, &numbers.primary, count)
}

/// Starts tasks of a deployment, unless earlier failures call for patience.
pub(super) fn start(world: &mut World, arn: &str, deployment: &str, count: u32) -> usize {
    let Some(service) = world.ecs.services.get(arn) else {
        return 0;
    };
    if count == 0 || world.now_ms < service.memory.start_after_ms {
        return 0;
    }
    let service = service.clone();
    let Some(version) = service.deployment(deployment) else {
        return 0;
    };
    let Some(definition) = world.ecs.task_definition(&version.task_definition).cloned() else {
        return 0;
    };
    let mut members = service.members.clone();
    members.extend(version.members.clone());
    let launch = Launch {
        cluster: &service.cluster,
        definition: &definition,
        members: &members,
        service: Some(arn),
        group: format!("service:{}", service.name),
        started_by: Some(version.id.clone()),
        overrides: json!({ "containerOverrides": [], "inferenceAcceleratorOverrides": [] }),
        tags: tags(&service, &definition.tags),
        enable_execute_command: flag(&members, "enableExecuteCommand"),
        is_daemon: service.is_daemon(),
    };
    let mut started = Vec::new();
    let mut unplaced = None;
    for _ in 0..count {
        match launch::launch(world, &launch) {
            Ok(task) => started.push(task),
            Err(reason) => {
                unplaced = Some(reason);
                break;
            }
        }
    }
    if let Some(reason) = &unplaced {
        service::report(world, arn, reason.event(&service.label(deployment)));
    }
    note_start(world, arn, deployment, &started, unplaced.is_some());
    started.len()
}

fn note_start(
    world: &mut World,
    arn: &str,
    deployment: &str,
    started: &[String],
    is_unplaced: bool,
) {
    let now_ms = world.now_ms;
    let ids: Vec<String> = started
        .iter()
        .map(|arn| arns::last_part(arn).to_owned())
        .collect();
    let Some(service) = world.ecs.services.get_mut(arn) else {
        return;
    };
    service.unsettle();
    if is_unplaced {
        let since = *service.memory.unplaced_since_ms.get_or_insert(now_ms);
        if now_ms - since >= UNPLACED_COUNTS_MS {
            service.memory.unplaced_since_ms = Some(now_ms);
            if let Some(version) = service.deployment_mut(deployment) {
                version.failed_tasks += 1;
            }
        }
    } else {
        service.memory.unplaced_since_ms = None;
    }
    if ids.is_empty() {
        return;
    }
    let replaced = std::mem::take(&mut service.memory.unhealthy_since_start);
    let label = service.label(deployment);
    let mut messages = vec![events::started(&label, &ids, replaced as usize)];
    if std::mem::take(&mut service.memory.failed_since_start) {
        service.memory.failed_rounds += 1;
        if breaker::is_worth_saying(service.memory.failed_rounds) {
            messages.push(events::cannot_start_consistently(&service.name));
        }
    }
    for message in messages {
        service::say(world, arn, message);
    }
}

fn tags(service: &Service, of_definition: &[Value]) -> Vec<Value> {
    let mut tags = match service.text("propagateTags") {
        Some("SERVICE") => service.tags.clone(),
        Some("TASK_DEFINITION") => of_definition.to_vec(),
        _ => Vec::new(),
    };
    if flag(&service.members, "enableECSManagedTags") {
        tags.push(json!({ "key": "aws:ecs:clusterName", "value": service.cluster }));
        tags.push(json!({ "key": "aws:ecs:serviceName", "value": service.name }));
    }
    tags
}

fn flag(members: &Object, member: &str) -> bool {
    members
        .get(member)
        .and_then(Value::as_bool)
        .unwrap_or(false)
}
