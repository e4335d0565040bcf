//! Capacity providers, and which clusters have them.

use std::collections::BTreeMap;

use aws_sdk_ecs::types;
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::limits::Category;
use crate::aws::{Aws, AwsError, last_part};

const OPERATION: &str = "DescribeCapacityProviders";

/// The names of clusters, by the name of a capacity provider that they have.
type Owners = BTreeMap<String, Vec<String>>;

impl Aws {
    pub(super) async fn capacity_provider_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let owners = self.owners_of_capacity().await;
        if let Some(cluster) = &query.of {
            let cluster = last_part(cluster);
            // Which ones a cluster has is what was asked for here.
            let owners = owners?;
            let names: Vec<String> = owners
                .iter()
                .filter(|(_, clusters)| clusters.iter().any(|one| one == cluster))
                .map(|(name, _)| name.clone())
                .collect();
            if names.is_empty() {
                return Ok(Listing {
                    items: Vec::new(),
                    next: None,
                });
            }
            let (found, _) = self.capacity_providers(Some(names), None).await?;
            return Ok(Listing {
                items: offers(&found, Ok(&owners), query),
                next: None,
            });
        }
        page::first_with_some(query.after.as_deref(), async |after| {
            let (found, next) = self.capacity_providers(None, after).await?;
            Ok(Listing {
                items: offers(&found, owners.as_ref(), query),
                next,
            })
        })
        .await
    }

    async fn capacity_providers(
        &self,
        names: Option<Vec<String>>,
        after: Option<String>,
    ) -> Result<(Vec<types::CapacityProvider>, Option<String>), AwsError> {
        let answer = self
            .0
            .ecs
            .take(Category::CapacityProviderRead)
            .await
            .describe_capacity_providers()
            .set_capacity_providers(names)
            .set_next_token(after)
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", OPERATION, &error))?;
        let next = page::next(answer.next_token());
        Ok((answer.capacity_providers.unwrap_or_default(), next))
    }

    async fn owners_of_capacity(&self) -> Result<Owners, AwsError> {
        let mut owners = Owners::new();
        for (cluster, providers) in self.capacity_of_clusters().await? {
            for provider in providers {
                owners.entry(provider).or_default().push(cluster.clone());
            }
        }
        Ok(owners)
    }
}

fn offers(
    found: &[types::CapacityProvider],
    owners: Result<&Owners, &AwsError>,
    query: &OfferQuery,
) -> Vec<Offer> {
    let search = query.search.as_deref();
    found
        .iter()
        .filter(|one| page::is_found(search, &[one.name().unwrap_or_default()]))
        .map(|one| offer(one, owners))
        .collect()
}

fn offer(provider: &types::CapacityProvider, owners: Result<&Owners, &AwsError>) -> Offer {
    let name = provider.name().unwrap_or_default();
    let mut facts = what(provider);
    facts.push(match owners {
        Ok(owners) => match owners.get(name) {
            Some(clusters) => format!("in {}", clusters.join(", ")),
            None => "in no cluster yet".to_owned(),
        },
        Err(error) => words::untold("which clusters have it", error),
    });
    let status = provider.status().map_or("ACTIVE", |status| status.as_str());
    let concerns = if status == "ACTIVE" {
        Vec::new()
    } else {
        vec![format!(
            "Its status is {status}, and only an ACTIVE one takes tasks."
        )]
    };
    Offer {
        value: name.to_owned(),
        name: name.to_owned(),
        facts,
        changed_at_ms: None,
        concerns,
        pinned: None,
    }
}

fn what(provider: &types::CapacityProvider) -> Vec<String> {
    let Some(group) = provider.auto_scaling_group_provider() else {
        let what = match provider.name() {
            Some("FARGATE") => "Fargate: AWS runs the tasks, without instances of yours",
            Some("FARGATE_SPOT") => "Fargate at a discount: AWS may stop a task two minutes ahead",
            _ => "instances that ECS manages",
        };
        return vec![what.to_owned()];
    };
    let mut facts = vec![format!(
        "instances of the Auto Scaling group {}",
        last_part(group.auto_scaling_group_arn())
    )];
    let scaling = group.managed_scaling();
    let on = scaling.and_then(types::ManagedScaling::status)
        == Some(&types::ManagedScalingStatus::Enabled);
    facts.push(
        match scaling.and_then(aws_sdk_ecs::types::ManagedScaling::target_capacity) {
            Some(percent) if on => format!("ECS scales it to {percent} % use"),
            None if on => "ECS scales it".to_owned(),
            _ => "ECS does not scale it".to_owned(),
        },
    );
    facts
}
