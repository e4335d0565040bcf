//! A service by itself: how it is launched, placed, balanced and networked.

use serde_json::Value;

use super::{Verdict, deployment};
use crate::{
    ecs::{
        object::{Object, is_filled_list},
        refusal::invalid_parameter,
    },
    error::AwsError,
    input,
};

const MAX_SUBNETS: usize = 16;
const MAX_SECURITY_GROUPS: usize = 5;
const MAX_TARGET_GROUPS: usize = 5;
const MAX_STRATEGIES: usize = 5;
const MAX_CONSTRAINTS: usize = 10;
const MAX_PROVIDERS: usize = 20;
const MAX_EXPRESSION: usize = 2000;

/// Checks what a service would be like after a request.
pub(crate) fn check_service(service: &Object) -> Verdict {
    check_capacity(service)?;
    check_platform(service)?;
    check_network(service)?;
    check_load_balancers(service)?;
    check_registries(service)?;
    check_daemon(service)?;
    check_placement(service)?;
    check_connect(service)?;
    deployment::check(service)
}

pub(super) fn text<'a>(service: &'a Object, member: &str) -> Option<&'a str> {
    service.get(member).and_then(Value::as_str)
}

pub(super) fn list<'a>(service: &'a Object, member: &str) -> &'a [Value] {
    service
        .get(member)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

pub(super) fn controller(service: &Object) -> &str {
    service
        .get("deploymentController")
        .and_then(|controller| input::text(controller, "type"))
        .unwrap_or("ECS")
}

pub(super) fn is_daemon(service: &Object) -> bool {
    text(service, "schedulingStrategy") == Some("DAEMON")
}

fn refuse(message: &str) -> AwsError {
    invalid_parameter(message)
}

fn check_capacity(service: &Object) -> Verdict {
    let strategy = list(service, "capacityProviderStrategy");
    let launch_type = text(service, "launchType");
    if launch_type.is_some() && !strategy.is_empty() {
        return Err(refuse(
            "Specifying both a launch type and capacity provider strategy is not supported. Remove \
             one and try again.",
        ));
    }
    if launch_type == Some("MANAGED_INSTANCES") {
        return Err(refuse(
            "The MANAGED_INSTANCES launch type is not supported for services. Specify a capacity \
             provider strategy and try again.",
        ));
    }
    if strategy.is_empty() {
        return Ok(());
    }
    if strategy.len() > MAX_PROVIDERS {
        return Err(refuse(
            "A capacity provider strategy can contain a maximum of 20 capacity providers.",
        ));
    }
    let number = |item: &Value, member| input::number(item, member).unwrap_or(0);
    if strategy
        .iter()
        .filter(|item| number(item, "base") > 0)
        .count()
        > 1
    {
        return Err(refuse(
            "There are multiple capacity providers in the specified capacity provider strategy \
             with a base value greater than zero. Only one capacity provider can have a base value \
             greater than zero. Update the strategy and try again.",
        ));
    }
    if strategy.iter().all(|item| number(item, "weight") == 0) {
        return Err(refuse(
            "There are no capacity providers in the capacity provider strategy with a weight value \
             greater than zero. Update the strategy and try again.",
        ));
    }
    let on_fargate = strategy
        .iter()
        .filter(|item| {
            input::text(item, "capacityProvider").is_some_and(|name| name.starts_with("FARGATE"))
        })
        .count();
    if on_fargate > 0 && on_fargate < strategy.len() {
        return Err(refuse(
            "A capacity provider strategy cannot contain a mix of capacity providers using Auto \
             Scaling groups and Fargate providers. Specify one or the other and try again.",
        ));
    }
    Ok(())
}

