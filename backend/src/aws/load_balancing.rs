//! Target groups, and the ways that lead to them.

use std::collections::BTreeMap;

use aws_sdk_elasticloadbalancingv2::operation::describe_target_groups::DescribeTargetGroupsError;
use aws_sdk_elasticloadbalancingv2::types;
use shared::wire::{Route, TargetGroup, TargetHealthCheck};

use super::{Aws, AwsError, rules};

const SERVICE: &str = "elasticloadbalancing";

/// A target group that is asked for by its ARN. The ways that lead to it are not told.
#[derive(Debug, Clone)]
pub struct NamedTargetGroup {
    /// The target group.
    pub group: TargetGroup,
    /// Whether a listener of any load balancer leads to it.
    pub has_load_balancer: bool,
}

impl Aws {
    /// Every target group with the ways that lead to it, by name.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn target_groups(&self) -> Result<Vec<TargetGroup>, AwsError> {
        let found = self.bare_target_groups().await?;
        Ok(with_routes(&found, self.routes().await?))
    }

    /// The same, but where the ways to them cannot be read, the target groups without, and why.
    ///
    /// # Errors
    /// AWS did not answer, or refused to list target groups.
    pub(super) async fn target_groups_at_least(
        &self,
    ) -> Result<(Vec<TargetGroup>, Option<AwsError>), AwsError> {
        let found = self.bare_target_groups().await?;
        Ok(match self.routes().await {
            Ok(routes) => (with_routes(&found, routes), None),
            Err(error) => (with_routes(&found, BTreeMap::new()), Some(error)),
        })
    }

    /// One target group; nothing where there is none of this ARN.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn target_group(&self, arn: &str) -> Result<Option<NamedTargetGroup>, AwsError> {
        let answer = self
            .0
            .load_balancing
            .describe_target_groups()
            .target_group_arns(arn)
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(answer
                .target_groups()
                .first()
                .map(|group| NamedTargetGroup {
                    group: target_group(group, Vec::new()),
                    has_load_balancer: !group.load_balancer_arns().is_empty(),
                })),
            Err(error)
                if error.as_service_error().is_some_and(
                    DescribeTargetGroupsError::is_target_group_not_found_exception,
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(AwsError::of(SERVICE, "DescribeTargetGroups", &error)),
        }
    }

    async fn bare_target_groups(&self) -> Result<Vec<types::TargetGroup>, AwsError> {
        self.0
            .load_balancing
            .describe_target_groups()
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of(SERVICE, "DescribeTargetGroups", &error))
    }

    /// How many targets of a target group are healthy, and how many it has.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn target_health(&self, arn: &str) -> Result<(i64, i64), AwsError> {
        let answer = self
            .0
            .load_balancing
            .describe_target_health()
            .target_group_arn(arn)
            .send()
            .await
            .map_err(|error| AwsError::of(SERVICE, "DescribeTargetHealth", &error))?;
        let all = answer.target_health_descriptions();
        let healthy = all
            .iter()
            .filter(|target| {
                target.target_health().and_then(types::TargetHealth::state)
                    == Some(&types::TargetHealthStateEnum::Healthy)
            })
            .count();
        let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
        Ok((count(healthy), count(all.len())))
    }

    /// The ways to each target group, by its ARN.
    async fn routes(&self) -> Result<BTreeMap<String, Vec<Route>>, AwsError> {
        let balancers: Vec<types::LoadBalancer> = self
            .0
            .load_balancing
            .describe_load_balancers()
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of(SERVICE, "DescribeLoadBalancers", &error))?;
        let mut routes: BTreeMap<String, Vec<Route>> = BTreeMap::new();
        for balancer in &balancers {
            let arn = balancer.load_balancer_arn().unwrap_or_default();
            for listener in self.listeners(arn).await? {
                for rule in self
                    .rules(listener.listener_arn().unwrap_or_default())
                    .await?
                {
                    for group in rules::target_groups(&rule) {
                        routes
                            .entry(group)
                            .or_default()
                            .push(route(balancer, &listener, &rule));
                    }
                }
            }
        }
        Ok(routes)
    }

    async fn listeners(&self, balancer: &str) -> Result<Vec<types::Listener>, AwsError> {
        self.0
            .load_balancing
            .describe_listeners()
            .load_balancer_arn(balancer)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of(SERVICE, "DescribeListeners", &error))
    }

    async fn rules(&self, listener: &str) -> Result<Vec<types::Rule>, AwsError> {
        let pages: Vec<_> = self
            .0
            .load_balancing
            .describe_rules()
            .listener_arn(listener)
            .into_paginator()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of(SERVICE, "DescribeRules", &error))?;
        Ok(pages
            .into_iter()
            .flat_map(|page| page.rules.unwrap_or_default())
            .collect())
    }
}

