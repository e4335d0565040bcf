//! Deleting a service: no task runs any more, then it goes.

use shared::deployment::{JournalEvent, Verdict};
use shared::plan::{Plan, Step, Target};

use super::call::{Call, Found, Repeat};
use super::carry_out::Done;
use super::effect::primary_id;
use super::job::{Halt, Job, News};
use super::outlook::Outlook;
use super::patience::Patience;
use crate::aws::{Aws, AwsError, Service, last_part};
use crate::feed::Look;
use crate::store::Run;

/// A service that is not there so many times in a row is gone.
const UNSEEN: u32 = 3;

/// How a service is that is being deleted.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    /// It is on its way.
    Going,
    /// What is waited for is so.
    Done,
    /// Somebody else wants something of it, in words.
    Claimed(String),
}

/// Waits until no task of the service runs any more.
pub(super) async fn drained(job: &mut Job<'_>, step: usize) -> Result<Done, Halt> {
    let (plan, previous) = (job.plan.clone(), job.run.previous_ecs_deployment.clone());
    wait(job, step, "tasks still run", |service| {
        let Some(service) = service else {
            return Seen::Done;
        };
        match claim(&plan, previous.as_deref(), service) {
            Some(words) => Seen::Claimed(words),
            None if service.running == 0 && service.pending == 0 => Seen::Done,
            None => Seen::Going,
        }
    })
    .await?;
    Ok(Done::default())
}

/// Ensures that the service is being deleted, unless somebody else wants something of it by now.
pub(super) async fn deleted(job: &mut Job<'_>, step: usize, body: &str) -> Result<Done, Halt> {
    const OPERATION: &str = "DeleteService";
    let target = job.plan.target.clone();
    if job.run.previous_ecs_deployment.is_none() && !job.was_intended(step, OPERATION) {
        remember(job).await?;
    }
    match seen(job).await? {
        Seen::Claimed(words) => return Err(Halt::Over(Verdict::Superseded, words)),
        // What was intended is looked into below, so that the journal tells what came of it.
        Seen::Done if !job.was_intended(step, OPERATION) => return Ok(Done::default()),
        Seen::Done | Seen::Going => {}
    }
    let call = Call {
        step,
        operation: OPERATION,
        body,
        yields: true,
        repeat: Repeat::Harmless,
    };
    let (plan, previous) = (job.plan.clone(), job.run.previous_ecs_deployment.clone());
    let deleted = job
        .call(
            &call,
            |aws| async move { aws.delete_service(body).await },
            |aws, _| {
                let (target, plan, previous) = (&target, &plan, previous.as_deref());
                async move {
                    let Some(service) = active(&aws, target).await? else {
                        return Ok(Found::Effect(()));
                    };
                    Ok(claim(plan, previous, &service).map_or(Found::Nothing, Found::Overtaken))
                }
            },
            |()| format!("deleted the service {}", target.service),
        )
        .await;
    let Err(Halt::Over(verdict @ (Verdict::Failed | Verdict::Superseded), refusal)) = deleted
    else {
        return deleted.map(|()| Done::default());
    };
    // AWS refuses what somebody has scaled up, or deleted, at the last moment.
    match seen(job).await {
        Ok(Seen::Done) => Ok(Done::default()),
        Ok(Seen::Claimed(words)) => Err(Halt::Over(Verdict::Superseded, words)),
        Ok(Seen::Going) | Err(Halt::Over(..)) => Err(Halt::Over(verdict, refusal)),
        Err(halt) => Err(halt),
    }
}

/// What has become of the service before it is deleted: whether somebody has deleted it, or wants
/// something of it.
///
/// AWS may show an older state for a moment. So what is not as the plan left it has to be seen twice,
/// and when AWS is sure to show what the plan did.
async fn seen(job: &Job<'_>) -> Result<Seen, Halt> {
    let target = job.plan.target.clone();
    let mut before = None;
    loop {
        let service = job
            .look(|aws| {
                let target = &target;
                async move { active(&aws, target).await }
            })
            .await?;
        let seen = match &service {
            None => Seen::Done,
            Some(service) => {
                let previous = job.run.previous_ecs_deployment.as_deref();
                claim(&job.plan, previous, service).map_or(Seen::Going, Seen::Claimed)
            }
        };
        let is_sure = before.as_ref() == Some(&seen) && !job.was_answered_lately("UpdateService");
        if seen == Seen::Going || is_sure {
            return Ok(seen);
        }
        before = Some(seen);
        job.pause(job.pacing.retry_after).await?;
    }
}

/// Remembers which ECS deployment the service has, by which it is known from one that somebody
/// creates anew in its place.
async fn remember(job: &mut Job<'_>) -> Result<(), Halt> {
    let target = job.plan.target.clone();
    let service = job
        .look(|aws| {
            let target = &target;
            async move { active(&aws, target).await }
        })
        .await?;
    job.remember(Run {
        previous_ecs_deployment: service.as_ref().and_then(primary_id),
        ..Run::default()
    })
    .await?;
    Ok(())
}

