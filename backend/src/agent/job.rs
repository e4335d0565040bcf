//! One deployment at work: its plan, what its journal says so far, and the ways to write on.

use std::collections::HashSet;
use std::time::Duration;

use shared::deployment::{DeploymentState, JournalEntry, JournalEvent, Verdict};
use shared::plan::Plan;

use super::Inner;
use super::journal::Journals;
use crate::app::Pacing;
use crate::aws::{Aws, AwsError};
use crate::clock::Clock;
use crate::random;
use crate::store::{Run, Store, StoreError};
use tokio_util::sync::CancellationToken;

/// A call is tried so often.
const TRIES: u32 = 6;
/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// Why the work on a deployment ends, or pauses.
#[derive(Debug)]
pub(super) enum Halt {
    /// The deployment is over.
    Over(Verdict, String),
    /// The process stops; the deployment goes on at its next start.
    Stopping,
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A deployment at work.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) plan: Plan,
    pub(super) aws: Aws,
    pub(super) clock: Clock,
    pub(super) pacing: Pacing,
    pub(super) past: Vec<JournalEntry>,
    pub(super) run: Run,
    store: Store,
    journals: Journals,
    stopping: CancellationToken,
}

impl Job {
    /// Loads a deployment; nothing when it is over.
    pub(super) async fn load(agent: &Inner, id: &str) -> Result<Option<Self>, StoreError> {
        let store = &agent.store;
        let Some(deployment) = store.deployment(id).await? else {
            return Ok(None);
        };
        if matches!(deployment.state, DeploymentState::Finished { .. }) {
            return Ok(None);
        }
        let preview = store
            .plan(&deployment.plan_hash)
            .await?
            .ok_or(StoreError::Unreadable {
                what: "a deployment's plan",
            })?;
        store.mark_running(id).await?;
        Ok(Some(Self {
            id: id.to_owned(),
            plan: preview.plan,
            aws: agent.aws.clone(),
            clock: agent.clock.clone(),
            pacing: agent.pacing,
            past: store.journal(id, 0, i64::from(i32::MAX)).await?,
            run: store.run(id).await?,
            store: store.clone(),
            journals: agent.journals.clone(),
            stopping: agent.stopping.clone(),
        }))
    }

    /// Writes events into the journal.
    pub(super) async fn write(&self, events: &[JournalEvent]) -> Result<(), StoreError> {
        self.journals.append(&self.id, events).await
    }

    /// Remembers what is not in the journal.
    pub(super) async fn remember(&mut self, run: Run) -> Result<(), StoreError> {
        self.store.save_run(&self.id, &run).await?;
        self.run = run;
        Ok(())
    }

    /// Waits, unless the process stops.
    pub(super) async fn pause(&self, duration: Duration) -> Result<(), Halt> {
        tokio::select! {
            () = self.stopping.cancelled() => Err(Halt::Stopping),
            () = self.clock.sleep(duration) => Ok(()),
        }
    }

    /// Reads from AWS, again and again within bounds while it may help.
    pub(super) async fn look<T, F>(&self, mut read: impl FnMut(Aws) -> F) -> Result<T, Halt>
    where
        F: Future<Output = Result<T, AwsError>>,
    {
        let mut tries = 0;
        loop {
            match read(self.aws.clone()).await {
                Ok(value) => return Ok(value),
                Err(error) if error.is_retryable() && tries + 1 < TRIES => {
                    self.pause(self.backoff(tries)).await?;
                    tries += 1;
                }
                Err(error) => {
                    let reason = format!(
                        "Longshore could not look at AWS to go on. {} What was done so far is in the steps; look at the service before you deploy again.",
                        error.words()
                    );
                    return Err(Halt::Over(Verdict::Failed, reason));
                }
            }
        }
    }

