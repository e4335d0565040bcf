//! The plan of new bounds for auto scaling, and what plans of services have to know of them.

use futures::future;
use shared::plan::{self, ObservedBounds, Target};
use shared::wire::{Preview, ScalableTarget, ScalableTargetPlanRequest};

use super::{Current, PlanningError, current};
use crate::aws::{Aws, AwsError};
use crate::random;

/// Makes the plan of new bounds. Nothing changes in AWS.
///
/// # Errors
/// The bounds are none, or AWS could not be looked at.
pub async fn make_scalable_target(
    aws: &Aws,
    request: &ScalableTargetPlanRequest,
) -> Result<Preview, PlanningError> {
    let target = &request.target;
    let (current, scalable_target) = future::try_join(
        current(aws, target),
        aws.scaling_bounds(&target.cluster, &target.service),
    )
    .await?;
    let Current {
        service,
        task_definition,
    } = current;
    let observed = ObservedBounds {
        service,
        task_definition,
        scalable_target,
    };
    let id = random::identifier()?;
    plan::make_scalable_target(&id, request, &observed).map_err(PlanningError::Invalid)
}

/// The fingerprint of a service's bounds as they are.
///
/// # Errors
/// AWS could not be looked at.
pub(super) async fn fingerprint(aws: &Aws, target: &Target) -> Result<String, AwsError> {
    let (service, bounds) = future::try_join(
        aws.service(&target.cluster, &target.service),
        aws.scaling_bounds(&target.cluster, &target.service),
    )
    .await?;
    let is_there = service.is_some_and(|service| service.is_active());
    Ok(plan::fingerprint_of_bounds(is_there, bounds.as_ref()))
}

/// The bounds of a service where they can be read. They are advice there, so that a plan does
/// without them where Longshore may not ask.
pub(super) async fn known(aws: &Aws, target: &Target) -> Result<Option<ScalableTarget>, AwsError> {
    if target.service.is_empty() {
        return Ok(None);
    }
    match aws.scaling_bounds(&target.cluster, &target.service).await {
        Ok(bounds) => Ok(bounds),
        Err(error @ (AwsError::Refused { .. } | AwsError::NotAllowed { .. })) => {
            tracing::warn!(%error, "the bounds of auto scaling stay unknown");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
