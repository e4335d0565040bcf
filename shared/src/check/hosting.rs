//! Whether the cluster has a place for a service's tasks, as far as that is known.

use super::Known;
use crate::json::Json;
use crate::pointer::Pointer;

/// Why no task can be placed at all, where that is certain.
pub(crate) fn no_place(
    service: &Json,
    task_definition: Option<&Json>,
    known: &Known,
) -> Option<String> {
    let instances = instances(service, task_definition, known)?;
    (instances == 0).then(|| {
        format!(
            "Cluster {} has no container instances, so that no task can be placed: register some, or set launchType to FARGATE",
            cluster_name(service)
        )
    })
}

/// Why not all tasks find a place, where each needs an instance of its own and there are too few.
pub(crate) fn too_few(
    service: &Json,
    task_definition: Option<&Json>,
    known: &Known,
) -> Option<String> {
    let instances = instances(service, task_definition, known)?;
    let desired = desired_count(service)?;
    let reason = alone_on_instance(service, task_definition)?;
    (instances > 0 && instances < desired).then(|| {
        format!(
            "Lower desiredCount to {instances}, or register more instances: {reason}, so that {desired} tasks need {desired} instances, and cluster {} has {instances}",
            cluster_name(service)
        )
    })
}

/// Why a new task cannot start beside the old ones, where each needs an instance of its own and
/// all are taken. `least` is how many old tasks must go on running.
pub(crate) fn no_free_instance(
    service: &Json,
    task_definition: Option<&Json>,
    known: &Known,
    least: u64,
) -> Option<String> {
    let instances = instances(service, task_definition, known)?;
    let desired = desired_count(service)?;
    let reason = alone_on_instance(service, task_definition)?;
    let taken = if instances == 1 {
        "the old task has the only instance, and it may not stop".to_owned()
    } else {
        format!("the old tasks have all {instances} instances, and none of them may stop")
    };
    (desired > 0 && least >= desired && instances == desired).then(|| {
        format!("Lower minimumHealthyPercent, or register one more instance: {reason}, {taken} before a new one runs")
    })
}

fn desired_count(service: &Json) -> Option<u64> {
    u64::try_from(service.get("desiredCount")?.as_i64()?).ok()
}

/// Why an instance can run only one of the service's tasks, where that is so.
fn alone_on_instance(service: &Json, task_definition: Option<&Json>) -> Option<String> {
    if let Some(port) = task_definition.and_then(fixed_host_port) {
        return Some(format!(
            "host port {port} is fixed and free only once on an instance"
        ));
    }
    let constraints = service.get("placementConstraints")?.as_array()?;
    constraints
        .iter()
        .any(|one| one.get("type").and_then(Json::as_str) == Some("distinctInstance"))
        .then(|| "distinctInstance puts every task on another instance".to_owned())
}

/// The host port that allows only one task on an instance.
pub(crate) fn fixed_host_port(task_definition: &Json) -> Option<i64> {
    let mode = task_definition.get("networkMode").and_then(Json::as_str);
    let containers = task_definition.get("containerDefinitions")?.as_array()?;
    let mut mappings = containers
        .iter()
        .filter_map(|container| container.get("portMappings")?.as_array())
        .flatten();
    match mode {
        Some("host") => mappings.find_map(|mapping| mapping.get("containerPort")?.as_i64()),
        None | Some("bridge") => {
            mappings.find_map(|mapping| mapping.get("hostPort")?.as_i64().filter(|port| *port > 0))
        }
        Some(_) => None,
    }
}

/// How many instances can take the service's tasks; nothing where other capacity may.
pub(crate) fn instances(
    service: &Json,
    task_definition: Option<&Json>,
    known: &Known,
) -> Option<u64> {
    if has_task_sets(service) || !on_instances(service, task_definition, known) {
        return None;
    }
    let name = cluster_name(service);
    let clusters = known.clusters.as_ref()?;
    let cluster = clusters.iter().find(|cluster| cluster.name == name)?;
    u64::try_from(cluster.container_instances).ok()
}

/// Whether the task sets of another tool choose where the service's tasks run.
fn has_task_sets(service: &Json) -> bool {
    let controller = service.at(&Pointer::parse("/deploymentController/type"));
    controller.and_then(Json::as_str) == Some("EXTERNAL")
}

/// Whether the service's tasks certainly run on the cluster's own instances.
pub(crate) fn on_instances(service: &Json, task_definition: Option<&Json>, known: &Known) -> bool {
    match service.get("launchType") {
        Some(Json::String(launch_type)) => launch_type == "EC2",
        Some(Json::Null) | None if service.get("capacityProviderStrategy").is_some() => false,
        // What is left out stays as it is with a service that is there.
        Some(Json::Null) | None => known.on_instances.unwrap_or_else(|| {
            let is_update = service.get("service").is_some();
            !is_update && by_default(task_definition)
        }),
        Some(_) => false,
    }
}

/// Without a launch type and a strategy, ECS takes the cluster's default strategy and then EC2; a
/// task definition for Fargate tells that there is such a strategy.
fn by_default(task_definition: Option<&Json>) -> bool {
    !task_definition.is_some_and(|definition| {
        definition
            .get("requiresCompatibilities")
            .and_then(Json::as_array)
            .is_some_and(|all| all.iter().any(|one| one.as_str() != Some("EC2")))
    })
}

/// The name of the service's cluster, also where it is given by its ARN.
pub(crate) fn cluster_name(service: &Json) -> String {
    let cluster = service
        .at(&Pointer::parse("/cluster"))
        .and_then(Json::as_str)
        .unwrap_or("default");
    match cluster.strip_prefix("arn:") {
        Some(arn) => arn.rsplit('/').next().unwrap_or(arn).to_owned(),
        None => cluster.to_owned(),
    }
}
