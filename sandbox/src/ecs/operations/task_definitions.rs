//! Operations on task definitions.

use serde_json::{Value, json};

use super::pages;
use crate::{
    arn,
    ecs::{
        arns,
        checks::{Draft, check_tags, check_task_definition},
        object,
        refusal::{client, invalid_parameter, task_definition_not_found},
        store::split_reference,
        task_definition::{Standing, TaskDefinition, derived, normal},
    },
    error::{Answer, AwsError},
    input,
    world::World,
};

/// How many task definitions one call deletes.
const MAX_DELETED: usize = 10;

pub(super) fn register(world: &mut World, input: &Value) -> Answer {
    let tags = input::list(input, "tags").to_vec();
    check_tags(&tags)?;
    let mut body = object::omit(&object::members(input), &["tags"]);
    normal::normalize_sizes(&mut body);
    check_task_definition(&Draft::new(&body))?;
    check_parameter_accounts(world, &body)?;
    normal::fill_defaults(&mut body);
    let family = input::text(input, "family").unwrap_or_default().to_owned();
    let revisions = world.ecs.families.entry(family.clone()).or_default();
    revisions.last_revision += 1;
    let revision = revisions.last_revision;
    let definition = TaskDefinition {
        arn: arns::task_definition(world, &family, revision),
        family: family.clone(),
        revision,
        standing: Standing::Active,
        derived: derived::derive(&body),
        body,
        tags: tags.clone(),
        registered_ms: world.now_ms,
        registered_by: arn::global(world, "iam", "root"),
        deregistered_ms: None,
        delete_requested_ms: None,
    };
    let mut output = json!({ "taskDefinition": definition.describe() });
    input::set_some(&mut output, "tags", (!tags.is_empty()).then_some(tags));
    if let Some(revisions) = world.ecs.families.get_mut(&family) {
        revisions.revisions.insert(revision, definition);
    }
    Ok(output)
}

/// Parameters are only read from the account that registers.
fn check_parameter_accounts(world: &World, body: &object::Object) -> Result<(), AwsError> {
    let secrets = body
        .get("containerDefinitions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .flat_map(|container| input::list(container, "secrets"));
    for from in secrets.filter_map(|secret| input::text(secret, "valueFrom")) {
        let is_foreign = from.starts_with("arn:")
            && from.contains(":ssm:")
            && from.split(':').nth(4) != Some(world.account.as_str());
        if is_foreign {
            return Err(client(
                "The Systems Manager parameter ARN has a different account ID than the current \
                 account. Cross-account access for ARNs is not currently supported.",
            ));
        }
    }
    Ok(())
}

pub(super) fn describe(world: &mut World, input: &Value) -> Answer {
    let reference = input::text(input, "taskDefinition").unwrap_or_default();
    let definition = world
        .ecs
        .task_definition(reference)
        .ok_or_else(task_definition_not_found)?;
    let mut output = json!({ "taskDefinition": definition.describe() });
    if pages::includes(input, "TAGS") {
        input::set_some(&mut output, "tags", Some(definition.tags.clone()));
    }
    Ok(output)
}

pub(super) fn list(world: &mut World, input: &Value) -> Answer {
    let family = input::text(input, "familyPrefix");
    let standing = match input::text(input, "status") {
        None | Some("ACTIVE") => Standing::Active,
        Some("INACTIVE") => Standing::Inactive,
        Some(_) => Standing::DeleteInProgress,
    };
    let mut found: Vec<Value> = world
        .ecs
        .families
        .iter()
        .filter(|(name, _)| family.is_none_or(|family| family == name.as_str()))
        .flat_map(|(_, family)| family.revisions.values())
        .filter(|definition| definition.standing == standing)
        .map(|definition| json!(definition.arn))
        .collect();
    if input::text(input, "sort") == Some("DESC") {
        found.reverse();
    }
    pages::cut(found, input, 100, "taskDefinitionArns")
}

pub(super) fn list_families(world: &mut World, input: &Value) -> Answer {
    let prefix = input::text(input, "familyPrefix").unwrap_or_default();
    let status = input::text(input, "status").unwrap_or("ALL");
    let found = world
        .ecs
        .families
        .iter()
        .filter(|(name, _)| name.starts_with(prefix))
        .filter(|(_, family)| {
            let has_active = family.revisions.values().any(TaskDefinition::is_active);
            match status {
                "ACTIVE" => has_active,
                "INACTIVE" => !has_active && !family.revisions.is_empty(),
                _ => !family.revisions.is_empty(),
            }
        })
        .map(|(name, _)| json!(name))
        .collect();
    pages::cut(found, input, 100, "families")
}

pub(super) fn deregister(world: &mut World, input: &Value) -> Answer {
    let reference = input::text(input, "taskDefinition").unwrap_or_default();
    if !matches!(split_reference(reference), Some((_, Some(_)))) {
        return Err(client(
            "Task definition must be specified with a revision: family:revision or a full ARN.",
        ));
    }
    let now_ms = world.now_ms;
    let definition = find_mut(world, reference)
        .ok_or_else(|| client("The specified task definition does not exist."))?;
    if definition.is_active() {
        definition.standing = Standing::Inactive;
        definition.deregistered_ms = Some(now_ms);
    }
    Ok(json!({ "taskDefinition": definition.describe() }))
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let references = input::texts(input, "taskDefinitions");
    if references.is_empty() || references.len() > MAX_DELETED {
        return Err(invalid_parameter(
            "The number of task definitions must be between 1 and 10.",
        ));
    }
    let now_ms = world.now_ms;
    let (mut deleted, mut failures) = (Vec::new(), Vec::new());
    for reference in references {
        let Some(definition) = find_mut(world, &reference) else {
            failures.push(pages::missing(&reference));
            continue;
        };
        if definition.is_active() {
            failures.push(json!({
                "arn": definition.arn,
                "reason": "The specified task definition is still in ACTIVE status. Please \
                           deregister the target and try again.",
            }));
            continue;
        }
        definition.standing = Standing::DeleteInProgress;
        definition.delete_requested_ms.get_or_insert(now_ms);
        deleted.push(definition.describe());
    }
    Ok(json!({ "taskDefinitions": deleted, "failures": failures }))
}

fn find_mut<'a>(world: &'a mut World, reference: &str) -> Option<&'a mut TaskDefinition> {
    let (family, revision) = split_reference(reference)?;
    world
        .ecs
        .families
        .get_mut(family)?
        .revisions
        .get_mut(&revision?)
}
