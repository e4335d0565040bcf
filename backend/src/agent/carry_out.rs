//! Going through a plan's steps.

use shared::deployment::{JournalEvent, Verdict};
use shared::plan::Step;

use super::job::{Halt, Job};
use super::{ensure, follow};
use crate::store::StoreError;

/// Carries a plan out, from wherever its journal stands, to the verdict or until the process stops.
pub(super) async fn carry_out(mut job: Job) -> Result<(), StoreError> {
    match steps(&mut job).await {
        Halt::Over(verdict, reason) => {
            tracing::info!(deployment.id = %job.id, verdict = verdict.as_str(), reason, "deployment over");
            job.write(&[JournalEvent::Finished { verdict, reason }])
                .await
        }
        Halt::Stopping => Ok(()),
        Halt::Store(error) => Err(error),
    }
}

async fn steps(job: &mut Job) -> Halt {
    let mut registered = None;
    for (index, step) in job.plan.steps.clone().into_iter().enumerate() {
        match one(job, index, &step, registered.as_deref()).await {
            Ok(arn) => registered = arn.or(registered),
            Err(halt) => return halt,
        }
    }
    Halt::Over(
        Verdict::Succeeded,
        format!(
            "AWS accepted the change of {}; no task is replaced by it.",
            job.plan.target.service
        ),
    )
}

/// Does one step; answers the revision that it registered.
async fn one(
    job: &mut Job,
    index: usize,
    step: &Step,
    registered: Option<&str>,
) -> Result<Option<String>, Halt> {
    if job.is_finished(index) {
        return Ok(job.registered(index));
    }
    let started_at_ms = if let Some(at_ms) = job.started_step(index) {
        at_ms
    } else {
        job.write(&[JournalEvent::StepStarted { step: index }])
            .await?;
        job.clock.now_ms()
    };
    match step {
        Step::RegisterTaskDefinition { family, body } => {
            let arn = ensure::registered(job, index, family, body).await?;
            finish(job, index, Some(&arn), None).await?;
            Ok(Some(arn))
        }
        Step::CreateService { body } => {
            let own = ensure::created(job, index, body, registered).await?;
            finish(job, index, None, own.as_deref()).await?;
            Ok(None)
        }
        Step::UpdateService { body } => {
            let own = ensure::updated(job, index, body, registered).await?;
            finish(job, index, None, own.as_deref()).await?;
            Ok(None)
        }
        Step::TagResource { body } => {
            ensure::tagged(job, index, body).await?;
            finish(job, index, None, None).await?;
            Ok(None)
        }
        Step::UntagResource { body } => {
            ensure::untagged(job, index, body).await?;
            finish(job, index, None, None).await?;
            Ok(None)
        }
        Step::RunTask { .. }
        | Step::WaitForTask
        | Step::WaitForNoTasks
        | Step::DeleteService { .. }
        | Step::WaitForDeletion
        | Step::RegisterScalableTarget { .. } => Err(Halt::Over(
            Verdict::Failed,
            format!(
                "This Longshore does not know the step {} yet. Nothing of it was done.",
                step.name()
            ),
        )),
        Step::WaitForSteadyState => {
            let (verdict, reason) = follow::follow(job, registered, started_at_ms).await?;
            if verdict == Verdict::Succeeded {
                finish(job, index, None, None).await?;
            }
            Err(Halt::Over(verdict, reason))
        }
    }
}

async fn finish(
    job: &mut Job,
    step: usize,
    task_definition_arn: Option<&str>,
    ecs_deployment_id: Option<&str>,
) -> Result<(), Halt> {
    let event = JournalEvent::StepFinished {
        step,
        task_definition_arn: task_definition_arn.map(str::to_owned),
        ecs_deployment_id: ecs_deployment_id.map(str::to_owned),
        task_arn: None,
    };
    job.write(std::slice::from_ref(&event)).await?;
    job.past.push(shared::deployment::JournalEntry {
        sequence: 0,
        at_ms: job.clock.now_ms(),
        event,
    });
    Ok(())
}
