//! A field that suggests: what is typed narrows a list, and what is not in the list may be typed
//! all the same. Roles and keys as the ARIA Authoring Practices have them for an editable combobox
//! with a list.
//!
//! Roles: the field is a `combobox` with `aria-expanded`, and `aria-controls` names its `listbox`.
//! The focus stays in the field; `aria-activedescendant` names the `option` that the arrows are on,
//! and nothing else is `aria-selected`. What stands above the list or in its place is a `status`.
//!
//! Keys, in the field:
//! - Down and Up open the list, then move in it and go on at its other end.
//! - Home and End go to the list's ends once an arrow has been pressed; before, they move the cursor.
//! - Enter takes the suggestion that the arrows are on and closes the list; without one it only
//!   closes. What was typed stays.
//! - Escape closes the list and keeps the text.
//! - Tab goes on: to the button in the list, where there is one, and else out of the field.
//!
//! Keys, on a button in the list ("Try again", "More"): Enter and Space press it, which brings the
//! focus back into the field; so does Escape, which closes the list. The list stays open as long as
//! the focus is in the field or in the list.

mod popup;
mod shown;

use leptos::prelude::*;

use super::async_view::Load;
use super::field::{Field, FieldIds, Note, invalid, is_closed};
use super::focus::stays_within;
use super::press::after_press;
use popup::{Popup, Pressed};
use shown::{option_view, said};

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// What stands in the field when it is chosen.
    pub(crate) value: String,
    /// What people call it.
    pub(crate) label: String,
    /// What it means, a line each.
    pub(crate) details: Vec<String>,
    /// What speaks against it, a sentence each.
    pub(crate) concerns: Vec<String>,
}

impl Suggestion {
    /// How well it fits what was typed: 0 where its name begins so, 1 where its name has it, 2 where
    /// only what is said of it has it.
    fn rank(&self, wanted: &str) -> Option<u8> {
        let (value, label) = (self.value.to_lowercase(), self.label.to_lowercase());
        if value.starts_with(wanted) || label.starts_with(wanted) {
            Some(0)
        } else if value.contains(wanted) || label.contains(wanted) {
            Some(1)
        } else {
            let is_said = |line: &String| line.to_lowercase().contains(wanted);
            self.details.iter().any(is_said).then_some(2)
        }
    }
}

/// Where the suggestions come from.
#[derive(Clone, Copy)]
pub(crate) struct Listed {
    pub(crate) state: Signal<Load<Vec<Suggestion>>>,
    /// Hears what the suggestions are to fit: nothing when the list opens, then what is typed.
    pub(crate) ask: Callback<String>,
    /// Asks again after it failed.
    pub(crate) retry: Callback<()>,
    /// Whether there are more than came so far.
    pub(crate) has_more: Signal<bool>,
    /// Asks for more.
    pub(crate) more: Callback<()>,
    /// What is said when there is nothing to suggest.
    pub(crate) empty: &'static str,
}

/// A text field with suggestions.
#[component]
pub(crate) fn Combobox(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What is chosen.
    #[prop(into)]
    label: Signal<String>,
    /// What it means.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was typed or chosen.
    #[prop(into)]
    on_input: Callback<String>,
    /// Says that the person has left it.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    /// The suggestions.
    listed: Listed,
    /// What is said at it.
    #[prop(optional, into)]
    notes: Signal<Vec<Note>>,
    /// Why it has no use at present.
    #[prop(optional, into)]
    ruled_out: Signal<Option<String>>,
) -> impl IntoView {
    let list_id = format!("{id}-list");
    let popup = Popup::new(id.clone(), listed);
    let choose = move |suggestion: &Suggestion| {
        on_input.run(suggestion.value.clone());
        popup.close();
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        match popup.press(&event.key()) {
            Pressed::Ignored => return,
            Pressed::Taken => {}
            Pressed::Chosen(suggestion) => choose(&suggestion),
        }
        event.prevent_default();
    };
    let on_popup_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            popup.focus();
            popup.close();
        }
    };
    let on_focus_out = move |event: leptos::ev::FocusEvent| {
        if stays_within(&event, ".combobox") {
            return;
        }
        popup.close();
        if let Some(on_leave) = on_leave {
            // A field that is taken away loses the focus when its owner is gone.
            after_press(move || {
                on_leave.try_run(());
            });
        }
    };
    let rows = move || {
        popup
            .shown
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, suggestion)| option_view(popup, at, suggestion, choose))
            .collect_view()
    };
    let list = list_id.clone();
    let opened = move || {
        view! {
            <div
                class="combobox__popup"
                hidden=move || !popup.open.get()
                on:keydown=on_popup_key
            >
                <div role="status">{move || said(listed, popup)}</div>
                <ul
                    class="combobox__list"
                    role="listbox"
                    tabindex="-1"
                    id=list.clone()
                    aria-label=move || label.get()
                    hidden=move || popup.shown.with(Vec::is_empty)
                >
                    {rows}
                </ul>
            </div>
        }
    };
    let control = move |ids: FieldIds| {
        view! {
            <div class="combobox" on:focusout=on_focus_out>
                <input
                    class="input"
                    node_ref=popup.input
                    id=ids.control.clone()
                    name=ids.control.clone()
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-expanded=move || if popup.open.get() { "true" } else { "false" }
                    aria-controls=list_id
                    aria-activedescendant=move || popup.active().map(|at| popup.option_id(at))
                    aria-describedby=ids.described_by()
                    aria-invalid=move || invalid(notes)
                    disabled=move || is_closed(ruled_out, value)
                    prop:value=move || value.get()
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        popup.narrow(&typed);
                        on_input.run(typed);
                    }
                    on:focus=move |_| popup.show()
                    on:click=move |_| popup.show()
                    on:keydown=on_key
                />
                {opened()}
            </div>
        }
        .into_any()
    };
    view! { <Field id label help notes ruled_out control /> }
}