fn check_platform(service: &Object) -> Verdict {
    let Some(version) = text(service, "platformVersion") else {
        return Ok(());
    };
    let launch_type = text(service, "launchType").unwrap_or_else(|| {
        if list(service, "capacityProviderStrategy").is_empty() {
            "EC2"
        } else {
            "FARGATE"
        }
    });
    if launch_type != "FARGATE" {
        return Err(refuse(
            "The platform version must be null when specifying an EC2 launch type.",
        ));
    }
    if ["LATEST", "1.4.0", "1.3.0", "1.0.0"].contains(&version) {
        Ok(())
    } else {
        Err(AwsError::new(
            "PlatformUnknownException",
            "The specified platform version does not exist.",
        ))
    }
}

fn check_network(service: &Object) -> Verdict {
    let Some(configuration) = service
        .get("networkConfiguration")
        .and_then(|network| network.get("awsvpcConfiguration"))
    else {
        return Ok(());
    };
    let subnets = input::list(configuration, "subnets");
    if subnets.is_empty() {
        return Err(refuse("subnets can not be empty."));
    }
    if subnets.len() > MAX_SUBNETS {
        return Err(refuse("subnets can have at most 16 items."));
    }
    if input::list(configuration, "securityGroups").len() > MAX_SECURITY_GROUPS {
        return Err(refuse("securityGroups can have at most 5 items."));
    }
    let is_public = input::text(configuration, "assignPublicIp") == Some("ENABLED");
    if is_public && matches!(text(service, "launchType"), Some("EC2" | "EXTERNAL")) {
        return Err(refuse(
            "Assign public IP is not supported for this launch type.",
        ));
    }
    Ok(())
}

fn check_load_balancers(service: &Object) -> Verdict {
    let balancers = list(service, "loadBalancers");
    for entry in balancers {
        let group = input::text(entry, "targetGroupArn");
        let classic = input::text(entry, "loadBalancerName");
        match (group, classic) {
            (Some(_), Some(_)) => {
                return Err(refuse(
                    "loadBalancerName and targetGroupArn cannot both be specified. You must \
                     specify either a loadBalancerName or a targetGroupArn in all loadBalancer \
                     entries",
                ));
            }
            (None, None) => {
                return Err(refuse(
                    "You must specify either a loadBalancerName or a targetGroupArn in all \
                     loadBalancer entries",
                ));
            }
            (None, Some(_)) if text(service, "launchType") == Some("FARGATE") => {
                return Err(refuse(
                    "Classic Load Balancers are not supported with Fargate.",
                ));
            }
            _ => {}
        }
        if input::text(entry, "containerName").is_none() {
            return Err(refuse("Container name cannot be blank."));
        }
        if !input::number(entry, "containerPort").is_some_and(|port| (1..=65535).contains(&port)) {
            return Err(refuse("Container port must be between 1 and 65535."));
        }
    }
    if balancers.len() > MAX_TARGET_GROUPS {
        return Err(refuse("load balancers can have at most 5 items."));
    }
    if let Some(role) = text(service, "role") {
        if balancers.is_empty() {
            return Err(refuse(
                "IAM roles are only valid for services configured to use load balancers.",
            ));
        }
        let needs_linked_role = balancers.len() > 1
            || !list(service, "serviceRegistries").is_empty()
            || controller(service) == "EXTERNAL";
        if needs_linked_role && !role.contains("AWSServiceRoleForECS") {
            return Err(refuse(
                "You cannot specify an IAM role for services that require a service linked role.",
            ));
        }
    }
    Ok(())
}

fn check_registries(service: &Object) -> Verdict {
    let registries = list(service, "serviceRegistries");
    if registries.len() > 1 {
        return Err(refuse("service registries can have at most 1 items."));
    }
    for registry in registries {
        let has_container = registry.get("containerPort").is_some();
        if has_container && registry.get("port").is_some() {
            return Err(refuse(
                "You cannot specify both containerPort and port for a service registry.",
            ));
        }
    }
    Ok(())
}

