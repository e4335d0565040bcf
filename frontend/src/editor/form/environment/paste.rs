//! The window that takes a `.env` file.

use leptos::prelude::*;

use crate::editor::form::env_file;
use crate::format;
use crate::ui::{Button, DialogHandle, Look, Note, TextArea, Tone};

/// The window that takes a `.env` file.
#[component]
pub(super) fn Paste(
    handle: DialogHandle,
    on_take: Callback<Vec<(String, String)>>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let read = Memo::new(move |_| text.with(|text| env_file::read(text)));
    let notes = Signal::derive(move || {
        read.with(|read| {
            read.notes
                .iter()
                .map(|words| Note {
                    tone: Tone::Warn,
                    text: words.clone(),
                    action: None,
                })
                .collect::<Vec<_>>()
        })
    });
    let take = move |()| {
        on_take.run(read.with_untracked(|read| read.pairs.clone()));
        handle.close();
    };
    let denied = Signal::derive(move || {
        read.with(|read| read.pairs.is_empty())
            .then(|| "There is no NAME=value line yet.".to_owned())
    });
    view! {
        <TextArea
            id="env-file"
            label="Lines of NAME=value"
            help="Comments, quotes and export are understood. A name that is there already gets the new value."
            rows=12
            value=text
            on_input=move |typed| text.set(typed)
            notes
        />
        <div class="actions">
            <Button look=Look::Primary denied on_press=take>
                {move || {
                    let number = read.with(|read| read.pairs.len());
                    format!(
                        "Take over {}",
                        format::count(i64::try_from(number).unwrap_or(i64::MAX), "variable", "variables"),
                    )
                }}
            </Button>
            <Button on_press=move |()| handle.close()>"Cancel"</Button>
        </div>
    }
}
