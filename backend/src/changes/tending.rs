//! What Longshore does with changes by itself: it looks whether they still fit, ends those that
//! nobody deployed in time, and deploys those whose time has come.

use std::sync::atomic::Ordering;

use shared::change::{Act, Change, Refused};
use shared::deployment::WhenBusy;

use super::{ChangeError, Changes};
use crate::agent::{Carrying, RequestError};
use crate::store::{ChangeOrder, StoreError};

/// So many changes are looked at in a round; each costs a few calls to AWS.
const A_ROUND: i64 = 5;
/// So many rounds of watching lie between two looks at a change that nobody follows.
const SELDOM: i64 = 20;
/// How long after its time a change is still deployed that nobody was there to deploy, in milliseconds.
/// Whoever said when may not want it at another hour.
const LATE_MS: i64 = 60 * 60 * 1000;
/// So often it is noted that somebody is there, in milliseconds.
const NOTE_EVERY_MS: i64 = 60 * 1000;

impl Changes {
    /// Tends the changes until the process stops.
    pub(super) async fn tend(self) {
        let inner = &self.0;
        loop {
            if let Err(error) = self.round().await {
                tracing::warn!(error = ?error, "changes wait for the database");
            }
            tokio::select! {
                () = inner.stopping.cancelled() => return,
                () = inner.clock.sleep(inner.pacing.watch_every) => {}
            }
        }
    }

    async fn round(&self) -> Result<(), StoreError> {
        let inner = &self.0;
        let now_ms = inner.clock.now_ms();
        self.come_back(now_ms).await?;
        let every = i64::try_from(inner.pacing.watch_every.as_millis()).unwrap_or(i64::MAX);
        let before_ms = now_ms.saturating_sub(every.saturating_mul(SELDOM));
        let mut due = inner
            .store
            .changes_to_look_at(&inner.environment, before_ms, A_ROUND)
            .await?;
        for id in self.followed() {
            if !due.contains(&id) {
                due.push(id);
            }
        }
        for id in due {
            match self.look_at(id).await {
                Ok(()) => {}
                Err(ChangeError::Store(error)) => return Err(error),
                // AWS does not answer; the next round looks again.
                Err(error) => {
                    tracing::warn!(change.id = id, error = ?error, "a change was not looked at");
                    inner.store.looked_at_change(id, now_ms).await?;
                }
            }
            inner.store.tend_change(id, Act::Expire, now_ms).await?;
        }
        let after = inner.last_due.load(Ordering::Relaxed);
        for id in inner
            .store
            .due_changes(&inner.environment, now_ms, after, A_ROUND)
            .await?
        {
            inner.last_due.store(id, Ordering::Relaxed);
            self.deploy_due(id).await?;
        }
        Ok(())
    }

    /// Notes that somebody is there. What was due long before that, while nobody was, waits for people
    /// again.
    async fn come_back(&self, now_ms: i64) -> Result<(), StoreError> {
        let inner = &self.0;
        let (store, environment) = (&inner.store, &inner.environment);
        let before_ms = store.tended_at(environment).await?;
        if before_ms
            .is_some_and(|before_ms| now_ms.abs_diff(before_ms) < NOTE_EVERY_MS.unsigned_abs())
        {
            return Ok(());
        }
        if let Some(before_ms) = before_ms {
            let missed = store
                .changes_due_between(environment, before_ms, now_ms.saturating_sub(LATE_MS))
                .await?;
            for id in missed {
                tracing::warn!(
                    change.id = id,
                    "a change was due while nobody was there to deploy it"
                );
                let reason = "Its time came while Longshore was not running, and had passed by more than an hour when it ran again.".to_owned();
                store
                    .tend_change(id, Act::Unschedule { reason }, now_ms)
                    .await?;
                inner.news.notify_waiters();
            }
        }
        store.note_tended(environment, now_ms).await
    }

    /// Deploys a change whose time has come, as who said so; what stands against it is written
    /// down, and it waits for people again.
    async fn deploy_due(&self, id: i64) -> Result<(), StoreError> {
        let inner = &self.0;
        let entries = inner.store.change_entries(id, 0).await?;
        let Some(change) = Change::of(id, &entries) else {
            return Ok(());
        };
        let (Some(version), Some(by)) = (change.version(), &change.scheduled_by) else {
            return Ok(());
        };
        let carrying = Carrying {
            change: &change,
            order: ChangeOrder {
                id,
                version: version.number,
                digest: &version.digest,
                break_glass: None,
                is_person: true,
            },
            when_busy: WhenBusy::Queue,
            despite_freeze: None,
        };
        let key = format!("change-{id}-version-{}-{}", version.number, change.sequence);
        match inner.agent.request_change(by, &carrying, &key).await {
            Ok(()) => tracing::info!(change.id = id, user = by, "deploying a change that is due"),
            Err(RequestError::Store(error)) => return Err(error),
            Err(error) => match after_refusal(&error) {
                Next::Wait => {
                    if matches!(error, RequestError::Aws(_)) {
                        tracing::warn!(change.id = id, error = ?error, "a change that is due waits for AWS");
                    } else {
                        tracing::debug!(change.id = id, error = %error, "a change that is due waits");
                    }
                    return Ok(());
                }
                Next::LookAgain => {
                    tracing::warn!(change.id = id, error = %error, "a change that is due was not deployed");
                    return inner.store.looked_at_change(id, 0).await;
                }
                Next::Unschedule(reason) => {
                    tracing::warn!(change.id = id, error = %error, "a change is not deployed by itself any more");
                    let act = Act::Unschedule { reason };
                    inner
                        .store
                        .tend_change(id, act, inner.clock.now_ms())
                        .await?;
                }
            },
        }
        inner.news.notify_waiters();
        Ok(())
    }

    /// Counts the approvals of everything that waits again: the policy, or who may review, is
    /// another.
    pub(crate) async fn recount(&self) -> Result<(), StoreError> {
        let inner = &self.0;
        for id in inner.store.pending_changes(&inner.environment).await? {
            inner
                .store
                .tend_change(id, Act::Recount, inner.clock.now_ms())
                .await?;
        }
        inner.news.notify_waiters();
        Ok(())
    }
}

/// What becomes of a change whose time has come and that was not deployed.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// What stands against it passes by itself: a freeze, which the pages show, or AWS's silence.
    Wait,
    /// What runs has moved: that is looked at, and told.
    LookAgain,
    /// No round will let it; somebody has to say again when it is.
    Unschedule(String),
}

fn after_refusal(error: &RequestError) -> Next {
    match error {
        RequestError::Refused(Refused::Frozen(_) | Refused::Unapproved(_) | Refused::Moved(_))
        | RequestError::ServiceBusy(_)
        | RequestError::Aws(_)
        | RequestError::Store(_)
        | RequestError::Random(_) => Next::Wait,
        RequestError::BaseMoved(_) => Next::LookAgain,
        RequestError::Forbidden => {
            Next::Unschedule("Who said when it is deployed may not deploy any more.".to_owned())
        }
        RequestError::Refused(Refused::NotTheirs(_) | Refused::TooLate(_) | Refused::Unfit(_))
        | RequestError::NoPlan
        | RequestError::NoPlans
        | RequestError::Twice(_)
        | RequestError::TwoTasks(_)
        | RequestError::NothingToDo
        | RequestError::KeyReused
        | RequestError::PlanUsed(_) => Next::Unschedule(error.to_string()),
    }
}
