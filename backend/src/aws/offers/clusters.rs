//! Clusters.

use shared::wire::{Cluster, Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::{Aws, AwsError};

impl Aws {
    pub(super) async fn cluster_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let search = query.search.as_deref();
        let found = self
            .clusters()
            .await?
            .into_iter()
            .filter(|cluster| page::is_found(search, &[&cluster.name]))
            .map(|cluster| (cluster.name.clone(), offer(&cluster)))
            .collect();
        Ok(page::page(found, query.after.as_deref()))
    }
}

fn offer(cluster: &Cluster) -> Offer {
    let instances = match cluster.container_instances {
        0 => "no instances of its own".to_owned(),
        some => words::count(some, "instance of its own", "instances of its own"),
    };
    let concerns = match cluster.status.as_str() {
        "ACTIVE" => Vec::new(),
        status => vec![format!(
            "Its status is {status}, and only an ACTIVE cluster takes services."
        )],
    };
    Offer {
        value: cluster.name.clone(),
        name: cluster.name.clone(),
        facts: vec![
            words::count(cluster.active_services, "service", "services"),
            words::count(cluster.running_tasks, "task runs", "tasks run"),
            instances,
        ],
        changed_at_ms: None,
        concerns,
        pinned: None,
    }
}
