//! Rules about whether and how a deployment can go.

use crate::check::context::{Context, Findings, in_service};
use crate::check::rule::{Rule, advice, error, guide, refusal};
use crate::issue::Severity;
use crate::json::Json;
use crate::plan::bounds;

pub(super) const RULES: &[Rule] = &[
    error(
        "percent-deadlock",
        deadlock,
        "Minimum and maximum percent leave room to replace a task.",
        refusal(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ),
    ),
    advice(
        "circuit-breaker-missing",
        no_circuit_breaker,
        "A circuit breaker ends deployments that cannot succeed.",
        guide("deployment-circuit-breaker"),
    ),
    advice(
        "outage-possible",
        outage,
        "Some tasks run on while a deployment replaces others.",
        guide("deployment-type-ecs"),
    ),
];

const CONFIGURATION: &str = "/deploymentConfiguration";
const MINIMUM: &str = "/deploymentConfiguration/minimumHealthyPercent";
const MAXIMUM: &str = "/deploymentConfiguration/maximumPercent";

/// Whether ECS itself replaces the tasks bit by bit, as far as the document says.
fn rolls(context: &Context<'_>) -> bool {
    let strategy = context.service_text("/deploymentConfiguration/strategy");
    context.service.is_some()
        && context.controller() == "ECS"
        && strategy.is_none_or(|strategy| strategy == "ROLLING")
}

fn deadlock(context: &Context<'_>, found: &mut Findings) {
    if !rolls(context) || context.is_daemon() {
        return;
    }
    let given = (
        context.service_number(MINIMUM),
        context.service_number(MAXIMUM),
    );
    // What an update leaves out stays as it is, so nothing is known of it.
    let (minimum, maximum) = match given {
        (Some(minimum), Some(maximum)) => (minimum, maximum),
        (Some(minimum), None) if !context.is_update() => (minimum, 200),
        (None, Some(maximum)) if !context.is_update() => (100, maximum),
        _ => return,
    };
    if minimum == 100 && maximum == 100 {
        found.add(
            in_service(MAXIMUM),
            "Raise maximumPercent or lower minimumHealthyPercent: with 100 and 100 no task may stop and none may start",
        );
        return;
    }
    let (Ok(minimum), Ok(maximum)) = (u64::try_from(minimum), u64::try_from(maximum)) else {
        return;
    };
    let desired = context
        .service_number("/desiredCount")
        .and_then(|count| u64::try_from(count).ok());
    if let Some(desired) = desired.filter(|count| *count > 0) {
        let (least, most) = bounds(desired, minimum, maximum);
        if least >= most {
            found.weaker(Severity::Warning, in_service(MAXIMUM),
                format!("Raise maximumPercent or lower minimumHealthyPercent: with desiredCount {desired} at least {least} (rounded up) must run and at most {most} (rounded down) may, so that no deployment can replace one"),
            );
        }
    }
}

fn no_circuit_breaker(context: &Context<'_>, found: &mut Findings) {
    // An update that leaves it out keeps the one that is there.
    if !rolls(context) || context.is_update() {
        return;
    }
    let breaker = context.service_value("/deploymentConfiguration/deploymentCircuitBreaker");
    let enabled = breaker
        .and_then(|breaker| breaker.get("enable"))
        .and_then(Json::as_bool);
    if enabled != Some(true) {
        found.add(
            in_service("/deploymentConfiguration/deploymentCircuitBreaker"),
            "Enable the circuit breaker with rollback: without it ECS starts failing tasks again forever",
        );
    }
}

fn outage(context: &Context<'_>, found: &mut Findings) {
    if !rolls(context) || context.is_daemon() || context.service_value(CONFIGURATION).is_none() {
        return;
    }
    let runs = context
        .service_number("/desiredCount")
        .is_none_or(|count| count > 0);
    if context.service_number(MINIMUM) == Some(0) && runs {
        found.add(
            in_service(MINIMUM),
            "Raise minimumHealthyPercent where an outage matters: with 0 every task may stop before a new one runs",
        );
    }
}
