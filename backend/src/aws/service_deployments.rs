//! ECS's own record of a service's rollouts, the surest word on how one ended.

use aws_sdk_ecs::types::{self, ServiceDeploymentStatus as Status};

use super::{Aws, AwsError};

/// Where a rollout is, by ECS's own record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It is under way.
    Going,
    /// It is done.
    Successful,
    /// It failed or was stopped, and ECS is going back.
    RollingBack,
    /// It failed, and the service is back to what ran before.
    RolledBack,
    /// It failed, and going back failed too.
    RollbackFailed,
    /// It stopped without going back.
    Stopped,
}

/// What ECS's own record says of a rollout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EcsDeploymentState {
    /// Where it is.
    pub phase: Phase,
    /// ECS's reason, or empty.
    pub reason: String,
}

impl Aws {
    /// The record of the rollout that an ECS deployment's id (`ecs-svc/123`) names; nothing while
    /// it is not visible yet, or where the endpoint does not offer such records.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn service_deployment(
        &self,
        cluster: &str,
        service: &str,
        ecs_deployment: &str,
    ) -> Result<Option<EcsDeploymentState>, AwsError> {
        let listed = self
            .0
            .ecs
            .list_service_deployments()
            .cluster(cluster)
            .service(service)
            .max_results(50)
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "ListServiceDeployments", &error))?;
        let number = super::last_part(ecs_deployment);
        let Some(arn) = listed
            .service_deployments()
            .iter()
            .find(|brief| {
                brief
                    .target_service_revision_arn()
                    .is_some_and(|arn| super::last_part(arn) == number)
            })
            .and_then(types::ServiceDeploymentBrief::service_deployment_arn)
        else {
            return Ok(None);
        };
        let described = self
            .0
            .ecs
            .describe_service_deployments()
            .service_deployment_arns(arn)
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "DescribeServiceDeployments", &error))?;
        Ok(described.service_deployments().first().map(state))
    }
}

fn state(deployment: &types::ServiceDeployment) -> EcsDeploymentState {
    let phase = match deployment.status() {
        Some(Status::Successful) => Phase::Successful,
        Some(Status::RollbackRequested | Status::RollbackInProgress) => Phase::RollingBack,
        Some(Status::RollbackSuccessful) => Phase::RolledBack,
        Some(Status::RollbackFailed) => Phase::RollbackFailed,
        Some(Status::Stopped) => Phase::Stopped,
        _ => Phase::Going,
    };
    let rollback = deployment.rollback().and_then(types::Rollback::reason);
    let reason = [deployment.status_reason(), rollback]
        .into_iter()
        .flatten()
        .find(|reason| !reason.is_empty())
        .unwrap_or_default();
    EcsDeploymentState {
        phase,
        reason: reason.to_owned(),
    }
}
