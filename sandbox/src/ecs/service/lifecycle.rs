//! The way of a rollout that shifts traffic from one revision to another: its stages, the hooks
//! that hold it up, and how much of the traffic goes where.
//!
//! Stages, their order and what hooks do are from the developer guide, "Amazon ECS blue/green
//! service deployments workflow" and "Lifecycle hooks for Amazon ECS service deployments".

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{input, timestamp::epoch_seconds};

/// Where a rollout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// Versions that never took over are taken away. Only when there are such.
    ReconcileService,
    PreScaleUp,
    ScaleUp,
    PostScaleUp,
    TestTrafficShift,
    PostTestTrafficShift,
    /// Hooks run here, and the model has no name of its own for it on a service deployment.
    PreProductionTrafficShift,
    ProductionTrafficShift,
    PostProductionTrafficShift,
    BakeTime,
    CleanUp,
}

impl Stage {
    /// How `lifecycleHooks` call it.
    pub(crate) fn hook_name(self) -> &'static str {
        match self {
            Self::ReconcileService => "RECONCILE_SERVICE",
            Self::PreScaleUp => "PRE_SCALE_UP",
            Self::ScaleUp => "SCALE_UP",
            Self::PostScaleUp => "POST_SCALE_UP",
            Self::TestTrafficShift => "TEST_TRAFFIC_SHIFT",
            Self::PostTestTrafficShift => "POST_TEST_TRAFFIC_SHIFT",
            Self::PreProductionTrafficShift => "PRE_PRODUCTION_TRAFFIC_SHIFT",
            Self::ProductionTrafficShift => "PRODUCTION_TRAFFIC_SHIFT",
            Self::PostProductionTrafficShift => "POST_PRODUCTION_TRAFFIC_SHIFT",
            Self::BakeTime => "BAKE_TIME",
            Self::CleanUp => "CLEAN_UP",
        }
    }
}

/// One portion of the production traffic, and how long to wait before the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    /// What the new revision gets, in percent.
    pub(crate) percent: f64,
    pub(crate) bake_ms: i64,
}

/// How production traffic is to be shifted.
pub(crate) fn steps(configuration: &Value) -> Vec<Step> {
    let share = |member: &str, of: &str, usual: f64| {
        let value = configuration.get(member).and_then(|one| one.get(of));
        value.and_then(Value::as_f64).unwrap_or(usual)
    };
    let bake_ms = |member: &str, of: &str, usual: i64| {
        let minutes = configuration
            .get(member)
            .and_then(|one| input::number(one, of));
        minutes.unwrap_or(usual).saturating_mul(60_000)
    };
    let all = Step {
        percent: 100.0,
        bake_ms: 0,
    };
    match input::text(configuration, "strategy") {
        Some("CANARY") => vec![
            Step {
                percent: share("canaryConfiguration", "canaryPercent", 5.0),
                bake_ms: bake_ms("canaryConfiguration", "canaryBakeTimeInMinutes", 10),
            },
            all,
        ],
        Some("LINEAR") => {
            // Three percent is the least; the bound keeps the list short whatever comes.
            let portion = share("linearConfiguration", "stepPercent", 10.0).max(1.0);
            let bake_ms = bake_ms("linearConfiguration", "stepBakeTimeInMinutes", 6);
            let mut steps: Vec<Step> = (1..100)
                .map(|count| f64::from(count) * portion)
                .take_while(|percent| *percent < 99.95)
                .map(|percent| Step {
                    // Tenths are all that can be asked for.
                    percent: (percent * 10.0).round() / 10.0,
                    bake_ms,
                })
                .collect();
            // "This bake time is not applied after reaching 100 percent traffic."
            steps.push(all);
            steps
        }
        _ => vec![all],
    }
}

/// What a hook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum HookKind {
    Lambda,
    Pause,
}

/// How far a hook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum HookStatus {
    AwaitingAction,
    InProgress,
    Succeeded,
    Failed,
    TimedOut,
}

impl HookStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingAction => "AWAITING_ACTION",
            Self::InProgress => "IN_PROGRESS",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
        }
    }
}

