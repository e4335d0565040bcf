//! The deployment strategies and what belongs to each. Where AWS's words are not known, they are
//! plausible ones; the limits are the model's.

use serde_json::Value;

use super::{
    Verdict, hooks,
    service::{controller, is_daemon, list},
};
use crate::{
    ecs::{object::Object, refusal::invalid_parameter},
    input,
};

pub(super) fn check(service: &Object, configuration: &Value) -> Verdict {
    let strategy = input::text(configuration, "strategy").unwrap_or("ROLLING");
    if strategy != "ROLLING" && controller(service) != "ECS" {
        return Err(invalid_parameter(format!(
            "The {strategy} deployment strategy requires the ECS deployment controller."
        )));
    }
    if strategy != "ROLLING" && is_daemon(service) {
        return Err(invalid_parameter(format!(
            "The {strategy} deployment strategy is not supported with the DAEMON scheduling \
             strategy."
        )));
    }
    check_portions(configuration, strategy)?;
    check_bake_time(configuration, strategy)?;
    check_early_success(configuration, strategy)?;
    hooks::check(configuration, strategy)?;
    if strategy == "ROLLING" {
        return Ok(());
    }
    for balancer in list(service, "loadBalancers") {
        check_balancer(balancer, strategy)?;
    }
    Ok(())
}

fn check_portions(configuration: &Value, strategy: &str) -> Verdict {
    for (member, wanted, percent, (least, most), minutes) in [
        (
            "linearConfiguration",
            "LINEAR",
            "stepPercent",
            (3.0, 100.0),
            "stepBakeTimeInMinutes",
        ),
        (
            "canaryConfiguration",
            "CANARY",
            "canaryPercent",
            (0.1, 100.0),
            "canaryBakeTimeInMinutes",
        ),
    ] {
        let Some(given) = configuration.get(member) else {
            continue;
        };
        if strategy != wanted {
            return Err(invalid_parameter(format!(
                "{member} is only valid with the {wanted} deployment strategy."
            )));
        }
        let value = given.get(percent).and_then(Value::as_f64);
        let is_good = value.is_none_or(|value| {
            let tenths = value * 10.0;
            (least..=most).contains(&value) && (tenths - tenths.round()).abs() < 1e-6
        });
        if !is_good {
            return Err(invalid_parameter(format!(
                "{percent} must be a multiple of 0.1 between {least:.1} and {most:.1}."
            )));
        }
        check_minutes(given, minutes)?;
    }
    Ok(())
}

fn check_bake_time(configuration: &Value, strategy: &str) -> Verdict {
    if strategy == "BLUE_GREEN" && configuration.get("bakeTimeInMinutes").is_none() {
        return Err(invalid_parameter(
            "bakeTimeInMinutes must be specified when using the BLUE_GREEN deployment strategy.",
        ));
    }
    check_minutes(configuration, "bakeTimeInMinutes")
}

fn check_minutes(object: &Value, member: &str) -> Verdict {
    if input::number(object, member).is_some_and(|minutes| !(0..=1440).contains(&minutes)) {
        return Err(invalid_parameter(format!(
            "{member} must be between 0 and 1440."
        )));
    }
    Ok(())
}

fn check_early_success(configuration: &Value, strategy: &str) -> Verdict {
    let is_on = configuration
        .get("earlySuccessCriteria")
        .is_some_and(|criteria| input::flag(criteria, "enable"));
    match (is_on, strategy) {
        (false, _) | (true, "ROLLING") => Ok(()),
        (true, _) => Err(invalid_parameter(
            "earlySuccessCriteria is only valid with the ROLLING deployment strategy.",
        )),
    }
}

/// "Required resources for Amazon ECS blue/green deployments": a second target group, a listener
/// rule for production, and a role that may rewrite it. A rule for test traffic is optional.
fn check_balancer(balancer: &Value, strategy: &str) -> Verdict {
    if input::text(balancer, "loadBalancerName").is_some() {
        return Err(invalid_parameter(format!(
            "Classic Load Balancers are not supported with the {strategy} deployment strategy."
        )));
    }
    let Some(advanced) = balancer.get("advancedConfiguration") else {
        return Err(invalid_parameter(format!(
            "advancedConfiguration must be specified for all load balancers when using the \
             {strategy} deployment strategy."
        )));
    };
    for member in [
        "alternateTargetGroupArn",
        "productionListenerRule",
        "roleArn",
    ] {
        if input::text(advanced, member).is_none() {
            return Err(invalid_parameter(format!(
                "{member} must be specified in advancedConfiguration when using the {strategy} \
                 deployment strategy."
            )));
        }
    }
    if input::text(advanced, "alternateTargetGroupArn") == input::text(balancer, "targetGroupArn") {
        return Err(invalid_parameter(
            "The alternateTargetGroupArn must be different from the targetGroupArn.",
        ));
    }
    Ok(())
}
