//! Rules about volumes.

use std::collections::BTreeSet;

use crate::check::context::{Context, Findings, filled, in_task, is_set, set, text};
use crate::check::rule::{Rule, api, error, refusal};
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[
    error(
        "volume-unknown",
        unknown,
        "A container mounts volumes of its task.",
        refusal("Unknown volume"),
    ),
    error(
        "volume-kinds",
        kinds,
        "A volume is of one kind.",
        api("Volume"),
    ),
    error(
        "efs-encryption",
        efs_encryption,
        "EFS access points and IAM need encryption in transit.",
        refusal("EFS IAM authorization requires TransitEncryption to be enabled."),
    ),
    error(
        "efs-root-directory",
        efs_root_directory,
        "With an access point the directory is the access point's.",
        refusal(
            "When using an EFS access point, the root directory must either be set to / or be omitted.",
        ),
    ),
];

fn unknown(context: &Context<'_>, found: &mut Findings) {
    let names: BTreeSet<&str> = context
        .task_elements("/volumes")
        .filter_map(|(_, volume)| text(volume, "name"))
        .collect();
    for container in &context.containers {
        for (at, mount) in container.elements("mountPoints") {
            if let Some(name) = filled(mount, "sourceVolume")
                && !names.contains(name)
            {
                found.add(
                    in_task(at.member("sourceVolume")),
                    format!("Add a volume named {name} to volumes, or name one that is there"),
                );
            }
        }
    }
}

const KINDS: [&str; 5] = [
    "host",
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "s3filesVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
];

fn kinds(context: &Context<'_>, found: &mut Findings) {
    for (at, volume) in context.task_elements("/volumes") {
        // Describe output has an empty host beside the real kind.
        let kinds: Vec<&str> = KINDS
            .into_iter()
            .filter(|kind| is_set(volume, kind))
            .collect();
        let configured = volume.get("configuredAtLaunch").and_then(Json::as_bool) == Some(true);
        if kinds.len() + usize::from(configured) > 1 {
            found.add(
                in_task(at),
                "Keep one kind of volume here: ECS takes one configuration for each",
            );
        }
    }
}

fn efs_encryption(context: &Context<'_>, found: &mut Findings) {
    for (at, volume) in context.task_elements("/volumes") {
        let Some(efs) = volume.get("efsVolumeConfiguration") else {
            continue;
        };
        let authorization = efs.get("authorizationConfig");
        let reason = if authorization.and_then(|one| text(one, "iam")) == Some("ENABLED") {
            "the task role"
        } else if authorization.is_some_and(|one| is_set(one, "accessPointId")) {
            "an access point"
        } else if is_set(efs, "transitEncryptionPort") {
            "a port for encryption"
        } else {
            continue;
        };
        if text(efs, "transitEncryption") != Some("ENABLED") {
            let at = at
                .member("efsVolumeConfiguration")
                .member("transitEncryption");
            found.fixable(
                in_task(&at),
                format!("Set transitEncryption to ENABLED: {reason} needs it"),
                Some(set("Set to ENABLED", &at, &Json::from("ENABLED"))),
            );
        }
    }
}

fn efs_root_directory(context: &Context<'_>, found: &mut Findings) {
    for (at, volume) in context.task_elements("/volumes") {
        let Some(efs) = volume.get("efsVolumeConfiguration") else {
            continue;
        };
        let has_access_point = efs
            .get("authorizationConfig")
            .is_some_and(|one| is_set(one, "accessPointId"));
        let directory = text(efs, "rootDirectory").unwrap_or("/");
        if has_access_point && !matches!(directory, "/" | "") {
            let at = at.member("efsVolumeConfiguration").member("rootDirectory");
            found.fixable(
                in_task(&at),
                "Set rootDirectory to /, or remove it: the access point decides the directory",
                Some(set("Set to /", &at, &Json::from("/"))),
            );
        }
    }
}
