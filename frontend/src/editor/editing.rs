//! The state of an editor: the texts, what they read as, what the checks say, and every way to
//! change them.

mod changes;
mod filling;
mod gating;
mod jumping;
mod texts;

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::check::Known;
use shared::document::{Document, ReadError};
use shared::issue::{DocumentKind, Severity};
use shared::json::Json;
use shared::plan::{Extent, TASK_DEFINITION_ARN};
use shared::pointer::Pointer;
use shared::schema::Setting;
use shared::wire::{DraftContent, PlanRequest};

use super::findings::Findings;
use super::history::{History, Place};
use super::sources::Sources;
use super::start::Base;
use crate::session::SessionContext;
use crate::task_request;
use crate::ui::Announcer;
use texts::{Text, filled};
pub(super) use texts::{set_text, text};

/// Which view of the documents is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Form,
    Json,
    Difference,
}

impl View {
    /// The id of its tab.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Json => "json",
            Self::Difference => "difference",
        }
    }
}

pub(crate) type Reading = Result<Document, ReadError>;

/// An editor of a pair of documents.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    content: RwSignal<DraftContent>,
    history: RwSignal<History>,
    task_definition: Text,
    service: Text,
    findings: Memo<Findings>,
    setting: Memo<Setting>,
    /// The fields that the person has been in: only these say what is wrong with them, until
    /// everything is to be said.
    touched: RwSignal<BTreeSet<(DocumentKind, Pointer)>>,
    insistent: RwSignal<bool>,
    /// What runs; nothing for a new service.
    base: RwSignal<Option<Base>>,
    /// What stood there when nothing was typed yet.
    start: StoredValue<DraftContent>,
    /// The view that is shown.
    pub(crate) view: RwSignal<&'static str>,
    /// The container whose fields are shown.
    pub(crate) container: RwSignal<usize>,
    /// The folded parts of the form that were opened.
    pub(crate) unfolded: RwSignal<BTreeSet<&'static str>>,
    /// Whether every variable of a container is shown, and not only the first ones.
    pub(crate) all_variables: RwSignal<bool>,
    pub(crate) sources: Sources,
    pub(crate) announcer: Announcer,
    pub(crate) session: SessionContext,
}

impl Editor {
    /// An editor of some content, beside what runs.
    pub(super) fn new(content: DraftContent, start: DraftContent, base: Option<Base>) -> Self {
        let is_there = base.is_some();
        let base = RwSignal::new(base);
        let content = RwSignal::new(content);
        let sources = Sources::load();
        let values = Memo::new(move |_| content.with(|content| content.values.clone()));
        let task_definition = Text::of(content, values, DocumentKind::TaskDefinition);
        let service = Text::of(content, values, DocumentKind::Service);
        let findings = Memo::new(move |_| {
            let known = Known {
                is_there: is_there.then_some(true),
                clusters: sources.known_clusters(),
                target_groups: sources.known_target_groups(),
                readable: sources.readable(),
                ..Known::default()
            };
            task_definition.reading.with(|task_definition| {
                service.reading.with(|service| {
                    base.with(|base| {
                        Findings::of(
                            task_definition.as_ref().ok(),
                            service.as_ref().ok(),
                            &known,
                            base.as_ref(),
                        )
                    })
                })
            })
        });
        let setting = Memo::new(move |_| {
            let empty = Json::Null;
            task_definition.reading.with(|task_definition| {
                service.reading.with(|service| {
                    let chosen = Setting::of(
                        task_definition.as_ref().map_or(&empty, Document::json),
                        service.as_ref().map_or(&empty, Document::json),
                    );
                    Setting {
                        is_there: is_there || chosen.is_there,
                        ..chosen
                    }
                })
            })
        });
        Self {
            content,
            history: RwSignal::new(History::default()),
            task_definition,
            service,
            findings,
            setting,
            touched: RwSignal::new(BTreeSet::new()),
            // What runs was accepted once: what is wrong with it now is worth knowing at once.
            insistent: RwSignal::new(is_there),
            base,
            start: StoredValue::new(start),
            view: RwSignal::new(View::Form.as_str()),
            container: RwSignal::new(0),
            unfolded: RwSignal::new(BTreeSet::new()),
            all_variables: RwSignal::new(false),
            sources,
            announcer: Announcer::expect(),
            session: SessionContext::expect(),
        }
    }

    pub(crate) fn base(self) -> Option<Base> {
        self.base.get()
    }

    /// The same, where nothing is to follow it.
    pub(crate) fn base_untracked(self) -> Option<Base> {
        self.base.try_get_untracked().flatten()
    }

    /// From now on the edit is compared with what runs now.
    pub(super) fn rebase(self, now: Base) {
        self.start.set_value(now.content.clone());
        self.base.set(Some(now));
    }

    pub(crate) fn content(self) -> RwSignal<DraftContent> {
        self.content
    }

    /// Goes back to what there was before anything was typed. It can be undone.
    pub(crate) fn start_over(self) {
        let start = self.start.get_value();
        self.replace(start);
        self.touched.set(BTreeSet::new());
        self.insistent
            .set(self.base.with_untracked(Option::is_some));
    }

    /// Puts other content in the place of what is there. It can be undone.
    pub(crate) fn replace(self, content: DraftContent) {
        self.change(Place::Whole, |now| *now = content);
        self.container.set(0);
    }

    pub(crate) fn text(self, kind: DocumentKind) -> String {
        self.of(kind).typed.get()
    }

    fn of(self, kind: DocumentKind) -> Text {
        match kind {
            DocumentKind::TaskDefinition => self.task_definition,
            // A run-task request is refused where texts come in; reading one as a service would
            // say so again.
            DocumentKind::Service | DocumentKind::RunTask => self.service,
        }
    }

