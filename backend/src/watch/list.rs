//! Every service of the environment.

use futures::future;
use shared::wire::{Cluster, ServiceList, ServiceSummary};

use super::health;
use crate::aws::{Aws, Service};

/// Reads every cluster and every service. What cannot be read is said, the rest is shown.
pub(crate) async fn service_list(aws: &Aws, as_of_ms: i64) -> ServiceList {
    let mut failures = Vec::new();
    let clusters = match aws.clusters().await {
        Ok(clusters) => clusters,
        Err(error) => {
            failures.push(error.words());
            Vec::new()
        }
    };
    let parts = future::join_all(
        clusters
            .iter()
            .filter(|cluster| cluster.status != "INACTIVE")
            .map(|cluster| of_cluster(aws, cluster)),
    )
    .await;
    let mut services = Vec::new();
    for (some, failed) in parts {
        services.extend(some);
        failures.extend(failed);
    }
    services.sort_by(|one: &ServiceSummary, other| {
        (&one.cluster, &one.name).cmp(&(&other.cluster, &other.name))
    });
    failures.sort();
    failures.dedup();
    ServiceList {
        as_of_ms,
        clusters,
        services,
        failures,
    }
}

async fn of_cluster(aws: &Aws, cluster: &Cluster) -> (Vec<ServiceSummary>, Vec<String>) {
    let services = match aws.services(&cluster.name).await {
        Ok(services) => services,
        Err(error) => return (Vec::new(), vec![error.words()]),
    };
    let mut summaries = Vec::new();
    let mut failures = Vec::new();
    for service in &services {
        let (summary, failure) = with_images(aws, service).await;
        summaries.push(summary);
        failures.extend(failure);
    }
    (summaries, failures)
}

/// A service's summary with the images of its revision, which are asked for once.
pub(super) async fn with_images(aws: &Aws, service: &Service) -> (ServiceSummary, Option<String>) {
    let read = match &service.task_definition_arn {
        Some(arn) => aws
            .task_definition(arn)
            .await
            .map(|read| read.images.clone()),
        None => Ok(Vec::new()),
    };
    match read {
        Ok(images) => (health::summary(service, images), None),
        Err(error) => (health::summary(service, Vec::new()), Some(error.words())),
    }
}
