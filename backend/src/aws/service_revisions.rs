//! What services ran before, as ECS remembers it: for 90 days, and of its own deployments alone.

use aws_sdk_ecs::types;
use shared::json::Json;

use super::limits::Category;
use super::raw::Raw;
use super::service::millis;
use super::services::parse;
use super::{Aws, AwsError};

/// `DescribeServiceRevisions` takes so many.
const AT_ONCE: usize = 20;

/// A rollout as ECS lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRollout {
    /// The ARN of ECS's record of it.
    pub arn: String,
    /// The ARN of the service revision that it brought, or was to bring.
    pub revision_arn: String,
    /// When it was asked for, milliseconds since the epoch.
    pub created_at_ms: i64,
    /// When it was over, milliseconds since the epoch; nothing while it is not.
    pub finished_at_ms: Option<i64>,
    /// ECS's status, such as `SUCCESSFUL`.
    pub status: String,
}

/// What a service was at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRevision {
    /// Its ARN.
    pub arn: String,
    /// The ARN of the task definition's revision.
    pub task_definition_arn: String,
    /// All that ECS said of it, as JSON text.
    pub text: String,
}

impl Aws {
    /// A page of a service's rollouts, newest first, with the token of the next page.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn past_rollouts(
        &self,
        cluster: &str,
        service: &str,
        token: Option<&str>,
        most: i32,
    ) -> Result<(Vec<PastRollout>, Option<String>), AwsError> {
        let answer = self
            .0
            .ecs
            .take(Category::ServiceDeployment)
            .await
            .list_service_deployments()
            .cluster(cluster)
            .service(service)
            .set_next_token(token.map(str::to_owned))
            .max_results(most)
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "ListServiceDeployments", &error))?;
        let rollouts = answer.service_deployments().iter().filter_map(past);
        Ok((rollouts.collect(), answer.next_token().map(str::to_owned)))
    }

    /// Service revisions by their ARNs; those that ECS has forgotten are left out.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn service_revisions(
        &self,
        arns: &[String],
    ) -> Result<Vec<ServiceRevision>, AwsError> {
        const OPERATION: &str = "DescribeServiceRevisions";
        let mut found = Vec::new();
        for some in arns.chunks(AT_ONCE) {
            let raw = Raw::reading();
            let answer = self
                .0
                .ecs
                .take(Category::ServiceRevision)
                .await
                .describe_service_revisions()
                .set_service_revision_arns(Some(some.to_vec()))
                .customize()
                .interceptor(raw.clone())
                .send()
                .await
                .map_err(|error| AwsError::of("ecs", OPERATION, &error))?;
            let whole = parse(OPERATION, raw.received())?;
            let jsons = whole
                .get("serviceRevisions")
                .and_then(Json::as_array)
                .unwrap_or_default();
            let revisions = answer.service_revisions().iter().zip(jsons);
            found.extend(revisions.map(|(revision, json)| {
                ServiceRevision {
                    arn: revision
                        .service_revision_arn()
                        .unwrap_or_default()
                        .to_owned(),
                    task_definition_arn: revision.task_definition().unwrap_or_default().to_owned(),
                    text: json.to_compact(),
                }
            }));
        }
        Ok(found)
    }
}

fn past(brief: &types::ServiceDeploymentBrief) -> Option<PastRollout> {
    Some(PastRollout {
        arn: brief
            .service_deployment_arn()
            .unwrap_or_default()
            .to_owned(),
        revision_arn: brief.target_service_revision_arn()?.to_owned(),
        created_at_ms: millis(brief.created_at()).unwrap_or_default(),
        finished_at_ms: millis(brief.finished_at()),
        status: brief
            .status()
            .map(|status| status.as_str().to_owned())
            .unwrap_or_default(),
    })
}
