//! The agent: carries out plans, and tells how it goes.
//!
//! A deployment is a row with a journal. What is about to be called is written down before the
//! call, and what came of it after it; what happened to a call whose answer was lost is found out
//! by looking at AWS, never by calling again blindly. So a deployment goes on after a restart.

mod carry_out;
mod ensure;
mod evidence;
mod follow;
mod job;
mod journal;
mod request;
mod verdict;

use std::sync::Arc;

use futures::Stream;
use shared::deployment::JournalEntry;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::Pacing;
use crate::aws::Aws;
use crate::clock::Clock;
use crate::store::{Store, StoreError};

use job::Job;
use journal::Journals;
pub(crate) use request::RequestError;

/// A handle on the agent.
#[derive(Debug, Clone)]
pub(crate) struct Agent(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    aws: Aws,
    clock: Clock,
    pacing: Pacing,
    journals: Journals,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Agent {
    pub(crate) fn new(
        store: Store,
        aws: Aws,
        clock: Clock,
        pacing: Pacing,
        tasks: TaskTracker,
        stopping: CancellationToken,
    ) -> Self {
        Self(Arc::new(Inner {
            journals: Journals::new(store.clone(), clock.clone()),
            store,
            aws,
            clock,
            pacing,
            tasks,
            stopping,
        }))
    }

    /// Takes up the deployments that are not over.
    pub(crate) async fn resume(&self) -> Result<(), StoreError> {
        for id in self.0.store.unfinished().await? {
            tracing::info!(deployment.id = %id, "taking up a deployment");
            self.spawn(id);
        }
        Ok(())
    }

    /// A deployment's journal after a sequence, then what is added to it, until the verdict.
    pub(crate) fn follow(
        &self,
        id: String,
        after: i64,
    ) -> impl Stream<Item = JournalEntry> + use<> {
        let agent = self.clone();
        async_stream::stream! {
            let entries = agent.0.journals.follow(id, after);
            for await entry in entries {
                yield entry;
            }
        }
    }

    fn spawn(&self, id: String) {
        let agent = self.clone();
        self.0.tasks.spawn(async move {
            loop {
                let done = match Job::load(&agent.0, &id).await {
                    Ok(Some(job)) => carry_out::carry_out(job).await,
                    Ok(None) => return,
                    Err(error) => Err(error),
                };
                match done {
                    Ok(()) => return,
                    // The database is away. What was done is in AWS and is found there later.
                    Err(error) => {
                        tracing::error!(deployment.id = %id, error = ?error, "a deployment waits for the database");
                        tokio::select! {
                            () = agent.0.stopping.cancelled() => return,
                            () = agent.0.clock.sleep(agent.0.pacing.retry_after) => {}
                        }
                    }
                }
            }
        });
    }
}
