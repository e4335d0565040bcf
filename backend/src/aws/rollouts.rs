//! ECS's own records of services' rollouts, the surest word on how one ended.

use aws_sdk_ecs::types;
use shared::deployment::{Alarms, CircuitBreaker, Hook, Rollout, RolloutRevision};

use super::limits::Category;
use super::service::millis;
use super::{Aws, AwsError, last_part};

/// `DescribeServiceDeployments` takes so many.
const AT_ONCE: usize = 20;

impl Aws {
    /// The records of service deployments, by their ARNs; those that are not visible are left out.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn rollouts(&self, arns: &[String]) -> Result<Vec<Rollout>, AwsError> {
        let mut rollouts = Vec::new();
        for some in arns.chunks(AT_ONCE) {
            let described = self
                .0
                .ecs
                .take(Category::ServiceDeployment)
                .await
                .describe_service_deployments()
                .set_service_deployment_arns(Some(some.to_vec()))
                .send()
                .await
                .map_err(|error| AwsError::of("ecs", "DescribeServiceDeployments", &error))?;
            rollouts.extend(described.service_deployments().iter().map(rollout));
        }
        Ok(rollouts)
    }

    /// The ARN of the record of the rollout that an ECS deployment's id (`ecs-svc/123`) names;
    /// nothing while it is not visible yet, or where the endpoint does not offer such records.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn rollout_arn(
        &self,
        cluster: &str,
        service: &str,
        ecs_deployment: &str,
    ) -> Result<Option<String>, AwsError> {
        let listed = self
            .0
            .ecs
            .take(Category::ServiceDeployment)
            .await
            .list_service_deployments()
            .cluster(cluster)
            .service(service)
            .max_results(50)
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "ListServiceDeployments", &error))?;
        let number = last_part(ecs_deployment);
        Ok(listed
            .service_deployments()
            .iter()
            .find(|brief| {
                brief
                    .target_service_revision_arn()
                    .is_some_and(|arn| last_part(arn) == number)
            })
            .and_then(types::ServiceDeploymentBrief::service_deployment_arn)
            .map(str::to_owned))
    }
}

fn rollout(deployment: &types::ServiceDeployment) -> Rollout {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let rollback = deployment.rollback();
    let rollback_reason = rollback.and_then(types::Rollback::reason);
    let reason = [deployment.status_reason(), rollback_reason]
        .into_iter()
        .flatten()
        .find(|reason| !reason.is_empty());
    let configuration = deployment.deployment_configuration();
    Rollout {
        arn: text(deployment.service_deployment_arn()),
        status: text(
            deployment
                .status()
                .map(aws_sdk_ecs::types::ServiceDeploymentStatus::as_str),
        ),
        reason: text(reason),
        strategy: configuration
            .and_then(|configuration| configuration.strategy())
            .map_or("ROLLING", |strategy| strategy.as_str())
            .to_owned(),
        stage: deployment
            .lifecycle_stage()
            .map(|stage| stage.as_str().to_owned()),
        target: deployment.target_service_revision().map(revision),
        sources: deployment
            .source_service_revisions()
            .iter()
            .map(revision)
            .collect(),
        rolled_back_to: rollback
            .and_then(types::Rollback::service_revision_arn)
            .map(str::to_owned),
        hooks: deployment
            .lifecycle_hook_details()
            .iter()
            .map(|one| hook(one, deployment.lifecycle_stage()))
            .collect(),
        circuit_breaker: deployment
            .deployment_circuit_breaker()
            .filter(|breaker| is_on(breaker.status()))
            .map(|breaker| CircuitBreaker {
                status: text(
                    breaker
                        .status()
                        .map(aws_sdk_ecs::types::ServiceDeploymentRollbackMonitorsStatus::as_str),
                ),
                failures: breaker.failure_count().into(),
                threshold: breaker.threshold().into(),
            }),
        alarms: deployment
            .alarms()
            .filter(|alarms| is_on(alarms.status()))
            .map(|alarms| Alarms {
                status: text(
                    alarms
                        .status()
                        .map(aws_sdk_ecs::types::ServiceDeploymentRollbackMonitorsStatus::as_str),
                ),
                names: alarms.alarm_names().to_vec(),
                triggered: alarms.triggered_alarm_names().to_vec(),
            }),
        bake_time_minutes: configuration
            .and_then(aws_sdk_ecs::types::DeploymentConfiguration::bake_time_in_minutes)
            .map(i64::from),
        started_at_ms: millis(deployment.started_at()),
        finished_at_ms: millis(deployment.finished_at()),
    }
}

fn is_on(status: Option<&types::ServiceDeploymentRollbackMonitorsStatus>) -> bool {
    status.is_some_and(|status| *status != types::ServiceDeploymentRollbackMonitorsStatus::Disabled)
}

fn revision(revision: &types::ServiceRevisionSummary) -> RolloutRevision {
    RolloutRevision {
        arn: revision.arn().unwrap_or_default().to_owned(),
        requested: revision.requested_task_count().into(),
        running: revision.running_task_count().into(),
        pending: revision.pending_task_count().into(),
        production_traffic_permille: revision.requested_production_traffic_weight().map(permille),
        test_traffic_permille: revision.requested_test_traffic_weight().map(permille),
    }
}

/// ECS gives percent with one decimal.
fn permille(percent: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded from 0 to 1000"
    )]
    let permille = (percent * 10.0).round().clamp(0.0, 1000.0) as u32;
    permille
}

/// ECS tells the hooks of the stage that a rollout is in.
fn hook(
    hook: &types::DeploymentLifecycleHookDetail,
    stage: Option<&types::ServiceDeploymentLifecycleStage>,
) -> Hook {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Hook {
        id: text(hook.hook_id()),
        target_type: text(
            hook.target_type()
                .map(aws_sdk_ecs::types::DeploymentLifecycleHookTargetType::as_str),
        ),
        stage: text(stage.map(aws_sdk_ecs::types::ServiceDeploymentLifecycleStage::as_str)),
        status: text(
            hook.status()
                .map(aws_sdk_ecs::types::DeploymentLifecycleHookStatus::as_str),
        ),
        expires_at_ms: millis(hook.expires_at()),
        timeout_action: hook
            .timeout_action()
            .map(|action| action.as_str().to_owned()),
    }
}
