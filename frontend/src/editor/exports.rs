//! The definitions in other people's formats, to read and to take along.

use leptos::prelude::*;
use shared::dialect::{Format, export};
use shared::document::Document;

use super::editing::Editor;
use super::page::KINDS;
use crate::ui::{Button, Choice, CodeBlock, Dialog, DialogHandle, Look, SelectField};

#[component]
pub(super) fn Exports(editor: Editor) -> impl IntoView {
    let handle = DialogHandle::new();
    view! {
        <Button look=Look::Quiet on_press=move |()| handle.open()>
            "Export"
        </Button>
        <Dialog handle title="Export">
            <Exported editor />
            <div class="actions">
                <Button on_press=move |()| handle.close()>"Close"</Button>
            </div>
        </Dialog>
    }
}

#[component]
fn Exported(editor: Editor) -> impl IntoView {
    let format = RwSignal::new(Format::Json.name().to_owned());
    let choices: Vec<Choice> = Format::ALL
        .into_iter()
        .map(|format| Choice::new(format.name(), format.words()))
        .collect();
    let files = move || {
        let documents: Vec<Document> = KINDS
            .into_iter()
            .filter_map(|kind| editor.reading(kind).get().ok())
            .collect();
        let format = format
            .with(|name| Format::named(name))
            .unwrap_or(Format::Json);
        let made = export(&documents, format);
        let notes = made
            .notes
            .iter()
            .map(|note| view! { <li>{crate::text::sentence(&note.to_string())}</li> })
            .collect_view();
        let files = made
            .files
            .into_iter()
            .map(|(name, text)| view! { <CodeBlock label=name text /> })
            .collect_view();
        view! {
            <ul class="plain-list">{notes}</ul>
            {files}
        }
    };
    view! {
        <SelectField
            id="export-format"
            label="Format"
            choices
            value=format
            on_choose=move |chosen| format.set(chosen)
        />
        {files}
    }
}
