//! The steps that change something: look, act if needed, look again.

use shared::deployment::Verdict;
use shared::plan::{TASK_DEFINITION_ARN, with_task_definition_arn};

use super::call::{Call, Repeat};
use super::carry_out::Done;
use super::job::{Halt, Job};
use crate::aws::{Service, last_part};
use crate::store::Run;

/// Ensures that the plan's revision is registered.
pub(super) async fn registered(
    job: &mut Job<'_>,
    step: usize,
    family: &str,
    body: &str,
) -> Result<Done, Halt> {
    let plan = job.plan.id.clone();
    let from = job.plan.base.next_revision.unwrap_or_default();
    let call = Call {
        step,
        operation: "RegisterTaskDefinition",
        body,
        repeat: Repeat::AfterLooking,
    };
    let arn = job
        .call(
            &call,
            |aws| async move { aws.register_task_definition(body).await },
            |aws| {
                let plan = &plan;
                async move { aws.revision_of_plan(family, plan, from).await }
            },
            |arn| format!("registered {}", last_part(arn)),
        )
        .await?;
    Ok(Done {
        task_definition_arn: Some(arn),
        ..Done::default()
    })
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
    let target = job.plan.target.clone();
    let call = Call {
        step,
        operation: "CreateService",
        body: &body,
        repeat: Repeat::AfterLooking,
    };
    let service = job
        .call(
            &call,
            |aws| {
                let body = &body;
                async move { aws.create_service(body).await }
            },
            |aws| {
                let target = &target;
                async move {
                    let found = aws.service(&target.cluster, &target.service).await?;
                    Ok(found.filter(|service| runs(service, revision)))
                }
            },
            |service: &Service| format!("created the service {}", service.name),
        )
        .await?;
    own(job, &service, None).await
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
    let target = job.plan.target.clone();
    if job.run.previous_ecs_deployment.is_none() {
        let before = job
            .look(|aws| {
                let target = &target;
                async move { aws.service(&target.cluster, &target.service).await }
            })
            .await?;
        let Some(before) = before else {
            return Err(Halt::Over(
                Verdict::Failed,
                format!(
                    "The service {} is gone; somebody deleted it since the plan was made. {}",
                    target.service,
                    job.standing()
                ),
            ));
        };
        // Nobody else's version is written over: what this one was compared with is gone.
        let base = job.plan.base.task_definition_arn.as_ref();
        let runs = before.task_definition_arn.as_ref();
        if base.is_some() && runs.is_some() && base != runs {
            return Err(super::carry_out::moved(job));
        }
        job.remember(Run {
            previous_ecs_deployment: before.primary().map(|primary| primary.id.clone()),
            ..Run::default()
        })
        .await?;
    }
    let previous = job.run.previous_ecs_deployment.clone();
    // Then what the service shows is what came of it, also where that is no new ECS deployment.
    let answered = job.was_answered(step, "UpdateService");
    let forces = body.contains("forceNewDeployment");
    let call = Call {
        step,
        operation: "UpdateService",
        body: &body,
        repeat: if forces {
            Repeat::AfterLooking
        } else {
            Repeat::Harmless
        },
    };
    let service = job
        .call(
            &call,
            |aws| {
                let body = &body;
                async move { aws.update_service(body).await }
            },
            |aws| {
                let (target, previous) = (&target, &previous);
                async move {
                    let found = aws.service(&target.cluster, &target.service).await?;
                    Ok(found.filter(|service| {
                        runs(service, revision) && (answered || primary_id(service) != *previous)
                    }))
                }
            },
            |service: &Service| format!("updated the service {}", service.name),
        )
        .await?;
    own(job, &service, previous).await
}

/// Ensures that the service has the step's tags. To put a tag twice is the same as once, so a lost
/// answer needs no look; what was answered is not sent again.
pub(super) async fn tagged(job: &mut Job<'_>, step: usize, body: &str) -> Result<Done, Halt> {
    let answered = job.was_answered(step, "TagResource");
    let call = Call {
        step,
        operation: "TagResource",
        body,
        repeat: Repeat::Blind,
    };
    job.call(
        &call,
        |aws| async move { aws.tag_resource(body).await },
        |_| async move { Ok(answered.then_some(())) },
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
        repeat: Repeat::Blind,
    };
    job.call(
        &call,
        |aws| async move { aws.register_scalable_target(body).await },
        |_| async move { Ok(answered.then_some(())) },
        |()| "gave auto scaling the bounds".to_owned(),
    )
    .await?;
    Ok(Done::default())
}

/// Ensures that the service is without the step's tags.
pub(super) async fn untagged(job: &mut Job<'_>, step: usize, body: &str) -> Result<Done, Halt> {
    let answered = job.was_answered(step, "UntagResource");
    let call = Call {
        step,
        operation: "UntagResource",
        body,
        repeat: Repeat::Blind,
    };
    job.call(
        &call,
        |aws| async move { aws.untag_resource(body).await },
        |_| async move { Ok(answered.then_some(())) },
        |()| "took the tags off the service".to_owned(),
    )
    .await?;
    Ok(Done::default())
}

/// Remembers which ECS deployment is ours.
async fn own(job: &mut Job<'_>, service: &Service, previous: Option<String>) -> Result<Done, Halt> {
    let primary = primary_id(service);
    let started = primary.clone().filter(|id| Some(id) != previous.as_ref());
    job.remember(Run {
        previous_ecs_deployment: previous,
        own_ecs_deployment: primary,
        back_out_ecs_deployment: None,
    })
    .await?;
    Ok(Done {
        ecs_deployment_id: started,
        ..Done::default()
    })
}

fn primary_id(service: &Service) -> Option<String> {
    service.primary().map(|primary| primary.id.clone())
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
