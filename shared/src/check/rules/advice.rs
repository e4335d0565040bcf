//! Advice on availability and security: it works without, and is better with.

use crate::check::context::{Context, is_set};
use crate::check::findings::{Findings, in_service, in_task};
use crate::check::rule::{PRACTICE, Rule, advice, guide};

pub(super) const RULES: &[Rule] = &[
    advice(
        "single-task",
        single_task,
        "More than one task survives the loss of one.",
        PRACTICE,
    ),
    advice(
        "single-subnet",
        single_subnet,
        "More than one zone survives the loss of one.",
        PRACTICE,
    ),
    advice(
        "logs-missing",
        logs_missing,
        "Every container's output goes somewhere.",
        guide("using_awslogs"),
    ),
];

fn single_task(context: &Context<'_>, found: &mut Findings) {
    if !context.is_daemon() && context.service_number("/desiredCount") == Some(1) {
        found.add(
            in_service("/desiredCount"),
            "Run two tasks or more where an outage matters: a single one has no stand-in",
        );
    }
}

fn single_subnet(context: &Context<'_>, found: &mut Findings) {
    let at = "/networkConfiguration/awsvpcConfiguration/subnets";
    if context.service_elements(at).count() == 1 {
        found.add(
            in_service(at),
            "Choose subnets in two zones or more: with one the service falls with its zone",
        );
    }
}

fn logs_missing(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        if !is_set(container.json, "logConfiguration") {
            found.add(
                in_task(container.at.member("logConfiguration")),
                format!("Send the output of {} to awslogs, so that a failure can be understood afterwards", container.words()),
            );
        }
    }
}
