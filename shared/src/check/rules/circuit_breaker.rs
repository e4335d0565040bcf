//! Rules about what ends a deployment that cannot succeed: the circuit breaker and alarms.

use super::rollout::rolls;
use crate::check::context::Context;
use crate::check::findings::{Findings, in_service};
use crate::check::rule::{PRACTICE, Rule, advice, api, error, guide, warning};
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    warning(
        "rollback-without-breaker",
        rollback_without_breaker,
        "Only a circuit breaker that is on rolls back.",
        api("DeploymentCircuitBreaker"),
    ),
    error(
        "breaker-threshold",
        threshold,
        "A bounded percentage is at most 100.",
        api("ThresholdConfiguration"),
    ),
    error(
        "alarms-unnamed",
        alarms_unnamed,
        "Alarms that are watched have names.",
        api("DeploymentAlarms"),
    ),
    advice(
        "circuit-breaker-missing",
        missing,
        "A circuit breaker ends deployments that cannot succeed.",
        guide("deployment-circuit-breaker"),
    ),
    advice(
        "breaker-without-rollback",
        without_rollback,
        "A deployment that fails goes back to what ran before.",
        guide("deployment-circuit-breaker"),
    ),
    advice(
        "alarms-missing",
        alarms_missing,
        "Alarms notice what tasks that run do wrong.",
        PRACTICE,
    ),
];

const BREAKER: &str = "/deploymentConfiguration/deploymentCircuitBreaker";
const ALARMS: &str = "/deploymentConfiguration/alarms";

fn flag(context: &Context<'_>, at: &str, name: &str) -> Option<bool> {
    context.service_flag(Pointer::parse(at).member(name).as_str())
}

fn rollback_without_breaker(context: &Context<'_>, found: &mut Findings) {
    if flag(context, BREAKER, "enable") == Some(false)
        && flag(context, BREAKER, "rollback") == Some(true)
    {
        found.add(
            in_service(Pointer::parse(BREAKER).member("rollback")),
            "Set enable to true as well: a circuit breaker that is off rolls nothing back",
        );
    }
}

fn threshold(context: &Context<'_>, found: &mut Findings) {
    let at = Pointer::parse(BREAKER).member("thresholdConfiguration");
    let value = at.member("value");
    if context.service_text(at.member("type").as_str()) == Some("BOUNDED_PERCENT")
        && context
            .service_number(value.as_str())
            .is_some_and(|percent| percent > 100)
    {
        found.add(
            in_service(value),
            "Set value to 1 to 100: with BOUNDED_PERCENT it is a percentage of the desired count",
        );
    }
}

fn alarms_unnamed(context: &Context<'_>, found: &mut Findings) {
    let names = Pointer::parse(ALARMS).member("alarmNames");
    // Names that are not there at all are missing by the schema.
    if flag(context, ALARMS, "enable") == Some(true)
        && context.service_has(names.as_str())
        && context.service_value(names.as_str()).is_none()
    {
        found.add(
            in_service(names),
            "Name the CloudWatch alarms to watch, or set enable to false",
        );
    }
}

fn missing(context: &Context<'_>, found: &mut Findings) {
    // An update that leaves it out keeps the one that is there.
    if !rolls(context) || !(context.service_has(BREAKER) || context.service_lacks(BREAKER)) {
        return;
    }
    let disabled = flag(context, BREAKER, "enable") != Some(true);
    // A rollback that is asked of a breaker that is off is a fault of its own.
    if disabled && flag(context, BREAKER, "rollback") != Some(true) {
        found.add(
            in_service(BREAKER),
            "Enable the circuit breaker with rollback: without it ECS starts failing tasks again forever",
        );
    }
}

fn without_rollback(context: &Context<'_>, found: &mut Findings) {
    if rolls(context)
        && flag(context, BREAKER, "enable") == Some(true)
        && flag(context, BREAKER, "rollback") == Some(false)
    {
        found.add(
            in_service(Pointer::parse(BREAKER).member("rollback")),
            "Set rollback to true: without it a deployment that failed leaves the service between two versions",
        );
    }
}

fn alarms_missing(context: &Context<'_>, found: &mut Findings) {
    let off = context.service_lacks(ALARMS) || flag(context, ALARMS, "enable") == Some(false);
    if rolls(context) && flag(context, BREAKER, "enable") == Some(true) && off {
        found.add(
            in_service(ALARMS),
            "Name CloudWatch alarms, such as one on failed requests: the circuit breaker sees only tasks that do not start or are unhealthy",
        );
    }
}
