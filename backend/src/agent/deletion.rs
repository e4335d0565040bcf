//! Deleting a service: no task runs any more, then it goes.

use shared::deployment::{JournalEvent, Verdict};

use super::call::{Call, Repeat};
use super::carry_out::Done;
use super::job::{Halt, Job, News};
use super::outlook::Outlook;
use super::patience::Patience;
use crate::aws::{AwsError, Service};

/// A service that is not there so many times in a row is gone.
const UNSEEN: u32 = 3;

/// Waits until no task of the service runs any more.
pub(super) async fn drained(job: &mut Job<'_>, step: usize) -> Result<Done, Halt> {
    wait(job, step, "tasks still run", |service| {
        service.is_none_or(|service| service.running == 0 && service.pending == 0)
    })
    .await?;
    Ok(Done::default())
}

/// Ensures that the service is being deleted.
pub(super) async fn deleted(job: &mut Job<'_>, step: usize, body: &str) -> Result<Done, Halt> {
    let target = job.plan.target.clone();
    let call = Call {
        step,
        operation: "DeleteService",
        body,
        repeat: Repeat::Harmless,
    };
    job.call(
        &call,
        |aws| async move { aws.delete_service(body).await },
        |aws| {
            let target = &target;
            async move {
                let found = aws.service(&target.cluster, &target.service).await?;
                Ok(found
                    .is_none_or(|service| !service.is_active())
                    .then_some(()))
            }
        },
        |()| format!("deleted the service {}", target.service),
    )
    .await?;
    Ok(Done::default())
}

/// Waits until the service is gone.
pub(super) async fn gone(job: &mut Job<'_>, step: usize) -> Result<Done, Halt> {
    wait(job, step, "it is still draining", |service| {
        service.is_none()
    })
    .await?;
    Ok(Done {
        success: Some(format!(
            "The service {} is gone. The revisions of its task definition stay registered.",
            job.plan.target.service
        )),
        ..Done::default()
    })
}

/// Watches the service until something is so, telling its counts.
async fn wait(
    job: &mut Job<'_>,
    step: usize,
    otherwise: &str,
    is_so: impl Fn(Option<&Service>) -> bool,
) -> Result<(), Halt> {
    let mut sight = job.look_at_service();
    let mut outlook = Outlook::of(job);
    let patience = Patience::with(job, step);
    let mut told = None;
    let mut unseen = 0;
    loop {
        if let Some(by) = job.told_to_give_way() {
            let reason = format!(
                "{by} deployed something else in its place while the service was being deleted. Look at the service to see how that goes."
            );
            return Err(Halt::Over(Verdict::Superseded, reason));
        }
        match job.hear(&mut sight).await? {
            News::Look(look) => match &look.service {
                Ok(service) => {
                    outlook.clears(job).await?;
                    let service = service.as_deref();
                    // AWS may show an older state for a moment.
                    unseen = if service.is_none() { unseen + 1 } else { 0 };
                    let counts = service.map(progress);
                    if counts.is_some() && counts != told {
                        job.write(counts.as_slice()).await?;
                        told = counts;
                    }
                    if is_so(service) && (service.is_some() || unseen >= UNSEEN) {
                        return Ok(());
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
