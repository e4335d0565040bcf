//! JSON to edit, to read and to compare.

use leptos::prelude::*;

use crate::ui::{CodeBlock, CodeEditor, DiffView, Mark, Note, Tone};

const TEXT: &str =
    "{\n  \"family\": \"web\",\n  \"cpu\": 300,\n  \"memory\": \"512\",\n  \"essential\": true\n}";
const UNREADABLE: &str = "{\n  \"family\": \"web\"\n  \"cpu\": 256\n}";

#[component]
pub(super) fn Codes() -> impl IntoView {
    let marks = vec![
        mark(3, Tone::Bad, "CPU must be one of Fargate's sizes."),
        mark(4, Tone::Warn, "Memory is small for this image."),
    ];
    let unreadable = vec![mark(3, Tone::Bad, "A comma is missing before this line.")];
    let note = Note {
        tone: Tone::Bad,
        text: "This is no JSON yet: line 3 begins without a comma before it.".to_owned(),
        action: None,
    };
    view! {
        <div class="form form--wide">
            <Edited id="gallery-code" label="A text with marks" start=TEXT marks />
            <Edited
                id="gallery-code-broken"
                label="A text that cannot be read"
                start=UNREADABLE
                marks=unreadable
                notes=vec![note]
            />
        </div>
        <CodeBlock label="JSON to read" text=TEXT />
        <DiffView
            label="A difference"
            before=TEXT.to_owned()
            after=TEXT.replace("300", "512")
        />
        <DiffView label="No difference" before=TEXT.to_owned() after=TEXT.to_owned() />
    }
}

#[component]
fn Edited(
    id: &'static str,
    label: &'static str,
    start: &'static str,
    marks: Vec<Mark>,
    #[prop(optional)] notes: Vec<Note>,
) -> impl IntoView {
    let value = RwSignal::new(start.to_owned());
    view! {
        <CodeEditor
            id
            label
            value
            marks
            notes
            on_input=move |typed| value.set(typed)
            on_leave=|()| ()
        />
    }
}

fn mark(line: usize, tone: Tone, words: &str) -> Mark {
    Mark {
        line,
        tone,
        words: words.to_owned(),
    }
}
