//! Advice on availability and security: it works without, and is better with.

use crate::check::context::{Context, Findings, in_service, in_task, is_set};
use crate::json::Json;

pub(super) fn single_task(context: &Context<'_>, found: &mut Findings) {
    if !context.is_daemon() && context.service_number("/desiredCount") == Some(1) {
        found.advice(
            in_service("/desiredCount"),
            "Run two tasks or more where an outage matters: a single one has no stand-in",
        );
    }
}

pub(super) fn single_subnet(context: &Context<'_>, found: &mut Findings) {
    let at = "/networkConfiguration/awsvpcConfiguration/subnets";
    if context.service_elements(at).count() == 1 {
        found.advice(
            in_service(at),
            "Choose subnets in two zones or more: with one the service falls with its zone",
        );
    }
}

pub(super) fn logs_missing(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        if !is_set(container.json, "logConfiguration") {
            found.advice(
                in_task(container.at.member("logConfiguration")),
                format!("Send the output of {} to awslogs, so that a failure can be understood afterwards", container.words()),
            );
        }
    }
}

pub(super) fn privileged(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        if container.json.get("privileged").and_then(Json::as_bool) == Some(true) {
            found.advice(
                in_task(container.at.member("privileged")),
                format!(
                    "Do without privileged for {}: it has root's powers on the instance",
                    container.words()
                ),
            );
        }
    }
}
