//! Published and exposed ports, in the short and the long syntax.

use super::container::Container;
use super::text::{scalar, split};
use crate::dialect::place::Place;
use crate::json::Json;

/// Ports that are published.
pub(super) fn read(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let Some(ports) = json.as_array() else {
        container.misfit(json, place);
        return;
    };
    for (at, port) in ports.iter().enumerate() {
        let place = place.index(at);
        match port {
            Json::Object(_) => long(container, port, &place),
            other => match scalar(other) {
                Some(text) => short(container, &text, &place),
                None => container.misfit(other, &place),
            },
        }
    }
}

/// Ports that only other containers reach.
pub(super) fn expose(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    for (at, port) in json.as_array().unwrap_or_default().iter().enumerate() {
        if let Some(text) = scalar(port) {
            short(container, &text, &place.index(at));
        }
    }
}

/// `[ip:][host:]container[/protocol]`.
fn short(container: &mut Container<'_>, text: &str, place: &Place<'_>) {
    let (ports, protocol) = match text.rsplit_once('/') {
        Some((ports, protocol)) if !protocol.contains('}') => (ports, Some(protocol)),
        _ => (text, None),
    };
    // An address of version 6 has colons of its own.
    let (address, ports) = match ports
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]:"))
    {
        Some((address, ports)) => (Some(address.to_owned()), ports),
        None => (None, ports),
    };
    let mut numbers = split(ports, ':');
    let inner = numbers.pop().unwrap_or_default();
    let outer = numbers.pop().filter(|outer| !outer.is_empty());
    if let Some(address) = address.or_else(|| numbers.pop()) {
        tell_address(container, &address, place);
    }
    mapping(container, (&inner, outer.as_deref(), protocol), place);
}

fn long(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let text = |name: &str| json.get(name).and_then(scalar);
    let Some(inner) = text("target") else {
        container.misfit(json, place);
        return;
    };
    let outer = text("published").filter(|outer| !outer.is_empty());
    if let Some(address) = text("host_ip") {
        tell_address(container, &address, place);
    }
    let protocol = text("protocol");
    mapping(
        container,
        (&inner, outer.as_deref(), protocol.as_deref()),
        place,
    );
    let app = text("app_protocol");
    if let Some(Json::Array(mappings)) = container.json.get_mut("portMappings")
        && let Some(Json::Object(mapping)) = mappings.last_mut()
    {
        match app.as_deref() {
            Some(app @ ("http" | "http2" | "grpc")) => {
                mapping.push(("appProtocol".to_owned(), Json::from(app)));
            }
            Some(_) => container.notes.left(
                &place.member("app_protocol"),
                "ECS knows http, http2 and grpc alone",
            ),
            None => {}
        }
    }
}

fn tell_address(container: &mut Container<'_>, address: &str, place: &Place<'_>) {
    let words = if address == "127.0.0.1" || address == "::1" {
        "ECS publishes on every address; close this port in the security group"
    } else {
        "ECS publishes on every address"
    };
    container.left(place, words);
}

fn mapping(
    container: &mut Container<'_>,
    (inner, outer, protocol): (&str, Option<&str>, Option<&str>),
    place: &Place<'_>,
) {
    let mut members: Vec<(String, Json)> = Vec::new();
    let mut add = |name: &str, value: Json| members.push((name.to_owned(), value));
    if let Some((low, high)) = range(inner) {
        add("containerPortRange", Json::from(format!("{low}-{high}")));
        if outer.is_some_and(|outer| outer != inner) {
            container.left(place, "ECS chooses the host ports of a range itself");
        }
    } else {
        let Some(port_inside) = port(inner) else {
            container.misfit(&Json::from(inner), place);
            return;
        };
        add("containerPort", port_inside);
        match outer.map(port) {
            Some(Some(port)) => add("hostPort", port),
            Some(None) => container.left(place, "ECS takes one host port for one container port"),
            None => {}
        }
    }
    match protocol {
        Some("udp") => add("protocol", Json::from("udp")),
        Some("tcp") | None => {}
        Some(_) => container.left(place, "ECS publishes tcp and udp alone"),
    }
    let mapping = Json::Object(members);
    // What is published need not be exposed.
    let key = format!("{inner}/{}", protocol.unwrap_or("tcp"));
    if !container.ports.insert(key) && outer.is_none() {
        return;
    }
    container.push("portMappings", mapping);
}

/// A port, or a placeholder for one.
fn port(text: &str) -> Option<Json> {
    match text.trim().parse::<u16>() {
        Ok(port) => Some(Json::from(i64::from(port))),
        Err(_) if !crate::placeholder::find(text).is_empty() => Some(Json::from(text)),
        Err(_) => None,
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (low, high) = text.split_once('-')?;
    Some((low.trim().parse().ok()?, high.trim().parse().ok()?))
}
