//! Keeps what is typed on the server while it is typed. What the server has not got yet is kept in
//! this browser, so that neither a lost connection nor a closed laptop loses anything; and a save
//! that somebody else has overtaken is never sent over theirs without a decision.

mod sharing;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use shared::issue::DocumentKind;
use shared::wire::{DraftContent, DraftSummary, DraftUpdate, ProblemCode};

use super::editing::Editor;
use crate::api::{self, Failure, Live};
use crate::environment::here;
use crate::kept::{self, Life};
use crate::module::Teller;
use crate::opening::Message;
use crate::session::SessionContext;
use crate::ui::{Announcer, Clock};

/// So long typing must rest before it is saved.
const REST_MS: u32 = 700;
/// At most so many characters of a service's name stand in a draft's title.
const MOST_NAME: usize = 100;
/// So long after a failed save another is tried.
const AGAIN_MS: u32 = 4_000;

/// How it stands with what is typed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum State {
    /// Nothing was typed that is worth keeping.
    Untouched,
    /// Typed, and on its way.
    Unsaved,
    /// The server has it since then.
    Saved { at_ms: i64 },
    /// The server does not answer; this browser keeps it and tries again.
    KeptHere,
    /// Neither the server nor this browser keeps it.
    KeptNowhere,
    /// Somebody else saved in between; nothing is sent until the person decides.
    Moved(DraftSummary),
    /// The server does not take it, and says why.
    Refused(Failure),
}

/// What this browser keeps of a draft that the server has not got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) base_version: i64,
    pub(super) content: DraftContent,
}

/// Under which name a draft is kept in this browser.
pub(super) fn kept_name(id: &str) -> String {
    format!("unsaved.{id}")
}

/// What a draft is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    pub(super) id: String,
    /// The cluster and the service that it changes; nothing for a new service.
    pub(super) target: Option<(String, String)>,
}

impl About {
    /// The address under which the draft is edited.
    pub(super) fn address(&self) -> String {
        let page = match &self.target {
            Some((cluster, service)) => crate::page::new_version_path(cluster, service),
            None => here("/new"),
        };
        format!("{page}?draft={}", crate::dom::encode(&self.id))
    }
}

/// Saves an editor's content.
#[derive(Clone, Copy)]
pub(super) struct Saving {
    editor: Editor,
    about: StoredValue<About>,
    pub(super) state: RwSignal<State>,
    /// The version that the content started from; 0 as long as there is none.
    version: RwSignal<i64>,
    /// What the server has.
    saved: StoredValue<DraftContent>,
    /// What is on its way, so that it can be repeated as it was.
    sending: StoredValue<Option<DraftUpdate>>,
    /// Who else has the draft open.
    pub(super) others: RwSignal<Vec<String>>,
    rest: StoredValue<Option<Timeout>, LocalStorage>,
    stream: StoredValue<Option<Live>>,
    owner: StoredValue<Owner>,
    session: SessionContext,
    announcer: Announcer,
    clock: Clock,
    teller: Teller,
}

impl Saving {
    /// Begins to save. What differs from what the server has is saved at once.
    pub(super) fn begin(
        editor: Editor,
        about: About,
        version: i64,
        saved: DraftContent,
        state: State,
    ) -> Self {
        let saving = Self {
            editor,
            about: StoredValue::new(about),
            state: RwSignal::new(state),
            version: RwSignal::new(version),
            saved: StoredValue::new(saved),
            sending: StoredValue::new(None),
            others: RwSignal::new(Vec::new()),
            rest: StoredValue::new_local(None),
            stream: StoredValue::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            session: SessionContext::expect(),
            announcer: Announcer::expect(),
            clock: Clock::expect(),
            teller: Teller::expect(),
        };
        if version > 0 {
            saving.listen();
        }
        // Touches the outside world: the server, and this browser's storage.
        Effect::new(move |_| {
            editor.content().track();
            saving.typed();
        });
        // A browser that ends keeps what the server has not got.
        let leaving = window_event_listener(leptos::ev::pagehide, move |_| {
            if saving.is_ahead() {
                saving.keep_here();
            }
        });
        on_cleanup(move || leaving.remove());
        // Who goes to another page has it saved on the way.
        on_cleanup(move || saving.flush());
        saving
    }

    /// The draft that keeps what is typed; nothing while nothing is worth keeping.
    pub(super) fn draft(self) -> Option<String> {
        let is_kept = self.version.get_untracked() > 0 || self.is_ahead();
        is_kept.then(|| self.about.get_value().id)
    }

    /// The address under which the person comes back to what is typed.
    pub(super) fn address(self) -> String {
        let about = self.about.get_value();
        match (self.draft(), &about.target) {
            (Some(_), _) => about.address(),
            (None, Some((cluster, service))) => crate::page::new_version_path(cluster, service),
            (None, None) => here("/new"),
        }
    }

