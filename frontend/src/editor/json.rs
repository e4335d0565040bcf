//! The two documents as JSON: typed, pasted, dropped or chosen, with what is wrong at its line.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::check::{Meter, meters};
use shared::dialect::{self, Import};
use shared::document::{Document, ReadError};
use shared::issue::DocumentKind;
use shared::json::Lines;
use wasm_bindgen::JsCast as _;

use super::editing::{Editor, text_id};
use super::page::KINDS;
use crate::format;
use crate::ui::{CodeEditor, Mark, Meter as Bar, Note, Part, Tone};

#[component]
pub(super) fn JsonView(editor: Editor) -> impl IntoView {
    // What was taken over from files and pastes, and what was not.
    let said = RwSignal::new(Vec::<String>::new());
    view! {
        <Bring editor said />
        <div class="form form--wide">
            <Text editor said kind=DocumentKind::TaskDefinition label="Task definition (JSON)" />
            <Text editor said kind=DocumentKind::Service label="Service (JSON)" />
        </div>
    }
}

/// Where files are dropped, chosen and pasted.
#[component]
fn Bring(editor: Editor, said: RwSignal<Vec<String>>) -> impl IntoView {
    let failure = RwSignal::new(None::<String>);
    let over = RwSignal::new(false);
    let take = move |list: Option<web_sys::FileList>| {
        failure.set(None);
        said.set(Vec::new());
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
                let taken = match text {
                    Some(text) => take_text(editor, &text),
                    None => Err("the browser could not read it".to_owned()),
                };
                match taken {
                    Ok(words) => {
                        editor
                            .announcer
                            .say(&format!("{name}: {}", words.join(" ")));
                        said.try_update(|said| {
                            said.extend(words.into_iter().map(|words| format!("{name}: {words}")));
                        });
                    }
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
                accept=".json,.jsonnet,.yaml,.yml,.sh,.template,application/json,text/plain"
                multiple=true
                on:change=choose
            />
            <p class="quiet">
                "The JSON that you use with --cli-input-json, what describe prints, ecspresso's files, a CloudFormation template, a docker-compose file, or docker run commands. What it is is recognized. Pasting a whole file into either field below does the same."
            </p>
            <div role="alert">
                {move || failure.get().map(|why| view! { <p class="drop__failure">{why}</p> })}
            </div>
            {move || {
                let said = said.get();
                (!said.is_empty())
                    .then(|| {
                        let lines = said
                            .into_iter()
                            .map(|words| view! { <li>{words}</li> })
                            .collect_view();
                        view! { <ul class="plain-list">{lines}</ul> }
                    })
            }}
        </div>
    }
}

/// One document as text, with what is wrong in it.
#[component]
fn Text(
    editor: Editor,
    said: RwSignal<Vec<String>>,
    kind: DocumentKind,
    label: &'static str,
) -> impl IntoView {
    let paste = move |event: leptos::ev::Event| {
        let pasted = event
            .dyn_ref::<web_sys::ClipboardEvent>()
            .and_then(web_sys::ClipboardEvent::clipboard_data)
            .and_then(|data| data.get_data("text").ok());
        // A whole document replaces; anything else is pasted as usual.
        if let Some(Ok(words)) = pasted.map(|text| take_text(editor, &text)) {
            event.prevent_default();
            editor.announcer.say(&words.join(" "));
            said.set(words);
        }
    };
    let marks = Memo::new(move |_| marks(editor, kind));
    view! {
        <div on:paste=move |event| paste(event.into())>
            <CodeEditor
                id=text_id(kind)
                label
                value=Signal::derive(move || editor.text(kind))
                on_input=move |text| editor.set_text(kind, text)
                on_leave=move |()| editor.seal()
                marks
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

/// The lines where something is wrong.
fn marks(editor: Editor, kind: DocumentKind) -> Vec<Mark> {
    let text = editor.text(kind);
    if let Err(error) = editor.reading(kind).get() {
        let mark = |line| Mark {
            line,
            tone: Tone::Bad,
            words: crate::text::sentence(&error.to_string()),
        };
        return error.line().map(mark).into_iter().collect();
    }
    let lines = Lines::of(&text);
    editor.findings().with(|findings| {
        findings
            .all()
            .iter()
            .filter(|issue| issue.document == kind)
            .filter_map(|issue| {
                Some(Mark {
                    line: lines.line_of(&issue.pointer)?,
                    tone: crate::parts::severity_tone(issue.severity),
                    words: crate::text::sentence(&issue.message),
                })
            })
            .collect()
    })
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
            if aside.is_empty() {
                return Vec::new();
            }
            let names: Vec<&str> = aside.iter().map(|(name, _)| name.as_str()).collect();
            vec![Note {
                tone: Tone::Info,
                text: format!(
                    "AWS only reports these; they are left out: {}.",
                    names.join(", ")
                ),
                action: None,
            }]
        }
    }
}

/// Puts whole documents where they belong, and says in sentences what was taken and what was not. A
/// text with placeholders outside of texts is no JSON yet, and is recognized by the members that it
/// names.
fn take_text(editor: Editor, text: &str) -> Result<Vec<String>, String> {
    if let Some(kind) = recognized(text) {
        let words = format!("{} read.", crate::text::sentence_start(kind.words()));
        if let Some(whole) = laid_over(editor, kind, Document::read(text, Some(kind)).ok()) {
            editor.set_text(kind, whole.text());
            return Ok(vec![format!("{words} {STAYS}")]);
        }
        // The person's own text, to the byte.
        editor.set_text(kind, text.to_owned());
        return Ok(vec![words]);
    }
    let import = dialect::import(text, None).map_err(|error| error.to_string())?;
    let Import {
        dialect,
        documents,
        notes,
    } = &import;
    let mut said = Vec::new();
    for kind in KINDS {
        let mut of_kind = documents.iter().filter(|one| one.document.kind() == kind);
        if let Some(first) = of_kind.next() {
            let whole = laid_over(editor, kind, Some(first.document.clone()));
            let is_laid = whole.is_some();
            editor.set_text(kind, whole.as_ref().unwrap_or(&first.document).text());
            if is_laid {
                said.push(STAYS.to_owned());
            }
            said.push(format!(
                "{} read from {}.",
                crate::text::sentence_start(kind.words()),
                dialect.words()
            ));
        }
        let n_more = of_kind.count();
        if n_more > 0 {
            said.push(format!(
                "{n_more} more of the kind stand in the text and are not taken: {} was the first.",
                kind.words()
            ));
        }
    }
    if said.is_empty() {
        return Err("there is neither a task definition nor a service in it".to_owned());
    }
    said.extend(
        notes
            .iter()
            .map(|note| crate::text::sentence(&note.to_string())),
    );
    Ok(said)
}

/// Where a service runs already, a file says what is to be different about it.
const STAYS: &str = "What the file leaves out stays as it runs.";

/// A service's file laid over what runs; nothing where nothing runs, and for other documents.
fn laid_over(editor: Editor, kind: DocumentKind, file: Option<Document>) -> Option<Document> {
    let base = editor
        .base_untracked()
        .filter(|_| kind == DocumentKind::Service)?;
    Some(base.with(&file?))
}

/// The kind of a JSON text that the editor has a place for.
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
