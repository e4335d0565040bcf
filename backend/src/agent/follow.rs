//! Watching a rollout to its verdict.

use shared::deployment::{JournalEvent, Verdict};

use super::evidence::Told;
use super::job::{Halt, Job};
use super::verdict::{self, Ours};
use crate::aws::{AwsError, EcsDeploymentState, Service, last_part};

/// A service may stay invisible so many looks after it was created.
const UNSEEN: u32 = 10;

/// Watches until the rollout is over or our patience is.
pub(super) async fn follow(
    job: &Job,
    registered: Option<&str>,
    started_at_ms: i64,
) -> Result<(Verdict, String), Halt> {
    let mut ours = Ours {
        own: job.run.own_ecs_deployment.clone(),
        previous: job.run.previous_ecs_deployment.clone(),
        created_at_ms: None,
        base_revision: job
            .plan
            .base
            .task_definition_arn
            .as_deref()
            .map(|arn| last_part(arn).to_owned()),
    };
    let mut told = Told::new(job.told());
    let mut records = Records::default();
    let mut suspicion = Suspicion::default();
    let mut unseen = 0;
    loop {
        let target = &job.plan.target;
        // The record before the service: what replaced a stopped rollout is then seen with it.
        let record = records.read(job, &ours).await;
        let service = match job.aws.service(&target.cluster, &target.service).await {
            Ok(service) => service,
            Err(error) if error.is_retryable() => {
                if is_late(job, started_at_ms) {
                    return Ok((Verdict::Stuck, unwatched(&error)));
                }
                job.pause(job.pacing.follow_every).await?;
                continue;
            }
            Err(error) => return Ok((Verdict::Stuck, unwatched(&error))),
        };
        let Some(service) = service else {
            unseen += 1;
            if unseen > UNSEEN {
                return Ok((
                    Verdict::Failed,
                    format!(
                        "The service {} is gone; somebody deleted it.",
                        target.service
                    ),
                ));
            }
            job.pause(job.pacing.follow_every).await?;
            continue;
        };
        unseen = 0;
        note_creation(&mut ours, &service);
        let news = told.news(&ours, &service);
        let counts_changed = news
            .iter()
            .any(|event| matches!(event, JournalEvent::Progress { .. }));
        job.write(&news).await?;
        let verdict = verdict::judge(&ours, &service, record.as_ref())
            .filter(|(verdict, _)| suspicion.is_confirmed(*verdict));
        let late = verdict.is_none() && is_late(job, started_at_ms);
        if counts_changed || verdict.is_some() || late {
            evidence(job, &ours, &mut told).await?;
        }
        if let Some((verdict, reason)) = verdict {
            return Ok((verdict, with_cause(verdict, reason, &told)));
        }
        if late {
            return Ok((
                Verdict::Stuck,
                with_cause(Verdict::Stuck, stuck(job, &service, registered), &told),
            ));
        }
        job.pause(job.pacing.follow_every).await?;
    }
}

fn note_creation(ours: &mut Ours, service: &Service) {
    if ours.created_at_ms.is_none() && ours.own != ours.previous {
        ours.created_at_ms = ours
            .own
            .as_deref()
            .and_then(|own| service.ecs_deployment(own))
            .and_then(|own| own.created_at_ms);
    }
}

/// Takes the evidence that ECS forgets: why our tasks stopped.
async fn evidence(job: &Job, ours: &Ours, told: &mut Told) -> Result<(), Halt> {
    let target = &job.plan.target;
    match job
        .aws
        .stopped_tasks(&target.cluster, &target.service)
        .await
    {
        Ok(tasks) => job.write(&told.stopped(ours, &tasks)).await?,
        Err(error) => {
            tracing::warn!(deployment.id = %job.id, %error, "stopped tasks could not be read");
        }
    }
    Ok(())
}

fn is_late(job: &Job, started_at_ms: i64) -> bool {
    let patience = i64::try_from(job.pacing.deadline.as_millis()).unwrap_or(i64::MAX);
    job.clock.now_ms().saturating_sub(started_at_ms) >= patience
}

fn with_cause(verdict: Verdict, reason: String, told: &Told) -> String {
    match (&told.explanation, verdict) {
        (Some(explanation), Verdict::Failed | Verdict::RolledBack | Verdict::Stuck) => {
            format!("{reason} The last task that stopped: {explanation}")
        }
        _ => reason,
    }
}

fn unwatched(error: &AwsError) -> String {
    format!(
        "The change was sent, but Longshore can no longer look at how it goes. {} ECS goes on by itself; look at the service.",
        error.words()
    )
}

fn stuck(job: &Job, service: &Service, registered: Option<&str>) -> String {
    let minutes = job.pacing.deadline.as_secs() / 60;
    let waited = if minutes == 0 {
        format!("{} seconds", job.pacing.deadline.as_secs())
    } else {
        format!("{minutes} minutes")
    };
    let what = registered
        .map(last_part)
        .or_else(|| service.task_definition_arn.as_deref().map(last_part))
        .unwrap_or_default();
    let running = service.primary().map_or(service.running, |own| own.running);
    format!(
        "After {waited} {running} of {} tasks of {what} run, and ECS is still trying; it does not stop by itself. Deploy a version that works, or switch on the circuit breaker so that ECS goes back.",
        service.desired
    )
}

/// AWS's answers may be older than each other, so that only a success is believed at first sight.
#[derive(Debug, Default)]
struct Suspicion(Option<Verdict>);

impl Suspicion {
    fn is_confirmed(&mut self, verdict: Verdict) -> bool {
        let before = self.0.replace(verdict);
        verdict == Verdict::Succeeded || before == Some(verdict)
    }
}

/// ECS's records of rollouts, as long as the endpoint offers them and we may read them.
#[derive(Debug, Default)]
struct Records {
    missing: bool,
}

impl Records {
    async fn read(&mut self, job: &Job, ours: &Ours) -> Option<EcsDeploymentState> {
        if self.missing || ours.own == ours.previous {
            return None;
        }
        let target = &job.plan.target;
        let read = job
            .aws
            .service_deployment(&target.cluster, &target.service, ours.own.as_deref()?)
            .await;
        match read {
            Ok(record) => record,
            Err(error) => {
                // One failure may pass; a refusal stays, and so does a page instead of an answer.
                self.missing =
                    !error.is_retryable() || matches!(&error, AwsError::Unclear { code: None, .. });
                tracing::warn!(deployment.id = %job.id, %error, "ECS's record of the rollout could not be read");
                None
            }
        }
    }
}
