//! Image manifests, as far as a registry looks into them.

use serde_json::Value;

use crate::input;

/// What a manifest says.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) media_type: String,
    /// Such as `linux/arm64`; what is no image for a machine, as attestations, is left out.
    pub(super) platforms: Vec<String>,
    /// Digests of the manifests in an index.
    pub(super) children: Vec<String>,
    pub(super) size_bytes: u64,
}

const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// Reads a manifest or an index; `None` when it is neither.
pub(super) fn read(text: &str, media_type: Option<&str>) -> Option<Manifest> {
    let value: Value = serde_json::from_str(text).ok()?;
    let listed = input::list(&value, "manifests");
    let usual = if value.get("manifests").is_some() {
        OCI_INDEX
    } else if value.get("config").is_some() {
        OCI_MANIFEST
    } else {
        return None;
    };
    let media_type = media_type
        .or_else(|| input::text(&value, "mediaType"))
        .unwrap_or(usual);
    let mut platforms: Vec<String> = listed.iter().filter_map(platform).collect();
    platforms.dedup();
    if listed.is_empty() {
        // Only the configuration blob, which is not simulated, would tell.
        platforms.push("linux/amd64".to_owned());
    }
    let children = listed
        .iter()
        .filter_map(|one| input::text(one, "digest"))
        .map(str::to_owned);
    let parts = input::list(&value, "layers")
        .iter()
        .chain(listed)
        .chain(value.get("config"));
    let size = parts.filter_map(|part| part.get("size")?.as_u64()).sum();
    Some(Manifest {
        media_type: media_type.to_owned(),
        platforms,
        children: children.collect(),
        size_bytes: size,
    })
}

fn platform(listed: &Value) -> Option<String> {
    let platform = listed.get("platform")?;
    let (os, architecture) = (
        input::text(platform, "os")?,
        input::text(platform, "architecture")?,
    );
    (os != "unknown").then(|| format!("{os}/{architecture}"))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_index_tells_its_platforms() {
        let index = r#"{"schemaVersion":2,"manifests":[
            {"digest":"sha256:a","size":10,"platform":{"os":"linux","architecture":"amd64"}},
            {"digest":"sha256:b","size":20,"platform":{"os":"linux","architecture":"arm64"}},
            {"digest":"sha256:c","size":5,"platform":{"os":"unknown","architecture":"unknown"}}]}"#;
        let manifest = read(index, None).unwrap();
        assert_eq!(manifest.platforms, ["linux/amd64", "linux/arm64"]);
        assert_eq!(manifest.children.len(), 3);
        assert_eq!(
            manifest.media_type,
            "application/vnd.oci.image.index.v1+json"
        );
    }

    #[test]
    fn other_json_is_no_manifest() {
        assert!(read("{}", None).is_none());
        assert!(read("no json", None).is_none());
    }
}
