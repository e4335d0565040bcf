//! The steps that change something: look, act if needed, look again.

use shared::deployment::{JournalEvent, Shown, Verdict};
use shared::plan::{TASK_DEFINITION_ARN, with_task_definition_arn};

use super::basis::{Basis, remember_beside_tags};
use super::call::{Call, Found, Outcome, Repeat};
use super::carry_out::{self, Done};
use super::effect::{self, Sought, Updated, revision_after};
use super::job::{Halt, Job};
use super::meanwhile::{self, LastLook};
use crate::aws::{Answer, Service, last_part};
use crate::planning;
use crate::store::Run;

/// Ensures that the plan's revision is registered.
pub(super) async fn registered(
    job: &mut Job<'_>,
    step: usize,
    family: &str,
    body: &str,
) -> Result<Done, Halt> {
    if let Some(arn) = job.shown(step, "RegisterTaskDefinition").and_then(arn) {
        return Ok(registered_as(arn));
    }
    let plan = job.plan.id.clone();
    let from = job.plan.base.next_revision.unwrap_or_default();
    let call = Call {
        step,
        operation: "RegisterTaskDefinition",
        body,
        yields: true,
        repeat: Repeat::AfterLooking,
    };
    let arn = job
        .call(
            &call,
            |aws| async move { aws.register_task_definition(body).await },
            |aws, _| {
                let plan = &plan;
                async move { aws.revision_of_plan(family, plan, from).await }
            },
            |arn: &String| Outcome::of(format!("registered {}", last_part(arn)), arn),
        )
        .await?;
    Ok(registered_as(arn))
}

fn registered_as(arn: String) -> Done {
    Done {
        task_definition_arn: Some(arn),
        ..Done::default()
    }
}

/// The ARN that AWS's answer to a call held.
pub(super) fn arn(shown: &Shown) -> Option<String> {
    shown.arn.clone()
}

/// Ensures that the service is created. The client token makes a second call the same one.
pub(super) async fn created(
    job: &mut Job<'_>,
    step: usize,
    body: &str,
    revision: Option<&str>,
) -> Result<Done, Halt> {
    // A service with task sets takes none.
    let revision = revision.filter(|_| body.contains(TASK_DEFINITION_ARN));
    let body = with_revision(body, revision);
    if let Some(answered) = job.shown(step, "CreateService").and_then(ecs_deployment) {
        return own(job, Some(answered), None).await;
    }
    let target = job.plan.target.clone();
    let call = Call {
        step,
        operation: "CreateService",
        body: &body,
        yields: true,
        repeat: Repeat::AfterLooking,
    };
    if job.run.seen_before.is_none() && !job.was_intended(step, "CreateService") {
        let before = job
            .look(|aws| {
                let target = &target;
                async move {
                    aws.service_or_deleted(&target.cluster, &target.service)
                        .await
                }
            })
            .await?;
        job.remember(Run {
            seen_before: Some(effect::seen(before.as_ref())),
            ..job.run.clone()
        })
        .await?;
    }
    let seen_before = job.run.seen_before.clone();
    let is_answered = job.was_answered(step, "CreateService");
    let created = job
        .call(
            &call,
            |aws| {
                let body = &body;
                async move {
                    let Answer { request_id, value } = aws.create_service(body).await?;
                    Ok(Answer {
                        request_id,
                        value: Updated::answered(value),
                    })
                }
            },
            |aws, sent| {
                let (target, body) = (&target, &body);
                let seen_before = seen_before.as_deref();
                async move {
                    let asked = (body.as_str(), revision);
                    effect::created(&aws, target, asked, is_answered, seen_before, sent).await
                }
            },
            |created: &Updated| Outcome {
                words: format!("created the service {}", created.service.name),
                shown: created.shown_as(&body),
            },
        )
        .await?;
    own(job, created.own, None).await
}

