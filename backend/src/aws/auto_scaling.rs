//! Application Auto Scaling: the bounds of a service's desired count, and what moves it.

use aws_config::retry::RetryConfig;
use aws_sdk_applicationautoscaling::operation::RequestId as _;
use aws_sdk_applicationautoscaling::types::{
    self, MetricType, PolicyType, ScalableDimension, ServiceNamespace,
};
use shared::wire::{ScalableTarget, ScalingPolicy};

use super::raw::Raw;
use super::{Answer, Aws, AwsError};

/// What IAM calls the service in actions.
const PREFIX: &str = "application-autoscaling";

impl Aws {
    /// The bounds of a service under auto scaling, with the policies that move its count; nothing
    /// where it is not under it.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn scalable_target(
        &self,
        cluster: &str,
        service: &str,
    ) -> Result<Option<ScalableTarget>, AwsError> {
        let Some(bounds) = self.scaling_bounds(cluster, service).await? else {
            return Ok(None);
        };
        let policies = self
            .0
            .auto_scaling
            .describe_scaling_policies()
            .service_namespace(ServiceNamespace::Ecs)
            .resource_id(resource(cluster, service))
            .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of(PREFIX, "DescribeScalingPolicies", &error))?;
        Ok(Some(ScalableTarget {
            policies: policies.iter().map(policy).collect(),
            ..bounds
        }))
    }

    /// The same without the policies, which take a call of their own.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn scaling_bounds(
        &self,
        cluster: &str,
        service: &str,
    ) -> Result<Option<ScalableTarget>, AwsError> {
        let answer = self
            .0
            .auto_scaling
            .describe_scalable_targets()
            .service_namespace(ServiceNamespace::Ecs)
            .resource_ids(resource(cluster, service))
            .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
            .send()
            .await
            .map_err(|error| AwsError::of(PREFIX, "DescribeScalableTargets", &error))?;
        Ok(answer.scalable_targets().first().map(bounds))
    }

    /// Puts a service under auto scaling, or changes its bounds. To do it twice is the same as
    /// once.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn register_scalable_target(&self, body: &str) -> Result<Answer<()>, AwsError> {
        const OPERATION: &str = "RegisterScalableTarget";
        let once = aws_sdk_applicationautoscaling::config::Builder::new()
            .retry_config(RetryConfig::disabled());
        let raw = Raw::sending(body, self.1.clone());
        let answer = self
            .0
            .auto_scaling
            .register_scalable_target()
            .customize()
            .interceptor(raw.clone())
            .config_override(once)
            .send()
            .await
            .map_err(|error| {
                if raw.was_held() {
                    AwsError::Held {
                        operation: OPERATION,
                    }
                } else {
                    AwsError::of(PREFIX, OPERATION, &error)
                }
            })?;
        Ok(Answer {
            request_id: answer.request_id().map(str::to_owned),
            value: (),
        })
    }
}

/// What Application Auto Scaling calls a service.
fn resource(cluster: &str, service: &str) -> String {
    format!("service/{cluster}/{service}")
}

fn bounds(target: &types::ScalableTarget) -> ScalableTarget {
    let suspended = |of: fn(&types::SuspendedState) -> Option<bool>| {
        target.suspended_state().and_then(of).unwrap_or(false)
    };
    ScalableTarget {
        min_capacity: target.min_capacity().into(),
        max_capacity: target.max_capacity().into(),
        scale_out_suspended: suspended(types::SuspendedState::dynamic_scaling_out_suspended),
        scale_in_suspended: suspended(types::SuspendedState::dynamic_scaling_in_suspended),
        scheduled_scaling_suspended: suspended(types::SuspendedState::scheduled_scaling_suspended),
        policies: Vec::new(),
    }
}

fn policy(policy: &types::ScalingPolicy) -> ScalingPolicy {
    let words = match policy.policy_type() {
        PolicyType::TargetTrackingScaling => policy
            .target_tracking_scaling_policy_configuration()
            .map(tracking),
        PolicyType::StepScaling => Some(steps(policy)),
        PolicyType::PredictiveScaling => {
            Some("starts tasks ahead of the load that it expects".to_owned())
        }
        _ => None,
    };
    ScalingPolicy {
        name: policy.policy_name().to_owned(),
        words: words.unwrap_or_else(|| format!("is of the type {}", policy.policy_type())),
    }
}

fn tracking(configuration: &types::TargetTrackingScalingPolicyConfiguration) -> String {
    let value = configuration.target_value();
    let predefined = configuration
        .predefined_metric_specification()
        .map(types::PredefinedMetricSpecification::predefined_metric_type);
    let kept = match predefined {
        Some(MetricType::EcsServiceAverageCpuUtilization) => {
            format!("keeps the average CPU at {value} %")
        }
        Some(MetricType::EcsServiceAverageMemoryUtilization) => {
            format!("keeps the average memory at {value} %")
        }
        Some(MetricType::AlbRequestCountPerTarget) => {
            format!("keeps the requests per task and minute at {value}")
        }
        Some(other) => format!("keeps {other} at {value}"),
        None => {
            let metric = configuration
                .customized_metric_specification()
                .and_then(types::CustomizedMetricSpecification::metric_name);
            format!(
                "keeps {} at {value}",
                metric.unwrap_or("a metric of its own")
            )
        }
    };
    if configuration.disable_scale_in() == Some(true) {
        format!("{kept}, and never stops tasks")
    } else {
        kept
    }
}

fn steps(policy: &types::ScalingPolicy) -> String {
    let alarms: Vec<&str> = policy
        .alarms()
        .iter()
        .map(types::Alarm::alarm_name)
        .collect();
    if alarms.is_empty() {
        "changes the count in steps; no alarm asks it to".to_owned()
    } else {
        format!(
            "changes the count in steps when {} goes off",
            alarms.join(" or ")
        )
    }
}
