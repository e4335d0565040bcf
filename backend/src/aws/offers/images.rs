//! Images of a repository of ECR, by their tags, the latest first.

use std::collections::BTreeSet;

use aws_sdk_ecr::types::{DescribeImagesFilter, FindingSeverity, ImageDetail, TagStatus};
use shared::wire::{Listing, Offer, OfferQuery};

use super::platforms::Platforms;
use super::{page, words};
use crate::aws::service::millis;
use crate::aws::{Aws, AwsError};

const OPERATION: &str = "DescribeImages";
/// ECR gives images in no order, so all are asked for, but no more pages of a thousand than this.
const PAGES: usize = 10;

/// A repository, from its URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) struct Repository {
    uri: String,
    pub(in crate::aws) registry: String,
    pub(in crate::aws) name: String,
}

/// An image by one of its tags.
#[derive(Debug, Clone)]
struct Tagged {
    tag: String,
    image: ImageDetail,
}

impl Repository {
    /// Reads a URI such as `123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop-web`.
    pub(in crate::aws) fn of(uri: &str) -> Option<Self> {
        let (host, name) = uri.split_once('/')?;
        let (registry, rest) = host.split_once('.')?;
        let is_ecr = rest.starts_with("dkr.ecr") || rest.starts_with("dkr-ecr");
        (is_ecr && !name.is_empty()).then(|| Self {
            uri: uri.to_owned(),
            registry: registry.to_owned(),
            name: name.to_owned(),
        })
    }
}

impl Aws {
    pub(super) async fn image_offers(
        &self,
        repository: &Repository,
        query: &OfferQuery,
    ) -> Result<Listing<Offer>, AwsError> {
        let images = match self.tagged_images(repository).await {
            // One that is typed and not there has no image; that is an answer.
            Err(AwsError::Refused { code, .. }) if code == "RepositoryNotFoundException" => {
                Vec::new()
            }
            images => images?,
        };
        let search = query.search.as_deref();
        let tagged = images
            .iter()
            .flat_map(|image| {
                image.image_tags().iter().map(|tag| Tagged {
                    tag: tag.clone(),
                    image: image.clone(),
                })
            })
            .filter(|tagged| page::is_found(search, &[&tagged.tag]))
            .map(|tagged| (key(&tagged), tagged))
            .collect();
        let listing = page::page(tagged, query.after.as_deref());
        let digests: BTreeSet<&str> = listing
            .items
            .iter()
            .filter_map(|tagged| tagged.image.image_digest())
            .collect();
        let platforms = self.platforms(repository, &digests).await;
        let usage = self.usage().await;
        let wanted = query.platform.as_deref();
        let offer = |tagged: &Tagged| {
            let digest = tagged.image.image_digest().unwrap_or_default();
            let mut offer = offer(repository, tagged);
            let users = usage.as_ref().map(|usage| usage.of_image(&offer.value));
            offer
                .facts
                .extend(users.and_then(|users| words::used_by(&users)));
            match &platforms {
                Ok(platforms) => {
                    if let Some(platforms) = platforms.get(digest) {
                        offer.facts.insert(0, listed(platforms));
                        offer.concerns.extend(unfit(platforms, wanted));
                    }
                }
                Err(error) => offer
                    .facts
                    .push(words::untold("for which platforms it is built", error)),
            }
            offer
        };
        Ok(Listing {
            items: listing.items.iter().map(offer).collect(),
            next: listing.next,
        })
    }

    async fn tagged_images(&self, repository: &Repository) -> Result<Vec<ImageDetail>, AwsError> {
        let mut images = Vec::new();
        let mut after = None;
        for _ in 0..PAGES {
            let answer = self
                .0
                .ecr
                .describe_images()
                .registry_id(&repository.registry)
                .repository_name(&repository.name)
                .filter(
                    DescribeImagesFilter::builder()
                        .tag_status(TagStatus::Tagged)
                        .build(),
                )
                .max_results(1000)
                .set_next_token(after)
                .send()
                .await
                .map_err(|error| AwsError::of("ecr", OPERATION, &error))?;
            after = page::next(answer.next_token());
            images.extend(answer.image_details.unwrap_or_default());
            if after.is_none() {
                break;
            }
        }
        Ok(images)
    }
}

