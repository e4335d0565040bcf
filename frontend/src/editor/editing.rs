//! The state of an editor: texts, what they read as, what the checks say.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use shared::check::CheckRequest;
use shared::document::{Document, ReadError};
use shared::issue::{DocumentKind, Fix, Issue, Severity};
use shared::json::Json;
use shared::placeholder::{self, Placeholder};
use shared::plan::Extent;
use shared::pointer::Pointer;
use shared::wire::PlanRequest;

use super::checks;
use super::sources::Sources;
use super::start::Draft;
use crate::{dom, draft};

/// Which view of the documents is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Form,
    Files,
}

impl Way {
    /// The id of its tab.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Files => "files",
        }
    }
}

type Reading = Result<Document, ReadError>;

/// An editor of a pair of documents.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    draft: RwSignal<Draft>,
    task_definition: Memo<Reading>,
    service: Memo<Reading>,
    issues: Memo<Vec<Issue>>,
    /// The fields that the person has been in: only these say what is wrong with them, until
    /// everything is to be said.
    touched: RwSignal<BTreeSet<(DocumentKind, Pointer)>>,
    insistent: RwSignal<bool>,
    /// The tab that is shown.
    pub(crate) way: RwSignal<&'static str>,
    pub(crate) sources: Sources,
    name: &'static str,
}

impl Editor {
    /// Opens what was kept in this tab under a name, or something blank.
    pub(crate) fn open(name: &'static str) -> Self {
        let kept: Option<Draft> = draft::find(name);
        let draft = RwSignal::new(kept.unwrap_or_else(Draft::blank));
        let sources = Sources::load();
        let reading = move |kind| Memo::new(move |_| draft.with(|draft| read(draft, kind)));
        let task_definition = reading(DocumentKind::TaskDefinition);
        let service = reading(DocumentKind::Service);
        let ready = checks::load();
        let issues = Memo::new(move |_| {
            if !ready.get() {
                return Vec::new();
            }
            let text = |reading: Memo<Reading>| {
                reading.with(|reading| {
                    let document = reading.as_ref().ok()?;
                    Some(document.json().to_compact())
                })
            };
            checks::run(&CheckRequest {
                task_definition: text(task_definition),
                service: text(service),
                clusters: sources.known_clusters(),
                target_groups: sources.known_target_groups(),
            })
        });
        let editor = Self {
            draft,
            task_definition,
            service,
            issues,
            touched: RwSignal::new(BTreeSet::new()),
            insistent: RwSignal::new(false),
            way: RwSignal::new(kept_way(name).as_str()),
            sources,
            name,
        };
        // Touches the outside world: the tab's storage.
        Effect::new(move |_| {
            draft.with(|draft| {
                if *draft == Draft::blank() {
                    draft::forget(name);
                } else {
                    draft::keep(name, draft);
                }
            });
        });
        // Touches the outside world: the tab's storage.
        Effect::new(move |_| draft::keep(&way_name(name), &editor.way.get()));
        editor
    }

    pub(crate) fn is_dirty(self) -> bool {
        self.draft.with_untracked(|draft| *draft != Draft::blank())
    }

    /// Forgets everything that was typed.
    pub(crate) fn start_over(self) {
        draft::forget(self.name);
        self.draft.set(Draft::blank());
        self.touched.set(BTreeSet::new());
        self.insistent.set(false);
    }

    pub(crate) fn text(self, kind: DocumentKind) -> String {
        self.draft.with(|draft| draft.text(kind).to_owned())
    }

    pub(crate) fn set_text(self, kind: DocumentKind, text: String) {
        self.draft.update(|draft| draft.set_text(kind, text));
        self.insistent.set(true);
    }

    /// Takes a document back to where it started.
    pub(crate) fn restore(self, kind: DocumentKind) {
        self.draft.update(|draft| {
            draft.set_text(kind, Draft::blank().text(kind).to_owned());
        });
    }

