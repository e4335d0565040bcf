//! What can be chosen within a secret: its versions, and the members of its JSON.
//!
//! Only its value would tell which members there are, and a value is never read. So those are
//! offered that task definitions name already.

use aws_sdk_secretsmanager::types::SecretVersionsListEntry;
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::service::millis;
use crate::aws::{Aws, AwsError};

impl Aws {
    pub(super) async fn secret_version_offers(
        &self,
        secret: &str,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let answer = self
            .0
            .secrets
            .list_secret_version_ids()
            .secret_id(secret)
            .max_results(50)
            .set_next_token(query.after.clone())
            .send()
            .await
            .map_err(|error| AwsError::of("secretsmanager", "ListSecretVersionIds", &error))?;
        let mut items: Vec<Offer> = answer
            .versions()
            .iter()
            .flat_map(|version| {
                version
                    .version_stages()
                    .iter()
                    .map(|stage| of_stage(stage, version))
            })
            .filter(|offer| page::is_found(query.search.as_deref(), &[&offer.name]))
            .collect();
        items.sort_by_key(|offer| (rank(&offer.value), std::cmp::Reverse(offer.changed_at_ms)));
        Ok(Listing {
            items,
            next: page::next(answer.next_token()),
        })
    }

    pub(super) async fn secret_key_offers(
        &self,
        secret: &str,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let keys = match self.usage().await {
            Some(usage) => usage.keys_of_secret(secret),
            None => std::collections::BTreeMap::new(),
        };
        let items = keys
            .into_iter()
            .filter(|(key, _)| page::is_found(query.search.as_deref(), &[key]))
            .map(|(key, users)| {
                let offer = Offer {
                    value: key.clone(),
                    name: key.clone(),
                    facts: words::used_by(&users).into_iter().collect(),
                    changed_at_ms: None,
                    concerns: Vec::new(),
                    pinned: None,
                };
                (key, offer)
            })
            .collect();
        Ok(page::page(items, query.after.as_deref()))
    }
}

fn of_stage(stage: &str, version: &SecretVersionsListEntry) -> Offer {
    let mut facts: Vec<String> = match stage {
        "AWSCURRENT" => Some("what tasks read that name no version"),
        "AWSPREVIOUS" => Some("what was current before"),
        "AWSPENDING" => Some("a rotation is on its way"),
        _ => None,
    }
    .map(str::to_owned)
    .into_iter()
    .collect();
    facts.extend(version.version_id().map(|id| format!("version {id}")));
    Offer {
        value: stage.to_owned(),
        name: stage.to_owned(),
        facts,
        changed_at_ms: millis(version.created_date()),
        concerns: Vec::new(),
        pinned: None,
    }
}

fn rank(stage: &str) -> u8 {
    match stage {
        "AWSCURRENT" => 0,
        "AWSPREVIOUS" => 1,
        _ => 2,
    }
}