    /// Whether the server has not got what is typed.
    fn is_ahead(self) -> bool {
        let saved = self.saved.try_get_value();
        self.editor
            .content()
            .try_with_untracked(|content| saved.as_ref() != Some(content))
            == Some(true)
    }

    fn typed(self) {
        if !self.is_ahead() {
            return;
        }
        if matches!(self.state.get_untracked(), State::Moved(_)) {
            self.keep_here();
            return;
        }
        self.state.set(State::Unsaved);
        self.schedule(REST_MS);
    }

    fn schedule(self, after_ms: u32) {
        let rest = Timeout::new(after_ms, move || self.flush());
        self.rest.try_set_value(Some(rest));
    }

    /// Saves now what is not saved yet.
    pub(super) fn flush(self) {
        if !self.is_ahead()
            || matches!(self.state.try_get_untracked(), Some(State::Moved(_)) | None)
        {
            return;
        }
        if self.sending.try_with_value(Option::is_some) == Some(true) {
            // One at a time; what was typed since goes next.
            return;
        }
        let Some(content) = self.editor.content().try_get_untracked() else {
            return;
        };
        let about = self.about.get_value();
        let update = DraftUpdate {
            base_version: self.version.get_untracked(),
            title: title(&about, self.editor),
            cluster: about.target.as_ref().map(|(cluster, _)| cluster.clone()),
            service: about.target.as_ref().map(|(_, service)| service.clone()),
            content,
        };
        if update.base_version == 0 {
            // A reload finds what is kept here also before the server has it.
            self.teller.say(&Message::Is(about.address()));
        }
        self.keep_here();
        self.send(update);
    }

    fn send(self, update: DraftUpdate) {
        self.sending.try_set_value(Some(update.clone()));
        let Some(about) = self.about.try_get_value() else {
            return;
        };
        spawn_local(async move {
            let answer = api::save_draft(&about.id, &update).await;
            self.sending.try_set_value(None);
            match answer {
                Ok(summary) => {
                    // Only what is still the newest is no longer needed here.
                    let kept: Option<Kept> = kept::find(Life::Long, &kept_name(&about.id));
                    if kept.is_none_or(|kept| kept.content == update.content) {
                        kept::forget(Life::Long, &kept_name(&about.id));
                    }
                    self.took(&summary, update.content);
                }
                Err(failure) => self.failed(failure),
            }
        });
    }

    /// The server took a save.
    fn took(self, summary: &DraftSummary, content: DraftContent) {
        let was_new = self.version.try_get_untracked() == Some(0);
        self.version.try_set(summary.version);
        self.saved.try_set_value(content);
        if was_new {
            self.listen();
        }
        if self.is_ahead() {
            self.state.try_set(State::Unsaved);
            self.schedule(REST_MS);
        } else {
            let at_ms = self.clock.now_ms_untracked();
            self.state.try_set(State::Saved { at_ms });
        }
    }

    fn failed(self, failure: Failure) {
        match (failure.code, failure.draft.clone()) {
            (Some(ProblemCode::DraftMoved), Some(summary)) => {
                self.announcer.say(&format!(
                    "{} saved this draft in the meantime. Decide how to go on.",
                    summary.updated_by
                ));
                self.state.try_set(State::Moved(*summary));
            }
            (Some(ProblemCode::SignedOut), _) => {
                self.state.try_set(State::KeptHere);
                self.session.expire();
            }
            (
                None
                | Some(
                    ProblemCode::Internal | ProblemCode::DatabaseUnreachable | ProblemCode::TooMany,
                ),
                _,
            ) => {
                let state = if self.keep_here() {
                    State::KeptHere
                } else {
                    State::KeptNowhere
                };
                self.state.try_set(state);
                self.schedule(AGAIN_MS);
            }
            (Some(_), _) => {
                self.state.try_set(State::Refused(failure));
            }
        }
    }

    /// Keeps what is typed in this browser; says whether it could.
    fn keep_here(self) -> bool {
        let (Some(about), Some(content)) = (
            self.about.try_get_value(),
            self.editor.content().try_get_untracked(),
        ) else {
            return false;
        };
        let kept = Kept {
            base_version: self.version.try_get_untracked().unwrap_or_default(),
            content,
        };
        kept::keep(Life::Long, &kept_name(&about.id), &kept)
    }
}

/// What people call the draft.
fn title(about: &About, editor: Editor) -> String {
    if let Some((_, service)) = &about.target {
        return format!("New version of {service}");
    }
    let name = untrack(|| {
        let name = editor.text_at(DocumentKind::Service, "/serviceName");
        if name.trim().is_empty() {
            editor.text_at(DocumentKind::TaskDefinition, "/family")
        } else {
            name
        }
    });
    let name: String = name
        .trim()
        .chars()
        .filter(|one| !one.is_control())
        .take(MOST_NAME)
        .collect();
    if name.is_empty() {
        "New service".to_owned()
    } else {
        format!("New service {name}")
    }
}
