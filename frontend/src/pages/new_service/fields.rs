//! Fields of the form, bound to places in the documents.

use leptos::prelude::*;
use shared::issue::DocumentKind;

use crate::editor::{Binding, Editor, Holds};
use crate::ui::{Combobox, Listed, TextField};

/// A field for a place in a document.
#[component]
pub(super) fn Bound(
    editor: Editor,
    kind: DocumentKind,
    /// The place.
    #[prop(into)]
    pointer: String,
    /// What it holds.
    holds: Holds,
    /// What it is called, where the schema's word is not clear without its surroundings.
    #[prop(optional, into)]
    label: Option<String>,
    /// What it means, where the schema's sentence is not enough.
    #[prop(optional, into)]
    help: Option<String>,
    /// Does more than put what was typed in its place.
    #[prop(optional, into)]
    on_put: Option<Callback<String>>,
) -> impl IntoView {
    let binding = Binding::new(editor, kind, &pointer, holds);
    let label = label.unwrap_or_else(|| binding.label());
    let help = help.unwrap_or_else(|| binding.help());
    let (id, value, notes) = (binding.id(), binding.value(), binding.notes());
    let left = binding.clone();
    // What stands in the field while the person is in it: a list is written anew from its elements,
    // and that must not take away the comma that was just typed.
    let typed = RwSignal::new(None::<String>);
    let put = move |text: String| {
        typed.set(Some(text.clone()));
        match on_put {
            Some(on_put) => on_put.run(text),
            None => binding.put(&text),
        }
    };
    let shown = Signal::derive(move || typed.get().unwrap_or_else(|| value.get()));
    view! {
        <TextField
            id
            label
            help
            value=shown
            on_input=put
            on_leave=move |()| {
                typed.try_set(None);
                left.touch();
            }
            notes
            kind=if holds == Holds::Number { "numeric" } else { "text" }
        />
    }
}

/// A field with suggestions for a place in a document.
#[component]
pub(super) fn BoundCombobox(
    editor: Editor,
    kind: DocumentKind,
    /// The place.
    #[prop(into)]
    pointer: String,
    /// The suggestions.
    listed: Listed,
    /// What it is called.
    #[prop(optional, into)]
    label: Option<String>,
    /// What it means.
    #[prop(optional, into)]
    help: Option<String>,
    /// Does more than put what was typed in its place.
    #[prop(optional, into)]
    on_put: Option<Callback<String>>,
) -> impl IntoView {
    let binding = Binding::new(editor, kind, &pointer, Holds::Text);
    let label = label.unwrap_or_else(|| binding.label());
    let help = help.unwrap_or_else(|| binding.help());
    let (id, value, notes) = (binding.id(), binding.value(), binding.notes());
    let left = binding.clone();
    let put = move |text: String| match on_put {
        Some(on_put) => on_put.run(text),
        None => binding.put(&text),
    };
    view! {
        <Combobox
            id
            label
            help
            value
            on_input=put
            on_leave=move |()| left.touch()
            listed
            notes
        />
    }
}
