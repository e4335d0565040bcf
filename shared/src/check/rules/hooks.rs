//! Rules about the hooks of a deployment.

use crate::check::context::{Context, filled, is_given, is_set, list};
use crate::check::findings::{Findings, in_service, remove};
use crate::check::rule::{Rule, api, error};
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[
    error(
        "hook-incomplete",
        incomplete,
        "A hook that calls a function names it, its role and its stages.",
        api("DeploymentLifecycleHook"),
    ),
    error(
        "hook-pause-stage",
        pause_stage,
        "No pause interrupts traffic while it shifts.",
        api("DeploymentLifecycleHook"),
    ),
    error(
        "hook-pause-function",
        pause_function,
        "A pause calls no function.",
        api("DeploymentLifecycleHook"),
    ),
];

const LIST: &str = "/deploymentConfiguration/lifecycleHooks";

/// What a hook is; nothing where a placeholder stands for it.
fn target_type(hook: &Json) -> Option<&str> {
    if is_given(hook, "targetType") {
        filled(hook, "targetType")
    } else {
        Some("AWS_LAMBDA")
    }
}

fn incomplete(context: &Context<'_>, found: &mut Findings) {
    for (at, hook) in context.service_elements(LIST) {
        if target_type(hook) != Some("AWS_LAMBDA") {
            continue;
        }
        for (name, words) in [
            ("hookTargetArn", "the function's ARN"),
            ("roleArn", "the role by which ECS calls the function"),
            ("lifecycleStages", "the stages at which it is called"),
        ] {
            if !is_given(hook, name) {
                found.add(
                    in_service(at.member(name)),
                    format!("Give {name}, {words}: a hook that calls a function needs it"),
                );
            }
        }
    }
}

fn pause_stage(context: &Context<'_>, found: &mut Findings) {
    for (at, hook) in context.service_elements(LIST) {
        if target_type(hook) != Some("PAUSE") {
            continue;
        }
        for (stage_at, stage) in list(at.member("lifecycleStages"), hook.get("lifecycleStages")) {
            if let Some(stage @ ("TEST_TRAFFIC_SHIFT" | "PRODUCTION_TRAFFIC_SHIFT")) =
                stage.as_str()
            {
                found.add(
                    in_service(stage_at),
                    format!("Pause at POST_{stage} or PRE_PRODUCTION_TRAFFIC_SHIFT: a deployment cannot pause at {stage}"),
                );
            }
        }
    }
}

fn pause_function(context: &Context<'_>, found: &mut Findings) {
    for (at, hook) in context.service_elements(LIST) {
        if target_type(hook) != Some("PAUSE") {
            continue;
        }
        for name in ["hookTargetArn", "hookDetails"] {
            if is_set(hook, name) {
                let at = at.member(name);
                found.fixable(
                    in_service(&at),
                    format!("Remove {name}: a pause waits for a person and calls no function"),
                    remove(&at),
                );
            }
        }
    }
}
