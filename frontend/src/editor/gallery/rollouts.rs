//! Where rollouts are, in the states that they can be in, and what is looked at before them.

use std::borrow::Cow;

use leptos::prelude::*;
use shared::deployment::{Alarms, CircuitBreaker, Hook, HookAction, Rollout, RolloutRevision};
use shared::preflight::{Finding, Line};

use crate::parts::{Answered, Cockpit, Looks, Pauses, looks_words};

#[component]
pub(super) fn Rollouts() -> impl IntoView {
    let answered = RwSignal::new(Vec::<Answered>::new());
    let answer = Callback::new(move |answer: (String, HookAction)| {
        answered.update(|answered| answered.push(answer));
    });
    let now_ms = crate::dom::now_ms();
    let found = looks();
    let hooks = Memo::new(move |_| waiting(now_ms).hooks);
    view! {
        <h3>"One that waits for somebody"</h3>
        <Pauses hooks answer answered />
        <Cockpit rollout=Signal::stored(waiting(now_ms)) asks_elsewhere=true />
        <h3>"One whose traffic moves in steps"</h3>
        <Cockpit rollout=Signal::stored(baking()) stage_since_ms=Some(now_ms - 60_000) />
        <h3>"One that was taken back"</h3>
        <Cockpit rollout=Signal::stored(rolled_back()) />
        <h3>"One that replaces tasks bit by bit"</h3>
        <Cockpit rollout=Signal::stored(rolling()) />
        <h3>"What was looked at"</h3>
        <p>{looks_words(&found)}</p>
        <Looks lines=found />
    }
}

fn revision(id: &str, running: i64, production: u32, test: u32) -> RolloutRevision {
    RolloutRevision {
        arn: format!("arn:aws:ecs:eu-central-1:123456789012:service-revision/shop/web/{id}"),
        requested: 4,
        running,
        pending: 4 - running,
        production_traffic_permille: Some(production),
        test_traffic_permille: Some(test),
    }
}

fn rollout(status: &str, strategy: &str, stage: Option<&str>) -> Rollout {
    Rollout {
        arn: String::new(),
        status: status.to_owned(),
        reason: String::new(),
        strategy: strategy.to_owned(),
        stage: stage.map(ToOwned::to_owned),
        target: Some(revision("5817429036451", 4, 0, 1_000)),
        sources: vec![revision("4402938475610", 4, 1_000, 0)],
        rolled_back_to: None,
        hooks: Vec::new(),
        circuit_breaker: None,
        alarms: None,
        bake_time_minutes: None,
        started_at_ms: None,
        finished_at_ms: None,
    }
}

fn hook(id: &str, kind: &str, stage: &str, status: &str) -> Hook {
    Hook {
        id: id.to_owned(),
        target_type: kind.to_owned(),
        stage: stage.to_owned(),
        status: status.to_owned(),
        expires_at_ms: None,
        timeout_action: Some("ROLLBACK".to_owned()),
    }
}

fn waiting(now_ms: i64) -> Rollout {
    Rollout {
        hooks: vec![
            Hook {
                expires_at_ms: Some(now_ms + 1_800_000),
                ..hook(
                    "pause-1",
                    "PAUSE",
                    "POST_TEST_TRAFFIC_SHIFT",
                    "AWAITING_ACTION",
                )
            },
            hook("function-1", "AWS_LAMBDA", "POST_SCALE_UP", "SUCCEEDED"),
        ],
        ..rollout("IN_PROGRESS", "BLUE_GREEN", Some("POST_TEST_TRAFFIC_SHIFT"))
    }
}

fn baking() -> Rollout {
    Rollout {
        target: Some(revision("5817429036451", 4, 125, 1_000)),
        sources: vec![revision("4402938475610", 4, 875, 0)],
        bake_time_minutes: Some(10),
        alarms: Some(Alarms {
            status: "MONITORING".to_owned(),
            names: vec!["web-errors".to_owned(), "web-latency".to_owned()],
            triggered: Vec::new(),
        }),
        ..rollout("IN_PROGRESS", "CANARY", Some("BAKE_TIME"))
    }
}

fn rolled_back() -> Rollout {
    Rollout {
        reason:
            "Service deployment rolled back because the circuit breaker threshold was exceeded."
                .to_owned(),
        circuit_breaker: Some(CircuitBreaker {
            status: "TRIGGERED".to_owned(),
            failures: 3,
            threshold: 3,
        }),
        ..rollout("ROLLBACK_SUCCESSFUL", "LINEAR", Some("SCALE_UP"))
    }
}

fn rolling() -> Rollout {
    Rollout {
        circuit_breaker: Some(CircuitBreaker {
            status: "MONITORING".to_owned(),
            failures: 1,
            threshold: 10,
        }),
        ..rollout("IN_PROGRESS", "ROLLING", None)
    }
}

fn looks() -> Vec<Line> {
    let line = |finding, subject: &str, words: &str| Line {
        code: Cow::Borrowed("gallery"),
        subject: subject.to_owned(),
        finding,
        words: words.to_owned(),
        missing_action: None,
    };
    vec![
        line(
            Finding::Wrong,
            "shop/web:1.6",
            "the repository has no image with this tag; push it, or choose another",
        ),
        Line {
            missing_action: Some("iam:SimulatePrincipalPolicy".to_owned()),
            ..line(
                Finding::Unknown,
                "arn:aws:iam::123456789012:role/web-execution",
                "whether the role may read the secret could not be asked",
            )
        },
        line(Finding::Fine, "web", "the target group is there"),
    ]
}
