//! A service or a task together with its task definition and its target groups.

use serde_json::Value;

use super::{
    Verdict,
    service::{controller, list, text},
};
use crate::{
    ec2,
    ecs::{
        object::Object,
        refusal::invalid_parameter,
        task_definition::{NetworkMode, TaskDefinition},
    },
    elbv2, input,
    world::World,
};

/// Checks what a service would be like together with its task definition.
pub(crate) fn check_pairing(
    world: &World,
    service: &Object,
    definition: &TaskDefinition,
) -> Verdict {
    check_launch_type(service, definition)?;
    check_network(world, service, definition)?;
    for balancer in list(service, "loadBalancers") {
        check_container(balancer, definition)?;
        if let Some(arn) = input::text(balancer, "targetGroupArn") {
            check_target_group(world, arn, definition)?;
            check_is_balanced(world, arn)?;
        }
        if let Some(advanced) = balancer.get("advancedConfiguration") {
            check_advanced(world, advanced, definition)?;
        }
    }
    check_role(service, definition)?;
    check_connect(service, definition)?;
    check_volumes(service, definition)
}

fn check_launch_type(service: &Object, definition: &TaskDefinition) -> Verdict {
    let on_fargate = list(service, "capacityProviderStrategy")
        .iter()
        .any(|item| {
            input::text(item, "capacityProvider").is_some_and(|name| name.starts_with("FARGATE"))
        });
    let launch_type = match text(service, "launchType") {
        Some(launch_type) => launch_type,
        None if on_fargate => "FARGATE",
        None => "EC2",
    };
    if definition.is_compatible_with(launch_type) {
        return Ok(());
    }
    Err(invalid_parameter(format!(
        "Task definition does not support launch_type {launch_type}."
    )))
}

fn check_network(world: &World, service: &Object, definition: &TaskDefinition) -> Verdict {
    let configuration = service
        .get("networkConfiguration")
        .and_then(|network| network.get("awsvpcConfiguration"));
    match (definition.network_mode(), configuration) {
        (NetworkMode::Awsvpc, None) => Err(invalid_parameter(
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        )),
        (NetworkMode::Awsvpc, Some(configuration)) => {
            for subnet in input::texts(configuration, "subnets") {
                if ec2::subnet(world, &subnet).is_none() {
                    return Err(invalid_parameter(format!(
                        "Error retrieving subnet information for [{subnet}]: The subnet ID \
                         '{subnet}' does not exist (ErrorCode: InvalidSubnetID.NotFound)"
                    )));
                }
            }
            Ok(())
        }
        (_, Some(_)) => Err(invalid_parameter(
            "Network Configuration is not valid for the given networkMode of this task definition.",
        )),
        (_, None) => Ok(()),
    }
}

fn check_container(balancer: &Value, definition: &TaskDefinition) -> Verdict {
    let name = input::text(balancer, "containerName").unwrap_or_default();
    let port = input::number(balancer, "containerPort").unwrap_or_default();
    let Some(container) = definition.container(name) else {
        return Err(invalid_parameter(format!(
            "The container {name} does not exist in the task definition."
        )));
    };
    let matching = input::list(container, "portMappings")
        .iter()
        .filter(|mapping| maps(mapping, port))
        .count();
    match matching {
        0 => Err(invalid_parameter(format!(
            "The container {name} did not have a container port {port} defined."
        ))),
        1 => Ok(()),
        _ => Err(invalid_parameter(format!(
            "Container port {port} is used in more than one port mapping for container {name}"
        ))),
    }
}

fn maps(mapping: &Value, port: i64) -> bool {
    if input::number(mapping, "containerPort") == Some(port) {
        return true;
    }
    input::text(mapping, "containerPortRange")
        .and_then(|range| range.split_once('-'))
        .is_some_and(|(first, last)| {
            let within = |first: i64, last: i64| (first..=last).contains(&port);
            match (first.parse(), last.parse()) {
                (Ok(first), Ok(last)) => within(first, last),
                _ => false,
            }
        })
}

