//! Times: how long ago or in how long, with the exact time on hover and focus.
//!
//! Roles: a `time` with the moment for machines. Keys: Tab leads to it, so that the exact time can
//! be read without a mouse.

use gloo_timers::callback::Interval;
use leptos::prelude::*;

use crate::{dom, format};

const TICK_MS: u32 = 1_000;

/// The present moment, for everything on the page that shows how long ago something was.
#[derive(Clone, Copy)]
pub(crate) struct Clock(ReadSignal<i64>);

impl Clock {
    /// Starts the clock. It runs as long as the application.
    pub(crate) fn provide() {
        let (now, set_now) = signal(dom::now_ms());
        let ticking = StoredValue::new_local(Interval::new(TICK_MS, move || {
            set_now.try_set(dom::now_ms());
        }));
        on_cleanup(move || ticking.dispose());
        provide_context(Self(now));
    }

    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// Milliseconds since the epoch.
    pub(crate) fn now_ms(self) -> i64 {
        self.0.get()
    }

    /// The same for something that does not change with it.
    pub(crate) fn now_ms_untracked(self) -> i64 {
        self.0.try_get_untracked().unwrap_or_default()
    }
}

/// When something is due, such as `in 12 minutes`.
#[component]
pub(crate) fn TimeDue(
    /// When, milliseconds since the epoch.
    at_ms: i64,
) -> impl IntoView {
    let clock = Clock::expect();
    let words = Memo::new(move |_| format::due(clock.now_ms(), at_ms));
    view! { <Moment at_ms words /> }
}

/// Such as `12 min ago`.
#[component]
pub(crate) fn TimeAgo(
    /// When, milliseconds since the epoch.
    #[prop(into)]
    at_ms: Signal<i64>,
) -> impl IntoView {
    let clock = Clock::expect();
    let words = Memo::new(move |_| format::ago(clock.now_ms(), at_ms.get()));
    view! { <Moment at_ms words /> }
}

/// A time in words, and the exact one.
#[component]
fn Moment(#[prop(into)] at_ms: Signal<i64>, words: Memo<String>) -> impl IntoView {
    view! {
        <span class="time" tabindex="0">
            <time datetime=move || format::machine(at_ms.get())>{move || words.get()}</time>
            <span class="time__exact">{move || format::exact(at_ms.get())}</span>
        </span>
    }
}
