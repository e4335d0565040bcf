//! What a rollout waits for: pauses that a person ends, and functions that ECS calls.

use leptos::prelude::*;
use shared::deployment::{Hook, HookAction};

use super::stages::stage_words;
use crate::format;
use crate::ui::{Banner, Button, Chip, Clock, Look, TimeDue, Tone};

/// An answer that was given to a hook and is not taken up yet.
pub(crate) type Answered = (String, HookAction);

/// The pauses that a rollout waits at, each with what happens when nobody answers.
#[component]
pub(crate) fn Pauses(
    /// The hooks of the stage.
    hooks: Memo<Vec<Hook>>,
    /// Answers one; without it the page only shows that it waits.
    #[prop(optional, into)]
    answer: Option<Callback<(String, HookAction)>>,
    /// Why none may be answered.
    #[prop(default = None.into(), into)]
    denied: Signal<Option<String>>,
    /// What was answered and is not taken up yet.
    #[prop(default = Vec::new().into(), into)]
    answered: Signal<Vec<Answered>>,
) -> impl IntoView {
    let waiting = Memo::new(move |_| {
        hooks.with(|hooks| {
            let waiting = hooks.iter().filter(|hook| hook.waits()).cloned();
            waiting.collect::<Vec<_>>()
        })
    });
    view! {
        <div role="status">
            <For each=move || waiting.get() key=|hook| hook.id.clone() let:hook>
                {waiting_view(hook, answer, denied, answered)}
            </For>
        </div>
    }
}

/// The hooks that wait for nobody.
#[component]
pub(super) fn OtherHooks(hooks: Memo<Vec<Hook>>) -> impl IntoView {
    let others = Memo::new(move |_| {
        hooks.with(|hooks| {
            let others = hooks.iter().filter(|hook| !hook.waits()).cloned();
            others.collect::<Vec<_>>()
        })
    });
    move || {
        let others = others.get();
        (!others.is_empty()).then(|| {
            let rows = others.into_iter().map(other_row).collect_view();
            view! { <ul class="rows">{rows}</ul> }
        })
    }
}

fn waiting_view(
    hook: Hook,
    answer: Option<Callback<(String, HookAction)>>,
    denied: Signal<Option<String>>,
    answered: Signal<Vec<Answered>>,
) -> AnyView {
    let clock = Clock::expect();
    let title = format!(
        "Waits for somebody: {}",
        stage_words(&hook.stage).to_lowercase()
    );
    let then = timeout_words(hook.timeout_action.as_deref());
    let expires_at_ms = hook.expires_at_ms;
    let until = expires_at_ms.map(|at_ms| {
        let left = move || left_words(at_ms, clock.now_ms());
        view! {
            <p>
                "ECS waits until " <strong>{format::clock(at_ms)}</strong> " (" {left} "). "
                {then}
            </p>
        }
    });
    let id = hook.id.clone();
    let given = {
        let id = id.clone();
        Memo::new(move |_| {
            answered.with(|answered| {
                let own = answered.iter().find(|(hook, _)| *hook == id);
                own.map(|(_, action)| *action)
            })
        })
    };
    let buttons = answer.map(|answer| {
        let (to_continue, to_roll_back) = (id.clone(), id);
        let pending = Signal::derive(move || given.with(Option::is_some));
        view! {
            <p>
                "Continue: ECS goes on with the rollout. Roll back: ECS gives all traffic to the old revision again and stops the tasks of the new one."
            </p>
            <div class="actions">
                <Button
                    look=Look::Primary
                    pending
                    denied
                    on_press=move |()| answer.run((to_continue.clone(), HookAction::Continue))
                >
                    "Continue"
                </Button>
                <Button
                    pending
                    denied
                    on_press=move |()| answer.run((to_roll_back.clone(), HookAction::RollBack))
                >
                    "Roll back"
                </Button>
            </div>
        }
    });
    view! {
        <Banner tone=Tone::Warn title>
            {until}
            {buttons}
            {move || {
                given
                    .get()
                    .map(|action| {
                        let words = match action {
                            HookAction::Continue => "continue",
                            HookAction::RollBack => "roll back",
                        };
                        view! { <p>{format!("It was told to {words}. An agent passes that on to ECS.")}</p> }
                    })
            }}
        </Banner>
    }
    .into_any()
}

fn other_row(hook: Hook) -> AnyView {
    let (tone, word) = status_chip(&hook.status);
    let kind = if hook.target_type == "PAUSE" {
        "Pause"
    } else {
        "Function"
    };
    view! {
        <li class="rows__row">
            <strong>{kind}</strong>
            <span>{stage_words(&hook.stage)}</span>
            <Chip tone word />
            {hook.expires_at_ms.map(|at_ms| view! { <span class="quiet">"ends " <TimeDue at_ms /></span> })}
        </li>
    }
    .into_any()
}

fn status_chip(status: &str) -> (Tone, String) {
    let (tone, word) = match status {
        "AWAITING_ACTION" => (Tone::Warn, "Waits"),
        "IN_PROGRESS" => (Tone::Busy, "Runs"),
        "SUCCEEDED" => (Tone::Good, "Went on"),
        "FAILED" => (Tone::Bad, "Failed"),
        "TIMED_OUT" => (Tone::Bad, "Nobody answered in time"),
        other => (Tone::Info, other),
    };
    (tone, word.to_owned())
}

fn timeout_words(action: Option<&str>) -> &'static str {
    match action {
        Some("CONTINUE") => "Then it goes on by itself.",
        // ECS rolls back unless it is told otherwise.
        Some(_) | None => "Then it rolls back by itself.",
    }
}

fn left_words(at_ms: i64, now_ms: i64) -> String {
    let left_ms = at_ms - now_ms;
    if left_ms > 0 {
        format!("{} from now", format::elapsed(left_ms))
    } else {
        "which is over".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{left_words, timeout_words};

    #[test]
    fn says_what_happens_when_nobody_answers() {
        assert_eq!(
            timeout_words(Some("CONTINUE")),
            "Then it goes on by itself."
        );
        assert_eq!(timeout_words(None), "Then it rolls back by itself.");
        assert_eq!(left_words(90_000, 0), "1 min 30 s from now");
        assert_eq!(left_words(0, 1), "which is over");
    }
}
