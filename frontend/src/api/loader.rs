//! Something that a page reads from the server: once, again on request, and replaced by live news.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::ProblemCode;

use super::Failure;
use crate::session::SessionContext;
use crate::ui::Load;

type Fetch<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, Failure>>>>>;

/// Loads one thing and keeps it.
pub(crate) struct Loader<T: Send + Sync + 'static> {
    state: RwSignal<Load<T>>,
    /// Why the thing is not there, where the page wants to know more than the words.
    failure: RwSignal<Option<Failure>>,
    /// Whether an answer is on its way.
    is_asking: RwSignal<bool>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
    /// Counts the requests, so that a late answer does not replace a newer one.
    round: StoredValue<u32>,
    /// Whether what is there came as an answer, and no news have come since.
    is_answer: StoredValue<bool>,
    session: SessionContext,
}

impl<T: Send + Sync + 'static> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loader<T> {}

impl<T: Send + Sync + 'static> Loader<T> {
    /// Starts to load.
    pub(crate) fn new<F, Answer>(fetch: F) -> Self
    where
        F: Fn() -> Answer + 'static,
        Answer: Future<Output = Result<T, Failure>> + 'static,
    {
        let fetch: Fetch<T> = Rc::new(move || Box::pin(fetch()));
        let loader = Self {
            state: RwSignal::new(Load::Loading),
            failure: RwSignal::new(None),
            is_asking: RwSignal::new(false),
            fetch: StoredValue::new_local(fetch),
            round: StoredValue::new(0),
            is_answer: StoredValue::new(false),
            session: SessionContext::expect(),
        };
        loader.reload();
        loader
    }

    /// Loads again. What is there stays on the screen until the answer comes.
    pub(crate) fn reload(self) {
        let Some(fetch) = self.fetch.try_get_value() else {
            return;
        };
        let round = self
            .round
            .try_get_value()
            .unwrap_or_default()
            .wrapping_add(1);
        self.round.try_set_value(round);
        self.is_asking.try_set(true);
        let has_failed = self
            .state
            .try_with_untracked(|state| matches!(state, Load::Failed(_)));
        if has_failed == Some(true) {
            self.state.try_set(Load::Loading);
        }
        spawn_local(async move {
            let answer = fetch().await;
            if self.round.try_get_value() != Some(round) {
                return;
            }
            self.is_asking.try_set(false);
            match answer {
                Ok(value) => {
                    self.put(value);
                    self.is_answer.try_set_value(true);
                }
                Err(failure) => {
                    if failure.code == Some(ProblemCode::SignedOut) {
                        self.session.expire();
                    }
                    self.state.try_set(Load::Failed(failure.trouble()));
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    /// Replaces what is there by something newer.
    pub(crate) fn put(self, value: T) {
        self.failure.try_set(None);
        self.state.try_set(Load::Ready(value));
    }

    /// Replaces what is there by news. A stream begins with what it told last, which may be from
    /// before the answer that is there: the first news after an answer are left out where they are
    /// older.
    pub(crate) fn put_news(self, news: T, as_of_ms: fn(&T) -> i64) {
        let is_first = self.is_answer.try_get_value() == Some(true);
        self.is_answer.try_set_value(false);
        let is_old = self.state.try_with_untracked(
            |state| matches!(state, Load::Ready(shown) if as_of_ms(shown) > as_of_ms(&news)),
        );
        if !is_first || is_old != Some(true) {
            self.put(news);
        }
    }

    /// Whether an answer is on its way, also while an older one is shown.
    pub(crate) fn is_asking(self) -> RwSignal<bool> {
        self.is_asking
    }

    pub(crate) fn state(self) -> RwSignal<Load<T>> {
        self.state
    }

    /// Why it did not load.
    pub(crate) fn failure(self) -> Option<Failure> {
        self.failure.get()
    }

    /// What the server called it when it did not load.
    pub(crate) fn failure_code(self) -> Option<ProblemCode> {
        self.failure
            .with(|failure| failure.as_ref().and_then(|failure| failure.code))
    }
}
