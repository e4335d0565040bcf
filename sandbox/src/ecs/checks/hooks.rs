//! Lifecycle hooks: what each of their two kinds needs, and where it may stand.

use serde_json::Value;

use super::Verdict;
use crate::{
    ecs::refusal::{invalid_parameter, not_simulated},
    input,
};

/// "PAUSE hooks cannot be configured at `TEST_TRAFFIC_SHIFT` or `PRODUCTION_TRAFFIC_SHIFT` stages."
const NO_PAUSE: [&str; 2] = ["TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"];

pub(super) fn check(configuration: &Value, strategy: &str) -> Verdict {
    for hook in input::list(configuration, "lifecycleHooks") {
        let stages = input::texts(hook, "lifecycleStages");
        if stages.is_empty() {
            return Err(invalid_parameter(
                "lifecycleStages must be specified for all lifecycle hooks.",
            ));
        }
        if input::text(hook, "targetType") == Some("PAUSE") {
            check_pause(hook, &stages, strategy)?;
        } else {
            check_function(hook, strategy)?;
        }
    }
    Ok(())
}

fn check_pause(hook: &Value, stages: &[String], strategy: &str) -> Verdict {
    if strategy == "ROLLING" {
        return Err(invalid_parameter(
            "PAUSE lifecycle hooks are not supported with the ROLLING deployment strategy.",
        ));
    }
    if let Some(stage) = stages
        .iter()
        .find(|stage| NO_PAUSE.contains(&stage.as_str()))
    {
        return Err(invalid_parameter(format!(
            "PAUSE lifecycle hooks cannot be configured at the {stage} lifecycle stage."
        )));
    }
    for member in ["hookTargetArn", "roleArn", "hookDetails"] {
        if hook.get(member).is_some() {
            return Err(invalid_parameter(format!(
                "{member} is not applicable for PAUSE lifecycle hooks."
            )));
        }
    }
    Ok(())
}

fn check_function(hook: &Value, strategy: &str) -> Verdict {
    for member in ["hookTargetArn", "roleArn"] {
        if input::text(hook, member).is_none() {
            return Err(invalid_parameter(format!(
                "{member} must be specified for AWS_LAMBDA lifecycle hooks."
            )));
        }
    }
    if strategy == "ROLLING" {
        return Err(not_simulated(
            "lifecycle hooks of the deployment strategy ROLLING",
        ));
    }
    Ok(())
}
