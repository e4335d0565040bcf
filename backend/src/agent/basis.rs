//! What of a plan's base can be held against the service while the plan changes it itself.

use shared::plan::{Plan, Step};

use super::carry_out::{has_touched_service, touches_service};
use super::job::{Halt, Job};
use crate::planning::Current;
use crate::store::Run;

/// What a service has to be for a step not to write over what somebody else has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Basis {
    /// What the plan was compared with.
    AsPlanned,
    /// The same but for its tags, of which the plan has changed some. By a fingerprint.
    BesideTags(String),
    /// It is not known: steps of the plan have changed the service.
    Unknown,
}

impl Basis {
    /// Of a step.
    pub(super) fn of(job: &Job<'_>, step: usize) -> Self {
        let before = || {
            let before = job.plan.steps.iter().take(step);
            before.filter(|step| touches_service(step))
        };
        if before().next().is_none() {
            Self::AsPlanned
        } else if before().all(changes_tags)
            && let Some(fingerprint) = &job.run.beside_tags
        {
            Self::BesideTags(fingerprint.clone())
        } else {
            Self::Unknown
        }
    }

    /// Whether a service is what it has to be.
    pub(super) fn is_there(&self, now: &Current, plan: &Plan) -> bool {
        match self {
            Self::AsPlanned => now.is_base_of(plan),
            Self::BesideTags(fingerprint) => {
                now.fingerprint_beside_tags(plan.base.desired_count) == *fingerprint
            }
            Self::Unknown => true,
        }
    }
}

/// Remembers, before the first tag is changed, what the plan was compared with but for the tags.
pub(super) async fn remember_beside_tags(job: &mut Job<'_>) -> Result<(), Halt> {
    if job.run.beside_tags.is_some() || has_touched_service(job) {
        return Ok(());
    }
    let Some(compared) = &job.compared else {
        return Ok(());
    };
    let fingerprint = compared.fingerprint_beside_tags(job.plan.base.desired_count);
    job.remember(Run {
        beside_tags: Some(fingerprint),
        ..job.run.clone()
    })
    .await?;
    Ok(())
}

const fn changes_tags(step: &Step) -> bool {
    matches!(step, Step::TagResource { .. } | Step::UntagResource { .. })
}
