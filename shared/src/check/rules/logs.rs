//! Rules about where output goes.

use crate::check::context::{Container, Context, Findings, in_task, is_set, text};
use crate::issue::Severity;
use crate::json::Json;

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

pub(super) fn awslogs_options(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(configuration) = options(container, "awslogs") else {
            continue;
        };
        let at = container.at.member("logConfiguration").member("options");
        if !has(configuration, "awslogs-group") {
            found.error(
                in_task(at.member("awslogs-group")),
                "Give the option awslogs-group, the log group such as /ecs/web",
            );
        }
        if !has(configuration, "awslogs-region") {
            // Registration accepts it without on EC2, where the agent knows its region.
            found.add(
                Severity::Warning,
                in_task(at.member("awslogs-region")),
                "Give the option awslogs-region, such as eu-central-1",
                None,
            );
        }
        if context.on_fargate() && !has(configuration, "awslogs-stream-prefix") {
            found.error(
                in_task(at.member("awslogs-stream-prefix")),
                "Give the option awslogs-stream-prefix, such as web: Fargate needs it",
            );
        }
        if has(configuration, "awslogs-datetime-format")
            && has(configuration, "awslogs-multiline-pattern")
        {
            found.error(
                in_task(at.member("awslogs-multiline-pattern")),
                "Keep either awslogs-multiline-pattern or awslogs-datetime-format: both split lines",
            );
        }
    }
}

pub(super) fn splunk_options(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(configuration) = options(container, "splunk") else {
            continue;
        };
        let at = container.at.member("logConfiguration").member("options");
        for option in ["splunk-token", "splunk-url"] {
            if !has(configuration, option) {
                found.error(
                    in_task(at.member(option)),
                    format!("Give the option {option}, best as a secret option"),
                );
            }
        }
    }
}

pub(super) fn router_missing(context: &Context<'_>, found: &mut Findings) {
    let routed = context
        .containers
        .iter()
        .any(|container| is_set(container.json, "firelensConfiguration"));
    if routed {
        return;
    }
    for container in &context.containers {
        if options(container, "awsfirelens").is_some() {
            found.error(
                in_task(container.at.member("logConfiguration").member("logDriver")),
                "Add a container with firelensConfiguration: awsfirelens sends the logs to it",
            );
        }
    }
}

pub(super) fn router_unused(context: &Context<'_>, found: &mut Findings) {
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
            found.error(in_task(&at), "Let a container log with awsfirelens, or remove the router: ECS refuses one without");
        }
        if let Some(second) = routers.next() {
            found.error(
                in_task(second.at.member("firelensConfiguration")),
                "Keep one log router: a task has at most one",
            );
        }
    }
}
