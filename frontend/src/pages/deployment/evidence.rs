//! What was seen while a deployment ran: tasks that stopped, and what ECS said.

use leptos::prelude::*;
use shared::deployment::StoppedContainer;

use super::timeline::{Said, Stopped, Timeline};
use crate::format;
use crate::ui::{Disclosure, LogView, Row, TimeAgo};

/// The tasks that stopped, with the reason in plain words first.
#[component]
pub(super) fn StoppedList(timeline: Memo<Timeline>) -> impl IntoView {
    let stopped = Memo::new(move |_| timeline.with(|timeline| timeline.stopped.clone()));
    let has_any = Memo::new(move |_| stopped.with(|stopped| !stopped.is_empty()));
    let count = move || {
        let number = stopped.with(Vec::len);
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        format::count(number, "task stopped", "tasks stopped")
    };
    move || {
        has_any.get().then(|| {
            view! {
                <section class="section" aria-labelledby="stopped">
                    <h2 id="stopped">{count}</h2>
                    <ul class="rows rows--bounded">
                        // What somebody has unfolded stays so when another task stops.
                        <For
                            each=move || stopped.get().into_iter().rev()
                            key=|task| (task.task_id.clone(), task.at_ms)
                            let:task
                        >
                            {stopped_row(task)}
                        </For>
                    </ul>
                </section>
            }
        })
    }
}

fn stopped_row(task: Stopped) -> AnyView {
    let Stopped {
        at_ms,
        task_id,
        stop_code,
        reason,
        explanation,
        containers,
    } = task;
    // Where a container could not start, ECS gives its reason as the task's as well.
    let is_new = containers
        .iter()
        .all(|container| container.reason.as_ref() != Some(&reason));
    view! {
        <li class="rows__row rows__row--tall">
            <span class="mono" title=task_id.clone()>
                {format::shorten(&task_id, 13)}
            </span>
            <span class="mono quiet">{stop_code}</span>
            <span class="quiet">
                <TimeAgo at_ms />
            </span>
            <div class="rows__more">
                <p>{explanation}</p>
                {containers.iter().filter_map(container_line).collect_view()}
                {is_new.then(|| view! {
                    <p class="quiet">
                        "ECS: " <span class="mono">{reason}</span>
                    </p>
                })}
                {containers.into_iter().filter_map(container_log).collect_view()}
            </div>
        </li>
    }
    .into_any()
}

fn container_line(container: &StoppedContainer) -> Option<AnyView> {
    let name = &container.name;
    let words = match (container.exit_code, &container.reason) {
        (Some(code), Some(reason)) => format!("{name}: exit code {code}, {reason}"),
        (Some(code), None) => format!("{name}: exit code {code}"),
        (None, Some(reason)) => format!("{name}: {reason}"),
        (None, None) => return None,
    };
    Some(view! { <p class="mono">{words}</p> }.into_any())
}

/// The last lines of a container's log, folded; or why there are none.
fn container_log(container: StoppedContainer) -> Option<AnyView> {
    let StoppedContainer {
        name,
        log,
        log_place,
        ..
    } = container;
    if log.is_empty() {
        let place = log_place?;
        return Some(
            view! {
                <p class="quiet">
                    {format!("Log of {name}: ")} <span class="mono">{place}</span>
                </p>
            }
            .into_any(),
        );
    }
    let rows: Vec<Row> = log
        .into_iter()
        .map(|line| Row {
            at_ms: line.at_ms,
            from: None,
            text: line.text,
        })
        .collect();
    let number = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let label = format!(
        "The last {} of {name}",
        format::count(number, "line", "lines")
    );
    Some(
        view! {
            <Disclosure label>
                {log_place
                    .map(|place| {
                        view! {
                            <p class="quiet">"From " <span class="mono">{place}</span></p>
                        }
                    })}
                <LogView label=format!("Log of {name}") rows empty="It wrote nothing." />
            </Disclosure>
        }
        .into_any(),
    )
}

/// What ECS said of the service, newest first.
#[component]
pub(super) fn SaidList(timeline: Memo<Timeline>) -> impl IntoView {
    let said = Memo::new(move |_| timeline.with(|timeline| timeline.said.clone()));
    let is_over = Memo::new(move |_| timeline.with(|timeline| timeline.end.is_some()));
    view! {
        <section class="section" aria-labelledby="said">
            <h2 id="said">"What ECS says"</h2>
            {move || {
                let said = said.get();
                if said.is_empty() {
                    let words = if is_over.get() {
                        "ECS said nothing about it."
                    } else {
                        "ECS has said nothing about it yet."
                    };
                    view! { <p class="quiet">{words}</p> }.into_any()
                } else {
                    let rows = said.into_iter().rev().map(said_row).collect_view();
                    view! { <ol class="events">{rows}</ol> }.into_any()
                }
            }}
        </section>
    }
}

fn said_row(said: Said) -> AnyView {
    view! {
        <li class="events__event">
            <span class="events__time">
                <TimeAgo at_ms=said.at_ms />
            </span>
            <span>{said.message}</span>
        </li>
    }
    .into_any()
}
