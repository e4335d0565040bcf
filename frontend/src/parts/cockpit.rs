//! ECS's record of a rollout: where it is, who gets which share of the traffic, what watches over it
//! and what it waits for.

mod hooks;
mod stages;
mod traffic;
mod watch;

use leptos::prelude::*;
use shared::deployment::Rollout;

use crate::format;
use crate::ui::{Chip, Clock, Tone};
use hooks::OtherHooks;
use stages::{Stages, shifts_traffic};
use traffic::Traffic;
use watch::Watch;

pub(crate) use hooks::{Answered, Pauses};

/// Where a rollout is, live.
#[component]
pub(crate) fn Cockpit(
    /// The record.
    #[prop(into)]
    rollout: Signal<Rollout>,
    /// When its stage began, where that is known, milliseconds since the epoch.
    #[prop(default = None.into(), into)]
    stage_since_ms: Signal<Option<i64>>,
    /// Whether the page asks for answers to its pauses elsewhere.
    #[prop(optional)]
    asks_elsewhere: bool,
) -> impl IntoView {
    let part = move |look: fn(&Rollout) -> String| Memo::new(move |_| rollout.with(look));
    let status = part(|rollout| rollout.status.clone());
    let reason = part(|rollout| rollout.reason.clone());
    let strategy = part(|rollout| rollout.strategy.clone());
    let stage = Memo::new(move |_| rollout.with(|rollout| rollout.stage.clone()));
    let bake = Memo::new(move |_| rollout.with(|rollout| rollout.bake_time_minutes));
    let hooks = Memo::new(move |_| rollout.with(|rollout| rollout.hooks.clone()));
    let shifts = Memo::new(move |_| shifts_traffic(&strategy.read()));
    view! {
        <div class="cockpit">
            <p class="cockpit__head">
                <span>{move || strategy_words(&strategy.read())}</span>
                <Chip
                    tone=Signal::derive(move || status_chip(&status.read()).0)
                    word=Signal::derive(move || status_chip(&status.read()).1)
                />
            </p>
            {move || {
                let reason = reason.get();
                (!reason.is_empty()).then(|| view! { <p class="quiet">"ECS: " {reason}</p> })
            }}
            {(!asks_elsewhere).then(|| view! { <Pauses hooks /> })}
            <OtherHooks hooks />
            {move || {
                shifts
                    .get()
                    .then(|| {
                        view! {
                            <Stages status stage strategy />
                            {move || bake.get().map(|minutes| view! { <Bake minutes stage stage_since_ms /> })}
                            <Traffic rollout />
                        }
                    })
            }}
            <Watch rollout />
        </div>
    }
}

/// How long both revisions run beside each other, and how much of it is left.
#[component]
fn Bake(
    minutes: i64,
    stage: Memo<Option<String>>,
    stage_since_ms: Signal<Option<i64>>,
) -> impl IntoView {
    let clock = Clock::expect();
    let is_baking = Memo::new(move |_| stage.with(|stage| stage.as_deref() == Some("BAKE_TIME")));
    let left = move || {
        is_baking.get().then(|| {
            stage_since_ms.get().map_or_else(
                || "It is going on.".to_owned(),
                |since_ms| bake_words(minutes, since_ms, clock.now_ms()),
            )
        })
    };
    let whole = format::count(minutes, "minute", "minutes");
    view! {
        <p>
            <strong>"Bake time "</strong>
            {format!("{whole}: after all traffic has moved, both revisions run so long, so that going back is quick. ")}
            <span class="cockpit__left">{left}</span>
        </p>
    }
}

fn bake_words(minutes: i64, since_ms: i64, now_ms: i64) -> String {
    let left_ms = since_ms + minutes * 60_000 - now_ms;
    if left_ms > 0 {
        format!("{} left.", format::elapsed(left_ms))
    } else {
        "It is over; ECS goes on at its next look.".to_owned()
    }
}

/// What a deployment strategy does, in words.
fn strategy_words(strategy: &str) -> String {
    match strategy {
        "ROLLING" => "Rolling: tasks are replaced bit by bit.".to_owned(),
        "BLUE_GREEN" => {
            "Blue/green: the new revision starts beside the old one, then all traffic moves at once."
                .to_owned()
        }
        "LINEAR" => {
            "Linear: the new revision starts beside the old one, then traffic moves in equal steps."
                .to_owned()
        }
        "CANARY" => {
            "Canary: the new revision first gets a small share of the traffic, then the rest."
                .to_owned()
        }
        other => other.to_owned(),
    }
}

/// ECS's status of a service deployment, as a chip.
fn status_chip(status: &str) -> (Tone, String) {
    let (tone, word) = match status {
        "PENDING" => (Tone::Idle, "Not begun"),
        "IN_PROGRESS" => (Tone::Busy, "Rolling out"),
        "SUCCESSFUL" => (Tone::Good, "Successful"),
        "STOP_REQUESTED" => (Tone::Warn, "Stopping"),
        "STOPPED" => (Tone::Bad, "Stopped"),
        "ROLLBACK_REQUESTED" | "ROLLBACK_IN_PROGRESS" => (Tone::Warn, "Going back"),
        "ROLLBACK_SUCCESSFUL" => (Tone::Bad, "Rolled back"),
        "ROLLBACK_FAILED" => (Tone::Bad, "Could not go back"),
        other => (Tone::Info, other),
    };
    (tone, word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::bake_words;

    #[test]
    fn says_what_is_left_of_the_bake_time() {
        assert_eq!(bake_words(5, 0, 60_000), "4 min 00 s left.");
        assert!(bake_words(5, 0, 300_000).starts_with("It is over"));
    }
}