/// The latest first, and where two are of the same time, by their tags.
fn key(tagged: &Tagged) -> String {
    let pushed = millis(tagged.image.image_pushed_at()).unwrap_or_default();
    let age = i64::MAX.saturating_sub(pushed);
    format!("{age:019} {}", tagged.tag)
}

fn offer(repository: &Repository, Tagged { tag, image }: &Tagged) -> Offer {
    let value = format!("{}:{tag}", repository.uri);
    let digest = image.image_digest().unwrap_or_default();
    let mut facts: Vec<String> = findings(image).into_iter().collect();
    facts.extend(image.image_size_in_bytes().map(words::size));
    let others: Vec<&str> = image
        .image_tags()
        .iter()
        .map(String::as_str)
        .filter(|other| other != tag)
        .collect();
    if !others.is_empty() {
        facts.push(format!("also tagged {}", others.join(", ")));
    }
    facts.extend(short(digest).map(|short| format!("digest {short}")));
    Offer {
        pinned: (!digest.is_empty()).then(|| format!("{value}@{digest}")),
        value,
        name: tag.clone(),
        facts,
        changed_at_ms: millis(image.image_pushed_at()),
        concerns: Vec::new(),
    }
}

/// As much of a digest as tells it from others.
fn short(digest: &str) -> Option<&str> {
    digest.strip_prefix("sha256:")?.get(..12)
}

/// What a scan found, the worst first; nothing where none was made.
fn findings(image: &ImageDetail) -> Option<String> {
    let counts = image
        .image_scan_findings_summary()?
        .finding_severity_counts()?;
    let found: Vec<String> = [
        (FindingSeverity::Critical, "critical"),
        (FindingSeverity::High, "high"),
        (FindingSeverity::Medium, "medium"),
    ]
    .iter()
    .filter_map(|(severity, word)| {
        let count = counts.get(severity).copied().filter(|count| *count > 0)?;
        Some(format!("{count} {word}"))
    })
    .collect();
    Some(if found.is_empty() {
        "the scan found nothing that weighs".to_owned()
    } else {
        format!("the scan found {}", found.join(", "))
    })
}

fn listed(platforms: &Platforms) -> String {
    let listed: Vec<&str> = platforms.iter().map(String::as_str).collect();
    listed.join(" and ")
}

fn unfit(platforms: &Platforms, wanted: Option<&str>) -> Option<String> {
    let wanted = wanted?.to_lowercase();
    if platforms.contains(&wanted) {
        return None;
    }
    let alone = if platforms.len() == 1 { " alone" } else { "" };
    Some(format!(
        "Built for {}{alone}, and this task runs on {wanted}.",
        listed(platforms)
    ))
}

#[cfg(test)]
mod tests {
    use super::{Repository, unfit};

    #[test]
    fn only_repositories_of_ecr_have_images_to_list() {
        let uri = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/shop-web";
        let repository = Repository::of(uri).unwrap();
        assert_eq!(repository.registry, "123456789012");
        assert_eq!(repository.name, "team/shop-web");
        assert_eq!(Repository::of("docker.io/nginx"), None);
        assert_eq!(Repository::of("nginx"), None);
    }

    #[test]
    fn a_platform_that_is_missing_is_a_concern() {
        let intel = ["linux/amd64".to_owned()].into();
        assert_eq!(
            unfit(&intel, Some("linux/arm64")).as_deref(),
            Some("Built for linux/amd64 alone, and this task runs on linux/arm64.")
        );
        assert_eq!(unfit(&intel, Some("linux/amd64")), None);
        assert_eq!(unfit(&intel, None), None);
    }
}
