//! Advice on what keeps a task running, and what tells when it does not.

use crate::check::context::{Container, Context, Findings, in_task, is_set, text};
use crate::check::rule::{PRACTICE, Rule, advice, api};

pub(super) const RULES: &[Rule] = &[
    advice(
        "health-unobserved",
        health_unobserved,
        "Something tells whether a task works.",
        api("DeploymentConfiguration"),
    ),
    advice(
        "stop-timeout-missing",
        stop_timeout,
        "A container behind a load balancer has time to end its requests.",
        PRACTICE,
    ),
    advice(
        "log-mode-blocking",
        blocking_logs,
        "A container does not wait for its logs.",
        api("LogConfiguration"),
    ),
    advice(
        "sidecar-essential",
        essential_sidecar,
        "The task goes on without its helpers.",
        PRACTICE,
    ),
];

fn health_unobserved(context: &Context<'_>, found: &mut Findings) {
    let mut essential = context.containers.iter().filter(|one| one.essential());
    let Some(first) = essential.clone().next() else {
        return;
    };
    if essential.any(|container| is_set(container.json, "healthCheck")) {
        return;
    }
    let at = in_task(first.at.member("healthCheck"));
    if context.service.is_none() {
        found.unknown(at, "whether a load balancer checks the tasks");
    } else if context.service_value("/loadBalancers").is_none() {
        found.add(
            at,
            format!("Give {} a health check: without one and without a load balancer a task that hangs counts as healthy", first.words()),
        );
    }
}

fn stop_timeout(context: &Context<'_>, found: &mut Findings) {
    for (_, balancer) in context.service_elements("/loadBalancers") {
        let container = text(balancer, "containerName").and_then(|name| context.container(name));
        if let Some(container) = container
            && !is_set(container.json, "stopTimeout")
        {
            found.add(
                in_task(container.at.member("stopTimeout")),
                format!("Give {} a stopTimeout as long as its longest request: it is killed after 30 seconds, and the load balancer may still be sending", container.words()),
            );
            return;
        }
    }
}

fn blocking_logs(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(configuration) = container.json.get("logConfiguration") else {
            continue;
        };
        let blocks = configuration
            .get("options")
            .is_some_and(|options| text(options, "mode") == Some("blocking"));
        if text(configuration, "logDriver") == Some("awslogs") && blocks {
            found.add(
                in_task(container.place(&["logConfiguration", "options", "mode"])),
                format!("Set mode to non-blocking for {}: it hangs while CloudWatch Logs cannot be reached", container.words()),
            );
        }
    }
}

/// Parts of the images of well-known helpers: log routers, agents and collectors.
const HELPERS: [&str; 8] = [
    "fluent-bit",
    "fluentd",
    "datadog/agent",
    "xray-daemon",
    "aws-otel-collector",
    "cloudwatch-agent",
    "opentelemetry-collector",
    "newrelic/",
];

fn is_helper(container: &Container<'_>) -> bool {
    is_set(container.json, "firelensConfiguration")
        || container
            .text("image")
            .is_some_and(|image| HELPERS.iter().any(|helper| image.contains(helper)))
}

fn essential_sidecar(context: &Context<'_>, found: &mut Findings) {
    // A task of helpers alone is one of agents, and helping is what it is for.
    if !context
        .containers
        .iter()
        .any(|container| container.essential() && !is_helper(container))
    {
        return;
    }
    for container in context.containers.iter().filter(|one| is_helper(one)) {
        if container.essential() {
            found.add(
                in_task(container.at.member("essential")),
                format!(
                    "Set essential to false for {}, so that the task goes on when the helper fails",
                    container.words()
                ),
            );
        }
    }
}
