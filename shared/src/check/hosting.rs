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

/// Why a new task cannot start beside the old ones, where a fixed host port is certain to be taken.
/// `least` is how many old tasks must go on running.
pub(crate) fn port_taken(
    service: &Json,
    task_definition: Option<&Json>,
    known: &Known,
    least: u64,
) -> Option<String> {
    let instances = instances(service, task_definition, known)?;
    let desired = u64::try_from(service.get("desiredCount")?.as_i64()?).ok()?;
    let port = fixed_host_port(task_definition?)?;
    let instances = u64::try_from(instances).ok()?;
    (least >= desired && instances <= desired).then(|| {
        format!(
            "Host port {port} is fixed, all {instances} instances may be taken by old tasks, and none of these may stop: leave hostPort out, or lower the minimum healthy percent"
        )
    })
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
fn instances(service: &Json, task_definition: Option<&Json>, known: &Known) -> Option<i64> {
    let on_instances = match service.get("launchType").and_then(Json::as_str) {
        Some("EC2") => true,
        Some(_) => false,
        // Without either, ECS takes the cluster's default strategy and then EC2; a task definition
        // for Fargate tells that there is such a strategy.
        None => {
            service.get("capacityProviderStrategy").is_none()
                && !task_definition.is_some_and(|definition| {
                    definition
                        .get("requiresCompatibilities")
                        .and_then(Json::as_array)
                        .is_some_and(|all| all.iter().any(|one| one.as_str() != Some("EC2")))
                })
        }
    };
    if !on_instances {
        return None;
    }
    let name = cluster_name(service);
    known
        .clusters
        .as_ref()?
        .iter()
        .find(|cluster| cluster.name == name)
        .map(|cluster| cluster.container_instances)
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
