//! Something folded away, with a line that says what it is.
//!
//! Roles and keys: the browser's own `details` and `summary`. Enter and Space on the line fold and
//! unfold; what is folded away is out of the order of the keyboard.

use leptos::prelude::*;

/// A fold.
#[component]
pub(crate) fn Disclosure(
    /// What is inside.
    #[prop(into)]
    label: Signal<String>,
    /// A word on what is set inside.
    #[prop(optional, into)]
    mark: Signal<Option<String>>,
    /// Whether it starts open.
    #[prop(optional)]
    open: bool,
    /// What is inside.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=open>
            <summary class="disclosure__summary">
                <span>{move || label.get()}</span>
                {move || mark.get().map(|mark| view! { <span class="disclosure__mark">{mark}</span> })}
            </summary>
            <div class="disclosure__body">{children()}</div>
        </details>
    }
}
