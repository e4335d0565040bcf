//! How a service is rolled out: controller, percentages, circuit breaker, alarms.

use serde_json::Value;

use super::{
    Verdict,
    service::{controller, is_daemon, list},
    strategy,
};
use crate::{
    ecs::{
        object::{Object, is_filled_list},
        refusal::invalid_parameter,
    },
    input,
};

pub(super) fn check(service: &Object) -> Verdict {
    check_controller(service)?;
    let Some(configuration) = service.get("deploymentConfiguration") else {
        return Ok(());
    };
    check_percents(service, configuration)?;
    check_failure_detection(service, configuration)?;
    strategy::check(service, configuration)
}

fn check_controller(service: &Object) -> Verdict {
    match controller(service) {
        "CODE_DEPLOY" if list(service, "loadBalancers").is_empty() => Err(invalid_parameter(
            "When specifying the CODE_DEPLOY deployment controller type, the service requires an \
             Application Load Balancer or Network Load Balancer.",
        )),
        "EXTERNAL" if is_filled_list(service.get("loadBalancers")) => {
            Err(invalid_parameter("LoadBalancers must be empty or null."))
        }
        "EXTERNAL" if service.contains_key("taskDefinition") => {
            Err(invalid_parameter("TaskDefinition must be blank."))
        }
        _ => Ok(()),
    }
}

fn check_percents(service: &Object, configuration: &Value) -> Verdict {
    let maximum = input::number(configuration, "maximumPercent");
    let minimum = input::number(configuration, "minimumHealthyPercent");
    if minimum.is_some_and(|percent| !(0..=100).contains(&percent)) {
        return Err(invalid_parameter(
            "minimumHealthyPercent must be between 0 and 100.",
        ));
    }
    if maximum.is_some_and(|percent| percent < 100 && !is_daemon(service)) {
        return Err(invalid_parameter("maximumPercent must be at least 100."));
    }
    if maximum == Some(100) && minimum == Some(100) {
        return Err(invalid_parameter(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block \
             deployments.",
        ));
    }
    Ok(())
}

fn check_failure_detection(service: &Object, configuration: &Value) -> Verdict {
    let is_on = |member: &str| {
        configuration
            .get(member)
            .is_some_and(|detector| input::flag(detector, "enable"))
    };
    if is_on("deploymentCircuitBreaker") && controller(service) != "ECS" {
        return Err(invalid_parameter(
            "Deployment circuit breaker is only supported with the ECS deployment controller.",
        ));
    }
    if let Some(threshold) = configuration
        .get("deploymentCircuitBreaker")
        .and_then(|breaker| breaker.get("thresholdConfiguration"))
    {
        let value = input::number(threshold, "value").unwrap_or_default();
        let is_share = input::text(threshold, "type") != Some("COUNT");
        if value < 1 || is_share && value > 100 {
            return Err(invalid_parameter(
                "The value of the deployment circuit breaker's thresholdConfiguration is out of \
                 range.",
            ));
        }
    }
    if let Some(alarms) = configuration.get("alarms")
        && input::flag(alarms, "enable")
    {
        if input::list(alarms, "alarmNames").is_empty() {
            return Err(invalid_parameter(
                "Deployment alarms must have at least one alarm name.",
            ));
        }
        if controller(service) != "ECS" {
            return Err(invalid_parameter(
                "Deployment alarms are only supported with the ECS deployment controller.",
            ));
        }
    }
    Ok(())
}
