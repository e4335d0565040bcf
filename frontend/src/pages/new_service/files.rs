//! The two documents as JSON: pasted, dropped, chosen or typed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::check::{Meter, meters};
use shared::document::{Document, ReadError};
use shared::issue::DocumentKind;
use shared::json::Lines;
use wasm_bindgen::JsCast as _;

use crate::editor::{Editor, text_id};
use crate::format;
use crate::ui::{Announcer, Meter as Bar, Note, Part, TextArea, Tone};

#[component]
pub(super) fn Files(editor: Editor) -> impl IntoView {
    let announcer = Announcer::expect();
    let failure = RwSignal::new(None::<String>);
    let over = RwSignal::new(false);
    let take = move |list: Option<web_sys::FileList>| {
        failure.set(None);
        let Some(list) = list else {
            return;
        };
        for file in (0..list.length()).filter_map(|at| list.get(at)) {
            spawn_local(async move {
                let name = file.name();
                let text = wasm_bindgen_futures::JsFuture::from(file.text())
                    .await
                    .ok()
                    .and_then(|text| text.as_string());
                let said = match text {
                    Some(text) => take_text(editor, &text)
                        .map(|kind| format!("{name}: {} read.", kind.words())),
                    None => Err("the browser could not read it".to_owned()),
                };
                match said {
                    Ok(words) => announcer.say(&words),
                    Err(why) => {
                        failure.try_set(Some(format!("{name}: {}", crate::text::sentence(&why))));
                    }
                }
            });
        }
    };
    let choose = move |event: leptos::ev::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(input) = input {
            take(input.files());
            // The same file can then be chosen again after it was changed.
            input.set_value("");
        }
    };
    view! {
        <div
            class="drop"
            data-over=move || over.get().to_string()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=move |event| {
                event.prevent_default();
                over.set(false);
                take(event.data_transfer().and_then(|data| data.files()));
            }
        >
            <label class="drop__label" for="files">
                "Choose files, or drop them here"
            </label>
            <input
                class="drop__input"
                type="file"
                id="files"
                accept=".json,.jsonnet,application/json,text/plain"
                multiple=true
                on:change=choose
            />
            <p class="quiet">
                "A task definition, a service, or both: the JSON that you use with --cli-input-json, ecspresso's files, or what describe prints. Which is which is recognized. Pasting into either field below does the same."
            </p>
            <div role="alert">
                {move || failure.get().map(|why| view! { <p class="drop__failure">{why}</p> })}
            </div>
        </div>
        <div class="form form--wide">
            <Text editor kind=DocumentKind::TaskDefinition label="Task definition (JSON)" />
            <Text editor kind=DocumentKind::Service label="Service (JSON)" />
        </div>
    }
}

/// One document as text, with what is wrong in it.
#[component]
fn Text(editor: Editor, kind: DocumentKind, label: &'static str) -> impl IntoView {
    let paste = move |event: leptos::ev::Event| {
        let pasted = event
            .dyn_ref::<web_sys::ClipboardEvent>()
            .and_then(web_sys::ClipboardEvent::clipboard_data)
            .and_then(|data| data.get_data("text").ok());
        // A whole document replaces; anything else is pasted as usual.
        if pasted.is_some_and(|text| take_text(editor, &text).is_ok()) {
            event.prevent_default();
        }
    };
    view! {
        <div on:paste=move |event| paste(event.into())>
            <TextArea
                id=text_id(kind)
                label
                rows=18
                value=Signal::derive(move || editor.text(kind))
                on_input=move |text| editor.set_text(kind, text)
                notes=Signal::derive(move || notes(editor, kind))
            />
            {move || {
                let reading = editor.reading(kind).get();
                reading
                    .iter()
                    .flat_map(meters)
                    .map(|meter| view! { <Limit meter /> })
                    .collect_view()
            }}
        </div>
    }
}

