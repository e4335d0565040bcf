//! Something that a person asked for: whether it is on its way, and why it did not happen.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::ProblemCode;

use crate::api::Failure;
use crate::session::SessionContext;

/// One thing at a time.
#[derive(Clone, Copy)]
pub(super) struct Doing {
    pub(super) pending: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
    session: SessionContext,
}

impl Doing {
    pub(super) fn new() -> Self {
        Self {
            pending: RwSignal::new(false),
            failure: RwSignal::new(None),
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
                Ok(answer) => on_answer(answer),
                Err(failure) => {
                    if failure.code == Some(ProblemCode::SignedOut) {
                        self.session.expire();
                    }
                    self.failure.try_set(Some(failure));
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
