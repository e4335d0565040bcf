//! Operations on container instances and the account's settings.

use serde_json::{Value, json};

use super::pages;
use crate::{
    arn,
    ecs::{
        arns,
        cluster::ContainerInstance,
        refusal::{client, invalid_parameter},
    },
    error::Answer,
    input,
    world::World,
};

const MAX_DESCRIBED: usize = 100;
const SETTINGS: [(&str, &str); 8] = [
    ("awsvpcTrunking", "disabled"),
    ("containerInsights", "disabled"),
    ("containerInstanceLongArnFormat", "enabled"),
    ("defaultLogDriverMode", "non-blocking"),
    ("fargateTaskRetirementWaitPeriod", "7"),
    ("serviceLongArnFormat", "enabled"),
    ("tagResourceAuthorization", "off"),
    ("taskLongArnFormat", "enabled"),
];

pub(super) fn list_instances(world: &mut World, input: &Value) -> Answer {
    let name = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let wants_draining = input::text(input, "status").map(|status| status == "DRAINING");
    let found = world
        .ecs
        .clusters
        .get(&name)
        .into_iter()
        .flat_map(|cluster| &cluster.instances)
        .filter(|instance| wants_draining.is_none_or(|wanted| wanted == instance.is_draining))
        .map(|instance| json!(instance.arn))
        .collect();
    pages::cut(found, input, 100, "containerInstanceArns")
}

pub(super) fn describe_instances(world: &mut World, input: &Value) -> Answer {
    let name = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let wanted = input::texts(input, "containerInstances");
    if wanted.is_empty() {
        return Err(invalid_parameter("Container instance cannot be empty."));
    }
    if wanted.len() > MAX_DESCRIBED {
        return Err(invalid_parameter(
            "Container instances cannot have more than 100 elements.",
        ));
    }
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in wanted {
        let arn = arns::container_instance(world, &name, arns::last_part(&reference));
        match world
            .ecs
            .clusters
            .get(&name)
            .and_then(|cluster| cluster.instance(&arn))
        {
            Some(instance) => found.push(instance.describe(world)),
            None => failures.push(pages::missing(&arn)),
        }
    }
    Ok(json!({ "containerInstances": found, "failures": failures }))
}

/// What an agent does when it starts on an instance.
pub(super) fn register_instance(world: &mut World, input: &Value) -> Answer {
    let name = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let amount = |wanted: &str| {
        input::list(input, "totalResources")
            .iter()
            .find(|resource| input::text(resource, "name") == Some(wanted))
            .and_then(|resource| input::number(resource, "integerValue"))
    };
    let (Some(cpu), Some(memory)) = (amount("CPU"), amount("MEMORY")) else {
        return Err(client(
            "totalResources must name the integer resources CPU and MEMORY.",
        ));
    };
    let zone = format!("{}a", world.region);
    let mut instance = ContainerInstance::new(world, &name, cpu, memory, zone, false);
    instance
        .attributes
        .extend(input::list(input, "attributes").iter().cloned());
    instance.tags = input::list(input, "tags").to_vec();
    let output = instance.describe(world);
    if let Some(cluster) = world.ecs.clusters.get_mut(&name) {
        cluster.instances.push(instance);
    }
    Ok(json!({ "containerInstance": output }))
}

pub(super) fn deregister_instance(world: &mut World, input: &Value) -> Answer {
    let name = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let reference = input::text(input, "containerInstance").unwrap_or_default();
    let arn = arns::container_instance(world, &name, arns::last_part(reference));
    let Some(instance) = world
        .ecs
        .clusters
        .get(&name)
        .and_then(|cluster| cluster.instance(&arn))
    else {
        return Err(invalid_parameter("Container instance not found."));
    };
    let has_tasks = world
        .ecs
        .tasks_in(&name)
        .any(|task| task.instance.as_deref() == Some(arn.as_str()) && !task.status.is_stopped());
    if has_tasks && !input::flag(input, "force") {
        return Err(invalid_parameter(
            "Found running tasks on the instance. Use force to deregister it anyway.",
        ));
    }
    let mut output = instance.describe(world);
    if let Some(object) = output.as_object_mut() {
        object.insert("status".to_owned(), json!("INACTIVE"));
        object.insert("agentConnected".to_owned(), json!(false));
    }
    if let Some(cluster) = world.ecs.clusters.get_mut(&name) {
        cluster.instances.retain(|instance| instance.arn != arn);
    }
    Ok(json!({ "containerInstance": output }))
}

pub(super) fn list_account_settings(world: &mut World, input: &Value) -> Answer {
    let principal = arn::global(world, "iam", "root");
    let name = input::text(input, "name");
    let settings = SETTINGS
        .iter()
        .filter(|(known, _)| name.is_none_or(|name| name == *known))
        .map(|(name, value)| {
            json!({ "name": name, "value": value, "principalArn": principal, "type": "user" })
        })
        .collect();
    pages::cut(settings, input, 10, "settings")
}
