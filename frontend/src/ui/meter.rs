//! Counts as a bar, always beside the same counts in words.

use leptos::prelude::*;

use super::tone::Tone;

/// One stretch of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) tone: Tone,
    pub(crate) amount: i64,
}

/// A bar of parts out of a whole. Decorative: the words beside it say the same.
#[component]
pub(crate) fn Meter(
    /// The parts, from the left.
    #[prop(into)]
    parts: Signal<Vec<Part>>,
    /// The whole.
    #[prop(into)]
    whole: Signal<i64>,
) -> impl IntoView {
    let stretches = move || {
        let parts = parts.get();
        let filled: i64 = parts.iter().map(|part| part.amount.max(0)).sum();
        let whole = whole.get().max(filled).max(1);
        let mut from = 0;
        parts
            .into_iter()
            .filter(|part| part.amount > 0)
            .map(|part| {
                let (start, width) = (from * 100 / whole, part.amount * 100 / whole);
                from += part.amount;
                view! {
                    <rect
                        data-tone=part.tone.as_str()
                        x=start.to_string()
                        y="0"
                        width=width.max(1).to_string()
                        height="6"
                    ></rect>
                }
            })
            .collect_view()
    };
    view! {
        <svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            {stretches}
        </svg>
    }
}
