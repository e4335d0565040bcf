//! What a scan of an image found. Layers are not simulated, so the digest decides: the same image
//! always has the same findings, and images differ.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Image,
    images::{find, no_id},
    invalid, repository,
};
use crate::{
    error::{Answer, AwsError},
    input, paging, refusal, timestamp,
    world::World,
};

/// Name, severity, package and its version.
type Finding = (&'static str, &'static str, &'static str, &'static str);

/// What images on Debian are often found to have.
const KNOWN: [Finding; 6] = [
    ("CVE-2023-45853", "CRITICAL", "zlib", "1:1.2.13.dfsg-1"),
    ("CVE-2023-31484", "HIGH", "perl", "5.36.0-7+deb12u1"),
    ("CVE-2023-4641", "MEDIUM", "shadow", "1:4.13+dfsg1-1"),
    ("CVE-2022-3219", "LOW", "gnupg2", "2.2.40-1.1"),
    ("CVE-2022-0563", "LOW", "util-linux", "2.38.1-5+deb12u1"),
    ("CVE-2011-3374", "INFORMATIONAL", "apt", "2.6.1"),
];

fn of(image: &Image) -> impl Iterator<Item = &'static Finding> {
    let digits = image
        .digest
        .strip_prefix("sha256:")
        .and_then(|hex| hex.get(..2));
    let bits = digits
        .and_then(|digits| u8::from_str_radix(digits, 16).ok())
        .unwrap_or_default();
    KNOWN
        .iter()
        .enumerate()
        .filter(move |(index, _)| bits & (1 << index) != 0)
        .map(|(_, finding)| finding)
}

/// How often each severity was found.
fn counts(image: &Image) -> Value {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, severity, ..) in of(image) {
        *counts.entry(severity).or_default() += 1;
    }
    json!(counts)
}

pub(super) fn status() -> Value {
    json!({ "status": "COMPLETE", "description": "The scan was completed successfully." })
}

/// As a list of images shows it.
pub(super) fn summary(image: &Image) -> Value {
    json!({
        "imageScanCompletedAt": timestamp::epoch_seconds(image.pushed_ms),
        "findingSeverityCounts": counts(image),
    })
}

pub(super) fn findings(world: &World, request: &Value) -> Answer {
    let repository = repository(world, request)?;
    let image_id = request.get("imageId").ok_or_else(no_id)?;
    let image = find(world, repository, image_id)?;
    let tag = input::text(image_id, "imageTag");
    if !repository.scan_on_push {
        return Err(AwsError::new(
            "ScanNotFoundException",
            format!(
                "Image scan does not exist for the image with '{{imageDigest:'{}', imageTag:'{}'}}' \
                 in the repository with name '{}' in the registry with id '{}'",
                image.digest,
                tag.unwrap_or("null"),
                repository.name,
                world.account
            ),
        ));
    }
    let size = refusal::page_size(request, "maxResults", 100, 1000)?;
    let page = paging::page(of(image).collect(), input::text(request, "nextToken"), size).map_err(
        |_| {
            invalid(
                "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'",
            )
        },
    )?;
    let found: Vec<Value> = page.items.into_iter().map(show).collect();
    let mut id = json!({ "imageDigest": image.digest });
    input::set_some(&mut id, "imageTag", tag);
    let mut output = json!({
        "registryId": world.account,
        "repositoryName": repository.name,
        "imageId": id,
        "imageScanStatus": status(),
        "imageScanFindings": {
            "imageScanCompletedAt": timestamp::epoch_seconds(image.pushed_ms),
            "findings": found,
            "findingSeverityCounts": counts(image),
        },
    });
    input::set_some(&mut output, "nextToken", page.next);
    Ok(output)
}

fn show((name, severity, package, version): &Finding) -> Value {
    json!({
        "name": name,
        "uri": format!("https://security-tracker.debian.org/tracker/{name}"),
        "severity": severity,
        "attributes": [
            { "key": "package_version", "value": version },
            { "key": "package_name", "value": package },
        ],
    })
}
