//! JSON to read.

use leptos::prelude::*;

use super::copy::CopyButton;

/// A text in a frame of its own that scrolls and can be copied.
#[component]
pub(crate) fn CodeBlock(
    /// What it is, such as `Task definition`.
    #[prop(into)]
    label: String,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let what = label.clone();
    view! {
        <figure class="code">
            <figcaption class="code__head">
                <span>{label.clone()}</span>
                <CopyButton text what />
            </figcaption>
            <pre class="code__text" tabindex="0" role="region" aria-label=label>
                {move || text.get()}
            </pre>
        </figure>
    }
}