    /// Makes a call that changes something: writes down that it is about to be made, makes it,
    /// and writes down what came of it. An answer that is lost is looked for with `find`.
    pub(super) async fn call<T, C, F>(
        &self,
        call: &Call<'_>,
        make: impl Fn(Aws) -> C,
        find: impl Fn(Aws) -> F,
        outcome: impl Fn(&T) -> String,
    ) -> Result<T, Halt>
    where
        C: Future<Output = Result<crate::aws::Answer<T>, AwsError>>,
        F: Future<Output = Result<Option<T>, AwsError>>,
    {
        let operation = call.operation.to_owned();
        let step = call.step;
        let found = |value: &T| JournalEvent::CallAnswered {
            step,
            operation: operation.clone(),
            request_id: None,
            outcome: format!("{}, found by looking", outcome(value)),
        };
        if self.was_intended(step)
            && let Some(value) = self.look(&find).await?
        {
            self.write(&[found(&value)]).await?;
            return Ok(value);
        }
        let mut tries = 0;
        loop {
            self.write(&[JournalEvent::CallIntended {
                step,
                operation: operation.clone(),
                body_sha256: random::sha256(call.body),
            }])
            .await?;
            let error = match make(self.aws.clone()).await {
                Ok(answer) => {
                    self.write(&[JournalEvent::CallAnswered {
                        step,
                        operation: operation.clone(),
                        request_id: answer.request_id,
                        outcome: outcome(&answer.value),
                    }])
                    .await?;
                    return Ok(answer.value);
                }
                Err(error) => error,
            };
            let retried = error.is_retryable() && tries + 1 < TRIES;
            self.write(&[JournalEvent::CallFailed {
                step,
                operation: operation.clone(),
                code: error.code().map(str::to_owned),
                message: error.words(),
                retried,
            }])
            .await?;
            if retried {
                self.pause(self.backoff(tries)).await?;
                tries += 1;
            }
            if error.is_outcome_unknown()
                && let Some(value) = self.look(&find).await?
            {
                self.write(&[found(&value)]).await?;
                return Ok(value);
            }
            if !retried {
                return Err(Halt::Over(Verdict::Failed, self.refused(step, &error)));
            }
        }
    }

    /// Whether the journal says that a step is done.
    pub(super) fn is_finished(&self, wanted: usize) -> bool {
        self.past.iter().any(|entry| {
            matches!(&entry.event, JournalEvent::StepFinished { step, .. } if *step == wanted)
        })
    }

    /// The revision that a step registered, if it did.
    pub(super) fn registered(&self, wanted: usize) -> Option<String> {
        self.past.iter().find_map(|entry| match &entry.event {
            JournalEvent::StepFinished {
                step,
                task_definition_arn,
                ..
            } if *step == wanted => task_definition_arn.clone(),
            _ => None,
        })
    }

    /// When a step began, if it did.
    pub(super) fn started_step(&self, wanted: usize) -> Option<i64> {
        self.past.iter().find_map(|entry| match &entry.event {
            JournalEvent::StepStarted { step } if *step == wanted => Some(entry.at_ms),
            _ => None,
        })
    }

    /// The ids of tasks and of service events that the journal holds.
    pub(super) fn told(&self) -> HashSet<String> {
        self.past
            .iter()
            .filter_map(|entry| match &entry.event {
                JournalEvent::ServiceEvent { id, .. } => Some(id.clone()),
                JournalEvent::TaskStopped { task_id, .. } => Some(task_id.clone()),
                _ => None,
            })
            .collect()
    }

    /// Whether a step's call may have been made before this work began.
    fn was_intended(&self, wanted: usize) -> bool {
        self.past.iter().any(|entry| {
            matches!(&entry.event, JournalEvent::CallIntended { step, .. } if *step == wanted)
        })
    }

    fn backoff(&self, tries: u32) -> Duration {
        self.pacing
            .retry_after
            .saturating_mul(2_u32.saturating_pow(tries))
            .min(LONGEST_PAUSE)
    }

    /// Says that a call was refused, and what stands of the steps before it.
    fn refused(&self, failed: usize, error: &AwsError) -> String {
        let registered = (0..failed).find_map(|step| self.registered(step));
        let standing = match (failed, registered) {
            (0, _) => "Nothing was changed.".to_owned(),
            (_, Some(arn)) => format!(
                "The service was not changed. The revision {} was registered and stays; nothing runs it.",
                crate::aws::last_part(&arn)
            ),
            (_, None) => "The service was not changed.".to_owned(),
        };
        format!("{} {standing}", error.words())
    }
}

/// A call that changes something.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) step: usize,
    pub(super) operation: &'static str,
    pub(super) body: &'a str,
}