    pub(crate) fn set_text(self, kind: DocumentKind, text: String) {
        self.change(Place::Text(kind), |content| set_text(content, kind, text));
        self.insistent.set(true);
    }

    /// Takes a document back to where it started.
    pub(crate) fn restore(self, kind: DocumentKind) {
        let start = self.start.with_value(|start| text(start, kind).to_owned());
        self.change(Place::Whole, |content| set_text(content, kind, start));
    }

    /// Every change goes through here.
    fn change(self, place: Place, change: impl FnOnce(&mut DraftContent)) {
        let Some(before) = self.content.try_get_untracked() else {
            return;
        };
        let mut after = before.clone();
        change(&mut after);
        if after != before && after.base.is_none() {
            // A draft of before drafts told what they were begun on.
            after.base = self.base_untracked().and_then(|base| base.content.base);
        }
        if after != before {
            self.history
                .try_update(|history| history.record(before, place));
            self.content.try_set(after);
        }
    }

    /// The next change is one of its own, also at the same place.
    pub(crate) fn seal(self) {
        self.history.try_update_untracked(History::seal);
    }

    pub(crate) fn can_undo(self) -> bool {
        self.history.with(History::can_undo)
    }

    pub(crate) fn can_redo(self) -> bool {
        self.history.with(History::can_redo)
    }

    /// Takes the last change back; where it was.
    pub(crate) fn undo(self) -> Option<Place> {
        self.travel(History::undo)
    }

    /// Makes the last change that was taken back again; where it was.
    pub(crate) fn redo(self) -> Option<Place> {
        self.travel(History::redo)
    }

    fn travel(
        self,
        step: impl FnOnce(&mut History, DraftContent) -> Option<(DraftContent, Place)>,
    ) -> Option<Place> {
        let now = self.content.get_untracked();
        let (content, place) = self.history.try_update(|history| step(history, now))??;
        self.content.set(content);
        Some(place)
    }

    pub(crate) fn reading(self, kind: DocumentKind) -> Memo<Reading> {
        self.of(kind).reading
    }

    /// Looks at what stands at a place; nothing when the document cannot be read.
    pub(crate) fn look<T>(
        self,
        kind: DocumentKind,
        pointer: &Pointer,
        look: impl FnOnce(Option<&Json>) -> T,
    ) -> T {
        self.reading(kind).with(|reading| {
            look(
                reading
                    .as_ref()
                    .ok()
                    .and_then(|document| document.json().at(pointer)),
            )
        })
    }

    /// Whether something stands at a place.
    pub(crate) fn is_set(self, kind: DocumentKind, pointer: &Pointer) -> bool {
        self.look(kind, pointer, |json| {
            json.is_some_and(|json| !json.is_null())
        })
    }

    /// The same as text; empty where there is nothing.
    pub(crate) fn text_at(self, kind: DocumentKind, pointer: &str) -> String {
        self.look(kind, &Pointer::parse(pointer), |json| {
            json.map_or_else(String::new, super::binding::shown)
        })
    }

    /// How many elements a list has.
    pub(crate) fn length(self, kind: DocumentKind, pointer: &Pointer) -> usize {
        self.look(kind, pointer, |json| {
            json.and_then(Json::as_array).map_or(0, <[Json]>::len)
        })
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

    pub(crate) fn findings(self) -> Memo<Findings> {
        self.findings
    }

    /// Why a member has no use with the choices that are made.
    pub(crate) fn setting(self) -> Memo<Setting> {
        self.setting
    }

    pub(crate) fn has_errors(self) -> bool {
        let unreadable = |reading: &Reading| reading.is_err();
        self.task_definition.reading.with_untracked(unreadable)
            || self.service.reading.with_untracked(unreadable)
            || self.findings.with_untracked(|findings| {
                findings
                    .all()
                    .iter()
                    .any(|issue| issue.severity == Severity::Error)
            })
            || !untrack(|| self.unfilled()).is_empty()
            || untrack(|| self.gate_trouble()).is_some()
    }

    /// The person leaves a field.
    pub(crate) fn touch(self, kind: DocumentKind, pointer: &Pointer) {
        self.seal();
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

    /// What is sent to have a plan made: the texts as they stand, with placeholders filled in.
    pub(crate) fn request(self) -> PlanRequest {
        self.content.with_untracked(|content| {
            let filled = |of: Text, kind| {
                of.placeholders
                    .with_untracked(|found| filled(text(content, kind), found, &content.values))
            };
            let task_definition = filled(self.task_definition, DocumentKind::TaskDefinition);
            let service = filled(self.service, DocumentKind::Service);
            let gate = content.gate.as_ref();
            self.base.with_untracked(|base| match base {
                None => PlanRequest {
                    task_definition: Some(task_definition),
                    gate: gate.and_then(|gate| task_request::gate(gate, &service)),
                    service,
                    extent: Extent::Partial,
                    draft: None,
                },
                Some(base) => {
                    // A service that names a revision of its own needs no other beside it.
                    let is_named = !service.contains(TASK_DEFINITION_ARN)
                        && content.task_definition == base.content.task_definition;
                    let read = Document::read(&service, Some(DocumentKind::Service));
                    let service = read.map_or(service, |read| base.complete(read).text());
                    PlanRequest {
                        task_definition: (!is_named).then_some(task_definition),
                        gate: gate.and_then(|gate| task_request::gate(gate, &service)),
                        service,
                        extent: Extent::Whole,
                        draft: None,
                    }
                }
            })
        })
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
