//! Short messages about what just happened, in a corner of the page.
//!
//! Roles: a `region` named Messages whose list is a polite live region, so that a message is read
//! without taking the focus. Each message has a button that dismisses it and that carries its words.
//!
//! Time: a message goes by itself after a while, but not while the mouse is on the messages or the
//! focus is in them, and never when it says that something failed.
//!
//! Keys: Tab leads to the buttons, Enter and Space dismiss. Escape dismisses the message that has
//! the focus. The focus then moves to the next message and, after the last one, back to where it
//! came from.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::focus::stays_within;
use super::ids::fresh;
use super::tone::Tone;
use crate::dom;

const SHOWN_FOR_MS: u32 = 8_000;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Toast {
    /// The id of its button.
    id: String,
    tone: Tone,
    words: String,
    /// Its time is over.
    is_due: bool,
}

/// The messages that are shown.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    all: RwSignal<Vec<Toast>>,
    /// Whether somebody is reading: the mouse is there, or the focus.
    is_held: RwSignal<bool>,
    came_from: StoredValue<Option<web_sys::HtmlElement>, LocalStorage>,
}

impl Toasts {
    pub(crate) fn new() -> Self {
        Self {
            all: RwSignal::new(Vec::new()),
            is_held: RwSignal::new(false),
            came_from: StoredValue::new_local(None),
        }
    }

    /// Shows a message.
    pub(crate) fn show(self, tone: Tone, words: &str) {
        let id = fresh("toast");
        self.all.try_update(|all| {
            all.push(Toast {
                id: id.clone(),
                tone,
                words: words.to_owned(),
                is_due: false,
            });
        });
        if tone != Tone::Bad {
            Timeout::new(SHOWN_FOR_MS, move || self.expire(&id)).forget();
        }
    }

    fn expire(self, id: &str) {
        self.all.try_update(|all| {
            for toast in all.iter_mut().filter(|toast| toast.id == id) {
                toast.is_due = true;
            }
        });
        if self.is_held.try_get_untracked() == Some(false) {
            self.sweep();
        }
    }

    fn hold(self, is_held: bool) {
        self.is_held.set(is_held);
        if !is_held {
            self.sweep();
        }
    }

    fn sweep(self) {
        if self
            .all
            .with_untracked(|all| all.iter().any(|toast| toast.is_due))
        {
            self.all.update(|all| all.retain(|toast| !toast.is_due));
        }
    }

    fn dismiss(self, id: &str) {
        let next = self.all.with_untracked(|all| {
            let at = all.iter().position(|toast| toast.id == id)?;
            let next = all.get(at + 1).or_else(|| all.get(at.checked_sub(1)?))?;
            Some(next.id.clone())
        });
        // The focus moves before the button goes, or it would be lost.
        let moved = next.is_some_and(|next| dom::focus(&next));
        if !moved && let Some(back) = self.came_from.get_value() {
            // What is gone takes no focus.
            drop(back.focus());
        }
        self.all.update(|all| all.retain(|toast| toast.id != id));
    }
}

/// Where the messages appear.
#[component]
pub(crate) fn ToastStack(
    /// The messages.
    toasts: Toasts,
) -> impl IntoView {
    let enter = move |event: leptos::ev::FocusEvent| {
        if !stays_within(&event, ".toasts") {
            let from = event
                .related_target()
                .and_then(|target| target.dyn_into().ok());
            toasts.came_from.set_value(from);
        }
        toasts.hold(true);
    };
    let leave = move |event: leptos::ev::FocusEvent| {
        if !stays_within(&event, ".toasts") {
            toasts.hold(false);
        }
    };
    view! {
        <section class="toasts" aria-label="Messages">
            <ul
                class="toasts__list"
                role="list"
                aria-live="polite"
                on:mouseenter=move |_| toasts.hold(true)
                on:mouseleave=move |_| toasts.hold(false)
                on:focusin=enter
                on:focusout=leave
            >
                <For each=move || toasts.all.get() key=|toast| toast.id.clone() let:toast>
                    {one(toasts, toast)}
                </For>
            </ul>
        </section>
    }
}

fn one(toasts: Toasts, toast: Toast) -> AnyView {
    let Toast {
        id, tone, words, ..
    } = toast;
    let (by_key, by_press) = (id.clone(), id.clone());
    view! {
        <li
            class="toast"
            data-tone=tone.as_str()
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    toasts.dismiss(&by_key);
                }
            }
        >
            {tone.icon().view()}
            <span class="toast__words">{words.clone()}</span>
            <button
                type="button"
                class="button"
                data-look="quiet"
                id=id
                on:click=move |_| toasts.dismiss(&by_press)
            >
                "Dismiss"
                <span class="visually-hidden">{format!(": {words}")}</span>
            </button>
        </li>
    }
    .into_any()
}
