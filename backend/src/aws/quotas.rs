//! The account's own quotas, as Service Quotas has them.
//!
//! They are found by the names that AWS publishes them under ("Amazon ECS endpoints and quotas" in
//! the AWS General Reference); that page tells no codes.

use std::time::Duration;

use super::kept::Kept;
use super::{Aws, AwsError};

/// Quotas seldom change, and whoever was given a higher one wants to see it soon.
const KEEP: Duration = Duration::from_secs(30);

/// A quota that a deploy can come up against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// How many tasks a service may want.
    TasksOfService,
    /// How many vCPU all tasks on Fargate of an account and region may have together.
    Fargate,
    /// The same of Fargate Spot.
    FargateSpot,
}

impl Quota {
    /// Its name in AWS's lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TasksOfService => "Tasks per service",
            Self::Fargate => "Fargate On-Demand vCPU resource count",
            Self::FargateSpot => "Fargate Spot vCPU resource count",
        }
    }

    /// How Service Quotas calls the service that has it.
    const fn service_code(self) -> &'static str {
        match self {
            Self::TasksOfService => "ecs",
            Self::Fargate | Self::FargateSpot => "fargate",
        }
    }
}

/// The quotas of a service, by their names.
type List = Vec<(String, f64)>;

/// What was read lately.
#[derive(Debug, Default)]
pub(super) struct Lists {
    ecs: Kept<List>,
    fargate: Kept<List>,
}

impl Aws {
    /// The account's quota; nothing where Service Quotas has none for it.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn quota(&self, quota: Quota) -> Result<Option<f64>, AwsError> {
        let kept = match quota {
            Quota::TasksOfService => &self.0.quota_lists.ecs,
            Quota::Fargate | Quota::FargateSpot => &self.0.quota_lists.fargate,
        };
        let list = kept
            .or_read(KEEP, self.quotas_of(quota.service_code()))
            .await?;
        let found = list.iter().find(|(name, _)| name == quota.name());
        Ok(found.map(|(_, value)| *value))
    }

    async fn quotas_of(&self, service_code: &str) -> Result<List, AwsError> {
        let quotas: Vec<aws_sdk_servicequotas::types::ServiceQuota> = self
            .0
            .quotas
            .list_service_quotas()
            .service_code(service_code)
            .max_results(100)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("servicequotas", "ListServiceQuotas", &error))?;
        let named = quotas.into_iter().filter_map(|quota| {
            let value = quota.value()?;
            Some((quota.quota_name?, value))
        });
        Ok(named.collect())
    }
}
