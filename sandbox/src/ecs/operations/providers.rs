//! Capacity providers: AWS's own for Fargate, and those over Auto Scaling groups.

use serde_json::{Value, json};

use super::pages;
use crate::{
    arn,
    ecs::{
        arns,
        checks::check_tags,
        object,
        refusal::{invalid_parameter, not_simulated},
    },
    error::{Answer, AwsError},
    input,
    world::World,
};

const OWN: [&str; 2] = ["FARGATE", "FARGATE_SPOT"];
/// The most that a page holds, which is also what it usually holds.
const PAGE: (i64, i64) = (10, 10);

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let name = input::text(input, "name").unwrap_or_default();
    check_name(name)?;
    let tags = input::list(input, "tags");
    check_tags(tags)?;
    if input.get("managedInstancesProvider").is_some() {
        return Err(not_simulated("managed instances"));
    }
    let Some(group) = input.get("autoScalingGroupProvider") else {
        return Err(invalid_parameter(
            "The capacity provider must have an Auto Scaling group. Specify one and try again.",
        ));
    };
    if world.ecs.capacity_providers.contains_key(name) {
        return Err(invalid_parameter(
            "A capacity provider with the specified name already exists in this Region. Specify a \
             different name and try again.",
        ));
    }
    let mut group = object::members(group);
    fill_group(&mut group);
    let provider = json!({
        "capacityProviderArn": arn_of(world, name),
        "name": name,
        "status": "ACTIVE",
        "autoScalingGroupProvider": group,
        "tags": tags,
        "type": "EC2_AUTOSCALING",
    });
    let output = json!({ "capacityProvider": provider });
    world
        .ecs
        .capacity_providers
        .insert(name.to_owned(), provider);
    Ok(output)
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let good = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    let lower = name.to_ascii_lowercase();
    let is_kept_back = ["aws", "ecs", "fargate"]
        .iter()
        .any(|prefix| lower.starts_with(prefix));
    if (1..=255).contains(&name.len()) && name.chars().all(good) && !is_kept_back {
        return Ok(());
    }
    Err(invalid_parameter(
        "The specified capacity provider name is invalid. Up to 255 characters are allowed, \
         including letters (upper and lowercase), numbers, underscores (_), and hyphens (-). The \
         name cannot be prefixed with \"aws\", \"ecs\", or \"fargate\". Specify a valid name and \
         try again.",
    ))
}

/// What AWS adds to a group that a client describes only in part.
fn fill_group(group: &mut object::Object) {
    object::default(group, "managedScaling", json!({ "status": "DISABLED" }));
    object::default(group, "managedTerminationProtection", "DISABLED");
    object::default(group, "managedDraining", "ENABLED");
    if let Some(Value::Object(scaling)) = group.get_mut("managedScaling") {
        object::default(scaling, "status", "ENABLED");
        object::default(scaling, "targetCapacity", 100);
        object::default(scaling, "minimumScalingStepSize", 1);
        object::default(scaling, "maximumScalingStepSize", 10_000);
        object::default(scaling, "instanceWarmupPeriod", 300);
    }
}

pub(super) fn describe(world: &mut World, input: &Value) -> Answer {
    let wanted = input::texts(input, "capacityProviders");
    if wanted.len() > 100 {
        return Err(invalid_parameter(
            "Capacity providers cannot have more than 100 elements.",
        ));
    }
    let of_cluster = of_cluster(world, input)?;
    let with_tags = pages::includes(input, "TAGS");
    let names: Vec<&str> = if wanted.is_empty() {
        let own = world.ecs.capacity_providers.keys().map(String::as_str);
        OWN.into_iter().chain(own).collect()
    } else {
        wanted.iter().map(|name| arns::last_part(name)).collect()
    };
    let names = names.into_iter().filter(|name| {
        let mut listed = of_cluster.iter().flatten();
        of_cluster.is_none() || listed.any(|one| one == name)
    });
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in names {
        match find(world, name, with_tags) {
            Some(provider) => found.push(provider),
            None => failures.push(pages::missing(&arn_of(world, name))),
        }
    }
    let mut output = pages::cut_small(found, input, PAGE, "capacityProviders")?;
    input::set_some(&mut output, "failures", Some(failures));
    Ok(output)
}

/// Refuses a cluster whose list names a provider that is not there.
pub(super) fn check_named(world: &World, input: &Value) -> Result<(), AwsError> {
    let unknown = input::texts(input, "capacityProviders")
        .into_iter()
        .find(|name| find(world, arns::last_part(name), false).is_none());
    match unknown {
        None => Ok(()),
        Some(name) => Err(invalid_parameter(format!(
            "The specified capacity provider '{name}' was not found. Specify a valid name or ARN \
             and try again."
        ))),
    }
}

/// The names of a cluster's providers; `None` when the request names no cluster.
fn of_cluster(world: &World, input: &Value) -> Result<Option<Vec<String>>, AwsError> {
    let Some(cluster) = input::text(input, "cluster") else {
        return Ok(None);
    };
    let name = world.ecs.cluster_name(Some(cluster))?;
    let cluster = world.ecs.clusters.get(&name);
    let listed = cluster.and_then(|cluster| cluster.members.get("capacityProviders"));
    let listed = listed.and_then(Value::as_array).into_iter().flatten();
    let names = listed
        .filter_map(Value::as_str)
        .map(|name| arns::last_part(name).to_owned());
    Ok(Some(names.collect()))
}

fn find(world: &World, name: &str, with_tags: bool) -> Option<Value> {
    if OWN.contains(&name) {
        return Some(json!({
            "capacityProviderArn": arn_of(world, name),
            "name": name,
            "status": "ACTIVE",
            "tags": [],
            "type": name,
        }));
    }
    let mut provider = world.ecs.capacity_providers.get(name)?.clone();
    if !with_tags {
        input::set_some(&mut provider, "tags", Some(json!([])));
    }
    Some(provider)
}

fn arn_of(world: &World, name: &str) -> String {
    arn::regional(world, "ecs", &format!("capacity-provider/{name}"))
}
