//! Reading images.

use serde_json::{Value, json};

use super::{Image, Repository, Wanted, invalid, paged, refuse_pages_of_named, repository, scan};
use crate::{
    error::{Answer, AwsError},
    input, timestamp,
    world::World,
};

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    let repository = repository(world, request)?;
    let wanted = input::list(request, "imageIds");
    refuse_pages_of_named(request, "imageIds")?;
    let images: Vec<&Image> = if wanted.is_empty() {
        repository
            .images
            .iter()
            .filter(|image| passes(image, request))
            .collect()
    } else {
        let found = wanted.iter().map(|id| find(world, repository, id));
        found.collect::<Result<_, _>>()?
    };
    let items = images
        .into_iter()
        .map(|image| details(world, repository, image))
        .collect();
    paged(request, "imageDetails", items)
}

pub(super) fn find<'a>(
    world: &World,
    repository: &'a Repository,
    image_id: &Value,
) -> Result<&'a Image, AwsError> {
    let wanted = Wanted::read(image_id).ok_or_else(no_id)?;
    repository.find(&wanted).ok_or_else(|| {
        let text = |member| input::text(image_id, member).unwrap_or("null");
        AwsError::new(
            "ImageNotFoundException",
            format!(
                "The image with imageId {{imageDigest:'{}', imageTag:'{}'}} does not exist within \
                 the repository with name '{}' in the registry with id '{}'",
                text("imageDigest"),
                text("imageTag"),
                repository.name,
                world.account
            ),
        )
    })
}

pub(super) fn no_id() -> AwsError {
    invalid(
        "Invalid parameter at 'ImageIds' failed to satisfy constraint: 'Image ID must have a tag \
         or a digest'",
    )
}

fn passes(image: &Image, request: &Value) -> bool {
    let status = request
        .get("filter")
        .and_then(|filter| input::text(filter, "tagStatus"));
    match status {
        Some("TAGGED") => !image.tags.is_empty(),
        Some("UNTAGGED") => image.tags.is_empty(),
        _ => true,
    }
}

fn details(world: &World, repository: &Repository, image: &Image) -> Value {
    let mut output = json!({
        "registryId": world.account,
        "repositoryName": repository.name,
        "imageDigest": image.digest,
        "imageSizeInBytes": image.size_bytes,
        "imagePushedAt": timestamp::epoch_seconds(image.pushed_ms),
        "imageManifestMediaType": image.media_type,
        "artifactMediaType": "application/vnd.oci.image.config.v1+json",
    });
    let tags = (!image.tags.is_empty()).then(|| image.tags.clone());
    input::set_some(&mut output, "imageTags", tags);
    if repository.scan_on_push {
        input::set_some(&mut output, "imageScanStatus", Some(scan::status()));
        let summary = Some(scan::summary(image));
        input::set_some(&mut output, "imageScanFindingsSummary", summary);
    }
    output
}

pub(super) fn list(world: &World, request: &Value) -> Answer {
    let repository = repository(world, request)?;
    let images = repository
        .images
        .iter()
        .filter(|image| passes(image, request));
    let ids = images.flat_map(|image| {
        if image.tags.is_empty() {
            return vec![json!({ "imageDigest": image.digest })];
        }
        let of = |tag| json!({ "imageDigest": image.digest, "imageTag": tag });
        image.tags.iter().map(of).collect()
    });
    paged(request, "imageIds", ids.collect())
}

pub(super) fn batch_get(world: &World, request: &Value) -> Answer {
    let repository = repository(world, request)?;
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for image_id in input::list(request, "imageIds") {
        let wanted = Wanted::read(image_id);
        match wanted.as_ref().map(|wanted| repository.find(wanted)) {
            Some(Some(image)) => {
                let mut id = json!({ "imageDigest": image.digest });
                input::set_some(&mut id, "imageTag", input::text(image_id, "imageTag"));
                found.push(json!({
                    "registryId": world.account,
                    "repositoryName": repository.name,
                    "imageId": id,
                    "imageManifest": image.manifest,
                    "imageManifestMediaType": image.media_type,
                }));
            }
            Some(None) => failures.push(json!({
                "imageId": image_id,
                "failureCode": "ImageNotFound",
                "failureReason": "Requested image not found",
            })),
            None => failures.push(json!({
                "imageId": image_id,
                "failureCode": "MissingDigestAndTag",
                "failureReason": "Invalid request parameters: both tag and digest cannot be null",
            })),
        }
    }
    Ok(json!({ "images": found, "failures": failures }))
}
