//! Services of Cloud Map, in which tasks can be registered.
//!
//! A list of services does not say in which namespace each is, so they are asked for namespace by
//! namespace. Where a page goes on is the namespace and what Cloud Map gave.

use std::collections::VecDeque;

use aws_sdk_servicediscovery::types::{
    FilterCondition, NamespaceSummary, ServiceFilter, ServiceFilterName, ServiceSummary,
};
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::service::millis;
use crate::aws::{Aws, AwsError};

const OPERATION: &str = "ListServices";
/// So many pages of namespaces are looked at.
const PAGES: usize = 10;

impl Aws {
    pub(super) async fn registry_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let namespaces = self.every_namespace().await?;
        let (begin, mut token) = match &query.after {
            Some(after) => match after.split_once(' ') {
                Some((id, token)) => (Some(id), page::next(Some(token))),
                None => (Some(after.as_str()), None),
            },
            None => (None, None),
        };
        let mut rest: VecDeque<NamespaceSummary> = namespaces
            .into_iter()
            .filter(|one| begin.is_none_or(|begin| one.id().unwrap_or_default() >= begin))
            .collect();
        while let Some(namespace) = rest.pop_front() {
            let id = namespace.id().unwrap_or_default();
            let (items, more) = self.registries(&namespace, token.take(), query).await?;
            let goes_on_here = more.is_some();
            let next = match more {
                Some(more) => Some(format!("{id} {more}")),
                None => rest.front().and_then(|one| one.id()).map(str::to_owned),
            };
            if goes_on_here || !items.is_empty() || next.is_none() {
                return Ok(Listing { items, next });
            }
        }
        Ok(Listing {
            items: Vec::new(),
            next: None,
        })
    }

    async fn every_namespace(&self) -> Result<Vec<NamespaceSummary>, AwsError> {
        let mut all = Vec::new();
        let mut after = None;
        for _ in 0..PAGES {
            let (some, next) = self.namespaces(after).await?;
            all.extend(some);
            after = next;
            if after.is_none() {
                break;
            }
        }
        all.sort_by(|one, other| one.id().cmp(&other.id()));
        Ok(all)
    }

    async fn registries(
        &self,
        namespace: &NamespaceSummary,
        after: Option<String>,
        query: &OfferQuery,
    ) -> Result<(Vec<Offer>, Option<String>), AwsError> {
        let filter = ServiceFilter::builder()
            .name(ServiceFilterName::NamespaceId)
            .values(namespace.id().unwrap_or_default())
            .condition(FilterCondition::Eq)
            .build()
            .map_err(|error| AwsError::nonsense(OPERATION, error.to_string()))?;
        let answer = self
            .0
            .cloud_map
            .list_services()
            .filters(filter)
            .max_results(100)
            .set_next_token(after)
            .send()
            .await
            .map_err(|error| AwsError::of("servicediscovery", OPERATION, &error))?;
        let search = query.search.as_deref();
        let name = namespace.name().unwrap_or_default();
        let offers = answer
            .services()
            .iter()
            .filter(|one| page::is_found(search, &[one.name().unwrap_or_default(), name]))
            .map(|one| offer(one, name))
            .collect();
        Ok((offers, page::next(answer.next_token())))
    }
}

fn offer(service: &ServiceSummary, namespace: &str) -> Offer {
    let name = service.name().unwrap_or_default();
    let records: Vec<String> = service
        .dns_config()
        .map(aws_sdk_servicediscovery::types::DnsConfig::dns_records)
        .unwrap_or_default()
        .iter()
        .map(|record| {
            let kind = record.r#type().as_str();
            format!("{kind} for {} s", record.ttl())
        })
        .collect();
    let mut facts = vec![
        format!("in the namespace {namespace}"),
        if records.is_empty() {
            "no DNS records".to_owned()
        } else {
            format!("DNS records {}", records.join(", "))
        },
    ];
    facts.extend(
        service
            .instance_count()
            .map(|count| words::count(count.into(), "instance", "instances")),
    );
    facts.extend(
        service
            .description()
            .filter(|description| !description.is_empty())
            .map(str::to_owned),
    );
    Offer {
        value: service.arn().unwrap_or_default().to_owned(),
        name: name.to_owned(),
        facts,
        changed_at_ms: millis(service.create_date()),
        concerns: Vec::new(),
        pinned: None,
    }
}
