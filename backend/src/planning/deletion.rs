//! The plan of a service's end.

use shared::plan::{self, ObservedForDeletion, Target};
use shared::wire::Preview;

use super::{Current, PlanningError, current, scalable_target};
use crate::aws::Aws;
use crate::random;

/// Makes the plan of a service's deletion. Nothing changes in AWS.
///
/// # Errors
/// There is nothing to delete, or AWS could not be looked at.
pub async fn make_deletion(aws: &Aws, target: &Target) -> Result<Preview, PlanningError> {
    let (current, scalable_target) =
        futures::future::try_join(current(aws, target), scalable_target::known(aws, target))
            .await?;
    let Current {
        service,
        task_definition,
    } = current;
    let observed = ObservedForDeletion {
        service,
        task_definition,
        scalable_target,
    };
    let id = random::identifier()?;
    plan::make_deletion(&id, target, &observed).map_err(PlanningError::Invalid)
}
