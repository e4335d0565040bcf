//! Volumes, bind mounts and memory file systems.

use super::container::Container;
use super::task::Task;
use super::text::{self, scalar, split, texts};
use super::units;
use crate::clip::clip;
use crate::dialect::coerce;
use crate::dialect::members::{object, texts as list};
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema::Value;

/// A mount in either syntax.
struct Mount {
    kind: String,
    source: Option<String>,
    target: String,
    read_only: bool,
}

/// Mounts of a container.
pub(super) fn read(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let Some(mounts) = json.as_array() else {
        container.misfit(json, place);
        return;
    };
    for (at, one) in mounts.iter().enumerate() {
        let place = place.index(at);
        let mount = match one {
            Json::Object(_) => long(container, one, &place),
            other => scalar(other).and_then(|text| short(container, &text, &place)),
        };
        match mount {
            Some(mount) => add(container, &mount, &place),
            None => container.misfit(one, &place),
        }
    }
}

/// `[source:]target[:options]`.
fn short(container: &mut Container<'_>, text: &str, place: &Place<'_>) -> Option<Mount> {
    let mut parts = split(text, ':');
    // The letter of a drive is no part of its own.
    let mut at = 0;
    while at + 1 < parts.len() {
        let is_drive = parts.get(at).is_some_and(|part| {
            part.len() == 1 && part.starts_with(|one: char| one.is_ascii_alphabetic())
        });
        let path = parts
            .get(at + 1)
            .is_some_and(|next| next.starts_with(['\\', '/']));
        if is_drive && path {
            let rest = parts.remove(at + 1);
            if let Some(part) = parts.get_mut(at) {
                part.push(':');
                part.push_str(&rest);
            }
        }
        at += 1;
    }
    let (source, target, options) = match parts.as_slice() {
        [target] => (None, target, ""),
        [source, target] => (Some(source), target, ""),
        [source, target, options] => (Some(source), target, options.as_str()),
        _ => return None,
    };
    let mut read_only = false;
    for option in options.split(',').filter(|option| !option.is_empty()) {
        match option {
            "ro" => read_only = true,
            "rw" => {}
            other => {
                let words = format!("ECS has no mount option `{}`", clip(other));
                container.left(place, &words);
            }
        }
    }
    let kind = match source {
        Some(source) if is_path(source) => "bind",
        _ => "volume",
    };
    Some(Mount {
        kind: kind.to_owned(),
        source: source.cloned(),
        target: target.clone(),
        read_only,
    })
}

fn is_path(source: &str) -> bool {
    source.starts_with(['/', '.', '~', '\\', '$']) || source.contains(['/', '\\'])
}

fn long(container: &mut Container<'_>, json: &Json, place: &Place<'_>) -> Option<Mount> {
    let text = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| json.get(name).and_then(scalar))
    };
    let flag = |name: &str| {
        json.get(name)
            .is_some_and(|value| coerce::scalar(&Value::Flag, value.clone()) != Json::from(false))
    };
    let mount = Mount {
        kind: text(&["type"]).unwrap_or_else(|| "volume".to_owned()),
        source: text(&["source", "src"]).filter(|source| !source.is_empty()),
        target: text(&["target", "destination", "dst"])?,
        read_only: flag("read_only") || flag("readonly"),
    };
    if mount.kind == "tmpfs" {
        let size = json
            .at(&Pointer::parse("/tmpfs/size"))
            .or_else(|| json.get("tmpfs-size"));
        memory(container, &mount.target, size, &[], place);
    }
    for (name, _) in json.as_object().unwrap_or_default() {
        let known = [
            "type",
            "source",
            "src",
            "target",
            "destination",
            "dst",
            "read_only",
            "readonly",
            "tmpfs",
            "tmpfs-size",
        ];
        if !known.contains(&name.as_str()) {
            container.left(&place.member(name), "ECS has no such setting for mounts");
        }
    }
    Some(mount)
}

fn add(container: &mut Container<'_>, mount: &Mount, place: &Place<'_>) {
    let volume = match (mount.kind.as_str(), mount.source.as_deref()) {
        ("tmpfs", _) => return,
        ("bind", Some(path)) => {
            if path.starts_with('/') {
                container.notes.assumed(place, "this is a folder of the instance, which Fargate does not have; think of EFS, or of the image");
            } else {
                container.notes.assumed(place, "this path is of your own computer; build the files into the image, or put them on EFS");
            }
            container.task.bind(path)
        }
        ("volume", Some(name)) => container.task.volume(&text::name(name)),
        ("volume", None) => {
            let name = format!(
                "{}-{}",
                container.name,
                text::name(mount.target.trim_matches('/'))
            );
            container.task.volume(&name)
        }
        (other, _) => {
            let words = format!("ECS has no mounts of the type `{}`", clip(other));
            container.left(place, &words);
            return;
        }
    };
    let mut members = vec![
        ("sourceVolume".to_owned(), Json::from(volume)),
        (
            "containerPath".to_owned(),
            Json::from(mount.target.as_str()),
        ),
    ];
    if mount.read_only {
        members.push(("readOnly".to_owned(), Json::from(true)));
    }
    container.push("mountPoints", Json::Object(members));
}

