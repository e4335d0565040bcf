//! Rules about services that keep their tasks even over Availability Zones.

use crate::check::context::{Context, is_given, text};
use crate::check::findings::{Findings, in_service, set};
use crate::check::rule::{Rule, error, guide, refusal};
use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "rebalancing-daemon",
        daemon,
        "Daemons are not rebalanced.",
        refusal("Availability Zone Rebalancing does not support DAEMON as scheduling strategy."),
    ),
    error(
        "rebalancing-impossible",
        impossible,
        "Tasks are rebalanced where a new one can start in another zone before an old one stops.",
        guide("service-rebalancing"),
    ),
];

const REBALANCING: &str = "/availabilityZoneRebalancing";

fn enabled(context: &Context<'_>) -> bool {
    context.service_text(REBALANCING) == Some("ENABLED")
}

fn add(found: &mut Findings, reason: &str) {
    let at = Pointer::parse(REBALANCING);
    found.fixable(
        in_service(&at),
        format!("Set availabilityZoneRebalancing to DISABLED: {reason}"),
        set("Set to DISABLED", &at, &Json::from("DISABLED")),
    );
}

fn daemon(context: &Context<'_>, found: &mut Findings) {
    if enabled(context) && context.is_daemon() {
        add(found, "a daemon service runs on every instance anyway");
    }
}

fn impossible(context: &Context<'_>, found: &mut Findings) {
    if !enabled(context) || context.is_daemon() {
        return;
    }
    let classic = context
        .service_elements("/loadBalancers")
        .any(|(_, balancer)| is_given(balancer, "loadBalancerName"));
    let maximum = context.service_number("/deploymentConfiguration/maximumPercent");
    if classic {
        add(found, "it does not work with a Classic Load Balancer");
    } else if context.service_text("/launchType") == Some("EXTERNAL") {
        add(found, "external instances are in no Availability Zone");
    } else if maximum == Some(100) {
        add(
            found,
            "with a maximumPercent of 100 no task can start in another zone before one stops; or raise maximumPercent",
        );
    } else if !spreads_first(context) {
        add(
            found,
            "it needs a placement strategy that begins with spread over attribute:ecs.availability-zone; or begin with that",
        );
    }
}

/// Whether the first strategy spreads over zones, or there is none, or it is not filled in.
fn spreads_first(context: &Context<'_>) -> bool {
    let Some((_, first)) = context.service_elements("/placementStrategy").next() else {
        return true;
    };
    let is = |name: &str, wanted: &str| {
        text(first, name).is_some_and(|value| value == wanted || looks_unfilled(value))
    };
    is("type", "spread") && is("field", "attribute:ecs.availability-zone")
}
