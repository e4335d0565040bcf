//! Tags of clusters, services, tasks, task definitions and container instances.

use serde_json::{Value, json};

use crate::{
    ecs::{
        arns,
        checks::check_tags,
        refusal::{
            client, cluster_not_found, invalid_parameter, service_not_found,
            task_definition_not_found,
        },
        store::split_reference,
    },
    error::{Answer, AwsError},
    input,
    world::World,
};

pub(super) fn tag(world: &mut World, input: &Value) -> Answer {
    let added = input::list(input, "tags").to_vec();
    check_tags(&added)?;
    let tags = find(world, input::text(input, "resourceArn").unwrap_or_default())?;
    let mut changed = tags.clone();
    changed.retain(|tag| {
        !added
            .iter()
            .any(|new| input::text(new, "key") == input::text(tag, "key"))
    });
    changed.extend(added);
    check_count(&changed)?;
    *tags = changed;
    Ok(json!({}))
}

pub(super) fn untag(world: &mut World, input: &Value) -> Answer {
    let removed = input::texts(input, "tagKeys");
    let tags = find(world, input::text(input, "resourceArn").unwrap_or_default())?;
    tags.retain(|tag| {
        !input::text(tag, "key").is_some_and(|key| removed.iter().any(|removed| removed == key))
    });
    Ok(json!({}))
}

pub(super) fn list(world: &mut World, input: &Value) -> Answer {
    let tags = find(world, input::text(input, "resourceArn").unwrap_or_default())?;
    Ok(json!({ "tags": tags }))
}

fn check_count(tags: &[Value]) -> Result<(), AwsError> {
    if tags.len() > 50 {
        return Err(invalid_parameter("Tags can have a maximum of 50 items."));
    }
    Ok(())
}

fn find<'a>(world: &'a mut World, arn: &str) -> Result<&'a mut Vec<Value>, AwsError> {
    let ecs = &mut world.ecs;
    if let Some([name]) = arns::parts(arn, "cluster").as_deref() {
        return ecs
            .clusters
            .get_mut(*name)
            .filter(|cluster| cluster.is_active)
            .map(|cluster| &mut cluster.tags)
            .ok_or_else(cluster_not_found);
    }
    if arns::parts(arn, "service").is_some() {
        return ecs
            .services
            .get_mut(arn)
            .map(|service| &mut service.tags)
            .ok_or_else(service_not_found);
    }
    if arns::parts(arn, "task").is_some() {
        return ecs
            .tasks
            .get_mut(arn)
            .map(|task| &mut task.tags)
            .ok_or_else(|| invalid_parameter("The specified task is not found."));
    }
    if let Some([cluster, _]) = arns::parts(arn, "container-instance").as_deref() {
        return ecs
            .clusters
            .get_mut(*cluster)
            .and_then(|cluster| {
                cluster
                    .instances
                    .iter_mut()
                    .find(|instance| instance.arn == arn)
            })
            .map(|instance| &mut instance.tags)
            .ok_or_else(|| invalid_parameter("The specified container instance is not found."));
    }
    if arn.contains(":task-definition/") {
        let (family, revision) = split_reference(arn).ok_or_else(task_definition_not_found)?;
        return ecs
            .families
            .get_mut(family)
            .and_then(|family| family.revisions.get_mut(&revision?))
            .map(|definition| &mut definition.tags)
            .ok_or_else(task_definition_not_found);
    }
    Err(client(format!("Invalid resource ARN: {arn}")))
}
