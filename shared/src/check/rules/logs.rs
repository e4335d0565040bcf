//! Rules about where output goes.

use crate::check::context::{Container, Context, Findings, in_task, is_set, text};
use crate::check::rule::{Rule, api, error, refusal};
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[
    error(
        "log-options",
        awslogs_options,
        "awslogs needs a group, a region and on Fargate a stream prefix.",
        refusal("Log driver awslogs requires options: awslogs-group"),
    ),
    error(
        "log-options-splunk",
        splunk_options,
        "splunk needs an address and a token.",
        api("LogConfiguration"),
    ),
    error(
        "log-router-missing",
        router_missing,
        "awsfirelens needs a container that routes the logs.",
        refusal(
            "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.",
        ),
    ),
    error(
        "log-router-unused",
        router_unused,
        "A log router needs a container that sends to it.",
        refusal(
            "When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.",
        ),
    ),
];

/// The options of a container's log driver, where it uses this one.
fn options<'a>(container: &Container<'a>, driver: &str) -> Option<&'a Json> {
    let configuration = container.json.get("logConfiguration")?;
    (text(configuration, "logDriver") == Some(driver)).then_some(configuration)
}

/// Whether an option is given, also as a secret.
fn has(configuration: &Json, option: &str) -> bool {
    let plain = configuration
        .get("options")
        .is_some_and(|options| is_set(options, option));
    let secret = configuration
        .get("secretOptions")
        .and_then(Json::as_array)
        .is_some_and(|all| all.iter().any(|one| text(one, "name") == Some(option)));
    plain || secret
}

fn awslogs_options(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(configuration) = options(container, "awslogs") else {
            continue;
        };
        let at = container.at.member("logConfiguration").member("options");
        if !has(configuration, "awslogs-group") {
            found.add(
                in_task(at.member("awslogs-group")),
                "Give the option awslogs-group, the log group such as /ecs/web",
            );
        }
        if !has(configuration, "awslogs-region") {
            // Registration accepts it without on EC2, where the agent knows its region.
            found.fixable(
                in_task(at.member("awslogs-region")),
                "Give the option awslogs-region, such as eu-central-1",
                None,
            );
        }
        if context.on_fargate() && !has(configuration, "awslogs-stream-prefix") {
            found.add(
                in_task(at.member("awslogs-stream-prefix")),
                "Give the option awslogs-stream-prefix, such as web: Fargate needs it",
            );
        }
        if has(configuration, "awslogs-datetime-format")
            && has(configuration, "awslogs-multiline-pattern")
        {
            found.add(
                in_task(at.member("awslogs-multiline-pattern")),
                "Keep either awslogs-multiline-pattern or awslogs-datetime-format: both split lines",
            );
        }
    }
}

fn splunk_options(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(configuration) = options(container, "splunk") else {
            continue;
        };
        let at = container.at.member("logConfiguration").member("options");
        for option in ["splunk-token", "splunk-url"] {
            if !has(configuration, option) {
                found.add(
                    in_task(at.member(option)),
                    format!("Give the option {option}, best as a secret option"),
                );
            }
        }
    }
}

fn router_missing(context: &Context<'_>, found: &mut Findings) {
    let routed = context
        .containers
        .iter()
        .any(|container| is_set(container.json, "firelensConfiguration"));
    if routed {
        return;
    }
    for container in &context.containers {
        if options(container, "awsfirelens").is_some() {
            found.add(
                in_task(container.at.member("logConfiguration").member("logDriver")),
                "Add a container with firelensConfiguration: awsfirelens sends the logs to it",
            );
        }
    }
}

fn router_unused(context: &Context<'_>, found: &mut Findings) {
    let used = context
        .containers
        .iter()
        .any(|container| options(container, "awsfirelens").is_some());
    let mut routers = context
        .containers
        .iter()
        .filter(|container| is_set(container.json, "firelensConfiguration"));
    if let Some(router) = routers.next() {
        let at = router.at.member("firelensConfiguration");
        if !used {
            found.add(in_task(&at), "Let a container log with awsfirelens, or remove the router: ECS refuses one without");
        }
        if let Some(second) = routers.next() {
            found.add(
                in_task(second.at.member("firelensConfiguration")),
                "Keep one log router: a task has at most one",
            );
        }
    }
}
