//! Subnets: whether they reach the internet, and how much room they have.

use std::collections::BTreeSet;

use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::ec2::{Routing, Subnet};
use crate::aws::{Aws, AwsError};

/// With fewer free addresses a rollout may not find room: each task needs one of its own.
const FEW: i64 = 8;

impl Aws {
    pub(super) async fn subnet_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        page::first_with_some(query.after.as_deref(), |after| {
            self.subnet_page(query, after)
        })
        .await
    }

    async fn subnet_page(
        &self,
        query: &OfferQuery,
        after: Option<String>,
    ) -> Result<Listing<Offer>, AwsError> {
        let found = self.subnets(after.as_deref()).await?;
        let search = query.search.as_deref();
        let mut subnets: Vec<Subnet> = found
            .items
            .into_iter()
            .filter(|subnet| {
                let name = subnet.name.as_deref().unwrap_or_default();
                page::is_found(search, &[&subnet.id, name, &subnet.vpc, &subnet.zone])
            })
            .collect();
        subnets.sort_by(|one, other| {
            let key = |subnet: &Subnet| (subnet.vpc.clone(), label(subnet), subnet.zone.clone());
            key(one).cmp(&key(other))
        });
        let vpcs: BTreeSet<String> = subnets.iter().map(|subnet| subnet.vpc.clone()).collect();
        let vpcs: Vec<String> = vpcs.into_iter().collect();
        let routing = if vpcs.is_empty() {
            Ok(Routing::default())
        } else {
            self.routing(&vpcs).await
        };
        Ok(Listing {
            items: subnets
                .iter()
                .map(|subnet| offer(subnet, routing.as_ref()))
                .collect(),
            next: found.next,
        })
    }
}

fn label(subnet: &Subnet) -> String {
    subnet.name.clone().unwrap_or_else(|| subnet.id.clone())
}

fn offer(subnet: &Subnet, routing: Result<&Routing, &AwsError>) -> Offer {
    let mut facts = vec![match routing.map(|routing| routing.way_out(subnet)) {
        Ok(Some(way)) if way.starts_with("igw-") => {
            format!("public: reaches the internet through {way}")
        }
        Ok(Some(way)) => format!("private: reaches the internet through {way}"),
        Ok(None) => "private: does not reach the internet".to_owned(),
        Err(error) => words::untold("whether it is public", error),
    }];
    facts.push(subnet.zone.clone());
    facts.extend(
        subnet
            .free_addresses
            .map(|free| format!("{} free", words::count(free, "address", "addresses"))),
    );
    facts.push(subnet.cidr.clone());
    facts.push(subnet.vpc.clone());
    let concerns = subnet
        .free_addresses
        .filter(|free| *free < FEW)
        .map(|free| {
            format!(
                "Has {} left, and each task with network mode awsvpc takes one.",
                words::count(free, "address", "addresses")
            )
        });
    Offer {
        value: subnet.id.clone(),
        name: label(subnet),
        facts,
        changed_at_ms: None,
        concerns: concerns.into_iter().collect(),
        pinned: None,
    }
}
