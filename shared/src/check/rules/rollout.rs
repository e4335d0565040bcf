//! Rules about whether and how a deployment can go.

use crate::check::context::{Context, Findings, in_service};
use crate::json::Json;
use crate::plan::bounds;

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

pub(super) fn deadlock(context: &Context<'_>, found: &mut Findings) {
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
        found.error(
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
            found.warning(
                in_service(MAXIMUM),
                format!("Raise maximumPercent or lower minimumHealthyPercent: with desiredCount {desired} at least {least} (rounded up) must run and at most {most} (rounded down) may, so that no deployment can replace one"),
            );
        }
    }
}

pub(super) fn no_circuit_breaker(context: &Context<'_>, found: &mut Findings) {
    // An update that leaves it out keeps the one that is there.
    if !rolls(context) || context.is_update() {
        return;
    }
    let breaker = context.service_value("/deploymentConfiguration/deploymentCircuitBreaker");
    let enabled = breaker
        .and_then(|breaker| breaker.get("enable"))
        .and_then(Json::as_bool);
    if enabled != Some(true) {
        found.advice(
            in_service("/deploymentConfiguration/deploymentCircuitBreaker"),
            "Enable the circuit breaker with rollback: without it ECS starts failing tasks again forever",
        );
    }
}

pub(super) fn outage(context: &Context<'_>, found: &mut Findings) {
    if !rolls(context) || context.is_daemon() || context.service_value(CONFIGURATION).is_none() {
        return;
    }
    let runs = context
        .service_number("/desiredCount")
        .is_none_or(|count| count > 0);
    if context.service_number(MINIMUM) == Some(0) && runs {
        found.advice(
            in_service(MINIMUM),
            "Raise minimumHealthyPercent where an outage matters: with 0 every task may stop before a new one runs",
        );
    }
}
