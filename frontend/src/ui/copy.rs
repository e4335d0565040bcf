//! Names that are too long for their place, and getting them out of the page.
//!
//! Roles: a `button` that says what it copies; what came of it is announced. Keys: Enter and Space.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::Icon;
use super::live_region::Announcer;
use crate::{dom, format};

const SHOWN_FOR_MS: u32 = 2_000;

/// Copies a text.
#[component]
pub(crate) fn CopyButton(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, such as `the ARN`.
    #[prop(into)]
    what: String,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let said = RwSignal::new("Copy");
    let back = StoredValue::new_local(None::<Timeout>);
    let copy = move |_event| {
        spawn_local(async move {
            let Some(text) = text.try_get_untracked() else {
                return;
            };
            let (word, sentence) = if dom::copy(&text).await {
                ("Copied", "Copied.")
            } else {
                (
                    "Not copied",
                    "The browser did not allow copying. Select the text instead.",
                )
            };
            announcer.say(sentence);
            said.try_set(word);
            let timeout = Timeout::new(SHOWN_FOR_MS, move || {
                said.try_set("Copy");
            });
            back.try_set_value(Some(timeout));
        });
    };
    view! {
        <button type="button" class="button" data-look="quiet" on:click=copy>
            {Icon::Copy.view()}
            <span>{move || said.get()}</span>
            <span class="visually-hidden">{what}</span>
        </button>
    }
}

/// A name or ARN: shortened in the middle, whole on hover, copied by its button.
#[component]
pub(crate) fn Name(
    /// The whole name.
    #[prop(into)]
    text: String,
    /// How many characters have room.
    #[prop(default = 44)]
    room: usize,
    /// What it is, for the copy button; without it there is none.
    #[prop(optional, into)]
    what: Option<String>,
) -> impl IntoView {
    let short = format::shorten(&text, room);
    view! {
        <span class="name">
            <span class="mono" title=text.clone()>
                {short}
            </span>
            {what.map(|what| view! { <CopyButton text what /> })}
        </span>
    }
}
