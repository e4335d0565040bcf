//! Clusters.

use aws_sdk_ecs::types;
use shared::wire::Cluster;

use super::limits::Category;
use super::{Aws, AwsError};

impl Aws {
    /// Every cluster that is looked after, by name.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn clusters(&self) -> Result<Vec<Cluster>, AwsError> {
        let mut clusters = Vec::new();
        for some in self.known_clusters().await?.chunks(100) {
            clusters.extend(self.described_clusters(some).await?.iter().map(cluster));
        }
        clusters.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(clusters)
    }

    /// One cluster by its name, whatever its status; nothing where there is none.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn cluster(&self, name: &str) -> Result<Option<Cluster>, AwsError> {
        let found = self.described_clusters(&[name.to_owned()]).await?;
        Ok(found.first().map(cluster))
    }

    /// The names of the capacity providers of every cluster, by the cluster's name.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub(super) async fn capacity_of_clusters(
        &self,
    ) -> Result<Vec<(String, Vec<String>)>, AwsError> {
        let mut capacity = Vec::new();
        for some in self.known_clusters().await?.chunks(100) {
            for cluster in self.described_clusters(some).await? {
                let name = cluster.cluster_name().unwrap_or_default().to_owned();
                capacity.push((name, cluster.capacity_providers.unwrap_or_default()));
            }
        }
        Ok(capacity)
    }

    /// The clusters that are looked after, by name or ARN.
    async fn known_clusters(&self) -> Result<Vec<String>, AwsError> {
        if self.0.covered.is_empty() {
            self.cluster_arns().await
        } else {
            Ok(self.0.covered.clone())
        }
    }

    async fn cluster_arns(&self) -> Result<Vec<String>, AwsError> {
        self.0
            .ecs
            .take(Category::ClusterRead)
            .await
            .list_clusters()
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("ecs", "ListClusters", &error))
    }

    async fn described_clusters(&self, arns: &[String]) -> Result<Vec<types::Cluster>, AwsError> {
        let answer = self
            .0
            .ecs
            .take(Category::ClusterRead)
            .await
            .describe_clusters()
            .set_clusters(Some(arns.to_vec()))
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "DescribeClusters", &error))?;
        Ok(answer.clusters.unwrap_or_default())
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
