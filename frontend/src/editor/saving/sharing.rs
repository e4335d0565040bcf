//! A draft that several people have open: who they are, whose save holds, and how one parts.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{DraftContent, DraftNews};

use super::{Saving, State, kept_name};
use crate::api::{self, Live};
use crate::kept::{self, Life};

impl Saving {
    /// Hears who else works on the draft, and what they save.
    pub(super) fn listen(self) {
        if self.stream.try_with_value(Option::is_some) != Some(false) {
            return;
        }
        let Some(about) = self.about.try_get_value() else {
            return;
        };
        let live = self.owner.with_value(|owner| {
            owner.with(|| {
                Live::open(&api::draft_stream(&about.id), "draft", move |news| {
                    self.hear(news);
                })
            })
        });
        self.stream.try_set_value(Some(live));
    }

    fn hear(self, news: DraftNews) {
        let own = self.session.name();
        self.others.try_set(
            news.people
                .into_iter()
                .filter(|name| *name != own)
                .collect(),
        );
        let Some(summary) = news.summary else {
            return;
        };
        let known = self.version.try_get_untracked().unwrap_or_default();
        let is_busy = self.sending.try_with_value(Option::is_some) == Some(true);
        if summary.version <= known || is_busy {
            return;
        }
        if self.is_ahead() {
            if !matches!(self.state.try_get_untracked(), Some(State::Moved(_))) {
                self.announcer.say(&format!(
                    "{} saved this draft while you typed. Decide how to go on.",
                    summary.updated_by
                ));
            }
            self.state.try_set(State::Moved(summary));
        } else {
            // Nothing of one's own is lost by following.
            self.take_theirs();
        }
    }

    /// Shows the draft as somebody else saved it. What was typed here comes back by undoing.
    pub(in crate::editor) fn take_theirs(self) {
        let id = self.about.get_value().id;
        spawn_local(async move {
            match api::find_draft(&id).await {
                Ok(draft) => {
                    kept::forget(Life::Long, &kept_name(&id));
                    self.version.try_set(draft.summary.version);
                    self.saved.try_set_value(draft.content.clone());
                    self.editor.replace(draft.content);
                    self.state.try_set(State::Saved {
                        at_ms: draft.summary.updated_at_ms,
                    });
                    self.announcer.say(&format!(
                        "This is the draft as {} saved it. What you had typed comes back with Undo.",
                        draft.summary.updated_by
                    ));
                }
                Err(failure) => {
                    self.state.try_set(State::Refused(failure));
                }
            }
        });
    }

    /// Saves what is typed here over what somebody else saved, as the person decided.
    pub(in crate::editor) fn keep_mine(self) {
        if let State::Moved(theirs) = self.state.get_untracked() {
            self.version.set(theirs.version);
            self.state.set(State::Unsaved);
            self.flush();
        }
    }

    /// Goes on with a draft of its own, and leaves the other as somebody else saved it.
    pub(in crate::editor) fn part_ways(self) {
        let before = self.about.get_value().id;
        kept::forget(Life::Long, &kept_name(&before));
        self.begin_anew();
        self.saved.set_value(DraftContent::default());
        self.state.set(State::Unsaved);
        self.flush();
    }

    /// From now on what is typed becomes another draft.
    pub(in crate::editor) fn begin_anew(self) {
        self.about
            .update_value(|about| about.id = crate::dom::random_name());
        self.version.set(0);
        if let Some(live) = self.stream.try_get_value().flatten() {
            live.close();
        }
        self.stream.set_value(None);
        self.others.set(Vec::new());
        let now = self.editor.content().get_untracked();
        self.saved.set_value(now);
        self.state.set(State::Untouched);
    }

    /// Forgets the draft, here and on the server.
    pub(in crate::editor) fn discard(self) {
        let id = self.about.get_value().id;
        kept::forget(Life::Long, &kept_name(&id));
        if self.version.get_untracked() > 0 {
            spawn_local(async move {
                // A draft that stays can be deleted from the list.
                drop(api::delete_draft(&id).await);
            });
        }
    }
}
