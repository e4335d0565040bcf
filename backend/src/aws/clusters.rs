//! Clusters.

use aws_sdk_ecs::types;
use shared::wire::Cluster;

use super::{Aws, AwsError};

impl Aws {
    /// Every cluster, by name.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn clusters(&self) -> Result<Vec<Cluster>, AwsError> {
        let arns: Vec<String> = self
            .0
            .ecs
            .list_clusters()
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("ecs", "ListClusters", &error))?;
        let mut clusters = Vec::new();
        for some in arns.chunks(100) {
            clusters.extend(self.describe_clusters(some).await?);
        }
        clusters.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(clusters)
    }

    async fn describe_clusters(&self, arns: &[String]) -> Result<Vec<Cluster>, AwsError> {
        let answer = self
            .0
            .ecs
            .describe_clusters()
            .set_clusters(Some(arns.to_vec()))
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "DescribeClusters", &error))?;
        Ok(answer.clusters().iter().map(cluster).collect())
    }
}

fn cluster(cluster: &types::Cluster) -> Cluster {
    Cluster {
        name: cluster.cluster_name().unwrap_or_default().to_owned(),
        arn: cluster.cluster_arn().unwrap_or_default().to_owned(),
        status: cluster.status().unwrap_or_default().to_owned(),
        active_services: cluster.active_services_count().into(),
        running_tasks: cluster.running_tasks_count().into(),
        container_instances: cluster.registered_container_instances_count().into(),
    }
}
