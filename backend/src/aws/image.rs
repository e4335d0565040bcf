//! One image, as a task definition names it: whether it is there, and for which platforms.

use std::collections::BTreeSet;

use aws_sdk_ecr::error::ProvideErrorMetadata as _;
use aws_sdk_ecr::types::ImageIdentifier;

use super::offers::Repository;
use super::{Aws, AwsError};

/// What became of looking for an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Image {
    /// It is there.
    Found {
        /// Its digest, which stays when its tag moves.
        digest: String,
        /// The platforms that its index lists; nothing where it has none.
        platforms: Result<Option<BTreeSet<String>>, AwsError>,
    },
    /// It is not there.
    Missing,
    /// It is not there yet, and ECR fetches it from elsewhere when it is pulled.
    ThroughCache {
        /// Where from, such as `registry-1.docker.io`.
        upstream: String,
    },
    /// Its registry is not ECR.
    NotEcr,
    /// It is in ECR of another account or region.
    Elsewhere,
}

impl Aws {
    /// Looks for an image.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn image(&self, reference: &str) -> Result<Image, AwsError> {
        let Some((repository, id)) = named(reference) else {
            return Ok(Image::NotEcr);
        };
        if !self.is_own_registry(reference, &repository).await {
            return Ok(Image::Elsewhere);
        }
        let Some(digest) = self.described(&repository, id).await? else {
            return self.missing(&repository).await;
        };
        let found = self
            .platforms(&repository, &BTreeSet::from([digest.as_str()]))
            .await;
        Ok(Image::Found {
            platforms: found.map(|mut found| found.remove(&digest)),
            digest,
        })
    }

    /// The digest that an image's tag stands for; nothing where ECR of this account and region has
    /// none.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn digest(&self, reference: &str) -> Result<Option<String>, AwsError> {
        match named(reference) {
            Some((repository, id)) if self.is_own_registry(reference, &repository).await => {
                self.described(&repository, id).await
            }
            _ => Ok(None),
        }
    }

    async fn is_own_registry(&self, reference: &str, repository: &Repository) -> bool {
        region(reference) == Some(self.region())
            && self.account().await.as_deref() == Some(repository.registry.as_str())
    }

    async fn described(
        &self,
        repository: &Repository,
        id: ImageIdentifier,
    ) -> Result<Option<String>, AwsError> {
        let described = self
            .0
            .ecr
            .describe_images()
            .registry_id(&repository.registry)
            .repository_name(&repository.name)
            .image_ids(id)
            .send()
            .await;
        match described {
            Ok(answer) => Ok(answer
                .image_details()
                .first()
                .and_then(|image| image.image_digest().map(str::to_owned))),
            Err(error) => {
                let code = error.as_service_error().and_then(|error| error.code());
                if !matches!(
                    code,
                    Some("ImageNotFoundException" | "RepositoryNotFoundException")
                ) {
                    return Err(AwsError::of("ecr", "DescribeImages", &error));
                }
                Ok(None)
            }
        }
    }

    /// An image that is not there may still be pulled, where a rule says from where ECR fetches it.
    async fn missing(&self, repository: &Repository) -> Result<Image, AwsError> {
        let rules: Vec<_> = self
            .0
            .ecr
            .describe_pull_through_cache_rules()
            .registry_id(&repository.registry)
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .map_err(|error| AwsError::of("ecr", "DescribePullThroughCacheRules", &error))?;
        let upstream = rules.iter().find(|rule| {
            let prefix = rule.ecr_repository_prefix().unwrap_or_default();
            prefix == "ROOT"
                || repository
                    .name
                    .strip_prefix(prefix)
                    .is_some_and(|rest| rest.starts_with('/'))
        });
        Ok(upstream.map_or(Image::Missing, |rule| Image::ThroughCache {
            upstream: rule.upstream_registry_url().unwrap_or_default().to_owned(),
        }))
    }
}

/// The repository and the image in it; nothing where the registry is not ECR.
fn named(reference: &str) -> Option<(Repository, ImageIdentifier)> {
    let (named, digest) = match reference.split_once('@') {
        Some((named, digest)) => (named, Some(digest)),
        None => (reference, None),
    };
    let (host, path) = named.split_once('/')?;
    let (name, tag) = match path.split_once(':') {
        Some((name, tag)) => (name, Some(tag)),
        None => (path, None),
    };
    let repository = Repository::of(&format!("{host}/{name}"))?;
    let id = ImageIdentifier::builder();
    // With a digest the tag says nothing: it is the digest that is pulled.
    let id = match digest {
        Some(digest) => id.image_digest(digest),
        None => id.image_tag(tag.unwrap_or("latest")),
    };
    Some((repository, id.build()))
}

/// The region in the host of a registry, such as `123456789012.dkr.ecr.eu-central-1.amazonaws.com`
/// or `123456789012.dkr-ecr.eu-central-1.on.aws`.
fn region(reference: &str) -> Option<&str> {
    let (host, _) = reference.split_once('/')?;
    let mut parts = host.split('.').skip(1);
    match parts.next()? {
        "dkr" => parts.nth(1),
        _ => parts.next(),
    }
}

#[cfg(test)]
mod tests {
    use super::{named, region};

    #[test]
    fn references_name_a_repository_and_an_image() {
        let host = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
        let (repository, id) = named(&format!("{host}/team/shop:1.4")).unwrap();
        assert_eq!(repository.name, "team/shop");
        assert_eq!(id.image_tag(), Some("1.4"));
        let (_, id) = named(&format!("{host}/shop")).unwrap();
        assert_eq!(id.image_tag(), Some("latest"));
        let (_, id) = named(&format!("{host}/shop:1.4@sha256:00")).unwrap();
        assert_eq!(
            (id.image_tag(), id.image_digest()),
            (None, Some("sha256:00"))
        );
        assert!(named("nginx:1").is_none());
        assert!(named("docker.io/library/nginx:1").is_none());
        assert_eq!(region(&format!("{host}/shop")), Some("eu-central-1"));
        let fips = "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/shop";
        assert_eq!(region(fips), Some("us-east-1"));
        let dual = "123456789012.dkr-ecr.eu-central-1.on.aws/shop";
        assert_eq!(region(dual), Some("eu-central-1"));
    }
}
