//! Going through a plan's steps.

use shared::deployment::{JournalEvent, Verdict};
use shared::plan::{PlanKind, Step};

use super::job::{Halt, Job};
use super::{deletion, ensure, follow, looks, meanwhile, task};
use crate::planning;

/// Carries a plan out, from wherever its journal stands, to the verdict or until it has to pause.
pub(super) async fn carry_out(mut job: Job<'_>) -> Result<(), Halt> {
    let end = match steps(&mut job).await {
        Ok(reason) => (Verdict::Succeeded, reason),
        Err(Halt::Over(verdict, reason)) => (verdict, reason),
        Err(halt) => return Err(halt),
    };
    meanwhile::tell_at_the_end(&mut job, end.0).await?;
    let (verdict, reason) = meanwhile::end_with(&job, end);
    tracing::info!(deployment.id = %job.id, verdict = verdict.as_str(), reason, "deployment over");
    job.write(&[JournalEvent::Finished { verdict, reason }])
        .await?;
    Ok(())
}

async fn steps(job: &mut Job<'_>) -> Result<String, Halt> {
    if !job.has_begun() {
        begin(job).await?;
    }
    let mut registered = None;
    let mut success = None;
    for (index, step) in job.plan.steps.clone().into_iter().enumerate() {
        if job.is_finished(index) {
            registered = job.registered(index).or(registered);
            success = job.success_of(index).or(success);
            continue;
        }
        let done = one(job, index, &step, registered.as_deref()).await?;
        registered = done.task_definition_arn.clone().or(registered);
        success = done.success.clone().or(success);
        job.note(JournalEvent::StepFinished {
            step: index,
            task_definition_arn: done.task_definition_arn,
            ecs_deployment_id: done.ecs_deployment_id,
            task_arn: done.task_arn,
            success: done.success,
        })
        .await?;
    }
    Ok(success.unwrap_or_else(|| accepted(job)))
}

/// What is looked at before the first call: that the plan still fits what is there.
async fn begin(job: &mut Job<'_>) -> Result<(), Halt> {
    job.obey().await?;
    ensure_allowed(job).await?;
    task::ensure_alone(job).await?;
    let looked_at = job.past.iter().rev().find_map(|entry| match &entry.event {
        JournalEvent::Preflight { lines } => Some(lines.clone()),
        _ => None,
    });
    // What was found wrong holds; that all was right says nothing of this moment.
    let lines = if let Some(lines) = looked_at {
        if looks::refusal(&lines).is_none() {
            ensure_ready(job).await?;
        }
        lines
    } else {
        let lines = job.preflight().await.lines;
        job.note(JournalEvent::Preflight {
            lines: lines.clone(),
        })
        .await?;
        lines
    };
    // Last, since looking at all of that takes a while; and that the service has changed tells more.
    ensure_current(job).await?;
    match looks::refusal(&lines) {
        Some(reason) => Err(Halt::Over(
            Verdict::Failed,
            format!("{reason} The plan was not begun, and nothing was changed."),
        )),
        // Looking at AWS took a while.
        None => ensure_allowed(job).await,
    }
}

/// Looks once more at what the plan needs, after something that took its time, and then whether it
/// still fits what is there: what somebody changes while it is looked is not written over.
async fn ensure_ready(job: &mut Job<'_>) -> Result<(), Halt> {
    let refusal = looks::refusal(&job.preflight().await.lines);
    ensure_current(job).await?;
    match refusal {
        Some(reason) => Err(Halt::Over(
            Verdict::Failed,
            format!("{reason} So the service was left alone. {}", job.standing()),
        )),
        None => Ok(()),
    }
}

/// Ends a deployment that may not begin any more, though it was asked for.
async fn ensure_allowed(job: &Job<'_>) -> Result<(), Halt> {
    match job.objection().await? {
        Some(objection) => Err(Halt::Over(
            Verdict::Cancelled,
            format!("{objection} The plan was not begun, and nothing was done."),
        )),
        None => Ok(()),
    }
}

/// Ends a deployment whose plan does not fit what is there any more.
pub(super) async fn ensure_current(job: &mut Job<'_>) -> Result<(), Halt> {
    let plan = job.plan.clone();
    let (is_current, now) = job
        .look(|aws| {
            let plan = &plan;
            async move { planning::compare(&aws, plan).await }
        })
        .await?;
    job.compared = now;
    if is_current { Ok(()) } else { Err(moved(job)) }
}

