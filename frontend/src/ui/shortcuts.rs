//! What the keyboard does, as a window that says so.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::button::Button;
use super::dialog::{Dialog, DialogHandle};

/// Keys, and what they do.
pub(crate) type Shortcut = (&'static str, &'static str);

/// The overview.
#[component]
pub(crate) fn Shortcuts(
    /// What opens and closes it.
    handle: DialogHandle,
    /// What there is.
    all: &'static [Shortcut],
) -> impl IntoView {
    let rows = move || {
        all.iter()
            .map(|(keys, words)| {
                view! {
                    <dt>
                        <kbd>{*keys}</kbd>
                    </dt>
                    <dd>{*words}</dd>
                }
            })
            .collect_view()
    };
    view! {
        <Dialog handle title="Shortcuts">
            <dl class="shortcuts">{rows()}</dl>
            <p class="quiet">"On a Mac it is Command instead of Ctrl, and Option instead of Alt."</p>
            <div class="actions">
                <Button on_press=move |()| handle.close()>"Close"</Button>
            </div>
        </Dialog>
    }
}

/// Whether a key goes into a text.
pub(crate) fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| {
            let tag = element.tag_name();
            ["INPUT", "TEXTAREA", "SELECT"]
                .iter()
                .any(|name| tag.eq_ignore_ascii_case(name))
        })
}
