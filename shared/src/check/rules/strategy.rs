//! Rules about deployments that start a second set of tasks and shift the traffic to it.

use crate::check::context::{Context, filled, is_given, is_set};
use crate::check::findings::{Findings, in_service, remove};
use crate::check::rule::{Rule, api, error, guide, refusal, warning};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    warning(
        "bake-time-missing",
        bake_time,
        "A blue/green deployment has a bake time.",
        api("DeploymentConfiguration"),
    ),
    error(
        "linear-configuration",
        linear,
        "The linear strategy, and no other, has a linear configuration.",
        api("LinearConfiguration"),
    ),
    error(
        "canary-configuration",
        canary,
        "The canary strategy, and no other, has a canary configuration.",
        api("CanaryConfiguration"),
    ),
    error(
        "traffic-step",
        tenths,
        "Traffic shifts in tenths of a percent, at least one.",
        api("CanaryConfiguration"),
    ),
    error(
        "traffic-shift-missing",
        advanced_missing,
        "Each load balancer says how its traffic shifts.",
        refusal(
            "advancedConfiguration field is required for all loadBalancers when using the linear deployment strategy",
        ),
    ),
    error(
        "traffic-shift-incomplete",
        advanced_incomplete,
        "Shifting traffic needs a second target group, a listener rule and a role.",
        guide("blue-green-deployment-implementation"),
    ),
    error(
        "second-target-group-same",
        same_group,
        "The second target group is another one.",
        guide("blue-green-deployment-implementation"),
    ),
    warning(
        "nothing-shifts",
        nothing_shifts,
        "Where traffic is to shift, something carries it.",
        api("DeploymentController"),
    ),
];

const CONFIGURATION: &str = "/deploymentConfiguration";
const LIST: &str = "/loadBalancers";

fn bake_time(context: &Context<'_>, found: &mut Findings) {
    let at = "/deploymentConfiguration/bakeTimeInMinutes";
    if context.strategy() == Some("BLUE_GREEN") && context.service_lacks(at) {
        found.add(
            in_service(at),
            "Give bakeTimeInMinutes, such as 5: so long the old tasks stay after the traffic has moved, and only so long a return to them is quick",
        );
    }
}

fn linear(context: &Context<'_>, found: &mut Findings) {
    belongs(context, "LINEAR", "linearConfiguration", found);
}

fn canary(context: &Context<'_>, found: &mut Findings) {
    belongs(context, "CANARY", "canaryConfiguration", found);
}

/// A configuration that is for one strategy.
fn belongs(context: &Context<'_>, wanted: &str, name: &str, found: &mut Findings) {
    let Some(strategy) = context.strategy() else {
        return;
    };
    let at = Pointer::parse(CONFIGURATION).member(name);
    let given = context.service_has(at.as_str());
    if given && strategy != wanted {
        found.fixable(
            in_service(&at),
            format!("Remove {name}, or set strategy to {wanted}: with {strategy} ECS takes none"),
            remove(&at),
        );
    } else if !given && strategy == wanted && !context.is_update() {
        found.add(
            in_service(&at),
            format!("Give {name}: the strategy {wanted} shifts the traffic by it"),
        );
    }
}

fn tenths(context: &Context<'_>, found: &mut Findings) {
    for (at, name, least) in [
        (
            "/deploymentConfiguration/linearConfiguration/stepPercent",
            "stepPercent",
            3.0,
        ),
        (
            "/deploymentConfiguration/canaryConfiguration/canaryPercent",
            "canaryPercent",
            0.1,
        ),
    ] {
        let Some(Json::Number(number)) = context.service_value(at) else {
            continue;
        };
        let percent = number.as_f64();
        let in_tenths = percent * 10.0;
        let whole = (in_tenths - in_tenths.round()).abs() < 1e-6;
        // Less than a linear step's 3 % and what is above 100 % or below 0 % is out of range.
        let in_range = (0.0..=100.0).contains(&percent) && (least < 3.0 || percent >= least);
        if in_range && (!whole || in_tenths < 1.0) {
            found.add(
                in_service(at),
                format!(
                    "Set {name} to {least} to 100 with at most one decimal place, not {}",
                    number.as_str()
                ),
            );
        }
    }
}

/// The strategy, where ECS shifts the traffic by it; with other controllers it is refused as such.
fn shifting<'a>(context: &Context<'a>) -> Option<&'a str> {
    context.shifting().filter(|_| context.controller() == "ECS")
}

fn advanced_missing(context: &Context<'_>, found: &mut Findings) {
    let Some(strategy) = shifting(context) else {
        return;
    };
    for (at, balancer) in context.service_elements(LIST) {
        if !is_set(balancer, "advancedConfiguration") {
            found.add(
                in_service(at.member("advancedConfiguration")),
                format!("Give advancedConfiguration with the second target group, the listener rule and the role: {strategy} needs it for every load balancer"),
            );
        }
    }
}

fn advanced_incomplete(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        let Some(advanced) = balancer
            .get("advancedConfiguration")
            .filter(|_| is_set(balancer, "advancedConfiguration"))
        else {
            continue;
        };
        for (name, words) in [
            (
                "alternateTargetGroupArn",
                "the target group that the other set of tasks registers in",
            ),
            (
                "productionListenerRule",
                "the rule, or with a Network Load Balancer the listener, that traffic comes by",
            ),
            ("roleArn", "the role by which ECS changes the rules"),
        ] {
            if !is_given(advanced, name) {
                found.add(
                    in_service(at.member("advancedConfiguration").member(name)),
                    format!("Give {name}: {words}"),
                );
            }
        }
    }
}

fn same_group(context: &Context<'_>, found: &mut Findings) {
    for (at, balancer) in context.service_elements(LIST) {
        let second = balancer
            .get("advancedConfiguration")
            .and_then(|advanced| filled(advanced, "alternateTargetGroupArn"));
        if second.is_some() && second == filled(balancer, "targetGroupArn") {
            found.add(
                in_service(at.member("advancedConfiguration").member("alternateTargetGroupArn")),
                "Choose another target group: the two sets of tasks cannot share the one in targetGroupArn",
            );
        }
    }
}

fn nothing_shifts(context: &Context<'_>, found: &mut Findings) {
    let Some(strategy) = shifting(context) else {
        return;
    };
    let connect = "/serviceConnectConfiguration";
    let unconnected = context.service_lacks(connect)
        || context.service_flag("/serviceConnectConfiguration/enabled") == Some(false);
    if unconnected
        && context.service_lacks(LIST)
        && context.service_lacks("/vpcLatticeConfigurations")
    {
        found.add(
            in_service("/deploymentConfiguration/strategy"),
            format!("Add a load balancer or Service Connect, or set strategy to ROLLING: there is no traffic that {strategy} could shift"),
        );
    }
}
