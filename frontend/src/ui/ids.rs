//! Names for elements that belong together and that nobody else has to know.

use std::cell::Cell;

thread_local! {
    static NEXT: Cell<Option<u64>> = const { Cell::new(None) };
}

/// An id that nothing else on the page has. Pages and editor count each for themselves, so each
/// begins somewhere else.
pub(super) fn fresh(what: &str) -> String {
    format!("{what}-{}", next())
}

fn next() -> u64 {
    NEXT.with(|next| {
        let now = next.get().unwrap_or_else(start);
        next.set(Some(now.wrapping_add(1)));
        now
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the product lies between 0 and 2^48"
)]
fn start() -> u64 {
    (js_sys::Math::random() * 281_474_976_710_656.0) as u64
}