/// The end of a deployment whose service is not what its plan was compared with.
pub(super) fn moved(job: &Job<'_>) -> Halt {
    let what = job.plan.target.planned_on();
    let therefore = if job.has_begun() {
        // Whoever changed it may have deployed what this has registered.
        let standing = job.standing_beside_others();
        format!("so it was left alone. {standing}")
    } else {
        "so the plan was not begun and nothing was done.".to_owned()
    };
    let therefore = therefore.trim_end();
    Halt::Over(
        Verdict::Cancelled,
        format!(
            "{what} has changed since the plan was made, {therefore} Make a new plan, look at it, and deploy that."
        ),
    )
}

/// What a step brought about.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) task_definition_arn: Option<String>,
    pub(super) ecs_deployment_id: Option<String>,
    pub(super) task_arn: Option<String>,
    /// What to tell people when this was the last step.
    pub(super) success: Option<String>,
}

async fn one(
    job: &mut Job<'_>,
    index: usize,
    step: &Step,
    registered: Option<&str>,
) -> Result<Done, Halt> {
    if job.started_step(index).is_none() {
        // Who waits hears by himself, and knows what to stop.
        if step.body().is_some() {
            job.obey().await?;
        }
        job.note(JournalEvent::StepStarted { step: index }).await?;
    }
    // Nobody watched the service until somebody came to go on, or until it was this call's turn, or while
    // an earlier call was tried again.
    let mut was_unwatched = job.is_resumed || job.has_failed_before();
    if step.body().is_some() && !job.was_intended(index, step.name()) {
        was_unwatched |= job.line_up_for(index, step.name()).await?;
    }
    if was_unwatched && touches_service(step) && !has_touched_service(job) {
        ensure_ready(job).await?;
    }
    match step {
        Step::RegisterTaskDefinition { family, body } => {
            ensure::registered(job, index, family, body).await
        }
        Step::CreateService { body } => ensure::created(job, index, body, registered).await,
        Step::UpdateService { body } => ensure::updated(job, index, body, registered).await,
        Step::TagResource { body } => ensure::tagged(job, index, body).await,
        Step::UntagResource { body } => ensure::untagged(job, index, body).await,
        Step::RegisterScalableTarget { body } => ensure::scalable(job, index, body).await,
        Step::WaitForSteadyState => follow::follow(job, index).await,
        Step::RunTask { body } => task::started(job, index, body, registered).await,
        Step::WaitForTask => {
            let done = task::ended(job, index).await?;
            if job.plan.kind != PlanKind::OneOffTask {
                // The task may have taken long, and a tag may have been moved meanwhile.
                ensure_ready(job).await?;
            }
            Ok(done)
        }
        Step::WaitForNoTasks => deletion::drained(job, index).await,
        Step::DeleteService { body } => deletion::deleted(job, index, body).await,
        Step::WaitForDeletion => deletion::gone(job, index).await,
    }
}

/// Whether a step changes what its plan was compared with.
pub(super) const fn touches_service(step: &Step) -> bool {
    match step {
        Step::CreateService { .. }
        | Step::UpdateService { .. }
        | Step::TagResource { .. }
        | Step::UntagResource { .. }
        | Step::DeleteService { .. }
        | Step::RegisterScalableTarget { .. } => true,
        Step::RegisterTaskDefinition { .. }
        | Step::RunTask { .. }
        | Step::WaitForTask
        | Step::WaitForSteadyState
        | Step::WaitForNoTasks
        | Step::WaitForDeletion => false,
    }
}

/// Whether a call of the plan may have done so.
pub(super) fn has_touched_service(job: &Job<'_>) -> bool {
    let mut steps = job.plan.steps.iter().enumerate();
    steps.any(|(index, step)| touches_service(step) && job.was_intended(index, step.name()))
}

/// What to tell people of a plan whose steps only have to be accepted.
fn accepted(job: &Job<'_>) -> String {
    let service = &job.plan.target.service;
    match job.plan.kind {
        PlanKind::ScalableTargetChange => {
            format!("Auto scaling moves {service} within the new bounds.")
        }
        // Its words are in no journal of before they were kept there.
        _ if job.plan.steps.contains(&Step::WaitForSteadyState) => {
            "The rollout ended well. Look at the service for what runs now.".to_owned()
        }
        _ => format!("AWS accepted the change of {service}; no task is replaced by it."),
    }
}