/// Ensures that the service is updated, and answers the ECS deployment that this started;
/// nothing where it started none.
pub(super) async fn updated(
    job: &mut Job<'_>,
    step: usize,
    body: &str,
    revision: Option<&str>,
) -> Result<Done, Halt> {
    let body = with_revision(body, revision);
    // An agent before this one may have come to its end right after the answer.
    if let Some(answered) = job.shown(step, "UpdateService").and_then(ecs_deployment) {
        return taken(job, step, &body, Some(answered)).await;
    }
    let target = job.plan.target.clone();
    // What steps of ours did to the service before is nobody else's change of it.
    let basis = Basis::of(job, step);
    let last_look = if job.was_intended(step, "UpdateService") {
        None
    } else {
        Some(remembered(job, &basis, &body).await?)
    };
    let previous = job.run.previous_ecs_deployment.clone();
    let forces = body.contains("forceNewDeployment");
    let call = Call {
        step,
        operation: "UpdateService",
        body: &body,
        yields: true,
        repeat: if forces {
            Repeat::AfterLooking
        } else {
            Repeat::Harmless
        },
    };
    let plan = job.plan.clone();
    let planned_on = job.preview.definitions.service_before.clone();
    let looked = LastLook {
        plan: &plan,
        planned_on: planned_on.as_deref(),
        body: &body,
        before: last_look.as_ref(),
    };
    let sought = Sought {
        basis: &basis,
        plan: &plan,
        target: &target,
        previous: previous.as_deref(),
        revision: revision_after(&job.plan, &body),
        own_revision: revision,
        previous_created_at_ms: job.run.previous_created_at_ms,
        seen_before: job.run.seen_before.clone(),
        body: &body,
        is_answered: job.was_answered(step, "UpdateService"),
        count_before: last_look.as_ref().map(|before| before.desired),
    };
    let updated = job
        .call(
            &call,
            |aws| {
                let body = &body;
                async move {
                    let Answer { request_id, value } = aws.update_service(body).await?;
                    Ok(Answer {
                        request_id,
                        value: Updated::answered(value),
                    })
                }
            },
            |aws, sent| {
                let sought = &sought;
                async move { sought.look(&aws, sent).await }
            },
            |updated: &Updated| Outcome {
                words: format!("updated the service {}", updated.service.name),
                shown: Shown {
                    beside: updated.answer().and_then(|answer| looked.beside(answer)),
                    ..updated.shown_as(&body)
                },
            },
        )
        .await?;
    taken(job, step, &body, updated.own).await
}

/// What follows from an update that AWS has taken, by the ECS deployment that the service had then.
async fn taken(
    job: &mut Job<'_>,
    step: usize,
    body: &str,
    shown: Option<String>,
) -> Result<Done, Halt> {
    let previous = job.run.previous_ecs_deployment.clone();
    // An update that replaces no task begins no ECS deployment: another one than before is somebody else's.
    let ours = if effect::may_replace_tasks(&job.plan, body) || previous.is_none() {
        shown
    } else {
        previous.clone()
    };
    let done = own(job, ours, previous).await?;
    meanwhile::tell_at_once(job, step, body).await?;
    Ok(done)
}

/// The ECS deployment that the service had by AWS's answer to a call.
fn ecs_deployment(shown: &Shown) -> Option<String> {
    shown.ecs_deployment_id.clone()
}

/// The service right before it is updated, with what is to be known of it later.
async fn remembered(job: &mut Job<'_>, basis: &Basis, body: &str) -> Result<Service, Halt> {
    let before = looked_at(job, basis).await?;
    let primary = before.primary();
    if let Some(primary) = primary
        && primary.rollout_state == "IN_PROGRESS"
        && effect::replaces_tasks(&job.plan, body)
    {
        let replaced = JournalEvent::RolloutReplaced {
            ecs_deployment_id: primary.id.clone(),
            revision: primary.revision.clone(),
        };
        job.note(replaced).await?;
    }
    job.remember(Run {
        previous_ecs_deployment: primary.map(|primary| primary.id.clone()),
        previous_created_at_ms: primary.and_then(|primary| primary.created_at_ms),
        seen_before: Some(effect::seen(Some(&before))),
        ..job.run.clone()
    })
    .await?;
    Ok(before)
}

/// The service right before it is updated. Nobody else's change is written over, also where it came while
/// an earlier call took its time.
async fn looked_at(job: &mut Job<'_>, basis: &Basis) -> Result<Service, Halt> {
    let before = there(job).await?;
    // Nobody else's version: what this one was compared with is gone.
    let base = job.plan.base.task_definition_arn.as_ref();
    let runs = before.task_definition_arn.as_ref();
    if base.is_some() && runs.is_some() && base != runs {
        return Err(carry_out::moved(job));
    }
    let compared = job.compared.as_ref();
    let now = compared.and_then(|compared| compared.with_service(&before).ok());
    if *basis == Basis::Unknown || now.is_some_and(|now| basis.is_there(&now, &job.plan)) {
        return Ok(before);
    }
    // An answer may be older than the one before it.
    let target = job.plan.target.clone();
    let now = job
        .look(|aws| {
            let target = &target;
            async move { planning::current(&aws, target).await }
        })
        .await?;
    if !basis.is_there(&now, &job.plan) {
        return Err(carry_out::moved(job));
    }
    job.compared = Some(now);
    there(job).await
}

