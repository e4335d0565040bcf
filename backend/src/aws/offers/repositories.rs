//! Repositories of ECR.

use aws_sdk_ecr::types::{EncryptionType, ImageTagMutability, Repository};
use shared::wire::{Listing, Offer, OfferQuery};

use super::page;
use crate::aws::service::millis;
use crate::aws::{Aws, AwsError};

impl Aws {
    pub(super) async fn repository_offers(
        &self,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        page::first_with_some(query.after.as_deref(), |after| {
            self.repository_page(query, after)
        })
        .await
    }

    async fn repository_page(
        &self,
        query: &OfferQuery,
        after: Option<String>,
    ) -> Result<Listing<Offer>, AwsError> {
        let answer = self
            .0
            .ecr
            .describe_repositories()
            .max_results(100)
            .set_next_token(after)
            .send()
            .await
            .map_err(|error| AwsError::of("ecr", "DescribeRepositories", &error))?;
        let search = query.search.as_deref();
        let mut items: Vec<Offer> = answer
            .repositories()
            .iter()
            .filter(|one| page::is_found(search, &[one.repository_uri().unwrap_or_default()]))
            .map(offer)
            .collect();
        items.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Listing {
            items,
            next: page::next(answer.next_token()),
        })
    }
}

fn offer(repository: &Repository) -> Offer {
    let scans = repository
        .image_scanning_configuration()
        .is_some_and(aws_sdk_ecr::types::ImageScanningConfiguration::scan_on_push);
    let own_key = repository
        .encryption_configuration()
        .is_some_and(|encryption| *encryption.encryption_type() != EncryptionType::Aes256);
    let facts = [
        match repository.image_tag_mutability() {
            Some(ImageTagMutability::Immutable) => "a tag stays with its image",
            _ => "a tag may move to another image",
        },
        if scans {
            "scans what is pushed"
        } else {
            "does not scan by itself"
        },
        if own_key {
            "encrypted with a KMS key"
        } else {
            "encrypted with AWS's own key"
        },
    ];
    Offer {
        value: repository.repository_uri().unwrap_or_default().to_owned(),
        name: repository.repository_name().unwrap_or_default().to_owned(),
        facts: facts.map(str::to_owned).into(),
        changed_at_ms: millis(repository.created_at()),
        concerns: Vec::new(),
        pinned: None,
    }
}
