//! Targets that a load balancer does not find healthy, and why.

use aws_sdk_elasticloadbalancingv2::types::{
    TargetHealthDescription, TargetHealthReasonEnum as Reason, TargetHealthStateEnum as State,
};

use super::{Aws, AwsError};

/// A target that is not healthy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnhealthyTarget {
    /// Its address or instance id.
    pub id: String,
    /// Its port.
    pub port: Option<i32>,
    /// AWS's reason code, such as `Target.ResponseCodeMismatch`; empty where it gives none.
    pub reason: String,
    /// In one sentence, with AWS's words, such as the codes that came.
    pub words: String,
}

impl Aws {
    /// The targets of a target group that are found unhealthy.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn unhealthy_targets(
        &self,
        target_group_arn: &str,
    ) -> Result<Vec<UnhealthyTarget>, AwsError> {
        let answer = self
            .0
            .load_balancing
            .describe_target_health()
            .target_group_arn(target_group_arn)
            .send()
            .await
            .map_err(|error| {
                AwsError::of("elasticloadbalancing", "DescribeTargetHealth", &error)
            })?;
        Ok(answer
            .target_health_descriptions()
            .iter()
            .filter_map(unhealthy)
            .collect())
    }
}

fn unhealthy(described: &TargetHealthDescription) -> Option<UnhealthyTarget> {
    let health = described.target_health()?;
    if !matches!(health.state(), Some(State::Unhealthy | State::Unavailable)) {
        return None;
    }
    let target = described.target()?;
    let id = target.id().unwrap_or_default().to_owned();
    let place = match target.port() {
        Some(port) => format!("{id}:{port}"),
        None => id.clone(),
    };
    let what = match health.reason() {
        Some(Reason::ResponseCodeMismatch) => {
            "answers the health check with a status that does not count as healthy"
        }
        Some(Reason::Timeout) => "does not answer the health check in time",
        Some(Reason::FailedHealthChecks) => {
            "fails the health check: the connection was refused or the answer was no good"
        }
        Some(Reason::NotInUse) => "is behind no listener, or in a zone that is not switched on",
        Some(Reason::InvalidState) => "is stopped or terminated",
        Some(Reason::IpUnusable) => "has an address that cannot be a target",
        Some(Reason::HealthCheckDisabled) => "is not checked",
        Some(Reason::InternalError) => "could not be checked because of an error inside AWS",
        _ => "is not healthy",
    };
    let said = health.description().map(|said| said.trim_end_matches('.'));
    let words = match said {
        Some(said) if !said.is_empty() => format!("{place} {what} ({said})."),
        _ => format!("{place} {what}."),
    };
    Some(UnhealthyTarget {
        id,
        port: target.port(),
        reason: health
            .reason()
            .map(|reason| reason.as_str().to_owned())
            .unwrap_or_default(),
        words,
    })
}
