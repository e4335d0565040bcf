//! The heartbeat: says that this agent lives, takes up deployments whose turn it is or whose agent
//! died, and hands people's commands on.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::mpsc;

use super::job::{Halt, Job};
use super::{Agent, carry_out};
use crate::aws::acting_as;
use crate::store::{Given, Lease, StoreError};

/// So many deployments are begun in one beat.
const AT_ONCE: i64 = 500;

/// The deployments that this process works on, each with the way to hand it commands.
#[derive(Debug, Default)]
pub(super) struct Jobs(Mutex<HashMap<String, Working>>);

#[derive(Debug)]
struct Working {
    term: i64,
    commands: mpsc::UnboundedSender<Given>,
    handed: HashSet<i64>,
}

impl Jobs {
    fn add(&self, lease: &Lease, commands: mpsc::UnboundedSender<Given>) {
        let working = Working {
            term: lease.term,
            commands,
            handed: HashSet::new(),
        };
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(lease.deployment.clone(), working);
    }

    /// A later term may have begun meanwhile; that one stays.
    fn remove(&self, lease: &Lease) {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs
            .get(&lease.deployment)
            .is_some_and(|working| working.term == lease.term)
        {
            jobs.remove(&lease.deployment);
        }
    }

    fn is_empty(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    /// Hands each command over once.
    fn hand(&self, commands: Vec<Given>) {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for given in commands {
            if let Some(working) = jobs.get_mut(&given.deployment)
                && working.handed.insert(given.sequence)
            {
                // A job that has just ended takes no commands any more.
                let _ended = working.commands.send(given);
            }
        }
    }
}

impl Agent {
    /// Beats until the process stops; then gives the lease back.
    pub(super) async fn schedule(self) {
        let inner = &self.0;
        loop {
            if let Err(error) = self.beat().await {
                tracing::error!(error = ?error, "the agent waits for the database");
            }
            tokio::select! {
                () = inner.stopping.cancelled() => break,
                () = inner.wake.notified() => {}
                () = inner.clock.sleep(inner.pacing.beat_every) => {}
            }
        }
        // Jobs end with the call that they make; until then the lease is still ours.
        while !inner.jobs.is_empty() {
            tokio::select! {
                () = inner.wake.notified() => {}
                () = inner.clock.sleep(inner.pacing.beat_every) => {
                    if let Err(error) = self.renew().await {
                        tracing::warn!(error = ?error, "the agent's lease could not be renewed");
                    }
                }
            }
        }
        if let Err(error) = inner.store.retire_agent(&inner.id).await {
            tracing::warn!(error = ?error, "the agent's lease could not be given back; it runs out by itself");
        }
    }

    async fn beat(&self) -> Result<(), StoreError> {
        let inner = &self.0;
        self.renew().await?;
        let store = &inner.store;
        for lease in store.claim_orphans(&inner.id, &inner.environment).await? {
            tracing::info!(deployment.id = %lease.deployment, term = lease.term, "taking a deployment over");
            self.work(lease);
        }
        let begun = store
            .claim_queued(&inner.id, &inner.environment, AT_ONCE)
            .await?;
        for lease in begun {
            self.work(lease);
        }
        inner.jobs.hand(store.commands_of_agent(&inner.id).await?);
        store.bind_audit().await?;
        Ok(())
    }

    /// The guard opens for as long as the lease lasts, counted from before it was asked for, so
    /// that it never outlives it.
    async fn renew(&self) -> Result<(), StoreError> {
        let inner = &self.0;
        let asked_at = Instant::now();
        let lasts = inner.pacing.lease;
        inner
            .store
            .renew_agent(&inner.id, &inner.name, lasts)
            .await?;
        inner.guard.open_until(asked_at + lasts.mul_f32(0.9));
        Ok(())
    }

    fn work(&self, lease: Lease) {
        let agent = self.clone();
        let (sender, mut commands) = mpsc::unbounded_channel();
        self.0.jobs.add(&lease, sender);
        self.0.tasks.spawn(async move {
            loop {
                let ended = match Job::load(&agent.0, &lease, &mut commands).await {
                    Ok(Some(job)) => {
                        let session = job.session.clone();
                        Box::pin(acting_as(session, carry_out::carry_out(job))).await
                    }
                    Ok(None) => Ok(()),
                    Err(error) => Err(Halt::Store(error)),
                };
                match ended {
                    Err(Halt::Store(StoreError::Fenced)) => {
                        tracing::warn!(deployment.id = %lease.deployment, term = lease.term, "another agent has taken a deployment over");
                        break;
                    }
                    // The database is away, or our lease ran out. What was done is in AWS and is
                    // found there later.
                    Err(Halt::Store(error)) => {
                        tracing::error!(deployment.id = %lease.deployment, error = ?error, "a deployment waits for the database");
                    }
                    Err(Halt::Held) => {
                        tracing::warn!(deployment.id = %lease.deployment, "a deployment waits for the agent's lease");
                    }
                    Ok(()) | Err(Halt::Over(..) | Halt::Stopping) => break,
                }
                tokio::select! {
                    () = agent.0.stopping.cancelled() => break,
                    () = agent.0.clock.sleep(agent.0.pacing.retry_after) => {}
                }
            }
            agent.0.jobs.remove(&lease);
            agent.0.wake.notify_one();
        });
    }
}
