//! The agent: carries out plans, and tells how it goes.
//!
//! A deployment is a row with a journal. What is about to be called is written down before the
//! call, and what came of it after it; what happened to a call whose answer was lost is found out
//! by looking at AWS, never by calling again blindly. So a deployment goes on after a crash, here
//! or in another process: agents hold leases, and who lost his is refused when he writes.

mod asked;
mod back_out;
mod basis;
mod call;
mod carry_out;
mod change;
mod command;
mod deletion;
mod effect;
mod ensure;
mod evidence;
mod follow;
mod heard;
mod hook;
mod job;
mod journal;
mod looks;
mod meanwhile;
mod outlook;
mod patience;
mod queue;
mod records;
mod release;
mod request;
mod schedule;
mod standing;
mod task;
mod task_log;
mod verdict;
mod wait;

use std::sync::Arc;

use futures::Stream;
use shared::deployment::JournalEntry;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::Pacing;
use crate::aws::{Aws, Guard};
use crate::clock::Clock;
use crate::environments::Common;
use crate::feed::Feed;
use crate::random::{self, NoRandomness};
use crate::store::Store;

pub(crate) use change::Carrying;
pub(crate) use command::CommandError;
use journal::Journals;
use looks::Looks;
pub(crate) use request::{RequestError, summary};
use schedule::Jobs;

/// A handle on the agent.
#[derive(Debug, Clone)]
pub(crate) struct Agent(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Names the process in leases; another one at each start.
    id: String,
    name: String,
    environment: String,
    store: Store,
    /// Its writes are sent only while our lease lasts.
    aws: Aws,
    guard: Guard,
    feed: Feed,
    clock: Clock,
    pacing: Pacing,
    journals: Journals,
    looks: Arc<Looks>,
    jobs: Jobs,
    /// Something may have become possible: a deployment was asked for, one ended, a command came.
    wake: Notify,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Agent {
    /// Makes the agent. It takes nothing up before [`Agent::start`].
    pub(crate) fn new(
        environment: &str,
        common: &Common,
        aws: &Aws,
        feed: Feed,
        tasks: TaskTracker,
        stopping: CancellationToken,
    ) -> Result<Self, NoRandomness> {
        let guard = Guard::closed();
        let Common { store, clock, .. } = common.clone();
        Ok(Self(Arc::new(Inner {
            id: random::identifier()?,
            name: common.agent.clone(),
            environment: environment.to_owned(),
            journals: Journals::new(store.clone(), clock.clone()),
            store,
            aws: aws.guarded(guard.clone()),
            guard,
            looks: Arc::default(),
            feed,
            clock,
            pacing: common.pacing,
            jobs: Jobs::default(),
            wake: Notify::new(),
            tasks,
            stopping,
        })))
    }

    /// The name of the environment that it works in.
    pub(crate) fn environment(&self) -> &str {
        &self.0.environment
    }

    /// Takes up what is under way and what waits, now and from now on.
    pub(crate) fn start(&self) {
        self.0.tasks.spawn(self.clone().schedule());
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
}
