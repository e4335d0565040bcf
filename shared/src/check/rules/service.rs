//! Rules about a service's scheduling and role.

use crate::check::context::{Context, Findings, NetworkMode, in_service, remove};
use crate::check::rule::{Rule, api, error, refusal, warning};
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "daemon-desired-count",
        daemon_desired_count,
        "A daemon service has no desired count.",
        refusal("The daemon scheduling strategy does not support a desired count for services."),
    ),
    warning(
        "desired-count-missing",
        desired_count_missing,
        "A new replica service has a desired count.",
        api("CreateService"),
    ),
    error(
        "daemon-maximum-percent",
        daemon_maximum,
        "A daemon service replaces tasks in place.",
        refusal(
            "The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment configuration.",
        ),
    ),
    error(
        "daemon-on-fargate",
        daemon_on_fargate,
        "Fargate has no instances to run daemons on.",
        api("CreateService"),
    ),
    error(
        "role-refused",
        role,
        "A role for the load balancer is for one target group of tasks without awsvpc.",
        refusal("You cannot specify an IAM role for services that require a service linked role."),
    ),
];

fn daemon_desired_count(context: &Context<'_>, found: &mut Findings) {
    if context.is_daemon() && context.service_value("/desiredCount").is_some() {
        let at = Pointer::parse("/desiredCount");
        found.fixable(
            in_service(&at),
            "Remove desiredCount: a daemon service runs one task on every instance",
            Some(remove(&at)),
        );
    }
}

fn desired_count_missing(context: &Context<'_>, found: &mut Findings) {
    // An EXTERNAL service counts in its task sets, and an update may leave the count as it is.
    let creates = context
        .service
        .is_some_and(|json| json.get("serviceName").is_some());
    if creates
        && !context.is_daemon()
        && context.controller() != "EXTERNAL"
        && context.service_value("/desiredCount").is_none()
    {
        found.add(
            in_service("/desiredCount"),
            "Give desiredCount, such as 1: a new service needs it, an update leaves it as it is without",
        );
    }
}

fn daemon_maximum(context: &Context<'_>, found: &mut Findings) {
    let at = "/deploymentConfiguration/maximumPercent";
    if context.is_daemon()
        && context
            .service_number(at)
            .is_some_and(|percent| percent > 100)
    {
        found.add(
            in_service(at),
            "Lower maximumPercent to 100: an instance has no second place for a daemon",
        );
    }
}

fn daemon_on_fargate(context: &Context<'_>, found: &mut Findings) {
    if context.is_daemon() && context.service_on_fargate() {
        found.add(
            in_service("/schedulingStrategy"),
            "Set schedulingStrategy to REPLICA: Fargate has no instances to run daemons on",
        );
    }
}

fn role(context: &Context<'_>, found: &mut Findings) {
    if context.service_text("/role").is_none() {
        return;
    }
    let balancers = context.service_elements("/loadBalancers").count();
    let reason = if balancers == 0 {
        "it is only for services behind a load balancer"
    } else if context.network_mode() == NetworkMode::Awsvpc {
        "tasks with awsvpc are registered by ECS's service-linked role"
    } else if balancers > 1 {
        "several target groups are registered by ECS's service-linked role"
    } else if context.service_value("/serviceRegistries").is_some() {
        "service discovery uses ECS's service-linked role"
    } else if context.controller() == "EXTERNAL" {
        "task sets use ECS's service-linked role"
    } else {
        return;
    };
    let at = Pointer::parse("/role");
    found.fixable(
        in_service(&at),
        format!("Remove role: {reason}"),
        Some(remove(&at)),
    );
}
