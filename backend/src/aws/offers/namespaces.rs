//! Namespaces of Cloud Map.

use aws_sdk_servicediscovery::types::{NamespaceSummary, NamespaceType};
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::service::millis;
use crate::aws::{Aws, AwsError};

impl Aws {
    pub(super) async fn namespace_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let search = query.search.as_deref();
        page::first_with_some(query.after.as_deref(), async |after| {
            let (found, next) = self.namespaces(after).await?;
            Ok(Listing {
                items: found
                    .iter()
                    .filter(|one| page::is_found(search, &[one.name().unwrap_or_default()]))
                    .map(offer)
                    .collect(),
                next,
            })
        })
        .await
    }

    /// A page of the namespaces, and where the next begins.
    pub(super) async fn namespaces(
        &self,
        after: Option<String>,
    ) -> Result<(Vec<NamespaceSummary>, Option<String>), AwsError> {
        let answer = self
            .0
            .cloud_map
            .list_namespaces()
            .max_results(100)
            .set_next_token(after)
            .send()
            .await
            .map_err(|error| AwsError::of("servicediscovery", "ListNamespaces", &error))?;
        let next = page::next(answer.next_token());
        Ok((answer.namespaces.unwrap_or_default(), next))
    }
}

fn offer(namespace: &NamespaceSummary) -> Offer {
    let name = namespace.name().unwrap_or_default();
    let kind = match namespace.r#type() {
        Some(NamespaceType::DnsPrivate) => "found by DNS within its VPC, and by API calls",
        Some(NamespaceType::DnsPublic) => "found by DNS from anywhere, and by API calls",
        _ => "found by API calls, as Service Connect makes them",
    };
    let mut facts = vec![kind.to_owned()];
    facts.extend(
        namespace
            .service_count()
            .map(|count| words::count(count.into(), "service", "services")),
    );
    facts.extend(
        namespace
            .description()
            .filter(|description| !description.is_empty())
            .map(str::to_owned),
    );
    Offer {
        value: name.to_owned(),
        name: name.to_owned(),
        facts,
        changed_at_ms: millis(namespace.create_date()),
        concerns: Vec::new(),
        pinned: None,
    }
}
