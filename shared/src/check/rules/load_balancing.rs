//! Rules about load balancers.

use crate::check::context::{
    Context, Findings, NetworkMode, filled, in_service, is_set, remove, text,
};
use crate::issue::Severity;
use crate::json::Json;
use crate::schema::port_range;
use crate::wire::TargetGroup;

const LIST: &str = "/loadBalancers";

pub(super) fn kind(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        let (group, classic) = (
            is_set(balancer, "targetGroupArn"),
            is_set(balancer, "loadBalancerName"),
        );
        if group && classic {
            let at = at.member("loadBalancerName");
            found.add(
                Severity::Error,
                in_service(&at),
                "Keep either targetGroupArn or loadBalancerName: ECS takes one of them",
                Some(remove(&at)),
            );
        } else if !group && !classic {
            found.error(
                in_service(at.member("targetGroupArn")),
                "Choose the target group that tasks register in",
            );
        }
        for name in ["containerName", "containerPort"] {
            if !is_set(balancer, name) {
                found.error(
                    in_service(at.member(name)),
                    format!("Give {name}: it says where the traffic goes in the task"),
                );
            }
        }
    }
}

pub(super) fn container(context: &Context<'_>, found: &mut Findings) {
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
            found.error(
                in_service(at.member("containerName")),
                format!(
                    "Name a container of the task definition: there is no {name}, there are {}",
                    names.join(", ")
                ),
            );
        }
    }
}

pub(super) fn port(context: &Context<'_>, found: &mut Findings) {
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
            found.error(
                in_service(at),
                format!(
                    "Add port {port} to the port mappings of {}, or send to one that is there",
                    container.words()
                ),
            );
        } else if fits > 1 {
            found.error(
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

pub(super) fn unknown(context: &Context<'_>, found: &mut Findings) {
    if context.known.target_groups.is_none() {
        return;
    }
    for (at, balancer) in context.service_elements(LIST) {
        if filled(balancer, "targetGroupArn").is_some() && known(context, balancer).is_none() {
            found.error(
                in_service(at.member("targetGroupArn")),
                "Choose a target group that exists: there is none of this ARN here",
            );
        }
    }
}

pub(super) fn target_type(context: &Context<'_>, found: &mut Findings) {
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
            found.error(
                in_service(at.member("targetGroupArn")),
                format!("Choose a target group of type {wanted}: {} has type {}, which tasks with network mode {mode} cannot register in", group.name, group.target_type),
            );
        }
    }
}

pub(super) fn unattached(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        if let Some(group) = known(context, balancer)
            && group.routes.is_empty()
        {
            found.error(
                in_service(at.member("targetGroupArn")),
                format!("Let a listener of a load balancer send to {} first: ECS refuses a target group that none sends to", group.name),
            );
        }
    }
}

pub(super) fn classic_on_fargate(context: &Context<'_>, found: &mut Findings) {
    if !context.service_on_fargate() {
        return;
    }
    for (at, balancer) in context.service_elements(LIST) {
        if is_set(balancer, "loadBalancerName") {
            found.error(
                in_service(at.member("loadBalancerName")),
                "Use a target group: Fargate has no Classic Load Balancers",
            );
        }
    }
}
