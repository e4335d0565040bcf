//! One deployment at work: its plan, what its journal says so far, and the ways to write on.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use shared::deployment::{DeploymentState, JournalEntry, JournalEvent, Verdict};
use shared::environment::session_name;
use shared::plan::Plan;
use shared::preflight::Preflight;
use shared::wire::Preview;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Inner;
use super::journal::Journals;
use super::looks::Looks;
use super::standing::{standing, standing_beside_others};
use crate::app::Pacing;
use crate::aws::{Aws, Session};
use crate::clock::Clock;
use crate::feed::{Feed, Look, Sight, Urgency};
use crate::planning::Current;
use crate::store::{Given, Lease, Run, Store, StoreError};

/// So often within the deadline the journal is told that it is still waited.
const BEATS: u32 = 10;

/// Why the work on a deployment ends, or pauses.
#[derive(Debug)]
pub(super) enum Halt {
    /// The deployment is over.
    Over(Verdict, String),
    /// The process stops; the deployment goes on at its next start, or in another process.
    Stopping,
    /// Our lease ran out, so that nothing may be changed until it is renewed.
    Held,
    /// The database failed, or another agent works on the deployment now.
    Store(StoreError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What a deployment that waits hears next.
#[derive(Debug)]
pub(super) enum News {
    /// How the service is.
    Look(Arc<Look>),
    /// Somebody told it something.
    Given(Given),
    /// Neither, for so long that it is worth to look at the clock.
    Nothing,
}

/// A deployment at work.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) id: String,
    /// In whose name AWS is asked, where a role is assumed.
    pub(super) session: Session,
    pub(super) plan: Plan,
    pub(super) preview: Preview,
    pub(super) aws: Aws,
    pub(super) clock: Clock,
    pub(super) pacing: Pacing,
    /// Whether a rollout that goes on past the deadline is taken back.
    pub(super) rolls_back_when_late: bool,
    /// Whether another agent, or this one before it had to pause, has begun with it.
    pub(super) is_resumed: bool,
    /// The call whose turn has come and was not used yet.
    pub(super) turn: Option<&'static str>,
    pub(super) past: Vec<JournalEntry>,
    /// When the journal was last told that this agent waits.
    told_waiting_ms: i64,
    pub(super) run: Run,
    /// What was there when the plan was last held against it.
    pub(super) compared: Option<Current>,
    feed: Feed,
    lease: Lease,
    pub(super) store: Store,
    journals: Journals,
    looks: Arc<Looks>,
    pub(super) commands: &'a mut mpsc::UnboundedReceiver<Given>,
    /// What was heard and not taken up yet.
    pub(super) waiting: VecDeque<Given>,
    /// The number of the last command that was heard.
    pub(super) heard: i64,
    pub(super) stopping: CancellationToken,
}

impl<'a> Job<'a> {
    /// Loads a deployment, and writes down who works on it; nothing when it is over.
    pub(super) async fn load(
        agent: &Inner,
        lease: &Lease,
        commands: &'a mut mpsc::UnboundedReceiver<Given>,
    ) -> Result<Option<Self>, StoreError> {
        let store = &agent.store;
        let id = &lease.deployment;
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
        let policy = store
            .policy(&agent.environment, agent.clock.now_ms())
            .await?
            .policy;
        // What was handed to this work before it had to pause is not handed over again.
        let waiting: VecDeque<Given> = store.commands_of_deployment(id).await?.into();
        let past = store.journal(id, 0, i64::from(i32::MAX)).await?;
        let mut job = Self {
            id: id.clone(),
            session: Session {
                name: session_name(&deployment.started_by, deployment.change),
                target: Some(preview.plan.target.clone()),
            },
            plan: preview.plan.clone(),
            preview,
            aws: agent.aws.clone(),
            clock: agent.clock.clone(),
            pacing: Pacing {
                deadline: policy
                    .deadline_minutes
                    .map_or(agent.pacing.deadline, |minutes| {
                        Duration::from_mins(u64::from(minutes))
                    }),
                ..agent.pacing
            },
            rolls_back_when_late: policy.roll_back_when_late,
            is_resumed: past
                .iter()
                .any(|entry| matches!(entry.event, JournalEvent::StepStarted { .. })),
            turn: None,
            past,
            told_waiting_ms: agent.clock.now_ms(),
            run: store.run(id).await?,
            compared: None,
            feed: agent.feed.clone(),
            lease: lease.clone(),
            store: store.clone(),
            journals: agent.journals.clone(),
            looks: Arc::clone(&agent.looks),
            commands,
            heard: waiting.back().map_or(0, |given| given.sequence),
            waiting,
            stopping: agent.stopping.clone(),
        };
        let claimed = JournalEvent::Claimed {
            agent: agent.name.clone(),
            term: lease.term,
        };
        let is_written = |entry: &JournalEntry| matches!(&entry.event, JournalEvent::Claimed { term, .. } if *term == lease.term);
        if !job.past.iter().any(is_written) {
            job.note(claimed).await?;
        }
        Ok(Some(job))
    }

