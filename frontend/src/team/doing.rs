//! Something that a person asked for: whether it is on its way, and why it did not happen.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::ProblemCode;

use crate::acting::Identity;
use crate::api::Failure;
use crate::session::SessionContext;

/// One thing at a time.
#[derive(Clone, Copy)]
pub(super) struct Doing {
    pub(super) pending: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
    /// Counts what was done.
    pub(super) done: RwSignal<u32>,
    session: SessionContext,
}

impl Doing {
    pub(super) fn new() -> Self {
        Self {
            pending: RwSignal::new(false),
            failure: RwSignal::new(None),
            done: RwSignal::new(0),
            session: SessionContext::expect(),
        }
    }

    /// Asks the server, and hears what it answers unless it refuses.
    pub(super) fn ask<T: 'static>(
        self,
        request: impl Future<Output = Result<T, Failure>> + 'static,
        on_answer: impl FnOnce(T) + 'static,
    ) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = request.await;
            // Nobody waits for it any more where the page is gone.
            if self.pending.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answer) => {
                    self.done.try_update(|done| *done += 1);
                    on_answer(answer);
                }
                Err(failure) => {
                    if failure.code == Some(ProblemCode::SignedOut) {
                        self.session.expire();
                    }
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    /// As [`Doing::ask`], for what the server may want to know first who does it: then the person
    /// shows who they are, and it is asked again.
    pub(super) fn ask_confirmed<T, F>(
        self,
        identity: Identity,
        request: impl Fn() -> F + Send + Sync + 'static,
        on_answer: impl FnOnce(T) + Send + Sync + 'static,
    ) where
        T: 'static,
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        let asked = StoredValue::new(Some(on_answer));
        let request = std::sync::Arc::new(request);
        self.ask_once(identity, request, asked);
    }

    fn ask_once<T, F, A>(
        self,
        identity: Identity,
        request: std::sync::Arc<impl Fn() -> F + Send + Sync + 'static>,
        on_answer: StoredValue<Option<A>>,
    ) where
        T: 'static,
        F: Future<Output = Result<T, Failure>> + 'static,
        A: FnOnce(T) + Send + Sync + 'static,
    {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = request().await;
            if self.pending.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answer) => {
                    self.done.try_update(|done| *done += 1);
                    let heard = on_answer.try_update_value(Option::take);
                    if let Some(heard) = heard.flatten() {
                        heard(answer);
                    }
                }
                Err(failure) => {
                    if failure.code == Some(ProblemCode::SignedOut) {
                        self.session.expire();
                    }
                    let again = Callback::new(move |()| {
                        self.ask_once(identity, std::sync::Arc::clone(&request), on_answer);
                    });
                    self.failure.try_set(identity.judge(failure, again));
                }
            }
        });
    }

    /// What the server calls the failure.
    pub(super) fn code(self) -> Option<ProblemCode> {
        self.failure
            .with(|failure| failure.as_ref().and_then(|failure| failure.code))
    }
}