    pub(crate) fn reading(self, kind: DocumentKind) -> Memo<Reading> {
        match kind {
            DocumentKind::TaskDefinition => self.task_definition,
            // A run-task request is refused where texts come in; reading one as a service would
            // say so again.
            DocumentKind::Service | DocumentKind::RunTask => self.service,
        }
    }

    /// What stands at a place; nothing when the document cannot be read.
    pub(crate) fn at(self, kind: DocumentKind, pointer: &Pointer) -> Option<Json> {
        self.reading(kind)
            .with(|reading| reading.as_ref().ok()?.json().at(pointer).cloned())
    }

    /// The same as text; empty where there is nothing.
    pub(crate) fn text_at(self, kind: DocumentKind, pointer: &str) -> String {
        self.at(kind, &Pointer::parse(pointer))
            .map_or_else(String::new, |json| super::binding::shown(&json))
    }

    /// How many elements a list has.
    pub(crate) fn length(self, kind: DocumentKind, pointer: &Pointer) -> usize {
        self.reading(kind).with(|reading| {
            reading
                .as_ref()
                .ok()
                .and_then(|document| document.json().at(pointer)?.as_array())
                .map_or(0, <[Json]>::len)
        })
    }

    /// Changes a document through its tree. Placeholders that the change does not touch stay.
    pub(crate) fn edit(self, kind: DocumentKind, change: impl FnOnce(&mut Document)) {
        self.draft.update(|draft| {
            let readable =
                Document::read(draft.text(kind), Some(kind)).or_else(|_| read(draft, kind));
            if let Ok(mut document) = readable {
                change(&mut document);
                draft.set_text(kind, document.text());
            }
        });
    }

    pub(crate) fn set(self, kind: DocumentKind, pointer: &Pointer, value: Json) {
        self.edit(kind, |document| {
            document.json_mut().set(pointer, value);
        });
    }

    pub(crate) fn remove(self, kind: DocumentKind, pointer: &Pointer) {
        self.edit(kind, |document| {
            document.json_mut().remove(pointer);
        });
    }

    pub(crate) fn apply(self, kind: DocumentKind, fix: &Fix) {
        self.edit(kind, |document| document.apply(fix));
    }

    /// The placeholders of both texts that certainly are some, each once.
    pub(crate) fn placeholders(self) -> Vec<Placeholder> {
        self.draft.with(|draft| {
            let mut found = placeholder::find(&draft.task_definition);
            for placeholder in placeholder::find(&draft.service) {
                if !found.iter().any(|known| known.name == placeholder.name) {
                    found.push(placeholder);
                }
            }
            found.retain(|placeholder| placeholder.certain);
            found
        })
    }

    pub(crate) fn value_of(self, placeholder: &Placeholder) -> String {
        self.draft.with(|draft| {
            draft
                .values
                .get(&placeholder.name)
                .cloned()
                .or_else(|| placeholder.default.clone())
                .unwrap_or_default()
        })
    }

    pub(crate) fn set_value(self, name: &str, value: String) {
        self.draft.update(|draft| {
            draft.values.insert(name.to_owned(), value);
        });
    }

    /// The placeholders that still have no value.
    pub(crate) fn unfilled(self) -> Vec<String> {
        self.placeholders()
            .into_iter()
            .filter(|placeholder| self.value_of(placeholder).is_empty())
            .map(|placeholder| placeholder.name)
            .collect()
    }

    /// Why a text cannot be read, in words; nothing when it can.
    pub(crate) fn unreadable(self, kind: DocumentKind) -> Option<String> {
        let error = self
            .reading(kind)
            .with(|reading| reading.as_ref().err().cloned())?;
        let words = crate::text::sentence(&error.to_string());
        let text = self.text(kind);
        Some(if Document::read(&text, Some(kind)).is_ok() {
            format!("What is filled in for a placeholder does not fit there. {words}")
        } else {
            words
        })
    }

