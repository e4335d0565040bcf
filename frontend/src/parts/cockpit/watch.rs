//! What watches over a rollout and stops it: the circuit breaker and the alarms.

use leptos::prelude::*;
use shared::deployment::{Alarms, CircuitBreaker, Rollout};

use crate::ui::{Chip, Tone};

/// The circuit breaker and the alarms, where there are any.
#[component]
pub(super) fn Watch(rollout: Signal<Rollout>) -> impl IntoView {
    let watch = Memo::new(move |_| {
        rollout.with(|rollout| (rollout.circuit_breaker.clone(), rollout.alarms.clone()))
    });
    move || {
        let (breaker, alarms) = watch.get();
        (breaker.is_some() || alarms.is_some()).then(|| {
            view! {
                <ul class="rows">
                    {breaker.map(|breaker| row("Circuit breaker", &breaker.status, breaker_words(&breaker)))}
                    {alarms.map(|alarms| row("Alarms", &alarms.status, alarm_words(&alarms)))}
                </ul>
            }
        })
    }
}

fn row(name: &'static str, status: &str, words: String) -> AnyView {
    let (tone, word) = watch_chip(status);
    view! {
        <li class="rows__row">
            <strong>{name}</strong>
            <Chip tone word />
            <span>{words}</span>
        </li>
    }
    .into_any()
}

fn watch_chip(status: &str) -> (Tone, String) {
    let (tone, word) = match status {
        "MONITORING" => (Tone::Good, "Watches"),
        "TRIGGERED" => (Tone::Bad, "Went off"),
        "MONITORING_COMPLETE" => (Tone::Idle, "Watches no longer"),
        "DISABLED" => (Tone::Idle, "Switched off"),
        other => (Tone::Info, other),
    };
    (tone, word.to_owned())
}

fn breaker_words(breaker: &CircuitBreaker) -> String {
    format!(
        "{}; it stops the rollout at {}.",
        crate::format::count(breaker.failures, "task failed", "tasks failed"),
        breaker.threshold
    )
}

fn alarm_words(alarms: &Alarms) -> String {
    if alarms.triggered.is_empty() {
        format!("{}: none went off.", alarms.names.join(", "))
    } else {
        format!("{} went off.", alarms.triggered.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::{Alarms, alarm_words};

    #[test]
    fn names_the_alarm_that_went_off() {
        let mut alarms = Alarms {
            status: "MONITORING".to_owned(),
            names: vec!["errors".to_owned(), "latency".to_owned()],
            triggered: Vec::new(),
        };
        assert_eq!(alarm_words(&alarms), "errors, latency: none went off.");
        alarms.triggered = vec!["latency".to_owned()];
        assert_eq!(alarm_words(&alarms), "latency went off.");
    }
}