    /// Why it may not begin any more, though it was asked for; nothing where it may.
    pub(super) async fn objection(&self) -> Result<Option<String>, StoreError> {
        let carried_out = shared::plan::hash(&self.plan);
        self.store
            .objection(&self.id, &carried_out, self.clock.now_ms())
            .await
    }

    /// Writes events into the journal.
    pub(super) async fn write(&self, events: &[JournalEvent]) -> Result<(), StoreError> {
        self.journals.append(&self.lease, events, None).await
    }

    /// Writes an event into the journal, and remembers it.
    pub(super) async fn note(&mut self, event: JournalEvent) -> Result<(), StoreError> {
        self.write(std::slice::from_ref(&event)).await?;
        self.recall(event);
        Ok(())
    }

    /// Writes what takes a command up, and with it that the command is taken.
    pub(super) async fn write_taking(
        &self,
        event: &JournalEvent,
        command: i64,
    ) -> Result<(), StoreError> {
        self.journals
            .append(&self.lease, std::slice::from_ref(event), Some(command))
            .await
    }

    /// Writes an event unless somebody has told it to stop or to give way; says whether it is written.
    pub(super) async fn write_unless_told(&self, event: &JournalEvent) -> Result<bool, StoreError> {
        self.journals.append_unless_told(&self.lease, event).await
    }

    pub(super) fn recall(&mut self, event: JournalEvent) {
        self.past.push(JournalEntry {
            sequence: 0,
            at_ms: self.clock.now_ms(),
            event,
        });
    }

    /// Writes now and then that it is still waited, as what else happens may be nothing for long.
    pub(super) async fn tell_waiting(&mut self) -> Result<(), StoreError> {
        let now_ms = self.clock.now_ms();
        let silent_ms = now_ms.saturating_sub(self.told_waiting_ms);
        let may_ms = (self.pacing.deadline / BEATS).as_millis();
        if i64::try_from(may_ms).unwrap_or(i64::MAX) <= silent_ms {
            self.told_waiting_ms = now_ms;
            self.write(&[JournalEvent::StillWaiting]).await?;
        }
        Ok(())
    }

    /// The whole journal, with what was written and not kept here.
    pub(super) async fn journal(&self) -> Result<Vec<JournalEntry>, StoreError> {
        self.store.journal(&self.id, 0, i64::from(i32::MAX)).await
    }

    /// Remembers what is not in the journal.
    pub(super) async fn remember(&mut self, run: Run) -> Result<(), StoreError> {
        self.store.save_run(&self.lease, &run).await?;
        self.run = run;
        Ok(())
    }

    /// What the plan needs in AWS, as it is found now.
    pub(super) async fn preflight(&self) -> Preflight {
        self.looks.look(&self.aws, &self.clock, &self.preview).await
    }

    /// Begins to look at the plan's service.
    pub(super) fn look_at_service(&self) -> Sight {
        self.feed.look_at(&self.plan.target, Urgency::Agent)
    }

    /// Waits, unless the process stops.
    pub(super) async fn pause(&self, duration: Duration) -> Result<(), Halt> {
        tokio::select! {
            () = self.stopping.cancelled() => Err(Halt::Stopping),
            () = self.clock.sleep(duration) => Ok(()),
        }
    }

    /// What stands of the steps so far.
    pub(super) fn standing(&self) -> String {
        standing(&self.plan, &self.past)
    }

    /// The same where somebody else has done something to the service meanwhile, so that of the service
    /// nothing is claimed.
    pub(super) fn standing_beside_others(&self) -> String {
        standing_beside_others(&self.plan, &self.past)
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

    /// What the good end of a step says of the whole, in words, if it does.
    pub(super) fn success_of(&self, wanted: usize) -> Option<String> {
        self.past.iter().find_map(|entry| match &entry.event {
            JournalEvent::StepFinished { step, success, .. } if *step == wanted => success.clone(),
            _ => None,
        })
    }

    /// The task that a step before this one started.
    pub(super) fn started_task(&self, before: usize) -> Option<String> {
        self.past.iter().rev().find_map(|entry| match &entry.event {
            JournalEvent::StepFinished { step, task_arn, .. } if *step < before => task_arn.clone(),
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

    /// Whether a step has begun at all.
    pub(super) fn has_begun(&self) -> bool {
        self.past
            .iter()
            .any(|entry| matches!(&entry.event, JournalEvent::StepStarted { .. }))
    }

    /// For how long a step may take, in words.
    pub(super) fn patience(&self) -> String {
        let seconds = self.pacing.deadline.as_secs();
        match seconds / 60 {
            0 => format!("{seconds} seconds"),
            1 => "1 minute".to_owned(),
            minutes => format!("{minutes} minutes"),
        }
    }
}
