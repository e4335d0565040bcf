//! Lifecycle hooks: what holds a rollout up at a stage.
//!
//! No function can be called here. A hook with a function succeeds a few seconds after it was
//! invoked, and fails when the function's name ends with `-fail`, so that both can be tried.

use serde_json::Value;

use crate::{
    ecs::service::lifecycle::{Hook, HookKind, HookStatus, Lifecycle, Stage},
    input,
    world::World,
};

/// How long a function takes.
const LAMBDA_MS: i64 = 5_000;
/// A day, when nothing else is said.
const USUAL_TIMEOUT_MINUTES: i64 = 1440;
const FAILING_NAME: &str = "-fail";

/// What the hooks of a stage say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Wait,
    GoOn,
    RollBack,
}

/// The hooks that a deployment configuration has for a stage.
pub(super) fn of_stage(world: &mut World, configuration: &Value, stage: Stage) -> Vec<Hook> {
    let name = stage.hook_name();
    let now_ms = world.now_ms;
    input::list(configuration, "lifecycleHooks")
        .iter()
        .filter(|hook| {
            let stages = input::list(hook, "lifecycleStages");
            stages.iter().any(|stage| stage == name)
        })
        .map(|hook| {
            let kind = match input::text(hook, "targetType") {
                Some("PAUSE") => HookKind::Pause,
                _ => HookKind::Lambda,
            };
            let timeout = hook.get("timeoutConfiguration");
            let minutes = timeout
                .and_then(|timeout| input::number(timeout, "timeoutInMinutes"))
                .unwrap_or(USUAL_TIMEOUT_MINUTES);
            let action = timeout.and_then(|timeout| input::text(timeout, "action"));
            // Only the prefix of a pause is documented.
            let prefix = match kind {
                HookKind::Pause => "ecs-pause",
                HookKind::Lambda => "ecs-lambda",
            };
            Hook {
                id: format!("{prefix}-{}", world.next_hex(43)),
                kind,
                target: input::text(hook, "hookTargetArn").map(str::to_owned),
                status: match kind {
                    HookKind::Pause => HookStatus::AwaitingAction,
                    HookKind::Lambda => HookStatus::InProgress,
                },
                began_ms: now_ms,
                expires_ms: now_ms.saturating_add(minutes.saturating_mul(60_000)),
                continues_on_timeout: action == Some("CONTINUE"),
            }
        })
        .collect()
}

/// Moves the hooks of the present stage on, and says what they say together.
pub(super) fn poll(lifecycle: &mut Lifecycle, now_ms: i64) -> Word {
    for hook in &mut lifecycle.hooks {
        match hook.status {
            HookStatus::InProgress if now_ms - hook.began_ms >= LAMBDA_MS => {
                let fails = hook.target.as_deref().is_some_and(fails);
                hook.status = if fails {
                    HookStatus::Failed
                } else {
                    HookStatus::Succeeded
                };
            }
            HookStatus::AwaitingAction if now_ms >= hook.expires_ms => {
                hook.status = HookStatus::TimedOut;
            }
            HookStatus::InProgress
            | HookStatus::AwaitingAction
            | HookStatus::Succeeded
            | HookStatus::Failed
            | HookStatus::TimedOut => {}
        }
    }
    let words = lifecycle.hooks.iter().map(|hook| match hook.status {
        HookStatus::Failed => Word::RollBack,
        HookStatus::TimedOut if !hook.continues_on_timeout => Word::RollBack,
        HookStatus::TimedOut | HookStatus::Succeeded => Word::GoOn,
        HookStatus::InProgress | HookStatus::AwaitingAction => Word::Wait,
    });
    let words: Vec<Word> = words.collect();
    if words.contains(&Word::RollBack) {
        Word::RollBack
    } else if words.contains(&Word::Wait) {
        Word::Wait
    } else {
        Word::GoOn
    }
}

/// Whether a function fails, by its name: an ARN may name a version or an alias after it.
fn fails(arn: &str) -> bool {
    let name = arn.split_once(":function:").map_or(arn, |(_, name)| name);
    let name = name.split(':').next().unwrap_or(name);
    name.ends_with(FAILING_NAME)
}

#[cfg(test)]
mod tests {
    use super::fails;

    #[test]
    fn the_name_of_a_function_tells_whether_it_fails() {
        let arn = "arn:aws:lambda:eu-central-1:123456789012:function:";
        assert!(fails(&format!("{arn}check-fail")));
        assert!(fails(&format!("{arn}check-fail:live")));
        assert!(!fails(&format!("{arn}check")));
    }
}
