//! What reaches into the kernel and the daemon: limits, devices, hosts, logs.

use super::container::Container;
use super::environment::pairs;
use super::text::{scalar, split, texts};
use crate::dialect::coerce;
use crate::dialect::members::{object, texts as list};
use crate::dialect::place::Place;
use crate::json::Json;

/// Kernel settings.
pub(super) fn sysctls(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    for (name, value) in pairs(container, json, place) {
        let control = object([
            ("namespace", Json::from(name)),
            ("value", Json::from(value.unwrap_or_default())),
        ]);
        container.push("systemControls", control);
    }
}

/// Lines of `/etc/hosts`: `host:address`, `host=address`, or a mapping.
pub(super) fn hosts(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let entries: Vec<(String, String)> = match json {
        Json::Array(elements) => elements
            .iter()
            .filter_map(scalar)
            .filter_map(|text| {
                let (name, address) = text.split_once('=').or_else(|| text.split_once(':'))?;
                Some((name.to_owned(), address.to_owned()))
            })
            .collect(),
        Json::Object(members) => members
            .iter()
            .flat_map(|(name, value)| {
                let addresses = texts(value).unwrap_or_default();
                addresses
                    .into_iter()
                    .map(move |address| (name.clone(), address))
            })
            .collect(),
        other => {
            container.misfit(other, place);
            return;
        }
    };
    for (name, address) in entries {
        if address == "host-gateway" {
            container.left(place, "ECS has no host-gateway; write the address");
            continue;
        }
        let address = address.trim_matches(['[', ']']);
        let entry = object([
            ("hostname", Json::from(name)),
            ("ipAddress", Json::from(address)),
        ]);
        container.push("extraHosts", entry);
    }
}

/// Limits of the processes: one number, or a soft and a hard one.
pub(super) fn ulimits(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let Some(members) = json.as_object() else {
        container.misfit(json, place);
        return;
    };
    for (name, value) in members {
        let number = |value: &Json| scalar(value)?.trim().parse::<i64>().ok();
        let soft = value.get("soft").map_or_else(|| number(value), number);
        let hard = value.get("hard").map_or(soft, number);
        let (Some(soft), Some(hard)) = (soft.or(hard), hard.or(soft)) else {
            container.misfit(value, &place.member(name));
            continue;
        };
        let limit = object([
            ("name", Json::from(name.as_str())),
            ("softLimit", Json::from(soft)),
            ("hardLimit", Json::from(hard)),
        ]);
        container.push("ulimits", limit);
    }
}

/// Devices of the host: `host[:container[:permissions]]`.
pub(super) fn devices(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    for (at, device) in json.as_array().unwrap_or_default().iter().enumerate() {
        let text = match device {
            Json::Object(_) => device.get("source").and_then(scalar),
            other => scalar(other),
        };
        let Some(text) = text else {
            container.misfit(device, &place.index(at));
            continue;
        };
        let mut parts = split(&text, ':').into_iter();
        let mut members = vec![(
            "hostPath".to_owned(),
            Json::from(parts.next().unwrap_or_default()),
        )];
        if let Some(inner) = parts.next() {
            members.push(("containerPath".to_owned(), Json::from(inner)));
        }
        if let Some(permissions) = parts.next() {
            let words = permissions.chars().filter_map(|one| match one {
                'r' => Some("read"),
                'w' => Some("write"),
                'm' => Some("mknod"),
                _ => None,
            });
            members.push(("permissions".to_owned(), list(words)));
        }
        let pointer = crate::pointer::Pointer::parse("/linuxParameters/devices/-");
        container.json.set(&pointer, Json::Object(members));
    }
}

/// Where logs go.
pub(super) fn logging(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let Some(driver) = json.get("driver").and_then(scalar) else {
        container.left(place, "ECS needs a driver to take the options over");
        return;
    };
    if driver == "none" {
        container.left(place, "ECS keeps no logs unless a driver is given");
        return;
    }
    container.set("/logConfiguration/logDriver", Json::from(driver));
    let options: Vec<(String, Json)> = json
        .get("options")
        .and_then(Json::as_object)
        .unwrap_or_default()
        .iter()
        .map(|(name, value)| (name.clone(), coerce::text(value.clone())))
        .collect();
    if !options.is_empty() {
        container.set("/logConfiguration/options", Json::Object(options));
    }
}
