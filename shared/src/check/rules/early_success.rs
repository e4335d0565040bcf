//! Rules about rolling deployments that count as done before their last task.

use crate::check::context::{Context, is_given};
use crate::check::findings::{Findings, in_service, remove, set};
use crate::check::rule::{Rule, api, error};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "early-success-incomplete",
        incomplete,
        "Early success names a percentage and what becomes of the old tasks.",
        api("DeploymentEarlySuccessCriteria"),
    ),
    error(
        "early-success-strategy",
        strategy,
        "Only rolling deployments succeed early.",
        api("DeploymentEarlySuccessCriteria"),
    ),
    error(
        "early-success-percent",
        percent,
        "A deployment does not succeed below its minimum healthy percent.",
        api("DeploymentEarlySuccessCriteria"),
    ),
];

const CRITERIA: &str = "/deploymentConfiguration/earlySuccessCriteria";

/// The criteria, where they hold.
fn enabled<'a>(context: &Context<'a>) -> Option<&'a Json> {
    context
        .service_value(CRITERIA)
        .filter(|criteria| criteria.get("enable").and_then(Json::as_bool) == Some(true))
}

fn incomplete(context: &Context<'_>, found: &mut Findings) {
    let Some(criteria) = enabled(context) else {
        return;
    };
    for (name, words) in [
        ("healthyPercent", "such as 100"),
        ("sourceServiceRevisionCleanup", "BLOCKING or DEFERRED"),
    ] {
        if !is_given(criteria, name) {
            found.add(
                in_service(Pointer::parse(CRITERIA).member(name)),
                format!("Give {name}, {words}: early success needs it"),
            );
        }
    }
}

fn strategy(context: &Context<'_>, found: &mut Findings) {
    if enabled(context).is_some()
        && let Some(strategy) = context.shifting()
    {
        let at = Pointer::parse(CRITERIA);
        found.fixable(
            in_service(&at),
            format!("Remove earlySuccessCriteria, or set strategy to ROLLING: {strategy} has none"),
            remove(&at),
        );
    }
}

fn percent(context: &Context<'_>, found: &mut Findings) {
    let criteria = enabled(context);
    let healthy = criteria.and_then(|criteria| criteria.get("healthyPercent")?.as_i64());
    let minimum = context.service_number("/deploymentConfiguration/minimumHealthyPercent");
    if let (Some(healthy), Some(minimum)) = (healthy, minimum)
        && (0..minimum).contains(&healthy)
        && minimum <= 100
    {
        let at = Pointer::parse(CRITERIA).member("healthyPercent");
        let fix = set(format!("Set to {minimum}"), &at, &Json::from(minimum));
        found.fixable(
            in_service(&at),
            format!("Raise healthyPercent to at least minimumHealthyPercent, which is {minimum}"),
            fix,
        );
    }
}
