//! Operations on clusters.

use serde_json::{Value, json};

use super::{pages, providers};
use crate::{
    ecs::{
        arns,
        checks::{check_name, check_tags},
        cluster::Cluster,
        object,
        refusal::{cluster_not_found, invalid_parameter},
        service::Standing,
        task::Status,
    },
    error::{Answer, AwsError},
    input,
    world::World,
};

const MAX_DESCRIBED: usize = 100;

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let name = input::text(input, "clusterName")
        .unwrap_or("default")
        .to_owned();
    check_name("ClusterName", &name)?;
    let tags = input::list(input, "tags").to_vec();
    check_tags(&tags)?;
    providers::check_named(world, input)?;
    let is_there = world
        .ecs
        .clusters
        .get(&name)
        .is_some_and(|cluster| cluster.is_active);
    if !is_there {
        let mut members = object::omit(&object::members(input), &["clusterName", "tags"]);
        object::default(
            &mut members,
            "settings",
            json!([{ "name": "containerInsights", "value": "disabled" }]),
        );
        Cluster::create(world, &name, members, tags);
    }
    let cluster = find(world, &name)?;
    let mut answer = describe_one(world, cluster, &["TAGS", "SETTINGS", "CONFIGURATIONS"]);
    if !is_there && let Some(object) = answer.as_object_mut() {
        // The fleet takes a moment to register.
        object.insert("registeredContainerInstancesCount".to_owned(), json!(0));
    }
    Ok(json!({ "cluster": answer }))
}

pub(super) fn describe(world: &mut World, input: &Value) -> Answer {
    let mut wanted = input::texts(input, "clusters");
    if wanted.is_empty() {
        wanted.push("default".to_owned());
    }
    if wanted.len() > MAX_DESCRIBED {
        return Err(invalid_parameter(
            "Clusters cannot have more than 100 elements.",
        ));
    }
    let include = input::texts(input, "include");
    let include: Vec<&str> = include.iter().map(String::as_str).collect();
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in wanted {
        let name = arns::last_part(&reference);
        match world.ecs.clusters.get(name) {
            Some(cluster) if !arns::is_arn(&reference) || cluster.arn == reference => {
                found.push(describe_one(world, cluster, &include));
            }
            _ => failures.push(pages::missing(&arns::cluster(world, name))),
        }
    }
    Ok(json!({ "clusters": found, "failures": failures }))
}

pub(super) fn list(world: &mut World, input: &Value) -> Answer {
    let arns = world
        .ecs
        .clusters
        .values()
        .filter(|cluster| cluster.is_active)
        .map(|cluster| json!(cluster.arn))
        .collect();
    pages::cut(arns, input, 100, "clusterArns")
}

pub(super) fn update(world: &mut World, input: &Value) -> Answer {
    change(world, input)
}

pub(super) fn put_capacity_providers(world: &mut World, input: &Value) -> Answer {
    providers::check_named(world, input)?;
    change(world, input)
}

fn change(world: &mut World, input: &Value) -> Answer {
    let name = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let changes = object::omit(&object::members(input), &["cluster"]);
    if let Some(cluster) = world.ecs.clusters.get_mut(&name) {
        cluster.members.extend(changes);
    }
    let cluster = find(world, &name)?;
    Ok(json!({ "cluster": describe_one(world, cluster, &["SETTINGS", "CONFIGURATIONS", "TAGS"]) }))
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let name = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let cluster = find(world, &name)?;
    let has_own_instances = cluster
        .instances
        .iter()
        .any(|instance| !instance.belongs_to_cluster);
    if has_own_instances {
        return Err(AwsError::new(
            "ClusterContainsContainerInstancesException",
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        ));
    }
    let has_services = world
        .ecs
        .services
        .values()
        .any(|service| service.cluster == name && service.standing != Standing::Inactive);
    if has_services {
        return Err(AwsError::new(
            "ClusterContainsServicesException",
            "The Cluster cannot be deleted while Services are active.",
        ));
    }
    let has_tasks = world
        .ecs
        .tasks_in(&name)
        .any(|task| !task.status.is_stopped());
    if has_tasks {
        return Err(AwsError::new(
            "ClusterContainsTasksException",
            "The Cluster cannot be deleted while Tasks are active.",
        ));
    }
    if let Some(cluster) = world.ecs.clusters.get_mut(&name) {
        cluster.is_active = false;
        cluster.instances.clear();
    }
    let cluster = find(world, &name)?;
    Ok(json!({ "cluster": describe_one(world, cluster, &[]) }))
}

fn find<'a>(world: &'a World, name: &str) -> Result<&'a Cluster, AwsError> {
    world.ecs.clusters.get(name).ok_or_else(cluster_not_found)
}

fn describe_one(world: &World, cluster: &Cluster, include: &[&str]) -> Value {
    let tasks = |matches: fn(Status) -> bool| {
        world
            .ecs
            .tasks_in(&cluster.name)
            .filter(|task| matches(task.status))
            .count()
    };
    let services = world
        .ecs
        .services
        .values()
        .filter(|service| service.cluster == cluster.name && service.standing == Standing::Active)
        .count();
    let mut output = json!({
        "clusterArn": cluster.arn,
        "clusterName": cluster.name,
        "status": if cluster.is_active { "ACTIVE" } else { "INACTIVE" },
        "registeredContainerInstancesCount": cluster.instances.len(),
        "runningTasksCount": tasks(Status::is_running),
        "pendingTasksCount": tasks(Status::is_starting),
        "activeServicesCount": services,
        "statistics": [],
        "tags": if include.contains(&"TAGS") { json!(cluster.tags) } else { json!([]) },
        "settings": [],
        "capacityProviders": [],
        "defaultCapacityProviderStrategy": [],
    });
    if include.contains(&"STATISTICS") {
        input::set_some(&mut output, "statistics", Some(statistics(world, cluster)));
    }
    if let Some(object) = output.as_object_mut() {
        let mut shown = cluster.members.clone();
        for (member, field) in [
            ("settings", "SETTINGS"),
            ("configuration", "CONFIGURATIONS"),
        ] {
            if !include.contains(&field) {
                shown.shift_remove(member);
            }
        }
        object.extend(shown);
    }
    output
}

/// Task counts by launch type, as texts.
fn statistics(world: &World, cluster: &Cluster) -> Vec<Value> {
    let mut output = Vec::new();
    for (launch_type, label) in [("EC2", "EC2"), ("FARGATE", "Fargate")] {
        let count = |running: bool| {
            world
                .ecs
                .tasks_in(&cluster.name)
                .filter(|task| task.launch_type == launch_type)
                .filter(|task| {
                    if running {
                        task.status.is_running()
                    } else {
                        task.status.is_starting()
                    }
                })
                .count()
                .to_string()
        };
        for (name, value) in [
            (format!("running{label}TasksCount"), count(true)),
            (format!("pending{label}TasksCount"), count(false)),
        ] {
            output.push(json!({ "name": name, "value": value }));
        }
    }
    output
}