/// Memory file systems: `path[:options]`.
pub(super) fn tmpfs(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let Some(entries) = texts(json) else {
        container.misfit(json, place);
        return;
    };
    for entry in entries {
        let (path, options) = entry.split_once(':').unwrap_or((&entry, ""));
        let (sizes, others): (Vec<&str>, Vec<&str>) = options
            .split(',')
            .filter(|option| !option.is_empty())
            .partition(|option| option.starts_with("size="));
        let size = sizes
            .first()
            .and_then(|size| size.split_once('='))
            .map(|(_, size)| Json::from(size));
        memory(container, path, size.as_ref(), &others, place);
    }
}

/// The size of a memory file system for which none is given.
const DEFAULT_TMPFS_MIB: i64 = 64;

fn memory(
    container: &mut Container<'_>,
    path: &str,
    size: Option<&Json>,
    options: &[&str],
    place: &Place<'_>,
) {
    let size = size.and_then(units::mebibytes).unwrap_or_else(|| {
        container.notes.assumed(
            place,
            format!("ECS needs a size; {DEFAULT_TMPFS_MIB} MiB are assumed"),
        );
        DEFAULT_TMPFS_MIB
    });
    let mut members = vec![
        ("containerPath".to_owned(), Json::from(path)),
        ("size".to_owned(), Json::from(size)),
    ];
    if !options.is_empty() {
        members.push(("mountOptions".to_owned(), list(options.iter().copied())));
    }
    container.json.set(
        &Pointer::parse("/linuxParameters/tmpfs/-"),
        Json::Object(members),
    );
}

/// The volumes of other containers: `name[:ro]`.
pub(super) fn from(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    for entry in texts(json).unwrap_or_default() {
        let (name, mode) = entry.split_once(':').unwrap_or((&entry, "rw"));
        if name == "container" {
            container.left(
                place,
                "a container outside of the file is not part of the task",
            );
            continue;
        }
        let mut members = vec![("sourceContainer".to_owned(), Json::from(text::name(name)))];
        if mode == "ro" {
            members.push(("readOnly".to_owned(), Json::from(true)));
        }
        container.push("volumesFrom", Json::Object(members));
    }
}

/// What the outermost `volumes` say of the volumes that containers mount.
pub(super) fn define(json: Option<&Json>, task: &mut Task, notes: &mut Notes) {
    let outer = Place::named("volumes");
    for (name, volume) in json.and_then(Json::as_object).unwrap_or_default() {
        let place = outer.member(name);
        let own = task.volume(&text::name(name));
        let get = |member: &str| volume.get(member).filter(|value| !value.is_null());
        if get("external").is_some_and(|value| *value != Json::from(false)) {
            notes.assumed(
                &place,
                "the volume exists already; give the task the same storage, such as EFS",
            );
        }
        if get("name").is_some() {
            notes.left(
                &place.member("name"),
                "the volume is called as in this file",
            );
        }
        let driver = get("driver").and_then(scalar);
        let maps = |member: &str| match get(member) {
            Some(Json::Object(members)) if !members.is_empty() => Some(Json::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), coerce::text(value.clone())))
                    .collect(),
            )),
            _ => None,
        };
        let (options, labels) = (maps("driver_opts"), maps("labels"));
        if options.is_some() || driver.as_ref().is_some_and(|driver| driver != "local") {
            let mut docker = vec![
                ("scope".to_owned(), Json::from("shared")),
                ("autoprovision".to_owned(), Json::from(true)),
                (
                    "driver".to_owned(),
                    Json::from(driver.unwrap_or_else(|| "local".to_owned())),
                ),
            ];
            docker.extend(options.map(|options| ("driverOpts".to_owned(), options)));
            docker.extend(labels.map(|labels| ("labels".to_owned(), labels)));
            let docker = object([("dockerVolumeConfiguration", Json::Object(docker))]);
            task.define(&own, Some(docker));
        } else if labels.is_some() {
            notes.left(&place.member("labels"), "a plain volume has no labels");
        }
    }
}
