//! What a rollout shows of itself: counts, stages, ECS's words, tasks that stopped. New things
//! only.

use std::collections::HashSet;

use shared::cause;
use shared::deployment::{JournalEntry, JournalEvent, Rollout, StoppedContainer, Verdict};
use shared::plan::PlanKind;

use super::hook;
use super::job::{Halt, Job};
use super::verdict::{Hindrance, Ours};
use crate::aws::{Service, StoppedTask};
use crate::{evidence, explain};

/// What was told so far.
#[derive(Debug)]
pub(super) struct Told {
    ids: HashSet<String>,
    progress: Option<JournalEvent>,
    rollout: Option<Rollout>,
    /// ECS's words from before this time, by AWS's clock, are not about this rollout.
    since_ms: Option<i64>,
    /// The last explanation of a task that stopped.
    explanation: Option<String>,
    /// ECS's last words on tasks that a load balancer finds unhealthy. They hold the codes that came,
    /// which the tasks do not tell.
    unhealthy: Option<String>,
    /// What ECS said last of what keeps it from its next step, where none of its tasks has failed since.
    hindrance: Option<(Hindrance, String)>,
    /// Whether tasks of ours were wanted at some time.
    was_wanted: bool,
    /// Whether it was looked already at what has stopped.
    has_looked: bool,
}

impl Told {
    /// What the journal tells.
    pub(super) fn of(past: &[JournalEntry]) -> Self {
        let mut told = Self {
            ids: HashSet::new(),
            progress: None,
            rollout: None,
            since_ms: None,
            explanation: None,
            unhealthy: None,
            hindrance: None,
            was_wanted: false,
            has_looked: false,
        };
        for entry in past {
            match &entry.event {
                JournalEvent::ServiceEvent { id, message, .. } => {
                    told.ids.insert(id.clone());
                    told.hear(message);
                }
                JournalEvent::TaskStopped {
                    task_id,
                    stop_code,
                    reason,
                    explanation,
                    ..
                } => {
                    told.ids.insert(task_id.clone());
                    if says_why(stop_code, reason) {
                        told.explanation = Some(explanation.clone());
                        told.hindrance = None;
                    }
                }
                JournalEvent::Progress { desired, .. } => told.was_wanted |= *desired > 0,
                _ => {}
            }
        }
        told
    }

    /// Why it does not go well, as far as tasks and ECS have told.
    pub(super) fn words(&self) -> Option<String> {
        if let Some((_, message)) = &self.hindrance {
            return explain::event(message);
        }
        match &self.explanation {
            Some(explanation) => Some(format!("The last task that stopped: {explanation}")),
            None => explain::event(self.unhealthy.as_deref()?),
        }
    }

    /// Whether none of our tasks is wanted any more, after some were and failed: then it is not known
    /// whether they would run.
    pub(super) fn is_unproven(&self, ours: &Ours, service: &Service) -> bool {
        let is_asked = ours.desired == Some(0);
        service.desired == 0 && !is_asked && self.was_wanted && self.explanation.is_some()
    }

    /// What keeps ECS from its next step.
    pub(super) fn hindrance(&self) -> Option<Hindrance> {
        self.hindrance.as_ref().map(|(hindrance, _)| *hindrance)
    }

    fn hear(&mut self, message: &str) {
        if message.contains("healthy in (target-group") {
            self.unhealthy = Some(message.to_owned());
        }
        if let Some(hindrance) = Hindrance::of(message) {
            self.hindrance = Some((hindrance, message.to_owned()));
        }
    }

    /// What is new in how the service is.
    pub(super) fn news(&mut self, ours: &Ours, service: &Service) -> Vec<JournalEvent> {
        let progress = progress(ours, service);
        let has_moved = self.progress.is_some() && progress != self.progress;
        if has_moved && self.hindrance() == Some(Hindrance::Percentages) {
            // It took a step, so that it is said again if it may take no other.
            self.hindrance = None;
        }
        let mut news = self.events(ours, service);
        if let Some(JournalEvent::Progress { desired, .. }) = &progress {
            self.was_wanted |= *desired > 0;
        }
        if progress.is_some() && progress != self.progress {
            news.extend(progress.clone());
            self.progress = progress;
        }
        news
    }

    /// What is new in ECS's record of it, apart from the counts, which are told anyway.
    pub(super) fn rollout(&mut self, rollout: Option<&Rollout>) -> Option<JournalEvent> {
        let rollout = rollout?;
        let is_new = self
            .rollout
            .as_ref()
            .is_none_or(|told| uncounted(told) != uncounted(rollout));
        is_new.then(|| {
            self.rollout = Some(rollout.clone());
            JournalEvent::RolloutChanged {
                rollout: Box::new(rollout.clone()),
            }
        })
    }

