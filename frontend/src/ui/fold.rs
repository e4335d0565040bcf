//! Something folded away whose content is made when it is first unfolded.
//!
//! Roles and keys: as of a disclosure. What was made once stays, so that folding forgets nothing.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// A fold that somebody else can unfold, too.
#[component]
pub(crate) fn Fold<F>(
    /// What is inside.
    #[prop(into)]
    label: Signal<String>,
    /// A word on what is set inside.
    #[prop(optional, into)]
    mark: Signal<Option<String>>,
    /// Whether it is unfolded.
    #[prop(into)]
    is_open: Signal<bool>,
    /// Hears when a person folds or unfolds it.
    #[prop(into)]
    on_toggle: Callback<bool>,
    /// Makes what is inside.
    body: F,
) -> impl IntoView
where
    F: Fn() -> AnyView + Send + Sync + 'static,
{
    let was_open = Memo::new(move |before: Option<&bool>| before == Some(&true) || is_open.get());
    let hear = move |event: leptos::ev::Event| {
        let open = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlDetailsElement>().ok())
            .map(|details| details.open());
        if let Some(open) = open
            && open != is_open.get_untracked()
        {
            on_toggle.run(open);
        }
    };
    view! {
        <details class="disclosure" prop:open=move || is_open.get() on:toggle=hear>
            <summary class="disclosure__summary">
                <span>{move || label.get()}</span>
                {move || mark.get().map(|mark| view! { <span class="disclosure__mark">{mark}</span> })}
            </summary>
            <div class="disclosure__body">{move || was_open.get().then(&body)}</div>
        </details>
    }
}
