//! Asking again and again for what no stream tells, as long as it matters.

use gloo_timers::callback::Interval;
use leptos::prelude::*;

/// Acts every so often while something holds. It ends with the page that began it.
pub(crate) fn poll_while(
    every_ms: u32,
    holds: impl Fn() -> bool + 'static,
    act: impl Fn() + 'static,
) {
    let ticking = StoredValue::new_local(Interval::new(every_ms, move || {
        if holds() {
            act();
        }
    }));
    on_cleanup(move || ticking.dispose());
}