    /// Takes the evidence that ECS forgets: why our tasks stopped.
    pub(super) async fn evidence(
        &mut self,
        job: &Job<'_>,
        ours: &Ours,
        service: &Service,
    ) -> Result<(), Halt> {
        let target = &job.plan.target;
        match job
            .aws
            .stopped_tasks(&target.cluster, &target.service)
            .await
        {
            Ok(tasks) => {
                let watched = ours.watched(service).map(|watched| watched.id.as_str());
                // What had stopped before has nothing to do with this.
                let is_first = !self.has_looked && job.plan.kind != PlanKind::FirstDeploy;
                self.has_looked = true;
                if is_first && !ours.started() {
                    let is_before = |task: &&StoppedTask| {
                        let of_ours = ours.own.as_deref() == Some(&task.started_by);
                        of_ours || watched != Some(&task.started_by)
                    };
                    let before = tasks.iter().filter(is_before);
                    self.ids.extend(before.map(|task| task.id.clone()));
                }
                // Without ECS deployments nothing but the time tells whose tasks they are.
                let is_ours = |task: &StoppedTask| {
                    let own = ours.own.as_deref();
                    own.is_none_or(|own| {
                        own == task.started_by || watched == Some(&task.started_by)
                    })
                };
                let fresh: Vec<StoppedTask> = tasks
                    .into_iter()
                    .filter(is_ours)
                    .filter(|task| !self.ids.contains(&task.id))
                    .collect();
                if !fresh.is_empty() {
                    let told = evidence::of_stopped(&job.aws, &fresh).await;
                    job.write(&self.stopped(&told)).await?;
                }
            }
            Err(error) => {
                tracing::warn!(deployment.id = %job.id, %error, "stopped tasks could not be read");
            }
        }
        Ok(())
    }

    /// Tells which change it probably was, where it did not go well.
    pub(super) async fn cause(
        &self,
        job: &Job<'_>,
        ours: &Ours,
        service: &Service,
        verdict: Verdict,
    ) -> Result<(), Halt> {
        let failed = matches!(
            verdict,
            Verdict::Failed | Verdict::RolledBack | Verdict::Stuck
        );
        let is_wanted =
            job.told_to_back_out().is_some() || hook::rolled_back_by(&job.past).is_some();
        if !failed || ours.own == ours.previous || is_wanted {
            return Ok(());
        }
        let journal = job.journal().await?;
        let events = journal.iter().map(|entry| &entry.event);
        let mut evidence = cause::Evidence::of_journal(events);
        evidence.unhealthy = unhealthy(job, service).await;
        if let Some(cause) = cause::probable(&job.plan.changes, &evidence) {
            job.write(&[JournalEvent::ProbableCause {
                words: cause.words,
                change: cause.change,
            }])
            .await?;
        }
        Ok(())
    }

    /// Our tasks that stopped since the last look.
    fn stopped(&mut self, tasks: &[StoppedTask]) -> Vec<JournalEvent> {
        let mut news = Vec::new();
        for task in tasks {
            let explanation = explain::stopped_amid(task, self.unhealthy.as_deref());
            if says_why(&task.stop_code, &task.reason) {
                self.explanation = Some(explanation.clone());
                self.hindrance = None;
            }
            if self.ids.insert(task.id.clone()) {
                news.push(JournalEvent::TaskStopped {
                    task_id: task.id.clone(),
                    stop_code: task.stop_code.clone(),
                    reason: task.reason.clone(),
                    explanation,
                    containers: task
                        .containers
                        .iter()
                        .map(StoppedContainer::clone)
                        .collect(),
                });
            }
        }
        news
    }

    fn events(&mut self, ours: &Ours, service: &Service) -> Vec<JournalEvent> {
        let newest = service.events.first().map_or(0, |event| event.at_ms);
        let since = *self.since_ms.get_or_insert_with(|| {
            // ECS's first words on a rollout may carry the very time of its creation.
            ours.created_at_ms
                .filter(|_| ours.started())
                .unwrap_or(newest.saturating_add(1))
        });
        let mut news = Vec::new();
        for event in service.events.iter().rev() {
            if event.at_ms < since || !self.ids.insert(event.id.clone()) {
                continue;
            }
            self.hear(&event.message);
            news.push(JournalEvent::ServiceEvent {
                id: event.id.clone(),
                event_at_ms: event.at_ms,
                message: event.message.clone(),
            });
        }
        news
    }
}

/// Tasks that ECS stops to go back say nothing about why it does.
fn says_why(stop_code: &str, reason: &str) -> bool {
    stop_code != "ServiceSchedulerInitiated" || !reason.starts_with("Scaling activity")
}

/// What load balancers say of the targets that are not healthy; nothing where they cannot be asked.
async fn unhealthy(job: &Job<'_>, service: &Service) -> Vec<String> {
    let mut words = Vec::new();
    for group in &service.target_groups {
        match job.aws.unhealthy_targets(group).await {
            Ok(targets) => words.extend(targets.into_iter().map(|target| target.words)),
            Err(error) => {
                tracing::warn!(deployment.id = %job.id, %error, "the health of targets could not be read");
            }
        }
    }
    words
}

/// A record without what changes all the time.
fn uncounted(rollout: &Rollout) -> Rollout {
    let mut rollout = rollout.clone();
    for revision in rollout.target.iter_mut().chain(&mut rollout.sources) {
        revision.requested = 0;
        revision.running = 0;
        revision.pending = 0;
    }
    if let Some(breaker) = &mut rollout.circuit_breaker {
        breaker.failures = 0;
    }
    rollout
}

fn progress(ours: &Ours, service: &Service) -> Option<JournalEvent> {
    let own = ours.watched(service)?;
    Some(JournalEvent::Progress {
        desired: own.desired,
        running: own.running,
        pending: own.pending,
        failed: own.failed,
        old_running: service
            .deployments
            .iter()
            .filter(|other| other.id != own.id)
            .map(|other| other.running)
            .sum(),
        rollout_state: own.rollout_state.clone(),
        rollout_reason: own.rollout_reason.clone(),
    })
}
