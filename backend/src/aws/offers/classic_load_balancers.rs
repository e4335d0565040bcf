//! Classic load balancers.

use aws_sdk_elasticloadbalancing::types::LoadBalancerDescription;
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::service::millis;
use crate::aws::{Aws, AwsError};

impl Aws {
    pub(super) async fn classic_load_balancer_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        page::first_with_some(query.after.as_deref(), |after| {
            self.classic_load_balancer_page(query, after)
        })
        .await
    }

    async fn classic_load_balancer_page(
        &self,
        query: &OfferQuery,
        after: Option<String>,
    ) -> Result<Listing<Offer>, AwsError> {
        let answer = self
            .0
            .classic_load_balancing
            .describe_load_balancers()
            .page_size(100)
            .set_marker(after)
            .send()
            .await
            .map_err(|error| {
                AwsError::of("elasticloadbalancing", "DescribeLoadBalancers", &error)
            })?;
        let search = query.search.as_deref();
        Ok(Listing {
            items: answer
                .load_balancer_descriptions()
                .iter()
                .filter(|one| {
                    page::is_found(search, &[one.load_balancer_name().unwrap_or_default()])
                })
                .map(offer)
                .collect(),
            next: page::next(answer.next_marker()),
        })
    }
}

fn offer(balancer: &LoadBalancerDescription) -> Offer {
    let name = balancer.load_balancer_name().unwrap_or_default();
    let mut facts = vec![
        match balancer.scheme() {
            Some("internal") => "internal",
            _ => "internet-facing",
        }
        .to_owned(),
    ];
    facts.extend(
        balancer
            .listener_descriptions()
            .iter()
            .filter_map(|description| description.listener())
            .map(|listener| {
                format!(
                    "{}:{} to port {}",
                    listener.protocol(),
                    listener.load_balancer_port(),
                    listener.instance_port()
                )
            }),
    );
    facts.push(words::count(
        i64::try_from(balancer.instances().len()).unwrap_or(i64::MAX),
        "instance",
        "instances",
    ));
    facts.extend(
        balancer
            .health_check()
            .map(|check| format!("health check {}", check.target())),
    );
    facts.extend(balancer.vpc_id().map(str::to_owned));
    Offer {
        value: name.to_owned(),
        name: name.to_owned(),
        facts,
        changed_at_ms: millis(balancer.created_time()),
        concerns: Vec::new(),
        pinned: None,
    }
}
