//! Lines that come one after the other, in a frame of their own that follows the newest.
//!
//! Roles: a named `region` that takes the focus, so that the arrows scroll it. Lines that come are
//! not read out, since a busy log would drown everything else.
//!
//! Keys: those of the browser for what scrolls. Who scrolls up stays there while lines come; End, or
//! the button "Follow", goes back to the newest line and follows again.

use leptos::prelude::*;

use super::button::{Button, Look};
use crate::format;

/// Within so many pixels of the end one is at the end.
const NEAR_PX: i32 = 24;

/// A line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// When it was written, milliseconds since the epoch.
    pub(crate) at_ms: i64,
    /// Who wrote it, where there are several.
    pub(crate) from: Option<String>,
    pub(crate) text: String,
}

/// A log that may still grow.
#[component]
pub(crate) fn LogView(
    /// What it is, such as `Log of the task`.
    #[prop(into)]
    label: String,
    /// The lines, oldest first.
    #[prop(into)]
    rows: Signal<Vec<Row>>,
    /// How many lines stand before the first, which are not kept here.
    #[prop(default = 0.into(), into)]
    left_out: Signal<usize>,
    /// What is said while there is no line.
    empty: &'static str,
) -> impl IntoView {
    let frame = NodeRef::<leptos::html::Div>::new();
    let follows = RwSignal::new(true);
    let to_end = move || {
        if let Some(frame) = frame.try_get_untracked().flatten() {
            frame.set_scroll_top(frame.scroll_height());
        }
    };
    // Touches the outside world: where the frame is scrolled to.
    Effect::new(move |_| {
        rows.track();
        if follows.get_untracked() {
            request_animation_frame(to_end);
        }
    });
    let scrolled = move |_| {
        if let Some(frame) = frame.get_untracked() {
            let below = frame.scroll_height() - frame.scroll_top() - frame.client_height();
            let is_near = below <= NEAR_PX;
            if follows.get_untracked() != is_near {
                follows.set(is_near);
            }
        }
    };
    let follow = move |()| {
        follows.set(true);
        to_end();
        if let Some(frame) = frame.get_untracked() {
            // The button goes; without it the focus would be lost.
            drop(frame.focus());
        }
    };
    let said = move || {
        let n_rows = rows.with(Vec::len);
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        match left_out.get() {
            0 => format::count(number(n_rows), "line", "lines"),
            more => format!(
                "The latest {}; {more} older ones are not shown",
                format::count(number(n_rows), "line", "lines")
            ),
        }
    };
    let first = move || left_out.get();
    view! {
        <figure class="code">
            <figcaption class="code__head log-view__head">
                <span>{label.clone()} <span class="quiet">" · " {said}</span></span>
                {move || {
                    (!follows.get())
                        .then(|| {
                            view! {
                                <Button look=Look::Quiet on_press=follow>
                                    "Follow"
                                </Button>
                            }
                        })
                }}
            </figcaption>
            <div
                class="code__text log-view"
                tabindex="0"
                role="region"
                aria-label=label
                node_ref=frame
                on:scroll=scrolled
            >
                <Show
                    when=move || !rows.with(Vec::is_empty)
                    fallback=move || view! { <p class="quiet">{empty}</p> }
                >
                    <For
                        each=move || {
                            let first = first();
                            rows.get().into_iter().enumerate().map(move |(at, row)| (first + at, row))
                        }
                        key=|(number, _)| *number
                        let((_, row))
                    >
                        {line(row)}
                    </For>
                </Show>
            </div>
        </figure>
    }
}

fn line(row: Row) -> AnyView {
    let Row { at_ms, from, text } = row;
    view! {
        <div class="log-view__line">
            <time class="log-view__time" datetime=format::machine(at_ms)>
                {format::clock(at_ms)}
            </time>
            {from.map(|from| view! { <span class="log-view__from">{from}</span> })}
            <span class="log-view__text">{text}</span>
        </div>
    }
    .into_any()
}