fn check_target_group(world: &World, arn: &str, definition: &TaskDefinition) -> Verdict {
    let Some(group) = elbv2::find_target_group(world, arn) else {
        return Err(invalid_parameter(format!(
            "Unable to retrieve targetGroup Information: The target group {arn} does not exist."
        )));
    };
    let mode = definition.network_mode();
    let wanted = if mode == NetworkMode::Awsvpc {
        "ip"
    } else {
        "instance"
    };
    if group.target_type != wanted {
        return Err(invalid_parameter(format!(
            "The provided target group {arn} has target type {}, which is incompatible with the {} \
             network mode specified in the task definition.",
            group.target_type,
            mode.as_str()
        )));
    }
    Ok(())
}

fn check_is_balanced(world: &World, arn: &str) -> Verdict {
    let group = elbv2::find_target_group(world, arn);
    if group.is_some_and(|group| group.load_balancer_arns.is_empty()) {
        return Err(invalid_parameter(format!(
            "The target group with targetGroupArn {arn} does not have an associated load balancer."
        )));
    }
    Ok(())
}

/// The second group need not stand behind the load balancer yet: ECS puts it there.
fn check_advanced(world: &World, advanced: &Value, definition: &TaskDefinition) -> Verdict {
    if let Some(arn) = input::text(advanced, "alternateTargetGroupArn") {
        check_target_group(world, arn, definition)?;
    }
    for member in ["productionListenerRule", "testListenerRule"] {
        if let Some(arn) = input::text(advanced, member)
            && !elbv2::routes(world, arn)
        {
            return Err(invalid_parameter(format!(
                "Unable to retrieve listener rule information: The {member} {arn} does not exist."
            )));
        }
    }
    Ok(())
}

fn check_role(service: &Object, definition: &TaskDefinition) -> Verdict {
    let is_own_role =
        text(service, "role").is_some_and(|role| !role.contains("AWSServiceRoleForECS"));
    if is_own_role && definition.network_mode() == NetworkMode::Awsvpc {
        return Err(invalid_parameter(
            "You cannot specify an IAM role for services that require a service linked role.",
        ));
    }
    Ok(())
}

fn check_connect(service: &Object, definition: &TaskDefinition) -> Verdict {
    let Some(connect) = service.get("serviceConnectConfiguration") else {
        return Ok(());
    };
    let is_named = |name: &str| {
        definition
            .containers()
            .iter()
            .flat_map(|container| input::list(container, "portMappings"))
            .any(|mapping| input::text(mapping, "name") == Some(name))
    };
    for exposed in input::list(connect, "services") {
        let name = input::text(exposed, "portName").unwrap_or_default();
        if !is_named(name) {
            return Err(invalid_parameter(format!(
                "portName({name}) does not refer to any named PortMapping in the container \
                 definitions"
            )));
        }
    }
    Ok(())
}

fn check_volumes(service: &Object, definition: &TaskDefinition) -> Verdict {
    if controller(service) != "ECS" {
        return Ok(());
    }
    let at_launch: Vec<&str> = definition
        .body
        .get("volumes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|volume| input::flag(volume, "configuredAtLaunch"))
        .filter_map(|volume| input::text(volume, "name"))
        .collect();
    let given = list(service, "volumeConfigurations");
    if !given.is_empty() && at_launch.is_empty() {
        return Err(invalid_parameter(
            "Volume configuration provided but no matching configuredAtLaunch volume found in task \
             definition.",
        ));
    }
    for volume in given {
        let name = input::text(volume, "name").unwrap_or_default();
        if !at_launch.contains(&name) {
            return Err(invalid_parameter(format!(
                "The volume name '{name}' in your request does not have a matching volume in your \
                 Task Definition that is configurable at launch."
            )));
        }
    }
    if given.is_empty() && !at_launch.is_empty() {
        return Err(invalid_parameter(
            "A volume configuration must be provided for volumes that are configured at launch.",
        ));
    }
    Ok(())
}
