//! Going back while a rollout is under way: ECS is told to stop it, or, where ECS has no record to
//! stop, the service is updated to what ran before.

use shared::deployment::{JournalEvent, Rollout, Shown};
use shared::json::Json;
use shared::plan::{self, Target};

use super::call::{Call, Found, Outcome, Repeat, Sent};
use super::effect::{is_as_asked, overtaken, primary_id};
use super::ensure::runs;
use super::job::{Halt, Job};
use super::meanwhile;
use super::verdict::Phase;
use crate::aws::{Answer, AwsError, Service};
use crate::store::Run;

/// What stops a rollout.
pub(super) const STOP: &str = "StopServiceDeployment";

/// What moves a service back where there is no record to stop.
const UPDATE: &str = "UpdateService";

/// Ensures that the rollout is being taken back. Answers AWS's refusal where it will not be.
pub(super) async fn ensure(
    job: &mut Job<'_>,
    step: usize,
    rollout: Option<&Rollout>,
) -> Result<Result<(), AwsError>, Halt> {
    // A crash may have come before it was remembered.
    if job.run.back_out_ecs_deployment.is_none()
        && let Some(back) = by_update(job, step)
    {
        return moved_by(job, Some(back)).await.map(Ok);
    }
    if job.run.back_out_ecs_deployment.is_none() && is_sought(job, step) {
        return update_back(job, step).await;
    }
    match rollout {
        // ECS was told, and has not shown it yet.
        Some(_) if job.was_answered_lately(STOP) => Ok(Ok(())),
        Some(rollout) if Phase::of(rollout) == Phase::Going => stop(job, step, &rollout.arn).await,
        // It was over before it could be stopped.
        Some(rollout) if Phase::of(rollout) == Phase::Successful => Ok(Ok(())),
        Some(rollout) => note_found(job, step, rollout).await.map(Ok),
        None if job.run.back_out_ecs_deployment.is_some() => Ok(Ok(())),
        None => update_back(job, step).await,
    }
}

/// Whether an update may have moved the service back already, which is not known.
pub(super) fn is_sought(job: &Job<'_>, step: usize) -> bool {
    job.may_have_arrived(step, UPDATE) && !job.was_answered(step, UPDATE)
}

/// The ECS deployment by which we went back, where that took an update of the service.
pub(super) fn by_update(job: &Job<'_>, step: usize) -> Option<String> {
    let shown = job.shown(step, UPDATE);
    let shown = shown.and_then(|shown| shown.ecs_deployment_id.clone());
    job.run.back_out_ecs_deployment.clone().or(shown)
}

/// The rollout goes back: where the answer to our call was lost, this is what came of it.
async fn note_found(job: &mut Job<'_>, step: usize, rollout: &Rollout) -> Result<(), Halt> {
    let may_be_ours = job.may_have_arrived(step, STOP) && !is_by_itself(rollout);
    if may_be_ours && !job.was_answered(step, STOP) {
        job.note(JournalEvent::CallAnswered {
            step,
            operation: STOP.to_owned(),
            request_id: None,
            outcome: "ECS stops the rollout and goes back, found by looking".to_owned(),
            shown: None,
        })
        .await?;
    }
    Ok(())
}

/// Whether ECS goes back without being told to.
fn is_by_itself(rollout: &Rollout) -> bool {
    let breaker = rollout.circuit_breaker.as_ref();
    let alarms = rollout.alarms.as_ref();
    let mut hooks = rollout.hooks.iter();
    hooks.any(|hook| hook.target_type == "PAUSE" && hook.status == "TIMED_OUT")
        || breaker.is_some_and(|breaker| breaker.status == "TRIGGERED")
        || alarms.is_some_and(|alarms| !alarms.triggered.is_empty())
}

async fn stop(job: &mut Job<'_>, step: usize, arn: &str) -> Result<Result<(), AwsError>, Halt> {
    let body = Json::Object(vec![
        ("serviceDeploymentArn".to_owned(), Json::from(arn)),
        ("stopType".to_owned(), Json::from("ROLLBACK")),
    ])
    .to_compact();
    let call = Call {
        step,
        operation: STOP,
        body: &body,
        yields: false,
        repeat: Repeat::Harmless,
    };
    let arns = [arn.to_owned()];
    job.try_call(
        &call,
        |aws| {
            let body = &body;
            async move { aws.stop_service_deployment(body).await }
        },
        |aws, sent| {
            let arns = &arns;
            async move {
                let found = aws.rollouts(arns).await?;
                // Of one that has ended well, or goes back by itself, AWS says that it cannot be stopped
                // any more.
                let is_on = [Phase::Going, Phase::Successful];
                let is_stopped = found.first().is_some_and(|rollout| {
                    !is_on.contains(&Phase::of(rollout)) && !is_by_itself(rollout)
                });
                Ok((is_stopped && sent == Sent::Perhaps).then_some(()))
            }
        },
        |()| "ECS stops the rollout and goes back".to_owned(),
    )
    .await
}

