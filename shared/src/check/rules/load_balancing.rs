//! Rules about load balancers.

use crate::check::context::{
    Context, Findings, NetworkMode, filled, in_service, is_set, remove, text,
};
use crate::check::rule::{Rule, error, refusal};
use crate::json::Json;
use crate::schema::port_range;
use crate::wire::TargetGroup;

pub(super) const RULES: &[Rule] = &[
    error(
        "load-balancer-kind",
        kind,
        "A load balancer is a target group or a classic one.",
        refusal(
            "You must specify either a loadBalancerName or a targetGroupArn in all loadBalancer entries",
        ),
    ),
    error(
        "classic-on-fargate",
        classic_on_fargate,
        "Fargate works with target groups.",
        refusal("Classic Load Balancers are not supported with Fargate."),
    ),
    error(
        "load-balancer-container",
        container,
        "A load balancer sends to a container of the task.",
        refusal("The container does not exist in the task definition."),
    ),
    error(
        "load-balancer-port",
        port,
        "A load balancer sends to a port that the container maps once.",
        refusal("The container did not have a container port defined."),
    ),
    error(
        "target-group-unknown",
        unknown,
        "The target group exists.",
        refusal("The specified target group does not exist."),
    ),
    error(
        "target-group-type",
        target_type,
        "The target group takes what the network mode registers.",
        refusal(
            "The provided target group has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.",
        ),
    ),
    error(
        "target-group-unattached",
        unattached,
        "A load balancer sends to the target group.",
        refusal("The target group does not have an associated load balancer."),
    ),
];

const LIST: &str = "/loadBalancers";

fn kind(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        let (group, classic) = (
            is_set(balancer, "targetGroupArn"),
            is_set(balancer, "loadBalancerName"),
        );
        if group && classic {
            let at = at.member("loadBalancerName");
            found.fixable(
                in_service(&at),
                "Keep either targetGroupArn or loadBalancerName: ECS takes one of them",
                Some(remove(&at)),
            );
        } else if !group && !classic {
            found.add(
                in_service(at.member("targetGroupArn")),
                "Choose the target group that tasks register in",
            );
        }
        for name in ["containerName", "containerPort"] {
            if !is_set(balancer, name) {
                found.add(
                    in_service(at.member(name)),
                    format!("Give {name}: it says where the traffic goes in the task"),
                );
            }
        }
    }
}

fn container(context: &Context<'_>, found: &mut Findings) {
    if context.task_definition.is_none() {
        return;
    }
    for (at, balancer) in context.service_elements(LIST) {
        if let Some(name) = filled(balancer, "containerName")
            && context.container(name).is_none()
        {
            let names: Vec<&str> = context
                .containers
                .iter()
                .take(10)
                .map(|one| one.name)
                .collect();
            found.add(
                in_service(at.member("containerName")),
                format!(
                    "Name a container of the task definition: there is no {name}, there are {}",
                    names.join(", ")
                ),
            );
        }
    }
}

fn port(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        let port = balancer.get("containerPort").and_then(Json::as_i64);
        let container = text(balancer, "containerName").and_then(|name| context.container(name));
        let (Some(port), Some(container)) = (port, container) else {
            continue;
        };
        let fits = container
            .mappings()
            .filter(|mapping| {
                let range = text(mapping.json, "containerPortRange").and_then(port_range);
                let in_range = range
                    .is_some_and(|(low, high)| (i64::from(low)..=i64::from(high)).contains(&port));
                mapping.container_port() == Some(port) || in_range
            })
            .count();
        let has_placeholder = container
            .mappings()
            .any(|mapping| text(mapping.json, "containerPort").is_some());
        let at = at.member("containerPort");
        if fits == 0 && !has_placeholder {
            found.add(
                in_service(at),
                format!(
                    "Add port {port} to the port mappings of {}, or send to one that is there",
                    container.words()
                ),
            );
        } else if fits > 1 {
            found.add(
                in_service(at),
                format!(
                    "Map port {port} of {} once: a load balancer cannot tell tcp from udp",
                    container.words()
                ),
            );
        }
    }
}

fn known<'a>(context: &Context<'a>, balancer: &Json) -> Option<&'a TargetGroup> {
    let arn = filled(balancer, "targetGroupArn")?;
    let groups = context.known.target_groups.as_ref()?;
    groups.iter().find(|group| group.arn == arn)
}

fn unknown(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        if context.known.target_groups.is_none() && is_set(balancer, "targetGroupArn") {
            found.unknown(
                in_service(at.member("targetGroupArn")),
                "which target groups there are",
            );
        } else if filled(balancer, "targetGroupArn").is_some() && known(context, balancer).is_none()
        {
            found.add(
                in_service(at.member("targetGroupArn")),
                "Choose a target group that exists: there is none of this ARN here",
            );
        }
    }
}

fn target_type(context: &Context<'_>, found: &mut Findings) {
    let (wanted, mode) = match context.network_mode() {
        NetworkMode::Awsvpc => ("ip", "awsvpc"),
        NetworkMode::Bridge => ("instance", "bridge"),
        NetworkMode::Host => ("instance", "host"),
        _ => return,
    };
    for (at, balancer) in context.service_elements(LIST) {
        if let Some(group) = known(context, balancer)
            && group.target_type != wanted
        {
            found.add(
                in_service(at.member("targetGroupArn")),
                format!("Choose a target group of type {wanted}: {} has type {}, which tasks with network mode {mode} cannot register in", group.name, group.target_type),
            );
        }
    }
}

fn unattached(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        if let Some(group) = known(context, balancer)
            && group.routes.is_empty()
        {
            found.add(
                in_service(at.member("targetGroupArn")),
                format!("Let a listener of a load balancer send to {} first: ECS refuses a target group that none sends to", group.name),
            );
        }
    }
}

fn classic_on_fargate(context: &Context<'_>, found: &mut Findings) {
    if !context.service_on_fargate() {
        return;
    }
    for (at, balancer) in context.service_elements(LIST) {
        if is_set(balancer, "loadBalancerName") {
            found.add(
                in_service(at.member("loadBalancerName")),
                "Use a target group: Fargate has no Classic Load Balancers",
            );
        }
    }
}
