//! Keys of KMS.

use std::collections::BTreeMap;

use aws_sdk_kms::types::{KeyListEntry, KeyManagerType, KeyMetadata, KeyState, KeyUsageType};
use futures::{StreamExt as _, stream};
use shared::wire::{Listing, Offer, OfferQuery};

use super::{page, words};
use crate::aws::service::millis;
use crate::aws::{Aws, AwsError};

/// So many keys are asked for what they are at the same time.
const AT_ONCE: usize = 6;

/// The aliases of keys, by the key's id.
type Aliases = BTreeMap<String, Vec<String>>;

impl Aws {
    pub(super) async fn key_offers(&self, query: &OfferQuery) -> Result<Listing<Offer>, AwsError> {
        let aliases = self.aliases().await;
        page::first_with_some(query.after.as_deref(), |after| {
            self.key_page(query, after, aliases.as_ref())
        })
        .await
    }

    async fn key_page(
        &self,
        query: &OfferQuery,
        after: Option<String>,
        aliases: Result<&Aliases, &AwsError>,
    ) -> Result<Listing<Offer>, AwsError> {
        let answer = self
            .0
            .kms
            .list_keys()
            .limit(50)
            .set_marker(after)
            .send()
            .await
            .map_err(|error| AwsError::of("kms", "ListKeys", &error))?;
        let search = query.search.as_deref();
        let mut found = answer.keys().to_vec();
        found.retain(|key| {
            let id = key.key_id().unwrap_or_default();
            let names = aliases.ok().and_then(|aliases| aliases.get(id));
            let names = names.into_iter().flatten().map(String::as_str);
            let texts: Vec<&str> = names.chain([id]).collect();
            page::is_found(search, &texts)
        });
        let items = stream::iter(found)
            .map(async |key: KeyListEntry| {
                let described = self.describe_key(key.key_id().unwrap_or_default()).await;
                offer(&key, described.as_ref(), aliases)
            })
            .buffered(AT_ONCE)
            .collect()
            .await;
        Ok(Listing {
            items,
            next: page::next(answer.next_marker().filter(|_| answer.truncated())),
        })
    }

    /// What a key is, by its id, its ARN or an alias.
    pub(in crate::aws) async fn describe_key(&self, key: &str) -> Result<KeyMetadata, AwsError> {
        const OPERATION: &str = "DescribeKey";
        self.0
            .kms
            .describe_key()
            .key_id(key)
            .send()
            .await
            .map_err(|error| AwsError::of("kms", OPERATION, &error))?
            .key_metadata
            .ok_or_else(|| AwsError::nonsense(OPERATION, "the answer holds no key"))
    }

    async fn aliases(&self) -> Result<Aliases, AwsError> {
        let found = self
            .0
            .kms
            .list_aliases()
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("kms", "ListAliases", &error))?;
        let mut aliases = Aliases::new();
        for alias in found {
            if let (Some(key), Some(name)) = (alias.target_key_id, alias.alias_name) {
                aliases.entry(key).or_default().push(name);
            }
        }
        Ok(aliases)
    }
}

fn offer(
    key: &KeyListEntry,
    described: Result<&KeyMetadata, &AwsError>,
    aliases: Result<&Aliases, &AwsError>,
) -> Offer {
    let id = key.key_id().unwrap_or_default();
    let mut facts = Vec::new();
    let mut name = id.to_owned();
    match aliases.map(|aliases| aliases.get(id).map(Vec::as_slice).unwrap_or_default()) {
        Ok([]) => facts.push("no alias".to_owned()),
        Ok([first, others @ ..]) => {
            name.clone_from(first);
            if !others.is_empty() {
                facts.push(format!("also {}", others.join(", ")));
            }
        }
        Err(error) => facts.push(words::untold("its aliases", error)),
    }
    let mut concerns = Vec::new();
    match described {
        Ok(described) => {
            facts.extend(what(described));
            concerns = against(described);
        }
        Err(error) => facts.push(words::untold("what it is", error)),
    }
    Offer {
        value: key.key_arn().unwrap_or(id).to_owned(),
        name,
        facts,
        changed_at_ms: described.ok().and_then(|key| millis(key.creation_date())),
        concerns,
        pinned: None,
    }
}

fn what(key: &KeyMetadata) -> Vec<String> {
    let state = match key.key_state() {
        Some(KeyState::Enabled) => "enabled".to_owned(),
        Some(KeyState::Disabled) => "disabled".to_owned(),
        Some(KeyState::PendingDeletion) => "being deleted".to_owned(),
        Some(other) => format!("state {}", other.as_str()),
        None => "state unknown".to_owned(),
    };
    let manager = match key.key_manager() {
        Some(KeyManagerType::Aws) => "AWS manages it",
        _ => "you manage it",
    };
    let mut facts = vec![state, manager.to_owned()];
    facts.extend(
        key.description()
            .filter(|description| !description.is_empty())
            .map(str::to_owned),
    );
    facts
}

fn against(key: &KeyMetadata) -> Vec<String> {
    let mut concerns = Vec::new();
    if !matches!(key.key_state(), Some(KeyState::Enabled) | None) {
        concerns.push("Nothing can be encrypted or read with it as it is.".to_owned());
    }
    if !matches!(key.key_usage(), Some(KeyUsageType::EncryptDecrypt) | None) {
        concerns.push("It signs and does not encrypt.".to_owned());
    }
    concerns
}
