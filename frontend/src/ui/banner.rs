//! Something that must be read before going on.

use leptos::prelude::*;

use super::tone::Tone;

/// A message across the page, with what can be done about it.
#[component]
pub(crate) fn Banner(
    /// How it stands.
    tone: Tone,
    /// What is the matter, in a few words.
    #[prop(into)]
    title: String,
    /// The rest: sentences and buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="banner" data-tone=tone.as_str()>
            {tone.icon().view()}
            <div class="banner__body">
                <p class="banner__title">{title}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
}
