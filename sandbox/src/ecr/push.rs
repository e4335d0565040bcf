//! Pushing images: their manifests only; layers are not simulated.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Image, invalid, manifest, repository};
use crate::{
    error::{Answer, AwsError},
    input, refusal,
    world::World,
};

pub(super) fn put(world: &mut World, request: &Value) -> Answer {
    let now_ms = world.now_ms;
    let text = refusal::required(request, "imageManifest")?;
    let tag = input::text(request, "imageTag");
    let found = repository(world, request)?;
    let name = found.name.clone();
    let read =
        manifest::read(text, input::text(request, "imageManifestMediaType")).ok_or_else(|| {
            invalid(
                "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON \
                 syntax'",
            )
        })?;
    let digest = digest(text);
    if input::text(request, "imageDigest").is_some_and(|sent| sent != digest) {
        return Err(AwsError::new(
            "ImageDigestDoesNotMatchException",
            "The specified image digest does not match the digest that Amazon ECR calculated for \
             the image.",
        ));
    }
    let missing = read
        .children
        .iter()
        .find(|child| !found.images.iter().any(|one| one.digest == **child));
    if let Some(missing) = missing {
        return Err(AwsError::new(
            "ReferencedImagesNotFoundException",
            format!(
                "The image manifest references images that do not exist in the repository: {missing}"
            ),
        ));
    }
    // What is pulled is one of the children, not all of them.
    let children = found
        .images
        .iter()
        .filter(|image| read.children.contains(&image.digest));
    let size_bytes = children
        .map(|image| image.size_bytes)
        .max()
        .unwrap_or(read.size_bytes);
    let tagged = |image: &&Image| tag.is_some_and(|tag| image.tags.iter().any(|one| one == tag));
    if let Some(holder) = found.images.iter().find(tagged) {
        let same = holder.digest == digest;
        if same || found.mutability == "IMMUTABLE" {
            return Err(taken(world, &name, tag.unwrap_or_default(), &digest, same));
        }
    }
    let output = json!({ "image": {
        "registryId": world.account,
        "repositoryName": name,
        "imageId": image_id(&digest, tag),
        "imageManifest": text,
        "imageManifestMediaType": read.media_type,
    } });
    if let Some(repository) = world.ecr.repositories.get_mut(&name) {
        for image in &mut repository.images {
            image.tags.retain(|one| Some(one.as_str()) != tag);
        }
        let tags = tag.map(str::to_owned);
        match repository
            .images
            .iter_mut()
            .find(|image| image.digest == digest)
        {
            Some(image) => image.tags.extend(tags),
            None => repository.images.push(Image {
                digest,
                tags: tags.into_iter().collect(),
                pushed_ms: now_ms,
                size_bytes,
                media_type: read.media_type,
                manifest: text.to_owned(),
                platforms: read.platforms,
            }),
        }
    }
    Ok(output)
}

fn image_id(digest: &str, tag: Option<&str>) -> Value {
    let mut id = json!({ "imageDigest": digest });
    input::set_some(&mut id, "imageTag", tag);
    id
}

fn taken(world: &World, name: &str, tag: &str, digest: &str, same: bool) -> AwsError {
    let account = &world.account;
    if same {
        return AwsError::new(
            "ImageAlreadyExistsException",
            format!(
                "Image with digest '{digest}' and tag '{tag}' already exists in the repository \
                 with name '{name}' in registry with id '{account}'"
            ),
        );
    }
    AwsError::new(
        "ImageTagAlreadyExistsException",
        format!(
            "The image tag '{tag}' already exists in the '{name}' repository and cannot be \
             overwritten because the repository is immutable."
        ),
    )
}

/// The digest that names a manifest: `sha256:` and the hash of its bytes.
pub(crate) fn digest(text: &str) -> String {
    use std::fmt::Write as _;

    let mut digest = "sha256:".to_owned();
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a text cannot fail.
        let _ = write!(digest, "{byte:02x}");
    }
    digest
}
