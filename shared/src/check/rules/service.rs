//! Rules about a service's scheduling and role.

use crate::check::context::{Context, Findings, NetworkMode, in_service, remove, set, text};
use crate::check::open::is_open;
use crate::check::rule::{PRACTICE, Rule, api, error, refusal, warning};
use crate::json::Json;
use crate::plan::TASK_DEFINITION_ARN;
use crate::pointer::Pointer;
use crate::schema::Shape;

pub(super) const RULES: &[Rule] = &[
    error(
        "task-definition-missing",
        task_definition_missing,
        "A new service has a task definition.",
        api("CreateService"),
    ),
    warning(
        "task-definition-other",
        task_definition_other,
        "The service runs the task definition that is beside it.",
        PRACTICE,
    ),
    error(
        "daemon-desired-count",
        daemon_desired_count,
        "A daemon service has no desired count.",
        refusal("The daemon scheduling strategy does not support a desired count for services."),
    ),
    error(
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

fn task_definition_missing(context: &Context<'_>, found: &mut Findings) {
    // A task definition that is at hand is registered, and the service gets its revision.
    if context.creates()
        && !context.is_update()
        && context.task_definition.is_none()
        && matches!(context.controller(), "ECS" | "CODE_DEPLOY")
        && !context.service_has("/taskDefinition")
    {
        found.add(
            in_service("/taskDefinition"),
            "Give taskDefinition, a revision such as web:3: a new service needs one",
        );
    }
}

fn task_definition_other(context: &Context<'_>, found: &mut Findings) {
    let (Some(reference), Some(family)) = (
        context.service_text("/taskDefinition"),
        context.task_text("family"),
    ) else {
        return;
    };
    let name = match reference.split_once(":task-definition/") {
        Some((_, name)) => name,
        None => reference,
    };
    let named = name.split(':').next().unwrap_or_default();
    // What is no reference at all is in the wrong form.
    if reference != TASK_DEFINITION_ARN
        && named != family
        && Shape::TaskDefinition.matches(reference)
    {
        let at = Pointer::parse("/taskDefinition");
        found.fixable(
            in_service(&at),
            format!("Set taskDefinition to {family}, the family of the task definition beside it: {named} is another one"),
            set(format!("Set to {family}"), &at, &Json::from(family)),
        );
    }
}

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
    // An EXTERNAL service counts in its task sets, and one that is there keeps its count.
    if context.creates()
        && !context.is_update()
        && !context.is_daemon()
        && context.controller() != "EXTERNAL"
        && context.service_value("/desiredCount").is_none()
    {
        found.add(
            in_service("/desiredCount"),
            "Give desiredCount, such as 1: a new service needs it; to update one that is there, write service in place of serviceName",
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
    let by_provider = context
        .service_elements("/capacityProviderStrategy")
        .any(|(_, item)| {
            text(item, "capacityProvider").is_some_and(|name| name.starts_with("FARGATE"))
        });
    if context.is_daemon() && (by_provider || context.service_on_fargate()) {
        found.add(
            in_service("/schedulingStrategy"),
            "Set schedulingStrategy to REPLICA: Fargate has no instances to run daemons on",
        );
    }
}

fn role(context: &Context<'_>, found: &mut Findings) {
    // `UpdateService` takes no role at all.
    if context.service_text("/role").is_none()
        || !context.creates()
        || context.service_has_open_elements("/loadBalancers")
    {
        return;
    }
    let balancers = context.service_elements("/loadBalancers").count();
    let reason = if balancers == 0 {
        "it is only for services behind a load balancer"
    } else if context.network_mode() == NetworkMode::Awsvpc {
        "tasks with awsvpc are registered by ECS's service-linked role"
    } else if balancers > 1 {
        "several target groups are registered by ECS's service-linked role"
    } else if context
        .service_value("/serviceRegistries")
        .is_some_and(|registries| !is_open(registries))
    {
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