fn check_daemon(service: &Object) -> Verdict {
    if !is_daemon(service) {
        return Ok(());
    }
    if service.contains_key("desiredCount") {
        return Err(refuse(
            "The daemon scheduling strategy does not support a desired count for services. Remove \
             the desired count value and try again",
        ));
    }
    if text(service, "launchType") == Some("FARGATE") {
        return Err(refuse(
            "The daemon scheduling strategy is not supported for tasks using the Fargate launch \
             type.",
        ));
    }
    if controller(service) != "ECS" {
        return Err(refuse(
            "The daemon scheduling strategy is only supported with the ECS deployment controller.",
        ));
    }
    let maximum = service
        .get("deploymentConfiguration")
        .and_then(|configuration| input::number(configuration, "maximumPercent"));
    if maximum.is_some_and(|maximum| maximum > 100) {
        return Err(refuse(
            "The daemon scheduling strategy does not support values above 100 for maximumPercent \
             on a deployment configuration. Change the maximumPercent value to 100, and try again",
        ));
    }
    if is_filled_list(service.get("placementStrategy")) {
        return Err(refuse(
            "The daemon scheduling strategy does not support placement strategies. Remove the \
             placement strategy and try again",
        ));
    }
    if text(service, "availabilityZoneRebalancing") == Some("ENABLED") {
        return Err(refuse(
            "The service couldn't be created because Availability Zone Rebalancing does not support \
             DAEMON as scheduling strategy. Update scheduling strategy and try again.",
        ));
    }
    Ok(())
}

fn check_placement(service: &Object) -> Verdict {
    let constraints = list(service, "placementConstraints");
    let strategies = list(service, "placementStrategy");
    if text(service, "launchType") == Some("FARGATE") {
        if !constraints.is_empty() {
            return Err(refuse(
                "Placement constraints are not supported with FARGATE launch type.",
            ));
        }
        if !strategies.is_empty() {
            return Err(refuse(
                "Placement strategies are not supported with FARGATE launch type.",
            ));
        }
    }
    if constraints.len() > MAX_CONSTRAINTS {
        return Err(refuse("Maximum number of constraints is 10."));
    }
    for constraint in constraints {
        let expression = input::text(constraint, "expression");
        match input::text(constraint, "type") {
            Some("distinctInstance") if expression.is_some() => {
                return Err(refuse(
                    "distinctInstance expression should not be specified",
                ));
            }
            Some("memberOf")
                if expression.is_none_or(|expression| expression.len() > MAX_EXPRESSION) =>
            {
                return Err(refuse("memberOf expression is invalid."));
            }
            _ => {}
        }
    }
    if strategies.len() > MAX_STRATEGIES {
        return Err(refuse("Maximum number of strategies is 5."));
    }
    for strategy in strategies {
        let field = input::text(strategy, "field");
        let shown = field.unwrap_or_default();
        match input::text(strategy, "type") {
            Some("random") if field.is_some() => {
                return Err(refuse("random field should not be specified."));
            }
            Some("binpack")
                if !["cpu", "memory"].contains(&shown.to_ascii_lowercase().as_str()) =>
            {
                return Err(refuse(&format!("binpack field '{shown}' is invalid.")));
            }
            Some("spread")
                if !["instanceid", "host"].contains(&shown.to_ascii_lowercase().as_str())
                    && !shown.starts_with("attribute:") =>
            {
                return Err(refuse(&format!("spread field '{shown}' is invalid.")));
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_connect(service: &Object) -> Verdict {
    let Some(connect) = service
        .get("serviceConnectConfiguration")
        .filter(|connect| input::flag(connect, "enabled"))
    else {
        return Ok(());
    };
    if controller(service) != "ECS" {
        return Err(refuse(
            "Service Connect is only supported with the ECS deployment controller.",
        ));
    }
    for exposed in input::list(connect, "services") {
        let aliases = input::list(exposed, "clientAliases");
        match aliases.len() {
            0 => return Err(refuse("clientAliases must have 1 element.")),
            1 => {}
            count => {
                return Err(refuse(&format!(
                    "{count} clientAliases exceeds the max limit of 1"
                )));
            }
        }
    }
    Ok(())
}
