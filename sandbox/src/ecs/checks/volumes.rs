//! Volumes, mount points and volumes from other containers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Verdict, draft::Draft, names::is_name};
use crate::{ecs::refusal::client, input};

/// A volume is one of these kinds.
const KINDS: [&str; 5] = [
    "host",
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "s3filesVolumeConfiguration",
];

pub(super) fn check(draft: &Draft<'_>) -> Verdict {
    let mut names = BTreeSet::new();
    let mut at_launch = Vec::new();
    for volume in draft.list("volumes") {
        let name = input::text(volume, "name").unwrap_or_default();
        if name.is_empty() {
            return Err(client("volume.name should not be null or empty."));
        }
        if !is_name(name) {
            return Err(client("Volume name contains invalid characters."));
        }
        if !names.insert(name) {
            return Err(client(format!("Duplicate volume name '{name}'.")));
        }
        let is_at_launch = input::flag(volume, "configuredAtLaunch");
        let kinds = KINDS.iter().filter(|kind| is_kind(volume, kind)).count();
        if kinds + usize::from(is_at_launch) > 1 {
            return Err(client(format!(
                "Only one volume configuration can be specified for volume '{name}'."
            )));
        }
        if is_at_launch {
            at_launch.push(name);
        }
        if let Some(efs) = volume.get("efsVolumeConfiguration") {
            check_efs(efs)?;
        }
    }
    if at_launch.len() > 1 {
        return Err(client(
            "Only one volume that is configured at launch is supported.",
        ));
    }
    let mut mounted = BTreeSet::new();
    for container in draft.containers {
        for mount in input::list(container, "mountPoints") {
            let source = input::text(mount, "sourceVolume").unwrap_or_default();
            if !names.contains(source) {
                return Err(client(format!("Unknown volume '{source}'.")));
            }
            mounted.insert(source);
        }
        for from in input::list(container, "volumesFrom") {
            let source = input::text(from, "sourceContainer").unwrap_or_default();
            if draft.container(source).is_none() {
                return Err(client(format!(
                    "Invalid 'volumesFrom' setting. Unknown container: '{source}'."
                )));
            }
        }
    }
    match at_launch.iter().find(|name| !mounted.contains(*name)) {
        Some(name) => Err(client(format!(
            "Volumes [{name}] are not referenced by any of the containers"
        ))),
        None => Ok(()),
    }
}

fn is_kind(volume: &Value, kind: &str) -> bool {
    match (kind, volume.get(kind)) {
        // `"host": {}` is how AWS writes a volume of no kind.
        ("host", Some(host)) => input::text(host, "sourcePath").is_some(),
        (_, found) => found.is_some(),
    }
}

fn check_efs(efs: &Value) -> Verdict {
    let is_encrypted = input::text(efs, "transitEncryption") == Some("ENABLED");
    let authorization = efs.get("authorizationConfig");
    let uses_iam = authorization.and_then(|config| input::text(config, "iam")) == Some("ENABLED");
    let access_point = authorization.and_then(|config| input::text(config, "accessPointId"));
    if uses_iam && !is_encrypted {
        return Err(client(
            "EFS IAM authorization requires TransitEncryption to be enabled.",
        ));
    }
    if access_point.is_some() {
        if input::text(efs, "rootDirectory").is_some_and(|directory| directory != "/") {
            return Err(client(
                "When using an EFS access point, the root directory must either be set to \"/\" or \
                 be omitted.",
            ));
        }
        if !is_encrypted {
            return Err(client(
                "EFS access points require TransitEncryption to be enabled.",
            ));
        }
    }
    if efs.get("transitEncryptionPort").is_some() && !is_encrypted {
        return Err(client(
            "TransitEncryptionPort requires that TransitEncryption is enabled.",
        ));
    }
    Ok(())
}
