//! Repositories and the images that were pushed to them over time.

use serde_json::{Value, json};

use super::planting::Planting;
use crate::ecr;

const BOTH: &[&str] = &["amd64", "arm64"];
const INTEL: &[&str] = &["amd64"];
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

pub(super) fn push_first(planting: &mut Planting<'_>) {
    for name in ["shop-web", "orders-api", "mail-worker"] {
        let input = json!({
            "repositoryName": name,
            "imageScanningConfiguration": { "scanOnPush": true },
            "tags": [{ "Key": "team", "Value": "shop" }],
        });
        planting.call(ecr::call, "CreateRepository", &input);
    }
    push(planting, "shop-web", "1.4.0", BOTH);
    push(planting, "orders-api", "2.3.0", BOTH);
    push(planting, "mail-worker", "0.9.3", INTEL);
    push(planting, "mail-worker", "0.9.4", INTEL);
}

pub(super) fn push_second(planting: &mut Planting<'_>) {
    push(planting, "shop-web", "1.5.0", BOTH);
    push(planting, "orders-api", "2.4.0", BOTH);
}

pub(super) fn push_third(planting: &mut Planting<'_>) {
    push(planting, "shop-web", "1.5.1", BOTH);
    push(planting, "shop-web", "1.6.0", BOTH);
    push(planting, "orders-api", "2.4.1", BOTH);
    push(planting, "orders-api", "2.5.0", BOTH);
    push(planting, "mail-worker", "1.0.0", INTEL);
}

/// Pushes one image for each platform and an index over them, as build tools do.
pub(super) fn push(
    planting: &mut Planting<'_>,
    repository: &str,
    tag: &str,
    architectures: &[&str],
) {
    let mut listed = Vec::new();
    for architecture in architectures {
        let text = manifest(&format!("{repository}:{tag}/{architecture}")).to_string();
        let input = json!({
            "repositoryName": repository,
            "imageManifest": text,
            "imageManifestMediaType": MANIFEST,
        });
        let digest = planting.call_for(ecr::call, "PutImage", &input, "/image/imageId/imageDigest");
        listed.push(json!({
            "mediaType": MANIFEST,
            "digest": digest,
            "size": text.len(),
            "platform": { "architecture": architecture, "os": "linux" },
        }));
    }
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": listed });
    let input = json!({
        "repositoryName": repository,
        "imageManifest": index.to_string(),
        "imageManifestMediaType": INDEX,
        "imageTag": tag,
    });
    planting.call(ecr::call, "PutImage", &input);
}

/// A manifest whose digests follow from what the image is.
fn manifest(what: &str) -> Value {
    let blob = |part: &str| ecr::digest(&format!("{what}/{part}"));
    json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": blob("config"),
            "size": 7023,
        },
        "layers": [
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": blob("base"),
                "size": 29_126_484,
            },
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": blob("application"),
                "size": 18_204_911,
            }
        ],
    })
}
