//! Reading services.

use aws_sdk_ecs::types;
use shared::json::{self, Json};

use super::limits::Category;
use super::raw::Raw;
use super::{Aws, AwsError, Service};

/// `DescribeServices` takes so many.
pub(crate) const AT_ONCE: usize = 10;

impl Aws {
    /// Every service of a cluster, by name.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn services(&self, cluster: &str) -> Result<Vec<Service>, AwsError> {
        let arns: Vec<String> = self
            .0
            .ecs
            .take(Category::ServiceRead)
            .await
            .list_services()
            .cluster(cluster)
            .max_results(100)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("ecs", "ListServices", &error))?;
        let mut services = Vec::new();
        for some in arns.chunks(AT_ONCE) {
            services.extend(self.describe_services(cluster, some).await?);
        }
        services.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(services)
    }

    /// One service; nothing when there is none of the name, it was deleted, or its cluster is not
    /// looked after.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn service(&self, cluster: &str, name: &str) -> Result<Option<Service>, AwsError> {
        let found = self.service_or_deleted(cluster, name).await?;
        Ok(found.filter(|service| service.status != "INACTIVE"))
    }

    /// The same, and one that was deleted as long as ECS remembers it.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn service_or_deleted(
        &self,
        cluster: &str,
        name: &str,
    ) -> Result<Option<Service>, AwsError> {
        if !self.covers(cluster) {
            return Ok(None);
        }
        let found = self.describe_services(cluster, &[name.to_owned()]).await?;
        Ok(found.into_iter().next())
    }

    /// Services of a cluster by name, at most ten; those that are not there are left out.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn describe_services(
        &self,
        cluster: &str,
        names: &[String],
    ) -> Result<Vec<Service>, AwsError> {
        const OPERATION: &str = "DescribeServices";
        let raw = Raw::reading();
        let answer = self
            .0
            .ecs
            .take(Category::ServiceRead)
            .await
            .describe_services()
            .cluster(cluster)
            .set_services(Some(names.to_vec()))
            .include(types::ServiceField::Tags)
            .customize()
            .interceptor(raw.clone())
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", OPERATION, &error))?;
        let whole = parse(OPERATION, raw.received())?;
        let jsons = whole
            .get("services")
            .and_then(Json::as_array)
            .unwrap_or_default();
        Ok(answer
            .services()
            .iter()
            .zip(jsons)
            .map(|(service, json)| Service::of(service, json.clone()))
            .collect())
    }
}

/// Reads the bytes of an answer as JSON.
pub(super) fn parse(operation: &'static str, text: Option<String>) -> Result<Json, AwsError> {
    let text = text.ok_or_else(|| AwsError::nonsense(operation, "the answer had no body"))?;
    json::parse(&text).map_err(|error| {
        AwsError::nonsense(
            operation,
            format!(
                "the answer is not JSON at line {}: {}",
                error.line, error.message
            ),
        )
    })
}
