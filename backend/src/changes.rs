//! Changes while people work on them: proposing and revising from plans, carrying over to what
//! runs now, looking whether what they were compared with has moved, and deploying what is due.
//!
//! Whether something may happen to a change is decided in the store's transactions, by `shared`.

mod carry_over;
mod drift;
mod tending;
mod versions;

use std::collections::HashMap;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError};

use async_stream::stream;
use futures::Stream;
use shared::change::{Act, ChangeEntry, ChangeEvent, Refused, Version};
use shared::permission::Operation;
use shared::wire::{ChangeRequest, VersionRequest};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::agent::{Agent, RequestError};
use crate::app::Pacing;
use crate::aws::{Aws, AwsError};
use crate::clock::Clock;
use crate::planning::PlanningError;
use crate::random;
use crate::store::{Acted, Actor, Proposal, Store, StoreError};

/// A handle on the changes.
#[derive(Debug, Clone)]
pub(crate) struct Changes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    environment: String,
    store: Store,
    aws: Aws,
    agent: Agent,
    clock: Clock,
    pacing: Pacing,
    /// Something happened to a change here: those who follow one, and who tends them, look.
    news: Arc<Notify>,
    /// The changes that somebody follows, with how many do.
    followed: Mutex<HashMap<i64, usize>>,
    /// The change that was deployed by itself last, or was tried to be.
    last_due: AtomicI64,
    stopping: CancellationToken,
}

/// Why something does not happen to a change.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    #[error("There is no such change. Look at the list of changes.")]
    Absent,
    #[error("Your roles do not allow it, or your account is gone. Ask an administrator.")]
    Forbidden,
    #[error("The idempotency key was used for another request. Send a new one for each click.")]
    KeyReused,
    #[error("There is no such plan. Make a new one from the documents.")]
    NoPlan,
    #[error("{0}")]
    Refused(#[from] Refused),
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error(transparent)]
    Planning(#[from] PlanningError),
    #[error("could not look at the service")]
    Aws(#[from] AwsError),
    #[error("could not ask the database")]
    Store(#[from] StoreError),
}

impl Changes {
    pub(crate) fn new(
        environment: String,
        (store, aws, agent): (Store, Aws, Agent),
        clock: Clock,
        pacing: Pacing,
        tasks: &TaskTracker,
        stopping: CancellationToken,
    ) -> Self {
        let changes = Self(Arc::new(Inner {
            environment,
            store,
            aws,
            agent,
            clock,
            pacing,
            news: Arc::default(),
            followed: Mutex::default(),
            last_due: AtomicI64::default(),
            stopping,
        }));
        tasks.spawn(changes.clone().tend());
        changes
    }

    /// Proposes a change; answers its number.
    pub(crate) async fn propose(
        &self,
        actor: Actor<'_>,
        request: &ChangeRequest,
        idempotency_key: &str,
    ) -> Result<i64, ChangeError> {
        let inner = &self.0;
        let plans = self.version_plans(&request.plan_hashes).await?;
        let with = self.writers(&request.plan_hashes, &request.drafts).await?;
        let proposed = ChangeEvent::Proposed {
            environment: inner.environment.clone(),
            title: request.title.trim().to_owned(),
            reason: request.reason.trim().to_owned(),
            with,
            version: Version {
                number: 1,
                by: actor.name.to_owned(),
                at_ms: actor.now_ms,
                note: String::new(),
                digest: Version::digest_of(&plans, request.order),
                plans,
                order: request.order,
            },
            when: request.when,
        };
        let text = serde_json::to_string(request).unwrap_or_default();
        let acted = inner
            .store
            .propose(&Proposal {
                actor,
                environment: &inner.environment,
                proposed: &proposed,
                idempotency_key,
                request_hash: &random::sha256(&text),
            })
            .await?;
        let id = done(acted)?;
        tracing::info!(change.id = id, user = actor.name, "change proposed");
        inner.news.notify_waiters();
        Ok(id)
    }

    /// Makes another version of a change.
    pub(crate) async fn revise(
        &self,
        id: i64,
        actor: Actor<'_>,
        request: &VersionRequest,
    ) -> Result<(), ChangeError> {
        let plans = self.version_plans(&request.plan_hashes).await?;
        let mut authors = self.writers(&request.plan_hashes, &request.drafts).await?;
        authors.insert(0, actor.name.to_owned());
        let act = Act::Revise {
            from: Some(request.from),
            title: request
                .title
                .as_deref()
                .map(str::trim)
                .map(ToOwned::to_owned),
            note: request.note.trim().to_owned(),
            plans,
            order: request.order,
            authors,
        };
        self.act(id, Operation::Propose, act, actor).await
    }

    /// Acts on a change.
    pub(crate) async fn act(
        &self,
        id: i64,
        operation: Operation,
        act: Act,
        actor: Actor<'_>,
    ) -> Result<(), ChangeError> {
        let acted = self
            .0
            .store
            .act_on_change(id, operation, act, &actor)
            .await?;
        done(acted)?;
        self.0.news.notify_waiters();
        Ok(())
    }

    /// What happened to a change after a sequence, then what happens to it, for as long as somebody
    /// reads. While it is read, what it was compared with is looked at more often.
    pub(crate) fn follow(&self, id: i64, after: i64) -> impl Stream<Item = ChangeEntry> + use<> {
        let changes = self.clone();
        let seat = Seat::take(changes.clone(), id);
        stream! {
            let inner = &changes.0;
            let mut last = after;
            loop {
                let news = inner.news.notified();
                let mut news = std::pin::pin!(news);
                // Registered before the look, so that nothing falls between the two.
                news.as_mut().enable();
                match inner.store.change_entries(id, last).await {
                    Ok(entries) => {
                        for entry in entries {
                            last = entry.sequence;
                            yield entry;
                        }
                    }
                    Err(error) => {
                        tracing::warn!(change.id = id, error = ?error, "a change stays unread");
                    }
                }
                tokio::select! {
                    () = inner.stopping.cancelled() => break,
                    () = news => {}
                    () = inner.clock.sleep(inner.pacing.watch_every) => {}
                }
            }
            drop(seat);
        }
    }

    fn followed(&self) -> Vec<i64> {
        let followed = self
            .0
            .followed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        followed.keys().copied().collect()
    }
}

/// Somebody follows a change, until this is dropped.
struct Seat {
    changes: Changes,
    id: i64,
}

impl Seat {
    fn take(changes: Changes, id: i64) -> Self {
        let mut followed = changes
            .0
            .followed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *followed.entry(id).or_default() += 1;
        drop(followed);
        changes.0.news.notify_waiters();
        Self { changes, id }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut followed = self
            .changes
            .0
            .followed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(many) = followed.get_mut(&self.id) {
            *many -= 1;
            if *many == 0 {
                followed.remove(&self.id);
            }
        }
    }
}

/// The change's number, where it happened.
fn done(acted: Acted) -> Result<i64, ChangeError> {
    match acted {
        Acted::Done(change) => Ok(change.id),
        Acted::Absent => Err(ChangeError::Absent),
        Acted::Forbidden => Err(ChangeError::Forbidden),
        Acted::Refused(refused) => Err(ChangeError::Refused(refused)),
        Acted::KeyReused => Err(ChangeError::KeyReused),
    }
}
