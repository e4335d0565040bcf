//! Advice on what a task survives: logs that go nowhere, and helpers that fail.

use crate::check::container::Container;
use crate::check::context::{Context, is_set, text};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{PRACTICE, Rule, advice, api};

pub(super) const RULES: &[Rule] = &[
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
