//! What forms let people choose from, each with what it means.
//!
//! A list that only needs one call of AWS comes page by page as AWS gives it. What a second call
//! would add is left out, and said, where AWS does not allow that call: half of the facts are
//! better than none.

mod alarms;
mod capacity_providers;
mod classic_load_balancers;
mod clusters;
mod file_systems;
mod images;
mod keys;
mod log_groups;
mod namespaces;
mod page;
mod parameters;
mod platforms;
mod registries;
mod repositories;
mod roles;
mod secret_parts;
mod secrets;
mod security_groups;
mod subnets;
mod target_groups;
mod words;

use shared::wire::{Listing, Offer, OfferKind, OfferQuery};

use super::{Aws, AwsError};

pub(super) use alarms::SERVICE as CLOUD_WATCH;
pub(super) use images::Repository;

/// Nothing can be offered.
#[derive(Debug, thiserror::Error)]
pub enum OffersError {
    /// The question leaves open what the offers are to belong to.
    #[error("give in `of` what they belong to: {0}")]
    OfNothing(&'static str),
    /// AWS did not answer, or refused.
    #[error(transparent)]
    Aws(#[from] AwsError),
}

impl Aws {
    /// A page of the things of a kind.
    ///
    /// # Errors
    /// AWS did not answer, or refused; or the question leaves something open.
    pub async fn offers(
        &self,
        kind: OfferKind,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, OffersError> {
        let query = &without_blanks(query);
        let of = |what| query.of.as_deref().ok_or(OffersError::OfNothing(what));
        // Boxed, so that one kind's calls are not carried about by all.
        let listing = match kind {
            OfferKind::Alarms => Box::pin(self.alarm_offers(query)).await?,
            OfferKind::CapacityProviders => Box::pin(self.capacity_provider_offers(query)).await?,
            OfferKind::ClassicLoadBalancers => {
                Box::pin(self.classic_load_balancer_offers(query)).await?
            }
            OfferKind::Clusters => Box::pin(self.cluster_offers(query)).await?,
            OfferKind::AccessPoints => {
                let file_system = of("the id of a file system")?;
                Box::pin(self.access_point_offers(file_system, query)).await?
            }
            OfferKind::FileSystems => Box::pin(self.file_system_offers(query)).await?,
            OfferKind::Images => {
                let uri = of("the URI of an ECR repository")?;
                let repository = images::Repository::of(uri)
                    .ok_or(OffersError::OfNothing("the URI of an ECR repository"))?;
                Box::pin(self.image_offers(&repository, query)).await?
            }
            OfferKind::Keys => Box::pin(self.key_offers(query)).await?,
            OfferKind::LogGroups => Box::pin(self.log_group_offers(query)).await?,
            OfferKind::Namespaces => Box::pin(self.namespace_offers(query)).await?,
            OfferKind::Parameters => Box::pin(self.parameter_offers(query)).await?,
            OfferKind::Registries => Box::pin(self.registry_offers(query)).await?,
            OfferKind::Repositories => Box::pin(self.repository_offers(query)).await?,
            OfferKind::Roles => Box::pin(self.role_offers(query)).await?,
            OfferKind::SecretKeys => {
                let secret = of("the ARN of a secret")?;
                Box::pin(self.secret_key_offers(secret, query)).await?
            }
            OfferKind::SecretVersions => {
                let secret = of("the ARN of a secret")?;
                Box::pin(self.secret_version_offers(secret, query)).await?
            }
            OfferKind::Secrets => Box::pin(self.secret_offers(query)).await?,
            OfferKind::SecurityGroups => Box::pin(self.security_group_offers(query)).await?,
            OfferKind::Subnets => Box::pin(self.subnet_offers(query)).await?,
            OfferKind::TargetGroups => Box::pin(self.target_group_offers(query)).await?,
        };
        Ok(listing)
    }
}

/// A form sends its empty fields too; they ask for nothing.
fn without_blanks(query: &OfferQuery) -> OfferQuery {
    let filled = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim)?;
        (!text.is_empty()).then(|| text.to_owned())
    };
    OfferQuery {
        search: filled(&query.search),
        after: query.after.clone().filter(|after| !after.is_empty()),
        of: filled(&query.of),
        platform: filled(&query.platform),
        target_type: filled(&query.target_type),
    }
}
