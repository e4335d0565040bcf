//! Rules about load balancers.

use std::collections::BTreeSet;

use crate::check::context::{
    Context, Findings, filled, in_service, is_given, is_set, remove, text,
};
use crate::check::rule::{Rule, api, error, guide, refusal, warning};
use crate::json::Json;

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
        "load-balancer-target-missing",
        target_missing,
        "A load balancer sends to a port of a container.",
        api("LoadBalancer"),
    ),
    error(
        "load-balancer-count",
        count,
        "A service has at most five target groups or one Classic Load Balancer.",
        guide("service-quotas"),
    ),
    error(
        "target-group-twice",
        twice,
        "The tasks register once in a target group.",
        api("LoadBalancer"),
    ),
    warning(
        "classic-with-health-check",
        classic_with_health_check,
        "Behind a Classic Load Balancer containers have no health checks.",
        api("HealthCheck"),
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
];

const LIST: &str = "/loadBalancers";

fn kind(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        let (group, classic) = (
            is_given(balancer, "targetGroupArn"),
            is_given(balancer, "loadBalancerName"),
        );
        // An empty ARN has an issue of its own.
        let empty = is_set(balancer, "targetGroupArn") && !group;
        if group && classic {
            let at = at.member("loadBalancerName");
            found.fixable(
                in_service(&at),
                "Keep either targetGroupArn or loadBalancerName: ECS takes one of them",
                remove(&at),
            );
        } else if !group && !classic && !empty {
            found.add(
                in_service(at.member("targetGroupArn")),
                "Choose the target group that tasks register in",
            );
        }
    }
}

fn target_missing(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        for name in ["containerName", "containerPort"] {
            if !is_given(balancer, name) {
                found.add(
                    in_service(at.member(name)),
                    format!("Give {name}: it says where the traffic goes in the task"),
                );
            }
        }
    }
}

/// How many target groups a service may have.
const MOST_TARGET_GROUPS: usize = 5;

fn count(context: &Context<'_>, found: &mut Findings) {
    let given = |name: &str| {
        context
            .service_elements(LIST)
            .filter(|(_, balancer)| is_given(balancer, name))
            .count()
    };
    let (groups, classic) = (given("targetGroupArn"), given("loadBalancerName"));
    if groups > MOST_TARGET_GROUPS {
        found.add(
            in_service(LIST),
            format!("Keep at most {MOST_TARGET_GROUPS} target groups: there are {groups}"),
        );
    } else if classic > 1 {
        found.add(
            in_service(LIST),
            format!("Keep one Classic Load Balancer, or use target groups: there are {classic}"),
        );
    } else if classic == 1 && context.service_elements(LIST).count() > 1 {
        found.add(
            in_service(LIST),
            "Keep either the Classic Load Balancer or the target groups: several need to be target groups",
        );
    }
}

fn twice(context: &Context<'_>, found: &mut Findings) {
    let mut taken = BTreeSet::new();
    for (at, balancer) in context.service_elements(LIST) {
        if let Some(arn) = filled(balancer, "targetGroupArn")
            && !taken.insert(arn)
        {
            found.add(
                in_service(at.member("targetGroupArn")),
                "Choose another target group: the tasks register in this one already",
            );
        }
    }
}

fn classic_with_health_check(context: &Context<'_>, found: &mut Findings) {
    let checked = context
        .containers
        .iter()
        .any(|container| is_set(container.json, "healthCheck"));
    for (at, balancer) in context.service_elements(LIST) {
        if checked && is_given(balancer, "loadBalancerName") {
            found.add(
                in_service(at.member("loadBalancerName")),
                "Use a target group, or remove the containers' health checks: ECS does not support them behind a Classic Load Balancer",
            );
        }
    }
}

fn container(context: &Context<'_>, found: &mut Findings) {
    if context.task_definition.is_none() {
        return;
    }
    for (at, balancer) in context.service_elements(LIST) {
        if let Some(name) = filled(balancer, "containerName")
            && context.lacks_container(name)
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
        let message = match container.maps_port(port) {
            None | Some(1) => continue,
            Some(0) => format!(
                "Add port {port} to the port mappings of {}, or send to one that is there",
                container.words()
            ),
            Some(_) => format!(
                "Map port {port} of {} once: a load balancer cannot tell tcp from udp",
                container.words()
            ),
        };
        found.add(in_service(at.member("containerPort")), message);
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