    /// Goes to the line where a text cannot be read.
    pub(crate) fn jump_to_text(self, kind: DocumentKind) {
        self.way.set(Way::Files.as_str());
        let text = untrack(|| self.text(kind));
        let line = self
            .reading(kind)
            .with_untracked(|reading| reading.as_ref().err().and_then(ReadError::line));
        request_animation_frame(move || {
            dom::select_line(text_id(kind), &text, line.unwrap_or(1));
        });
    }

    pub(crate) fn issues(self) -> Memo<Vec<Issue>> {
        self.issues
    }

    pub(crate) fn has_errors(self) -> bool {
        let unreadable = |reading: &Reading| reading.is_err();
        self.task_definition.with_untracked(unreadable)
            || self.service.with_untracked(unreadable)
            || self.issues.with_untracked(|issues| {
                issues.iter().any(|issue| issue.severity == Severity::Error)
            })
            || !untrack(|| self.unfilled()).is_empty()
    }

    pub(crate) fn touch(self, kind: DocumentKind, pointer: &Pointer) {
        let place = (kind, pointer.clone());
        let is_new = self
            .touched
            .try_with_untracked(|touched| !touched.contains(&place));
        if is_new == Some(true) {
            self.touched.try_update(|touched| touched.insert(place));
        }
    }

    /// From now on every field says what is wrong with it.
    pub(crate) fn insist(self) {
        self.insistent.set(true);
    }

    pub(crate) fn is_insistent(self) -> bool {
        self.insistent.get()
    }

    pub(crate) fn is_touched(self, kind: DocumentKind, pointer: &Pointer) -> bool {
        self.insistent.get()
            || self
                .touched
                .with(|touched| touched.contains(&(kind, pointer.clone())))
    }

    /// Goes to the field that an issue is about, or to its line in the JSON.
    pub(crate) fn jump(self, issue: &Issue) {
        let mut pointer = Some(issue.pointer.clone());
        while let Some(place) = pointer {
            if self.way.get_untracked() == Way::Form.as_str()
                && dom::focus(&super::field_id(issue.document, &place))
            {
                return;
            }
            pointer = place.parent();
        }
        self.way.set(Way::Files.as_str());
        let text = self
            .draft
            .with_untracked(|draft| draft.text(issue.document).to_owned());
        let line = shared::json::line_of(&text, &issue.pointer);
        let id = text_id(issue.document);
        request_animation_frame(move || {
            dom::select_line(id, &text, line.unwrap_or(1));
        });
    }

    /// What is sent to have a plan made: the texts as they stand, with placeholders filled in.
    pub(crate) fn request(self) -> PlanRequest {
        self.draft.with_untracked(|draft| PlanRequest {
            task_definition: Some(filled(draft, DocumentKind::TaskDefinition)),
            service: filled(draft, DocumentKind::Service),
            extent: Extent::Partial,
        })
    }
}

/// Under which name it is kept which view was shown.
fn way_name(name: &str) -> String {
    format!("{name}.way")
}

/// The view that was shown last, so that whoever comes back from a preview finds it again.
fn kept_way(name: &str) -> Way {
    match draft::find::<String>(&way_name(name)) {
        Some(way) if way == Way::Files.as_str() => Way::Files,
        Some(_) | None => Way::Form,
    }
}

/// The id of the place where a document's JSON is edited.
pub(crate) const fn text_id(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::TaskDefinition => "task-definition-json",
        DocumentKind::Service => "service-json",
        DocumentKind::RunTask => "run-task-json",
    }
}

fn filled(draft: &Draft, kind: DocumentKind) -> String {
    let text = draft.text(kind);
    let values: BTreeMap<String, String> = placeholder::find(text)
        .into_iter()
        .filter_map(|placeholder| {
            let given = draft.values.get(&placeholder.name).cloned();
            let value = given.or(placeholder.default)?;
            (!value.is_empty()).then_some((placeholder.name, value))
        })
        .collect();
    if values.is_empty() {
        text.to_owned()
    } else {
        placeholder::fill(text, &values)
    }
}

fn read(draft: &Draft, kind: DocumentKind) -> Reading {
    Document::read(&filled(draft, kind), Some(kind))
}
