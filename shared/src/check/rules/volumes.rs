//! Rules about volumes.

use std::collections::BTreeSet;

use crate::check::context::{Context, Findings, filled, in_task, is_surely_set, text};
use crate::check::open::{has_open_element, is_open};
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
        "volume-unnamed",
        unnamed,
        "A volume has a name.",
        refusal("volume.name should not be null or empty."),
    ),
    error(
        "volumes-at-launch",
        several_at_launch,
        "One volume is configured by the service.",
        api("Volume"),
    ),
    error(
        "volume-at-launch-unmounted",
        unmounted_at_launch,
        "A volume that the service configures is mounted.",
        refusal("Volumes are not referenced by any of the containers"),
    ),
    error(
        "mount-path-missing",
        mount_path,
        "A mount has a path in the container.",
        api("MountPoint"),
    ),
];

fn unknown(context: &Context<'_>, found: &mut Findings) {
    let names: BTreeSet<&str> = context
        .task_elements("/volumes")
        .filter_map(|(_, volume)| text(volume, "name"))
        .collect();
    // One that is not filled in may be any of them.
    let unnamed = |volume: &Json| volume.get("name").is_some_and(is_open);
    let open = context.has_open_elements("volumes");
    if open
        || context
            .task_elements("/volumes")
            .any(|(_, volume)| unnamed(volume))
    {
        return;
    }
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
            .filter(|kind| is_surely_set(volume, kind))
            .collect();
        if kinds.len() + usize::from(is_at_launch(volume)) > 1 {
            found.add(
                in_task(at),
                "Keep one kind of volume here: ECS takes one configuration for each",
            );
        }
    }
}

fn unnamed(context: &Context<'_>, found: &mut Findings) {
    for (at, volume) in context.task_elements("/volumes") {
        if volume.as_object().is_some() && matches!(volume.get("name"), None | Some(Json::Null)) {
            found.add(
                in_task(at.member("name")),
                "Name the volume, such as data: containers mount it by its name",
            );
        }
    }
}

fn is_at_launch(volume: &Json) -> bool {
    volume.get("configuredAtLaunch").and_then(Json::as_bool) == Some(true)
}

fn several_at_launch(context: &Context<'_>, found: &mut Findings) {
    let at_launch = context
        .task_elements("/volumes")
        .filter(|(_, volume)| is_at_launch(volume));
    for (at, _) in at_launch.skip(1) {
        found.add(
            in_task(at.member("configuredAtLaunch")),
            "Keep one volume that is configured at launch: a service configures one",
        );
    }
}

fn unmounted_at_launch(context: &Context<'_>, found: &mut Findings) {
    for (at, volume) in context.task_elements("/volumes") {
        let Some(name) = filled(volume, "name").filter(|_| is_at_launch(volume)) else {
            continue;
        };
        let mounted = context.containers.iter().any(|container| {
            let mut mounts = container.elements("mountPoints");
            let may_be = |source: &Json| source.as_str() == Some(name) || is_open(source);
            has_open_element(container.json.get("mountPoints"))
                || mounts.any(|(_, mount)| mount.get("sourceVolume").is_some_and(may_be))
        });
        if !mounted && !context.has_open_containers() {
            found.add(
                in_task(at),
                format!("Mount {name} in a container, or remove it: ECS refuses a volume configured at launch that nobody mounts"),
            );
        }
    }
}

fn mount_path(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (at, mount) in container.elements("mountPoints") {
            let missing = match mount.get("containerPath") {
                None | Some(Json::Null) => mount.as_object().is_some(),
                Some(path) => path.as_str() == Some(""),
            };
            if missing {
                found.add(
                    in_task(at.member("containerPath")),
                    format!(
                        "Give the path where the volume appears in {}, such as /data",
                        container.words()
                    ),
                );
            }
        }
    }
}