/// A service that was moved back.
#[derive(Debug)]
struct Moved {
    service: Service,
    /// Whether this is what AWS answered to the call itself.
    is_answer: bool,
}

/// The service when it is the call's turn, where it still is as ours left it: what somebody else deploys
/// until then is not written over.
async fn still_ours(
    job: &mut Job<'_>,
    step: usize,
    target: &Target,
) -> Result<Result<Option<Service>, AwsError>, Halt> {
    job.wait_in_line(step, UPDATE).await?;
    let shown = match job
        .try_look(|aws| async move { aws.service(&target.cluster, &target.service).await })
        .await?
    {
        Ok(shown) => shown,
        Err(error) => return Ok(Err(error)),
    };
    let own = job.run.own_ecs_deployment.as_ref();
    let is_ours = |service: &Service| {
        let primary = service.primary().map(|primary| &primary.id);
        own.is_none() || primary == own
    };
    Ok(Ok(shown.filter(is_ours)))
}

async fn update_back(job: &mut Job<'_>, step: usize) -> Result<Result<(), AwsError>, Halt> {
    let (Some(body), Some(revision)) = (
        plan::way_back(&job.preview),
        job.plan.base.task_definition_arn.clone(),
    ) else {
        return Ok(Err(AwsError::Refused {
            operation: "UpdateService",
            code: "nothing to go back to".to_owned(),
            message: "nothing ran before that it could go back to".to_owned(),
        }));
    };
    let target = job.plan.target.clone();
    let own = job.run.own_ecs_deployment.clone();
    let previous = job.run.previous_ecs_deployment.clone();
    // What an earlier try may have brought is looked for instead.
    let before = if job.may_have_arrived(step, UPDATE) {
        None
    } else {
        match still_ours(job, step, &target).await? {
            Ok(Some(before)) => Some(before),
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error)),
        }
    };
    let call = Call {
        step,
        operation: UPDATE,
        body: &body,
        yields: false,
        // Meanwhile ECS may go back by itself, or somebody may deploy something else.
        repeat: Repeat::Anew,
    };
    let updated = job
        .try_call(
            &call,
            |aws| {
                let body = &body;
                async move {
                    let Answer { request_id, value } = aws.update_service(body).await?;
                    Ok(Answer {
                        request_id,
                        value: Moved {
                            service: value,
                            is_answer: true,
                        },
                    })
                }
            },
            |aws, sent| {
                let (target, own, revision) = (&target, &own, &revision);
                let (previous, body) = (&previous, &body);
                async move {
                    let found = aws.service(&target.cluster, &target.service).await?;
                    Ok(match found {
                        // What never arrived has no effect; and what was there before ours is no new one.
                        _ if sent == Sent::No => Found::Nothing,
                        Some(service) if primary_id(&service) == *own => Found::Nothing,
                        Some(service) if primary_id(&service) == *previous => Found::Nothing,
                        Some(service)
                            if runs(&service, Some(revision)) && is_as_asked(&service, body) =>
                        {
                            Found::Effect(Moved {
                                service,
                                is_answer: false,
                            })
                        }
                        Some(service) if runs(&service, None) => {
                            Found::Overtaken(overtaken(&service, sent))
                        }
                        Some(_) | None => Found::Nothing,
                    })
                }
            },
            |moved: &Moved| Outcome {
                words: format!("moved the service {} back", moved.service.name),
                shown: Shown {
                    ecs_deployment_id: primary_id(&moved.service),
                    beside: before
                        .as_ref()
                        .filter(|_| moved.is_answer)
                        .and_then(|before| meanwhile::begun_before(before, &moved.service)),
                    ..Shown::default()
                },
            },
        )
        .await?;
    match updated {
        Ok(Moved { service, .. }) => moved_by(job, primary_id(&service)).await.map(Ok),
        Err(error) => Ok(Err(error)),
    }
}

/// Remembers the ECS deployment by which the service was moved back, and tells what that wrote over.
async fn moved_by(job: &mut Job<'_>, back: Option<String>) -> Result<(), Halt> {
    let run = Run {
        back_out_ecs_deployment: back,
        ..job.run.clone()
    };
    job.remember(run).await?;
    meanwhile::tell_of_rollouts(job).await
}
