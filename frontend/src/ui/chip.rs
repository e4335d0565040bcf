//! A state in a word, with its sign and color.

use leptos::prelude::*;

use super::tone::Tone;

/// A state in a word.
#[component]
pub(crate) fn Chip(
    /// How it stands.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The word.
    #[prop(into)]
    word: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="chip" data-tone=move || tone.get().as_str()>
            {move || tone.get().icon().view()}
            <span>{move || word.get()}</span>
        </span>
    }
}