fn with_routes(
    found: &[types::TargetGroup],
    mut routes: BTreeMap<String, Vec<Route>>,
) -> Vec<TargetGroup> {
    let mut groups: Vec<TargetGroup> = found
        .iter()
        .map(|group| {
            let arn = group.target_group_arn().unwrap_or_default();
            target_group(group, routes.remove(arn).unwrap_or_default())
        })
        .collect();
    groups.sort_by(|one, other| (&one.name, &one.arn).cmp(&(&other.name, &other.arn)));
    groups
}

fn target_group(group: &types::TargetGroup, routes: Vec<Route>) -> TargetGroup {
    TargetGroup {
        arn: group.target_group_arn().unwrap_or_default().to_owned(),
        name: group.target_group_name().unwrap_or_default().to_owned(),
        target_type: group
            .target_type()
            .map_or("instance", types::TargetTypeEnum::as_str)
            .to_owned(),
        protocol: group
            .protocol()
            .map(|protocol| protocol.as_str().to_owned())
            .unwrap_or_default(),
        port: group.port().map(i64::from),
        vpc_id: group.vpc_id().map(str::to_owned),
        health_check: health_check(group),
        health: health(group),
        // Only a call of its own for each group would tell.
        deregistration_delay_seconds: None,
        routes,
        healthy_targets: None,
        targets: None,
    }
}

fn health(group: &types::TargetGroup) -> Option<TargetHealthCheck> {
    if group.health_check_enabled() == Some(false) {
        return None;
    }
    Some(TargetHealthCheck {
        port: group.health_check_port()?.to_owned(),
        interval_seconds: group.health_check_interval_seconds()?.into(),
        healthy_threshold: group.healthy_threshold_count()?.into(),
        unhealthy_threshold: group.unhealthy_threshold_count()?.into(),
    })
}

fn health_check(group: &types::TargetGroup) -> String {
    if group.health_check_enabled() == Some(false) {
        return "none".to_owned();
    }
    let every = group
        .health_check_interval_seconds()
        .map(|seconds| format!(" every {seconds} s"))
        .unwrap_or_default();
    if let Some(path) = group.health_check_path() {
        return format!("GET {path}{every}");
    }
    let protocol = group
        .health_check_protocol()
        .map_or("TCP", types::ProtocolEnum::as_str);
    format!("{protocol} connection{every}")
}

fn route(balancer: &types::LoadBalancer, listener: &types::Listener, rule: &types::Rule) -> Route {
    let protocol = listener.protocol().map_or("", types::ProtocolEnum::as_str);
    Route {
        load_balancer: balancer.load_balancer_name().unwrap_or_default().to_owned(),
        dns_name: balancer.dns_name().unwrap_or_default().to_owned(),
        internet_facing: balancer.scheme() == Some(&types::LoadBalancerSchemeEnum::InternetFacing),
        listener: format!("{protocol}:{}", listener.port().unwrap_or_default()),
        rule: rules::words(rule),
    }
}
