//! What the keyboard does on every page. An editor has its own, and then says so itself.

use leptos::prelude::*;

use crate::dom;
use crate::ui::{DialogHandle, Shortcut, Shortcuts, is_typing};

const ALL: &[Shortcut] = &[
    ("/", "Go to the search of a list"),
    ("?", "This overview"),
    ("Tab, Shift Tab", "Go from control to control"),
    (
        "Arrow keys",
        "Go among tabs, and among what a field suggests",
    ),
    ("Escape", "Close what is open"),
    (
        "? in an editor",
        "The editor's own: undo, redo, save, the next error, preview",
    ),
];

/// Listens, and holds the overview.
#[component]
pub(crate) fn PageShortcuts() -> impl IntoView {
    let handle = DialogHandle::new();
    let heard = window_event_listener(leptos::ev::keydown, move |event| {
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        if has_modifier || is_typing(&event) {
            return;
        }
        let taken = match event.key().as_str() {
            "?" if !dom::has(".editor-place > *") => {
                handle.open();
                true
            }
            "/" => dom::focus_first("input[type=search]"),
            _ => false,
        };
        if taken {
            event.prevent_default();
        }
    });
    on_cleanup(move || heard.remove());
    view! { <Shortcuts handle all=ALL /> }
}
