//! What a rollout shows of itself: counts, ECS's words, tasks that stopped. New things only.

use std::collections::HashSet;

use shared::deployment::{JournalEvent, StoppedContainer};

use super::verdict::Ours;
use crate::aws::{Service, StoppedTask};
use crate::explain;

/// What was told so far.
#[derive(Debug)]
pub(super) struct Told {
    ids: HashSet<String>,
    progress: Option<JournalEvent>,
    /// ECS's words from before this time, by AWS's clock, are not about this rollout.
    since_ms: Option<i64>,
    /// The last explanation of a task that stopped.
    pub(super) explanation: Option<String>,
}

impl Told {
    pub(super) fn new(ids: HashSet<String>) -> Self {
        Self {
            ids,
            progress: None,
            since_ms: None,
            explanation: None,
        }
    }

    /// What is new in how the service is.
    pub(super) fn news(&mut self, ours: &Ours, service: &Service) -> Vec<JournalEvent> {
        let mut news = self.events(ours, service);
        let progress = progress(ours, service);
        if progress.is_some() && progress != self.progress {
            news.extend(progress.clone());
            self.progress = progress;
        }
        news
    }

    /// Our tasks that stopped since the last look.
    pub(super) fn stopped(&mut self, ours: &Ours, tasks: &[StoppedTask]) -> Vec<JournalEvent> {
        let mut news = Vec::new();
        for task in tasks {
            if ours.own.as_deref() != Some(task.started_by.as_str()) {
                continue;
            }
            let explanation = explain::stopped(task);
            // Tasks that ECS stops to go back say nothing about why it does.
            if task.stop_code != "ServiceSchedulerInitiated"
                || !task.reason.starts_with("Scaling activity")
            {
                self.explanation = Some(explanation.clone());
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
            ours.created_at_ms.unwrap_or(newest.saturating_add(1))
        });
        service
            .events
            .iter()
            .rev()
            .filter(|event| event.at_ms >= since)
            .filter(|event| self.ids.insert(event.id.clone()))
            .map(|event| JournalEvent::ServiceEvent {
                id: event.id.clone(),
                event_at_ms: event.at_ms,
                message: event.message.clone(),
            })
            .collect()
    }
}

fn progress(ours: &Ours, service: &Service) -> Option<JournalEvent> {
    let own = service.ecs_deployment(ours.own.as_deref()?)?;
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
