//! One environment at work: its way to AWS, and what of Longshore works there.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Common;
use crate::agent::Agent;
use crate::aws::Aws;
use crate::changes::Changes;
use crate::feed::Feed;
use crate::random::NoRandomness;
use crate::watch::{Sources, Watch};

/// An environment at work.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) name: String,
    pub(crate) aws: Aws,
    pub(crate) agent: Agent,
    pub(crate) watch: Watch,
    pub(crate) changes: Changes,
    pub(crate) stopping: CancellationToken,
    tasks: TaskTracker,
}

impl Environment {
    pub(super) fn start(
        name: &str,
        aws: Aws,
        common: &Common,
        stopping: &CancellationToken,
    ) -> Result<Arc<Self>, NoRandomness> {
        let Common {
            store,
            clock,
            pacing,
            ..
        } = common;
        let stopping = stopping.child_token();
        let tasks = TaskTracker::new();
        let feed = Feed::new(
            aws.clone(),
            pacing.follow_every,
            tasks.clone(),
            stopping.clone(),
        );
        let agent = Agent::new(
            name,
            common,
            &aws,
            feed.clone(),
            tasks.clone(),
            stopping.clone(),
        )?;
        let watch = Watch::new(
            Sources {
                store: store.clone(),
                aws: aws.clone(),
                agent: agent.clone(),
                feed,
            },
            clock.clone(),
            pacing.watch_every,
            tasks.clone(),
            stopping.clone(),
        );
        let changes = Changes::new(
            name.to_owned(),
            (store.clone(), aws.clone(), agent.clone()),
            clock.clone(),
            *pacing,
            &tasks,
            stopping.clone(),
        );
        agent.start();
        Ok(Arc::new(Self {
            name: name.to_owned(),
            aws,
            agent,
            watch,
            changes,
            stopping,
            tasks,
        }))
    }

    /// Streams end, the agent finishes the calls that it makes and gives its lease back.
    pub(super) async fn stop(&self) {
        self.stopping.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
