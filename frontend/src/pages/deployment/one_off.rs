//! A task of its own: how it is, what its containers ended with, and what they write.

use leptos::prelude::*;
use shared::deployment::StoppedContainer;

use super::timeline::Timeline;
use crate::format;
use crate::ui::{Chip, LogView, Row, Tone};

/// The task that the plan runs.
#[component]
pub(super) fn OneOffTask(
    timeline: Memo<Timeline>,
    /// Whether the service waits for it.
    is_gate: bool,
) -> impl IntoView {
    let task = Memo::new(move |_| timeline.with(|timeline| timeline.task.clone()));
    let containers = Memo::new(move |_| {
        timeline.with(|timeline| {
            let id = timeline.task.as_ref().map(|task| &task.id);
            let stopped = timeline
                .stopped
                .iter()
                .find(|stopped| Some(&stopped.task_id) == id);
            stopped.map_or_else(Vec::new, |stopped| stopped.containers.clone())
        })
    });
    let is_over = Memo::new(move |_| timeline.with(|timeline| timeline.end.is_some()));
    let rows = Memo::new(move |_| {
        timeline.with(|timeline| {
            let lines = &timeline.log.lines;
            let first = lines.first().map(|(container, _)| container);
            let several = lines.iter().any(|(container, _)| Some(container) != first);
            lines
                .iter()
                .map(|(container, line)| Row {
                    at_ms: line.at_ms,
                    from: several.then(|| container.clone()),
                    text: line.text.clone(),
                })
                .collect::<Vec<_>>()
        })
    });
    let left_out = Memo::new(move |_| timeline.with(|timeline| timeline.log.left_out));
    view! {
        <section class="section" aria-labelledby="one-off">
            <h2 id="one-off">"The task"</h2>
            {is_gate
                .then(|| {
                    view! {
                        <p class="quiet section__gloss">
                            "It runs before the service is touched. Unless every essential container ends with exit code 0, the service is left as it is."
                        </p>
                    }
                })}
            <p class="cockpit__head" role="status">
                {move || match task.get() {
                    Some(task) => {
                        let (tone, word) = status_chip(&task.last_status, is_over.get());
                        view! {
                            <span class="mono" title=task.id.clone()>
                                {format::shorten(&task.id, 13)}
                            </span>
                            <Chip tone word />
                        }
                            .into_any()
                    }
                    None if is_over.get() => {
                        view! { <span class="quiet">"It was not started."</span> }.into_any()
                    }
                    None => view! { <span class="quiet">"It has not started yet."</span> }.into_any(),
                }}
            </p>
            {move || {
                let containers = containers.get();
                (!containers.is_empty())
                    .then(|| {
                        let rows = containers.into_iter().map(exit_row).collect_view();
                        view! { <ul class="rows">{rows}</ul> }
                    })
            }}
            {move || {
                task.with(Option::is_some)
                    .then(|| {
                        view! {
                            <LogView
                                label="Log of the task"
                                rows
                                left_out
                                empty="It has written nothing yet, or writes nowhere that can be read."
                            />
                        }
                    })
            }}
        </section>
    }
}

fn exit_row(container: StoppedContainer) -> AnyView {
    let (tone, word) = match container.exit_code {
        Some(0) => (Tone::Good, "Exit code 0".to_owned()),
        Some(code) => (Tone::Bad, format!("Exit code {code}")),
        None => (Tone::Warn, "No exit code".to_owned()),
    };
    view! {
        <li class="rows__row">
            <strong class="mono">{container.name}</strong>
            <Chip tone word />
            {container.reason.map(|reason| view! { <span class="quiet">"ECS: " {reason}</span> })}
        </li>
    }
    .into_any()
}

/// How the task is; how it was when it was last looked at, where nobody looks any more.
fn status_chip(status: &str, is_over: bool) -> (Tone, String) {
    let word = status.to_lowercase();
    match status {
        "STOPPED" => (Tone::Idle, crate::text::sentence_start(&word)),
        _ if is_over => (Tone::Warn, format!("Last seen {word}")),
        "RUNNING" => (Tone::Good, crate::text::sentence_start(&word)),
        _ => (Tone::Busy, crate::text::sentence_start(&word)),
    }
}
