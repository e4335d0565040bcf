//! For which platforms images are built, as their indexes say.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ecr::types::ImageIdentifier;
use serde_json::Value;

use super::images::Repository;
use crate::aws::{Aws, AwsError};

/// The manifests that we can read; without them ECR gives only the oldest form.
const ACCEPTED: [&str; 4] = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
];
/// So many images are asked for at once.
const AT_ONCE: usize = 100;

/// Platforms such as `linux/arm64`, in order.
pub(in crate::aws) type Platforms = BTreeSet<String>;

impl Aws {
    /// The platforms of images, by digest. An image that is no index says nothing of it.
    pub(in crate::aws) async fn platforms(
        &self,
        repository: &Repository,
        digests: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, Platforms>, AwsError> {
        let mut found = BTreeMap::new();
        let digests: Vec<&str> = digests.iter().copied().collect();
        for some in digests.chunks(AT_ONCE) {
            let ids = some
                .iter()
                .map(|digest| ImageIdentifier::builder().image_digest(*digest).build())
                .collect();
            let answer = self
                .0
                .ecr
                .batch_get_image()
                .registry_id(&repository.registry)
                .repository_name(&repository.name)
                .set_image_ids(Some(ids))
                .set_accepted_media_types(Some(ACCEPTED.map(str::to_owned).into()))
                .send()
                .await
                .map_err(|error| AwsError::of("ecr", "BatchGetImage", &error))?;
            for image in answer.images() {
                let digest = image.image_id().and_then(|id| id.image_digest());
                let platforms = image.image_manifest().and_then(of_index);
                if let (Some(digest), Some(platforms)) = (digest, platforms) {
                    found.insert(digest.to_owned(), platforms);
                }
            }
        }
        Ok(found)
    }
}

/// The platforms that an index lists; nothing where the manifest is none.
fn of_index(manifest: &str) -> Option<Platforms> {
    let manifest: Value = serde_json::from_str(manifest).ok()?;
    let listed = manifest.get("manifests")?.as_array()?;
    let platforms: Platforms = listed
        .iter()
        .filter_map(|one| one.get("platform"))
        .filter_map(name)
        .collect();
    (!platforms.is_empty()).then_some(platforms)
}

/// Statements about how an image was built stand in its index too, for no platform.
fn name(platform: &Value) -> Option<String> {
    let text = |member: &str| platform.get(member).and_then(Value::as_str);
    let (os, architecture) = (text("os")?, text("architecture")?);
    (os != "unknown" && architecture != "unknown").then(|| format!("{os}/{architecture}"))
}

#[cfg(test)]
mod tests {
    use super::of_index;

    #[test]
    fn an_index_lists_its_platforms_alone() {
        let index = r#"{"manifests": [
            {"platform": {"os": "linux", "architecture": "arm64", "variant": "v8"}},
            {"platform": {"os": "linux", "architecture": "amd64"}},
            {"platform": {"os": "unknown", "architecture": "unknown"}}
        ]}"#;
        let platforms: Vec<String> = of_index(index).unwrap().into_iter().collect();
        assert_eq!(platforms, ["linux/amd64", "linux/arm64"]);
        assert_eq!(of_index(r#"{"config": {}, "layers": []}"#), None);
    }
}
