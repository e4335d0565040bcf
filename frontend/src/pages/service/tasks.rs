//! A service's tasks: those that run, then those that stopped lately and why.

use leptos::prelude::*;
use shared::wire::Task;

use crate::format;
use crate::ui::{Chip, TimeAgo, Tone};

/// The tasks.
#[component]
pub(super) fn Tasks(tasks: Memo<Vec<Task>>) -> impl IntoView {
    let with_status = move |stopped: bool| {
        Memo::new(move |_| {
            tasks.with(|tasks| {
                tasks
                    .iter()
                    .filter(|task| (task.last_status == "STOPPED") == stopped)
                    .cloned()
                    .collect::<Vec<_>>()
            })
        })
    };
    let alive = with_status(false);
    let stopped = with_status(true);
    view! {
        <section class="section" aria-labelledby="tasks">
            <h2 id="tasks">"Tasks"</h2>
            {move || {
                let alive = alive.get();
                if alive.is_empty() {
                    view! { <p class="quiet">"No task runs."</p> }.into_any()
                } else {
                    let rows = alive.into_iter().map(running_row).collect_view();
                    view! { <ul class="rows">{rows}</ul> }.into_any()
                }
            }}
            {move || {
                let stopped = stopped.get();
                (!stopped.is_empty())
                    .then(|| {
                        let rows = stopped.into_iter().map(stopped_row).collect_view();
                        view! {
                            <h3>"Stopped lately"</h3>
                            <ul class="rows">{rows}</ul>
                        }
                    })
            }}
        </section>
    }
}

fn running_row(task: Task) -> AnyView {
    let (tone, word) = status_chip(&task);
    view! {
        <li class="rows__row">
            <span class="mono" title=task.id.clone()>
                {format::shorten(&task.id, 13)}
            </span>
            <Chip tone word />
            <span class="mono">{task.revision}</span>
            {task
                .started_at_ms
                .map(|at_ms| {
                    view! {
                        <span class="quiet">
                            "started " <TimeAgo at_ms />
                        </span>
                    }
                })}
        </li>
    }
    .into_any()
}

fn stopped_row(task: Task) -> AnyView {
    view! {
        <li class="rows__row rows__row--tall">
            <span class="mono" title=task.id.clone()>
                {format::shorten(&task.id, 13)}
            </span>
            <Chip tone=Tone::Idle word="Stopped" />
            <span class="mono">{task.revision}</span>
            {task
                .stopped_at_ms
                .map(|at_ms| {
                    view! {
                        <span class="quiet">
                            <TimeAgo at_ms />
                        </span>
                    }
                })}
            <div class="rows__more">
                {task.explanation.map(|words| view! { <p>{words}</p> })}
                {task
                    .stopped_reason
                    .map(|reason| {
                        view! {
                            <p class="quiet">
                                "ECS: " <span class="mono">{reason}</span>
                            </p>
                        }
                    })}
            </div>
        </li>
    }
    .into_any()
}

fn status_chip(task: &Task) -> (Tone, String) {
    if task.desired_status == "STOPPED" {
        return (Tone::Idle, "Stopping".to_owned());
    }
    match (task.last_status.as_str(), task.health_status.as_str()) {
        ("RUNNING", "UNHEALTHY") => (Tone::Bad, "Running, unhealthy".to_owned()),
        ("RUNNING", "HEALTHY") => (Tone::Good, "Running, healthy".to_owned()),
        ("RUNNING", _) => (Tone::Good, "Running".to_owned()),
        (other, _) => (
            Tone::Busy,
            crate::text::sentence_start(&other.to_lowercase()),
        ),
    }
}
