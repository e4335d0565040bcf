//! `RunTask`: tasks that stand alone.

use serde_json::{Value, json};

use super::create_service::usable_definition;
use crate::{
    ecs::{
        checks::{check_pairing, check_service, check_tags},
        object::{self, Object},
        refusal::{client, invalid_parameter},
        scheduler::{self, Launch, Unplaced},
        store::RunToken,
        task_definition::TaskDefinition,
    },
    error::{Answer, AwsError},
    input,
    world::World,
};

const MAX_COUNT: i64 = 10;
const MAX_OVERRIDES: usize = 8192;
const MAX_STARTED_BY: usize = 128;
const MAX_TOKEN: usize = 64;
/// How long a client token is remembered, by the ECS API reference's page on idempotency.
const TOKEN_LIFE_MS: i64 = 24 * 3600 * 1000;

pub(super) fn run(world: &mut World, input: &Value) -> Answer {
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let token = input::text(input, "clientToken");
    check_token(token)?;
    let token = token.map(|token| format!("{cluster}/{token}"));
    forget_tokens(world);
    if let Some(token) = &token
        && let Some(known) = world.ecs.run_tokens.get(token)
    {
        return repeated(world, known, input);
    }
    let count = input::number(input, "count").unwrap_or(1);
    if !(1..=MAX_COUNT).contains(&count) {
        return Err(invalid_parameter("count must be between 1 and 10."));
    }
    if input::text(input, "startedBy").is_some_and(|text| text.len() > MAX_STARTED_BY) {
        return Err(invalid_parameter(
            "startedBy must be at most 128 characters long.",
        ));
    }
    let tags = input::list(input, "tags").to_vec();
    check_tags(&tags)?;
    let definition = usable_definition(
        world,
        input::text(input, "taskDefinition").unwrap_or_default(),
    )?;
    let mut wanted = object::members(input);
    if !wanted.contains_key("capacityProviderStrategy") {
        object::default(&mut wanted, "launchType", json!("EC2"));
    }
    check_service(&wanted)?;
    check_pairing(world, &wanted, &definition)?;
    check_overrides(input, &definition)?;
    let overrides = overrides(input, &definition);
    let launch = Launch {
        cluster: &cluster,
        definition: &definition,
        members: &wanted,
        service: None,
        group: input::text(input, "group")
            .map_or_else(|| format!("family:{}", definition.family), str::to_owned),
        started_by: input::text(input, "startedBy").map(str::to_owned),
        overrides,
        tags: task_tags(input, &definition, tags),
        enable_execute_command: input::flag(input, "enableExecuteCommand"),
        is_daemon: false,
    };
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for _ in 0..count {
        match scheduler::launch(world, &launch) {
            Ok(arn) => tasks.push(arn),
            Err(Unplaced::EmptyCluster) => {
                return Err(invalid_parameter(
                    "No Container Instances were found in your cluster.",
                ));
            }
            Err(unplaced) => failures.push(unplaced.failure()),
        }
    }
    let described: Vec<Value> = tasks
        .iter()
        .filter_map(|arn| world.ecs.tasks.get(arn))
        .map(|task| task.describe(true))
        .collect();
    if let Some(token) = token {
        world.ecs.run_tokens.insert(
            token,
            RunToken {
                request: input.clone(),
                tasks,
                created_ms: world.now_ms,
            },
        );
    }
    Ok(json!({ "tasks": described, "failures": failures }))
}

fn check_token(token: Option<&str>) -> Result<(), AwsError> {
    let is_good = token.is_none_or(|token| {
        token.len() <= MAX_TOKEN && token.bytes().all(|byte| (33..=126).contains(&byte))
    });
    if is_good {
        Ok(())
    } else {
        Err(invalid_parameter(
            "clientToken must be at most 64 characters in the range of 33-126.",
        ))
    }
}

fn forget_tokens(world: &mut World) {
    let horizon = world.now_ms - TOKEN_LIFE_MS;
    let tokens = &mut world.ecs.run_tokens;
    tokens.retain(|_, token| token.created_ms > horizon);
}

fn repeated(world: &World, known: &RunToken, input: &Value) -> Answer {
    if &known.request != input {
        return Err(AwsError::new(
            "ConflictException",
            "The RunTask request could not be processed due to conflicts. The provided clientToken \
             is already in use with a different RunTask request.",
        ));
    }
    let tasks: Vec<Value> = known
        .tasks
        .iter()
        .filter_map(|arn| world.ecs.tasks.get(arn))
        .map(|task| task.describe(true))
        .collect();
    Ok(json!({ "tasks": tasks, "failures": [] }))
}

fn check_overrides(input: &Value, definition: &TaskDefinition) -> Result<(), AwsError> {
    let Some(overrides) = input.get("overrides") else {
        return Ok(());
    };
    if overrides.to_string().len() > MAX_OVERRIDES {
        return Err(invalid_parameter(
            "Container Overrides length must be at most 8192",
        ));
    }
    for container in input::list(overrides, "containerOverrides") {
        let name = input::text(container, "name").unwrap_or_default();
        if definition.container(name).is_none() {
            return Err(client(
                "Override for container named ".to_owned()
                    + name
                    + " is not a container in the TaskDefinition.",
            ));
        }
    }
    Ok(())
}

/// The overrides as a task shows them: every container is listed.
fn overrides(input: &Value, definition: &TaskDefinition) -> Value {
    let mut overrides: Object = input
        .get("overrides")
        .map(object::members)
        .unwrap_or_default();
    object::default(&mut overrides, "containerOverrides", json!([]));
    object::default(&mut overrides, "inferenceAcceleratorOverrides", json!([]));
    if let Some(Value::Array(listed)) = overrides.get_mut("containerOverrides") {
        for container in definition.containers() {
            let name = input::text(container, "name").unwrap_or_default();
            if !listed
                .iter()
                .any(|entry| input::text(entry, "name") == Some(name))
            {
                listed.push(json!({ "name": name }));
            }
        }
    }
    Value::Object(overrides)
}

fn task_tags(input: &Value, definition: &TaskDefinition, mut tags: Vec<Value>) -> Vec<Value> {
    if input::text(input, "propagateTags") == Some("TASK_DEFINITION") {
        tags.extend(definition.tags.iter().cloned());
    }
    tags
}