/// The service, which has to be there.
async fn there(job: &Job<'_>) -> Result<Service, Halt> {
    let target = job.plan.target.clone();
    let service = job
        .look(|aws| {
            let target = &target;
            async move { aws.service(&target.cluster, &target.service).await }
        })
        .await?;
    service.ok_or_else(|| {
        Halt::Over(
            Verdict::Failed,
            format!(
                "The service {} is gone; somebody deleted it since the plan was made. {}",
                target.service,
                job.standing()
            ),
        )
    })
}

/// Ensures that the service has the step's tags. To put a tag twice is the same as once, so a lost
/// answer needs no look; what was answered is not sent again.
pub(super) async fn tagged(job: &mut Job<'_>, step: usize, body: &str) -> Result<Done, Halt> {
    remember_beside_tags(job).await?;
    let answered = job.was_answered(step, "TagResource");
    let call = Call {
        step,
        operation: "TagResource",
        body,
        yields: true,
        repeat: Repeat::Blind,
    };
    job.call(
        &call,
        |aws| async move { aws.tag_resource(body).await },
        |_, _| async move { Ok(answered.then_some(())) },
        |()| "put the tags on the service".to_owned(),
    )
    .await?;
    Ok(Done::default())
}

/// Ensures that auto scaling has the step's bounds.
pub(super) async fn scalable(job: &mut Job<'_>, step: usize, body: &str) -> Result<Done, Halt> {
    let answered = job.was_answered(step, "RegisterScalableTarget");
    let call = Call {
        step,
        operation: "RegisterScalableTarget",
        body,
        yields: true,
        repeat: Repeat::Harmless,
    };
    let plan = job.plan.clone();
    job.call(
        &call,
        |aws| async move { aws.register_scalable_target(body).await },
        |aws, _| {
            let plan = &plan;
            async move {
                if answered {
                    return Ok(Found::Effect(()));
                }
                effect::bounds(&aws, plan, body).await
            }
        },
        |()| "gave auto scaling the bounds".to_owned(),
    )
    .await?;
    Ok(Done::default())
}

/// Ensures that the service is without the step's tags.
pub(super) async fn untagged(job: &mut Job<'_>, step: usize, body: &str) -> Result<Done, Halt> {
    remember_beside_tags(job).await?;
    let answered = job.was_answered(step, "UntagResource");
    let call = Call {
        step,
        operation: "UntagResource",
        body,
        yields: true,
        repeat: Repeat::Blind,
    };
    job.call(
        &call,
        |aws| async move { aws.untag_resource(body).await },
        |_, _| async move { Ok(answered.then_some(())) },
        |()| "took the tags off the service".to_owned(),
    )
    .await?;
    Ok(Done::default())
}

/// Remembers which ECS deployment is ours.
async fn own(
    job: &mut Job<'_>,
    own: Option<String>,
    previous: Option<String>,
) -> Result<Done, Halt> {
    let started = own.clone().filter(|id| Some(id) != previous.as_ref());
    job.remember(Run {
        previous_ecs_deployment: previous,
        own_ecs_deployment: own,
        seen_before: job.run.seen_before.clone(),
        previous_created_at_ms: job.run.previous_created_at_ms,
        ..Run::default()
    })
    .await?;
    Ok(Done {
        ecs_deployment_id: started,
        ..Done::default()
    })
}

/// Whether a service is there and is to run a revision.
pub(super) fn runs(service: &Service, revision: Option<&str>) -> bool {
    service.is_active()
        && revision.is_none_or(|arn| service.task_definition_arn.as_deref() == Some(arn))
}

/// A body with the revision that an earlier step registered.
pub(super) fn with_revision(body: &str, revision: Option<&str>) -> String {
    match revision {
        Some(arn) => with_task_definition_arn(body, arn),
        None => body.to_owned(),
    }
}
