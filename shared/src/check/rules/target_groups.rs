//! Rules about target groups as they are in AWS.

use crate::check::context::{Context, NetworkMode, filled, is_set, text};
use crate::check::findings::{Findings, in_service};
use crate::check::rule::{PRACTICE, Rule, error, guide, refusal, warning};
use crate::json::Json;
use crate::schema::Shape;
use crate::wire::TargetGroup;

pub(super) const RULES: &[Rule] = &[
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
    error(
        "target-group-health-port",
        health_port,
        "Where the host port changes, the health check asks the port of the traffic.",
        guide("alb"),
    ),
    warning(
        "target-group-in-use",
        in_use,
        "The target group of a new service has no targets yet.",
        PRACTICE,
    ),
];

const LIST: &str = "/loadBalancers";

fn known<'a>(context: &Context<'a>, balancer: &Json) -> Option<&'a TargetGroup> {
    let arn = filled(balancer, "targetGroupArn")?;
    let groups = context.known.target_groups.as_ref()?;
    groups.iter().find(|group| group.arn == arn)
}

fn unknown(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        let place = at.member("targetGroupArn");
        if context.known.target_groups.is_none() && is_set(balancer, "targetGroupArn") {
            found.unknown(in_service(place), "which target groups there are");
        } else if let Some(arn) = filled(balancer, "targetGroupArn")
            && Shape::TargetGroupArn.matches(arn)
            && known(context, balancer).is_none()
        {
            found.add(
                in_service(place),
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

fn health_port(context: &Context<'_>, found: &mut Findings) {
    if context.network_mode() != NetworkMode::Bridge {
        return;
    }
    for (at, balancer) in context.service_elements(LIST) {
        let port = balancer.get("containerPort").and_then(Json::as_i64);
        let dynamic = text(balancer, "containerName")
            .and_then(|name| context.container(name))
            .is_some_and(|container| {
                container.mappings().any(|mapping| {
                    mapping.container_port() == port
                        && port.is_some()
                        && matches!(
                            mapping.json.get("hostPort").map(Json::as_i64),
                            None | Some(Some(0))
                        )
                })
            });
        if let Some(group) = known(context, balancer)
            && let Some(health) = &group.health
            && dynamic
            && health.port != "traffic-port"
        {
            found.add(
                in_service(at.member("targetGroupArn")),
                format!("Let {} check health on the traffic port, or give the container a fixed hostPort: it asks port {}, and each task has another one", group.name, health.port),
            );
        }
    }
}

fn in_use(context: &Context<'_>, found: &mut Findings) {
    if !context.creates() || context.is_update() {
        return;
    }
    for (at, balancer) in context.service_elements(LIST) {
        if let Some(group) = known(context, balancer)
            && let Some(targets @ 1..) = group.targets
        {
            found.add(
                in_service(at.member("targetGroupArn")),
                format!("Choose a target group of its own, unless this is meant: {} has targets already ({targets}), and what comes in is spread over them and the tasks of this service", group.name),
            );
        }
    }
}