/// A hook that runs at the present stage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Hook {
    pub(crate) id: String,
    pub(crate) kind: HookKind,
    /// The function; none for a pause.
    pub(crate) target: Option<String>,
    pub(crate) status: HookStatus,
    pub(crate) began_ms: i64,
    pub(crate) expires_ms: i64,
    /// Whether running out of time lets the rollout go on instead of rolling it back.
    pub(crate) continues_on_timeout: bool,
}

impl Hook {
    fn describe(&self) -> Value {
        let mut output = json!({
            "hookId": self.id,
            "targetType": match self.kind {
                HookKind::Lambda => "AWS_LAMBDA",
                HookKind::Pause => "PAUSE",
            },
            "status": self.status.as_str(),
            "expiresAt": epoch_seconds(self.expires_ms),
            "timeoutAction": if self.continues_on_timeout { "CONTINUE" } else { "ROLLBACK" },
        });
        input::set_some(&mut output, "targetArn", self.target.clone());
        output
    }
}

/// How far a rollout is that shifts traffic.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Lifecycle {
    pub(crate) stage: Stage,
    /// Since when it is in the stage, or in the stage's present step.
    pub(crate) entered_ms: i64,
    /// Since when no hook holds it up any more.
    pub(crate) free_since_ms: Option<i64>,
    /// The index of the present portion of production traffic.
    pub(crate) step: usize,
    /// The hooks of the present stage; the last ones stay when the rollout fails.
    pub(crate) hooks: Vec<Hook>,
    /// The revision that gives traffic away; none for the first deployment of a service.
    pub(crate) blue: Option<String>,
    /// What the new revision has of the production traffic, in percent.
    pub(crate) production: f64,
    pub(crate) test: f64,
}

impl Lifecycle {
    pub(crate) fn new(blue: Option<String>, has_leftovers: bool, now_ms: i64) -> Self {
        Self {
            stage: if has_leftovers {
                Stage::ReconcileService
            } else {
                Stage::PreScaleUp
            },
            entered_ms: now_ms,
            free_since_ms: None,
            step: 0,
            hooks: Vec::new(),
            blue,
            production: 0.0,
            test: 0.0,
        }
    }

    /// The stage as a service deployment shows it.
    pub(crate) fn shown_stage(&self) -> &'static str {
        match self.stage {
            // The model's enum lacks PRE_PRODUCTION_TRAFFIC_SHIFT, though the documentation names
            // it: what is shown meanwhile is a guess.
            Stage::PreProductionTrafficShift if self.step == 0 => {
                Stage::PostTestTrafficShift.hook_name()
            }
            Stage::PreProductionTrafficShift => Stage::ProductionTrafficShift.hook_name(),
            stage => stage.hook_name(),
        }
    }

    /// The hooks as a service deployment shows them.
    pub(crate) fn describe_hooks(&self) -> Option<Vec<Value>> {
        let hooks: Vec<Value> = self.hooks.iter().map(Hook::describe).collect();
        (!hooks.is_empty()).then_some(hooks)
    }

    /// What a revision has of the production and of the test traffic, in percent.
    pub(crate) fn weights(&self, revision: &str, is_target: bool) -> (f64, f64) {
        if is_target {
            (self.production, self.test)
        } else if self.blue.as_deref() == Some(revision) {
            (100.0 - self.production, 100.0 - self.test)
        } else {
            (0.0, 0.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::steps;

    fn percents(configuration: &serde_json::Value) -> Vec<f64> {
        steps(configuration)
            .iter()
            .map(|step| step.percent)
            .collect()
    }

    #[test]
    fn traffic_is_shifted_at_once_in_portions_or_by_a_first_small_one() {
        assert_eq!(percents(&json!({"strategy": "BLUE_GREEN"})), [100.0]);
        assert_eq!(
            percents(&json!({"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 33.3}})),
            [33.3, 66.6, 99.9, 100.0]
        );
        assert_eq!(
            percents(&json!({"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 50}})),
            [50.0, 100.0]
        );
        assert_eq!(percents(&json!({"strategy": "LINEAR"})).len(), 10);
        let canary = steps(&json!({"strategy": "CANARY"}));
        assert_eq!(canary.first().map(|step| step.bake_ms), Some(600_000));
        assert_eq!(percents(&json!({"strategy": "CANARY"})), [5.0, 100.0]);
    }
}
