//! Rules about health checks.

use crate::check::context::{Context, Findings, in_task};
use crate::check::open::is_open;
use crate::check::rule::{PRACTICE, Rule, api, error, warning};
use crate::issue::Severity;
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "health-command",
        command,
        "A health check starts with CMD or CMD-SHELL.",
        api("HealthCheck"),
    ),
    warning(
        "health-overlap",
        overlap,
        "A health check ends before the next one begins.",
        PRACTICE,
    ),
];

fn command(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(Json::Array(words)) = container.json.at(&Pointer::parse("/healthCheck/command"))
        else {
            continue;
        };
        let at = container.at.member("healthCheck").member("command");
        let open = words.first().is_some_and(is_open);
        let first = words.first().and_then(Json::as_str);
        if words.is_empty() {
            found.add(in_task(at), "Give the command: CMD-SHELL and a line for the shell, such as curl -f http://localhost/ || exit 1");
        } else if words.len() == 1 && matches!(first, Some("CMD" | "CMD-SHELL")) {
            found.add(in_task(at), "Give the command after CMD or CMD-SHELL");
        } else if !matches!(first, Some("CMD" | "CMD-SHELL" | "NONE")) && !open {
            found.weaker(Severity::Warning, in_task(at), "Start the command with CMD or CMD-SHELL, so that it is clear whether a shell runs it");
        }
    }
}

fn overlap(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(check) = container.json.get("healthCheck") else {
            continue;
        };
        let number = |name: &str, default: i64| check.get(name).map_or(Some(default), Json::as_i64);
        if let (Some(interval), Some(timeout)) = (number("interval", 30), number("timeout", 5))
            && timeout >= interval
        {
            found.add(
                in_task(container.at.member("healthCheck").member("timeout")),
                format!("Lower the timeout below the interval of {interval} seconds, so that checks do not overlap"),
            );
        }
    }
}
