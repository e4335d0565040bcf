//! Deleting a service: no task runs any more, then it goes.

use shared::deployment::{JournalEvent, Shown, Verdict};
use shared::plan::{Plan, Step, Target};

use super::call::{Call, Found, Outcome, Repeat, Sent};
use super::carry_out::Done;
use super::job::{Halt, Job, News};
use super::meanwhile;
use super::outlook::Outlook;
use super::patience::Patience;
use crate::aws::{Answer, Aws, AwsError, Service, last_part};
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
    let (plan, run) = (job.plan.clone(), job.run.clone());
    wait(job, step, "tasks still run", |service| {
        let Some(service) = service else {
            return Seen::Done;
        };
        match claim(&plan, &run, service, Sent::No) {
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
    // What was intended is looked into below, so that the journal tells what came of it.
    let before = if job.was_intended(step, OPERATION) {
        None
    } else {
        let before = remember(job).await?;
        match seen(job, step).await? {
            Seen::Claimed(words) => return Err(Halt::Over(Verdict::Superseded, words)),
            Seen::Done => return Ok(Done::default()),
            Seen::Going => before,
        }
    };
    let call = Call {
        step,
        operation: OPERATION,
        body,
        yields: true,
        repeat: Repeat::Harmless,
    };
    let (plan, run) = (job.plan.clone(), job.run.clone());
    let deleted = job
        .call(
            &call,
            |aws| async move {
                let Answer { request_id, value } = aws.delete_service(body).await?;
                Ok(Answer {
                    request_id,
                    value: Some(value),
                })
            },
            |aws, sent| {
                let (target, plan, run) = (&target, &plan, &run);
                async move {
                    let Some(service) = active(&aws, target).await? else {
                        // What AWS has turned away somebody else has deleted.
                        return Ok(match sent {
                            Sent::Perhaps => Found::Effect(None),
                            Sent::No => Found::Nothing,
                        });
                    };
                    let claim = replaced(run, &service)
                        .filter(|_| sent == Sent::Perhaps)
                        .or_else(|| claim(plan, run, &service, sent));
                    Ok(claim.map_or(Found::Nothing, Found::Overtaken))
                }
            },
            |answer: &Option<Service>| Outcome {
                words: format!("deleted the service {}", target.service),
                shown: Shown {
                    beside: before
                        .as_ref()
                        .zip(answer.as_ref())
                        .and_then(|(before, answer)| meanwhile::deleted_with(before, answer)),
                    ..Shown::default()
                },
            },
        )
        .await;
    let Err(Halt::Over(verdict @ (Verdict::Failed | Verdict::Superseded), refusal)) = deleted
    else {
        deleted?;
        meanwhile::tell_of_rollouts(job).await?;
        return Ok(Done::default());
    };
    // AWS refuses what somebody has scaled up, or deleted, at the last moment.
    match seen(job, step).await {
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
async fn seen(job: &Job<'_>, step: usize) -> Result<Seen, Halt> {
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
                let sent = if job.may_have_arrived(step, "DeleteService") {
                    Sent::Perhaps
                } else {
                    Sent::No
                };
                replaced(&job.run, service)
                    .filter(|_| sent == Sent::Perhaps)
                    .or_else(|| claim(&job.plan, &job.run, service, sent))
                    .map_or(Seen::Going, Seen::Claimed)
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

/// Remembers which ECS deployment the service has, and when it was created, by which it is known from
/// one that somebody creates anew in its place.
async fn remember(job: &mut Job<'_>) -> Result<Option<Service>, Halt> {
    let target = job.plan.target.clone();
    let service = job
        .look(|aws| {
            let target = &target;
            async move { active(&aws, target).await }
        })
        .await?;
    let primary = service.as_ref().and_then(Service::primary);
    let mut run = Run {
        seen_before: service.as_ref().map(created),
        ..job.run.clone()
    };
    if run.previous_ecs_deployment.is_none() {
        run.previous_ecs_deployment = primary.map(|primary| primary.id.clone());
        run.previous_created_at_ms = primary.and_then(|primary| primary.created_at_ms);
    }
    job.remember(run).await?;
    Ok(service)
}

/// When a service was created, by which it is told from another of its name.
fn created(service: &Service) -> String {
    service
        .created_at_ms
        .map_or_else(String::new, |at_ms| at_ms.to_string())
}

/// That another service of the name is in the place of one whose deletion may have been carried out.
fn replaced(run: &Run, service: &Service) -> Option<String> {
    (service.created_at_ms? != created_before(run)?).then(|| another(service))
}

/// When the service was created that is deleted, by AWS's clock.
fn created_before(run: &Run) -> Option<i64> {
    // An older Longshore kept something else here.
    run.seen_before.as_deref()?.parse().ok()
}

fn another(service: &Service) -> String {
    let runs = service.task_definition_arn.as_deref().map(last_part);
    format!(
        "The service {} was deleted, and somebody has created another of its name since, which runs {}. It was left alone; if it is to go, too, make a new plan.",
        service.name,
        runs.unwrap_or("no revision of its own")
    )
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
/// leaves it. `sent` is whether AWS may have been asked to delete it already.
fn claim(plan: &Plan, run: &Run, service: &Service, sent: Sent) -> Option<String> {
    if !service.is_active() {
        return None;
    }
    let mut deeds = Vec::new();
    let base = plan.base.task_definition_arn.as_deref().map(last_part);
    let runs = service.task_definition_arn.as_deref().map(last_part);
    let previous = run.previous_ecs_deployment.as_deref();
    // What is older ECS itself has gone back to.
    let is_back = service
        .primary()
        .and_then(|primary| primary.created_at_ms)
        .zip(run.previous_created_at_ms)
        .is_some_and(|(at_ms, previous_at_ms)| at_ms < previous_at_ms);
    if is_back {
        // Nobody wants anything of it.
    } else if let (Some(base), Some(runs)) = (base, runs)
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
    let therefore = match sent {
        Sent::No => "so it was not deleted",
        Sent::Perhaps => {
            "so it is not deleted once more; whether AWS still carries out the deletion that it was asked for is not known"
        }
    };
    Some(format!(
        "While the service was being deleted, {}, {therefore}.{count} If it is to go all the same, make a new plan{first}.",
        deeds.join(", and ")
    ))
}

/// Waits until the service is gone.
pub(super) async fn gone(job: &mut Job<'_>, step: usize) -> Result<Done, Halt> {
    let run = job.run.clone();
    wait(job, step, "it is still draining", |service| match service {
        None => Seen::Done,
        Some(service) => anew(&run, service).map_or(Seen::Going, Seen::Claimed),
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
/// is that one, which AWS may still show as it was.
fn anew(run: &Run, service: &Service) -> Option<String> {
    if !service.is_active() {
        return None;
    }
    // By its time it is known for sure; without that by its ECS deployment.
    if service.created_at_ms.is_some() && created_before(run).is_some() {
        return replaced(run, service);
    }
    let previous = run.previous_ecs_deployment.as_ref();
    let has_other = previous
        .zip(service.primary())
        .is_some_and(|(previous, primary)| *previous != primary.id);
    has_other.then(|| another(service))
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
                        Seen::Claimed(_)
                            if ["UpdateService", "DeleteService"]
                                .into_iter()
                                .any(|call| job.was_answered_lately(call)) => {}
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
