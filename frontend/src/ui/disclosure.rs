//! Something folded away, with a line that says what it is.

use leptos::prelude::*;

/// A fold. The browser's own element does keyboard and semantics.
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