/// How much of a limit is used, in words and as a bar.
#[component]
fn Limit(meter: Meter) -> impl IntoView {
    let amount = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let words = format!(
        "{}: {} of {}",
        meter.label,
        meter.used,
        format::count(amount(meter.limit), meter.unit, meter.unit)
    );
    let tone = match meter.used * 100 / meter.limit.max(1) {
        0..80 => Tone::Info,
        80..100 => Tone::Warn,
        _ => Tone::Bad,
    };
    let parts = vec![Part {
        tone,
        amount: amount(meter.used),
    }];
    view! {
        <div class="limit">
            <p class="quiet">{words}</p>
            <Bar parts whole=amount(meter.limit) />
        </div>
    }
}

fn notes(editor: Editor, kind: DocumentKind) -> Vec<Note> {
    let text = editor.text(kind);
    match editor.reading(kind).get() {
        Err(error) => {
            let move_over = match (&error, recognized(&text)) {
                (ReadError::OtherKind { .. }, Some(other)) => Some((
                    format!("Use it as the {}", other.words()),
                    Callback::new(move |()| move_text(editor, kind, other)),
                )),
                _ => None,
            };
            vec![Note {
                tone: Tone::Bad,
                text: editor
                    .unreadable(kind)
                    .unwrap_or_else(|| crate::text::sentence(&error.to_string())),
                action: move_over,
            }]
        }
        Ok(document) => {
            let aside = document.aside();
            let mut notes: Vec<Note> = Vec::new();
            if !aside.is_empty() {
                let names: Vec<&str> = aside.iter().map(|(name, _)| name.as_str()).collect();
                notes.push(Note {
                    tone: Tone::Info,
                    text: format!(
                        "AWS only reports these; they are left out: {}.",
                        names.join(", ")
                    ),
                    action: None,
                });
            }
            if !editor.is_insistent() {
                return notes;
            }
            let lines = Lines::of(&text);
            editor.issues().with(|issues| {
                notes.extend(
                    issues
                        .iter()
                        .filter(|issue| issue.document == kind)
                        .map(|issue| {
                            let line = lines
                                .line_of(&issue.pointer)
                                .map_or_else(String::new, |line| format!("Line {line}: "));
                            Note {
                                tone: crate::parts::severity_tone(issue.severity),
                                text: format!("{line}{}", crate::text::sentence(&issue.message)),
                                action: issue.fix.clone().map(|fix| {
                                    let label = fix.label.clone();
                                    (label, Callback::new(move |()| editor.apply(kind, &fix)))
                                }),
                            }
                        }),
                );
            });
            notes
        }
    }
}

/// Puts a whole document where it belongs. One with placeholders outside of texts is no JSON yet,
/// and is recognized by the members that it names.
fn take_text(editor: Editor, text: &str) -> Result<DocumentKind, String> {
    match recognized(text) {
        Some(kind) => {
            editor.set_text(kind, text.to_owned());
            Ok(kind)
        }
        None => Err(match Document::read(text, None) {
            Ok(document) => format!(
                "This is a {}; choose a task definition or a service.",
                document.kind().words()
            ),
            Err(error) => crate::text::sentence(&error.to_string()),
        }),
    }
}

/// The kind of a text that the editor has a place for.
fn recognized(text: &str) -> Option<DocumentKind> {
    match Document::read(text, None) {
        Ok(document) if document.kind() == DocumentKind::RunTask => None,
        Ok(document) => Some(document.kind()),
        Err(ReadError::Parse(_)) if !shared::placeholder::find(text).is_empty() => {
            if text.contains("\"containerDefinitions\"") {
                Some(DocumentKind::TaskDefinition)
            } else if text.contains("\"serviceName\"") || text.contains("\"taskDefinition\"") {
                Some(DocumentKind::Service)
            } else {
                None
            }
        }
        Err(_) => None,
    }
}

/// Moves a text that is the other kind of document to where it belongs.
fn move_text(editor: Editor, from: DocumentKind, to: DocumentKind) {
    let text = untrack(|| editor.text(from));
    editor.set_text(to, text);
    editor.restore(from);
}
