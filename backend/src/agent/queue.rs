//! What runs, what waits and why, and what holds everything up.

use shared::deployment::{Deployment, DeploymentState};
use shared::wire::{Pause, Queue, Scope};

use super::{Agent, wait};
use crate::store::StoreError;

impl Agent {
    /// What runs and what waits.
    pub(crate) async fn queue(&self) -> Result<Queue, StoreError> {
        let inner = &self.0;
        let unfinished = inner.store.unfinished(&inner.environment).await?;
        self.explained(unfinished).await
    }

    /// What runs and what waits of the same service and the same release.
    async fn around(&self, deployment: &Deployment) -> Result<Queue, StoreError> {
        let inner = &self.0;
        let store = &inner.store;
        let unfinished = store.unfinished_beside(&inner.environment, deployment);
        self.explained(unfinished.await?).await
    }

    async fn explained(&self, unfinished: Vec<Deployment>) -> Result<Queue, StoreError> {
        let inner = &self.0;
        let pauses = inner.store.pauses(&inner.environment).await?;
        let in_order = inner.store.waiting_in_order(&inner.environment).await?;
        let (running, waiting) = wait::explain(&unfinished, &in_order, &pauses)
            .into_iter()
            .partition(|deployment| matches!(deployment.state, DeploymentState::Running));
        Ok(Queue {
            pauses,
            running,
            waiting,
        })
    }

    /// The same deployments, with what they wait for where they do.
    pub(crate) async fn with_waits(
        &self,
        deployments: Vec<Deployment>,
    ) -> Result<Vec<Deployment>, StoreError> {
        let is_queued =
            |deployment: &Deployment| matches!(deployment.state, DeploymentState::Queued);
        let mut queued = deployments.iter().filter(|one| is_queued(one));
        let queue = match (queued.next(), queued.next()) {
            (None, _) => return Ok(deployments),
            // However many wait, one waits for few.
            (Some(one), None) => self.around(one).await?,
            _ => self.queue().await?,
        };
        Ok(deployments
            .into_iter()
            .map(|deployment| {
                let waiting = queue.waiting.iter().find(|one| one.id == deployment.id);
                Deployment {
                    wait: waiting.and_then(|waiting| waiting.wait.clone()),
                    ..deployment
                }
            })
            .collect())
    }

    /// Holds up what waits; what runs goes on to its end.
    pub(crate) async fn pause(
        &self,
        scope: Scope,
        by: &str,
        reason: &str,
    ) -> Result<Pause, StoreError> {
        let pause = Pause {
            scope,
            by: by.to_owned(),
            at_ms: self.0.clock.now_ms(),
            reason: reason.to_owned(),
        };
        self.0.store.pause(&self.0.environment, &pause).await?;
        tracing::info!(scope = scope.as_str(), by, reason, "paused");
        Ok(pause)
    }

    /// Lets what waits go on; says whether it was held up.
    pub(crate) async fn resume(&self, scope: Scope, by: &str) -> Result<bool, StoreError> {
        let resumed = self
            .0
            .store
            .resume(&self.0.environment, scope, by, self.0.clock.now_ms())
            .await?;
        tracing::info!(scope = scope.as_str(), by, "resumed");
        self.0.wake.notify_one();
        Ok(resumed)
    }
}