/// The service, where it is there and nobody deletes it.
async fn active(aws: &Aws, target: &Target) -> Result<Option<Service>, AwsError> {
    match aws.service(&target.cluster, &target.service).await {
        Ok(found) => Ok(found.filter(Service::is_active)),
        Err(error) if error.is_cluster_gone() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What somebody else wants of a service that a plan deletes; nothing where it is as the plan
/// leaves it. `previous` is the ECS deployment that it had.
fn claim(plan: &Plan, previous: Option<&str>, service: &Service) -> Option<String> {
    if !service.is_active() {
        return None;
    }
    let mut deeds = Vec::new();
    let base = plan.base.task_definition_arn.as_deref().map(last_part);
    let runs = service.task_definition_arn.as_deref().map(last_part);
    if let (Some(base), Some(runs)) = (base, runs)
        && base != runs
    {
        deeds.push(format!(
            "somebody else deployed {runs} to the service {}",
            service.name
        ));
    } else if let (Some(previous), Some(primary)) = (previous, service.primary())
        && previous != primary.id
    {
        deeds.push(format!(
            "somebody else deployed to the service {} once more, or created one of its name anew",
            service.name
        ));
    }
    // What is deleted with its tasks has a count of its own, such as daemons.
    let any = |wanted: fn(&Step) -> bool| plan.steps.iter().any(wanted);
    let is_scaled = any(|step| matches!(step, Step::WaitForNoTasks)) && service.desired > 0;
    if is_scaled {
        deeds.push(format!(
            "somebody else, or auto scaling, scaled the service {} to {}",
            service.name, service.desired
        ));
    }
    if deeds.is_empty() {
        return None;
    }
    let was_scaled = any(|step| matches!(step, Step::UpdateService { .. }));
    let first = if is_scaled {
        "; where auto scaling moves it, deregister its scalable target before"
    } else {
        ""
    };
    let count = match (was_scaled, service.desired) {
        (true, 0) => {
            " It was scaled to 0 before: its tasks were stopped, and it stays so until it is scaled again."
        }
        (true, _) => " The tasks that ran before were stopped.",
        (false, _) => "",
    };
    Some(format!(
        "While the service was being deleted, {}, so it was not deleted.{count} If it is to go all the same, make a new plan{first}.",
        deeds.join(", and ")
    ))
}

/// Waits until the service is gone.
pub(super) async fn gone(job: &mut Job<'_>, step: usize) -> Result<Done, Halt> {
    let previous = job.run.previous_ecs_deployment.clone();
    wait(job, step, "it is still draining", |service| match service {
        None => Seen::Done,
        Some(service) => anew(previous.as_deref(), service).map_or(Seen::Going, Seen::Claimed),
    })
    .await?;
    // Task sets have task definitions of their own.
    let revisions = match job.plan.base.task_definition_arn {
        Some(_) => " The revisions of its task definition stay registered.",
        None => "",
    };
    Ok(Done {
        success: Some(format!(
            "The service {} is gone.{revisions}",
            job.plan.target.service
        )),
        ..Done::default()
    })
}

/// That somebody has created a service of its name in place of one that was deleted; nothing where it
/// is the one that had the ECS deployment `previous`, which AWS may still show as it was.
fn anew(previous: Option<&str>, service: &Service) -> Option<String> {
    let primary = service.primary().filter(|_| service.is_active())?;
    (previous? != primary.id).then(|| {
        format!(
            "The service {name} was deleted, and somebody has created another of its name since, which runs {}. It was left alone; if it is to go, too, make a new plan.",
            primary.revision,
            name = service.name
        )
    })
}

/// Watches the service until something is so, telling its counts.
async fn wait(
    job: &mut Job<'_>,
    step: usize,
    otherwise: &str,
    judge: impl Fn(Option<&Service>) -> Seen,
) -> Result<(), Halt> {
    let mut sight = job.look_at_service();
    let mut outlook = Outlook::of(job);
    let patience = Patience::with(job, step);
    let mut told = None;
    let mut unseen = 0;
    let mut claimed = None;
    loop {
        if let Some(by) = job.told_to_give_way() {
            let reason = format!(
                "{by} deployed something else in its place while the service was being deleted. {}",
                job.standing()
            );
            return Err(Halt::Over(Verdict::Superseded, reason));
        }
        match job.hear(&mut sight).await? {
            News::Look(look) => match found(&look) {
                Ok(service) => {
                    outlook.clears(job).await?;
                    // AWS may show an older state for a moment.
                    unseen = if service.is_none() { unseen + 1 } else { 0 };
                    let counts = service.map(progress);
                    if counts.is_some() && counts != told {
                        job.write(counts.as_slice()).await?;
                        told = counts;
                    }
                    match judge(service) {
                        Seen::Done if service.is_some() || unseen >= UNSEEN => return Ok(()),
                        Seen::Done | Seen::Going => claimed = None,
                        // The first answers may be from before our call.
                        Seen::Claimed(_) if job.was_answered_lately("UpdateService") => {}
                        Seen::Claimed(words) if claimed.as_ref() == Some(&words) => {
                            return Err(Halt::Over(Verdict::Superseded, words));
                        }
                        Seen::Claimed(words) => claimed = Some(words),
                    }
                }
                Err(error) => outlook.darkens(job, error).await?,
            },
            News::Given(given) => job.take(&given).await?,
            News::Nothing => {}
        }
        if patience.is_over(job) {
            let otherwise = outlook.error().map_or_else(
                || otherwise.to_owned(),
                |error| format!("AWS does not tell how it goes: {}", AwsError::words(error)),
            );
            return Err(Halt::Over(
                Verdict::Stuck,
                format!(
                    "After {} {}. ECS goes on by itself; look at the service's tasks and events.",
                    job.patience(),
                    otherwise.trim_end_matches('.')
                ),
            ));
        }
    }
}

/// The service as a look shows it; nothing where it is not there, or its cluster is not.
fn found(look: &Look) -> Result<Option<&Service>, &AwsError> {
    match &look.service {
        Ok(service) => Ok(service.as_deref()),
        Err(error) if error.is_cluster_gone() => Ok(None),
        Err(error) => Err(error),
    }
}

fn progress(service: &Service) -> JournalEvent {
    JournalEvent::Progress {
        desired: service.desired,
        running: service.running,
        pending: service.pending,
        failed: 0,
        old_running: 0,
        rollout_state: service.status.clone(),
        rollout_reason: String::new(),
    }
}
