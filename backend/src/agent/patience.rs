//! For how long a step is waited for. What counts is the time in which an agent worked on it, each
//! by its own clock: those of two machines need not agree. And nobody is impatient with what takes
//! its time by plan, or waits for people.

use std::time::Duration;

use shared::deployment::{Hook, JournalEvent, Rollout};

use super::job::Job;

/// How much of it is used up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// By the agents before.
    spent_ms: i64,
    /// Since when it is used up by this one.
    since_ms: i64,
    /// How much longer it lasts: so long is a rolling rollout to bake, which has no stage for it.
    bake: Duration,
}

impl Patience {
    /// With something that begins now.
    pub(super) fn fresh(job: &Job<'_>) -> Self {
        Self {
            spent_ms: 0,
            since_ms: job.clock.now_ms(),
            bake: Duration::ZERO,
        }
    }

    /// With a step, as the journal left it.
    pub(super) fn with(job: &Job<'_>, wanted: usize) -> Self {
        let is_start = |event: &JournalEvent| matches!(event, JournalEvent::StepStarted { step } if *step == wanted);
        let mut patience = Self::fresh(job);
        let mut last_ms = patience.since_ms;
        // Of what takes its time only the changes are written down, so that it lasts until the next.
        let mut rests = false;
        let from_start = job.past.iter().skip_while(|entry| !is_start(&entry.event));
        for entry in from_start {
            let rested = rests;
            if let JournalEvent::RolloutChanged { rollout } = &entry.event {
                rests = takes_its_time(rollout);
                patience.bake = bake(rollout);
            }
            if rested || rests {
                patience.spent_ms = 0;
                patience.since_ms = entry.at_ms;
            } else if is_start(&entry.event) {
                patience.since_ms = entry.at_ms;
            } else if matches!(entry.event, JournalEvent::Claimed { .. }) {
                patience.spent_ms += last_ms.saturating_sub(patience.since_ms).max(0);
                patience.since_ms = entry.at_ms;
            }
            last_ms = entry.at_ms;
        }
        patience
    }

    /// Is there anew while a rollout takes its time.
    pub(super) fn see(&mut self, job: &Job<'_>, rollout: Option<&Rollout>) {
        if rollout.is_some_and(takes_its_time) {
            *self = Self::fresh(job);
        }
        if let Some(rollout) = rollout {
            self.bake = bake(rollout);
        }
    }

    /// Whether it is over.
    pub(super) fn is_over(&self, job: &Job<'_>) -> bool {
        self.spent_ms(job) >= millis(job.pacing.deadline.saturating_add(self.bake))
    }

    /// Whether it is over with going back, too: that began at the deadline and has as long.
    pub(super) fn is_over_going_back(&self, job: &Job<'_>) -> bool {
        let twice = job.pacing.deadline.saturating_mul(2);
        self.spent_ms(job) >= millis(twice.saturating_add(self.bake))
    }

    fn spent_ms(&self, job: &Job<'_>) -> i64 {
        let now_ms = job.clock.now_ms();
        self.spent_ms
            .saturating_add(now_ms.saturating_sub(self.since_ms))
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// How long a rolling rollout bakes, which has no stage for it.
fn bake(rollout: &Rollout) -> Duration {
    let is_rolling = rollout.strategy == "ROLLING";
    let minutes = rollout.bake_time_minutes.filter(|_| is_rolling);
    minutes
        .and_then(|minutes| u32::try_from(minutes).ok())
        .map_or(Duration::ZERO, |minutes| {
            Duration::from_mins(u64::from(minutes))
        })
}

/// Whether a rollout waits for people, or for a time that was asked for: the bake time, and the
/// steps in which traffic is shifted.
fn takes_its_time(rollout: &Rollout) -> bool {
    let is_shifted_in_steps = matches!(rollout.strategy.as_str(), "CANARY" | "LINEAR");
    let bakes = match rollout.stage.as_deref() {
        Some("BAKE_TIME") => true,
        Some("PRODUCTION_TRAFFIC_SHIFT") => is_shifted_in_steps,
        _ => false,
    };
    (bakes && rollout.status == "IN_PROGRESS") || rollout.hooks.iter().any(Hook::waits)
}
