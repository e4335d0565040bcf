//! Rules about services whose deployments another controller than ECS carries out.

use crate::check::context::{Context, is_given};
use crate::check::findings::{Findings, in_service, remove, set};
use crate::check::rule::{Rule, api, error, guide, refusal};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "code-deploy-load-balancer",
        load_balancer_missing,
        "CodeDeploy shifts the traffic of a load balancer.",
        refusal(
            "When specifying the CODE_DEPLOY deployment controller type, the service requires an Application Load Balancer or Network Load Balancer.",
        ),
    ),
    error(
        "code-deploy-target-groups",
        several_target_groups,
        "With CodeDeploy a service has one target group.",
        api("UpdateService"),
    ),
    error(
        "external-load-balancers",
        external_load_balancers,
        "With EXTERNAL the task sets have the load balancers.",
        refusal("LoadBalancers must be empty or null."),
    ),
    error(
        "external-task-definition",
        external_task_definition,
        "With EXTERNAL the task sets have the task definition.",
        refusal("TaskDefinition must be blank."),
    ),
    error(
        "daemon-controller",
        daemon,
        "Only ECS carries out the deployments of daemons.",
        api("CreateService"),
    ),
    error(
        "percent-fixed",
        percent,
        "With CodeDeploy and EXTERNAL the percentages on EC2 are fixed.",
        api("DeploymentConfiguration"),
    ),
    error(
        "breaker-controller",
        circuit_breaker,
        "Only ECS has a circuit breaker.",
        api("DeploymentConfiguration"),
    ),
    error(
        "alarms-controller",
        alarms,
        "Only ECS watches alarms.",
        api("DeploymentAlarms"),
    ),
    error(
        "strategy-controller",
        strategy,
        "Only ECS shifts traffic by a strategy.",
        api("DeploymentConfiguration"),
    ),
    error(
        "service-connect-controller",
        service_connect,
        "Service Connect needs ECS's own deployments.",
        guide("service-connect-concepts-deploy"),
    ),
    error(
        "controller-refuses-change",
        refuses_change,
        "What CodeDeploy deploys is not updated in ECS.",
        refusal(
            "Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
        ),
    ),
];

const CONTROLLER: &str = "/deploymentController/type";
const LIST: &str = "/loadBalancers";

/// The controller, where it is not ECS itself.
fn other<'a>(context: &Context<'a>) -> Option<&'a str> {
    Some(context.controller()).filter(|other| matches!(*other, "CODE_DEPLOY" | "EXTERNAL"))
}

fn load_balancer_missing(context: &Context<'_>, found: &mut Findings) {
    let mut balancers = context.service_elements(LIST).peekable();
    let none = context.service_lacks(LIST)
        || (balancers.peek().is_some()
            && balancers.all(|(_, one)| {
                is_given(one, "loadBalancerName") && !is_given(one, "targetGroupArn")
            }));
    if context.controller() == "CODE_DEPLOY" && none {
        found.add(
            in_service(CONTROLLER),
            "Add a target group to loadBalancers, or set the type to ECS: CodeDeploy shifts the traffic of an Application or Network Load Balancer",
        );
    }
}

fn several_target_groups(context: &Context<'_>, found: &mut Findings) {
    let groups = context
        .service_elements(LIST)
        .filter(|(_, one)| is_given(one, "targetGroupArn"))
        .count();
    if context.controller() == "CODE_DEPLOY" && groups > 1 {
        found.add(
            in_service(LIST),
            format!("Keep one target group: there are {groups}, and the second one is named in CodeDeploy's deployment group"),
        );
    }
}

fn external_load_balancers(context: &Context<'_>, found: &mut Findings) {
    external(context, LIST, found);
}

fn external_task_definition(context: &Context<'_>, found: &mut Findings) {
    external(context, "/taskDefinition", found);
}

fn external(context: &Context<'_>, at: &str, found: &mut Findings) {
    let given = context
        .service_value(at)
        .is_some_and(|value| value.as_str() != Some(""));
    if context.controller() == "EXTERNAL" && given {
        let at = Pointer::parse(at);
        let name = at.tokens().last().unwrap_or_default();
        found.fixable(
            in_service(&at),
            format!("Remove {name}: with the EXTERNAL controller the task sets have it"),
            remove(&at),
        );
    }
}

fn daemon(context: &Context<'_>, found: &mut Findings) {
    if let Some(other) = other(context)
        && context.is_daemon()
    {
        found.add(
            in_service("/schedulingStrategy"),
            format!("Set schedulingStrategy to REPLICA, or the deployment controller to ECS: {other} deploys no daemons"),
        );
    }
}

fn percent(context: &Context<'_>, found: &mut Findings) {
    let Some(other) = other(context).filter(|_| context.on_instances()) else {
        return;
    };
    for (name, default) in [("maximumPercent", 200), ("minimumHealthyPercent", 100)] {
        let at = Pointer::parse("/deploymentConfiguration").member(name);
        let custom = context
            .service_number(at.as_str())
            .is_some_and(|percent| percent != default && percent >= 0);
        // A value that no service may have has an issue of its own.
        let in_range = context
            .service_number(at.as_str())
            .is_some_and(|percent| (percent >= 100) == (name == "maximumPercent"));
        if custom && in_range {
            found.fixable(
                in_service(&at),
                format!("Set {name} to {default}, or leave it out: with {other} it cannot be chosen for tasks on EC2"),
                set(format!("Set to {default}"), &at, &Json::from(default)),
            );
        }
    }
}

fn circuit_breaker(context: &Context<'_>, found: &mut Findings) {
    only_ecs(context, "deploymentCircuitBreaker", found);
}

fn alarms(context: &Context<'_>, found: &mut Findings) {
    only_ecs(context, "alarms", found);
}

fn only_ecs(context: &Context<'_>, name: &str, found: &mut Findings) {
    let at = Pointer::parse("/deploymentConfiguration").member(name);
    if let Some(other) = other(context)
        && context.service_flag(at.member("enable").as_str()) == Some(true)
    {
        found.fixable(
            in_service(&at),
            format!("Remove {name}, or set the deployment controller to ECS: {other} has none"),
            remove(&at),
        );
    }
}

fn strategy(context: &Context<'_>, found: &mut Findings) {
    if let (Some(other), Some(strategy)) = (other(context), context.shifting()) {
        let at = Pointer::parse("/deploymentConfiguration/strategy");
        found.fixable(
            in_service(&at),
            format!("Remove strategy, or set the deployment controller to ECS: {other} does no {strategy} deployments of ECS"),
            remove(&at),
        );
    }
}

fn service_connect(context: &Context<'_>, found: &mut Findings) {
    if let Some(other) = other(context)
        && context.service_flag("/serviceConnectConfiguration/enabled") == Some(true)
    {
        found.add(
            in_service(CONTROLLER),
            format!(
                "Set the type to ECS, or do without Service Connect: it does not work with {other}"
            ),
        );
    }
}

fn refuses_change(context: &Context<'_>, found: &mut Findings) {
    if !context.is_update() {
        return;
    }
    for name in [
        "taskDefinition",
        "loadBalancers",
        "networkConfiguration",
        "platformVersion",
    ] {
        let at = Pointer::root().member(name);
        if !context.service_has(at.as_str()) {
            continue;
        }
        match context.known.controller.as_deref() {
            Some("CODE_DEPLOY") => found.add(
                in_service(at),
                format!("Take {name} out here and start a deployment in CodeDeploy: it deploys this service, and ECS refuses the change"),
            ),
            Some(_) => {}
            None => {
                found.unknown(in_service(at), "which deployment controller the service has");
                return;
            }
        }
    }
}
