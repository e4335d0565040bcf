//! The normal form of what depends on a task definition as a whole: the network mode and the host
//! ports that follow from it. Filled in before sets are sorted, because host ports take part.

use crate::json::Json;
use crate::pointer::Pointer;

pub(super) fn fill(json: &mut Json) {
    let windows = json
        .at(&Pointer::parse("/runtimePlatform/operatingSystemFamily"))
        .and_then(Json::as_str)
        .is_some_and(|family| family.starts_with("WINDOWS"));
    // Windows has a default network mode of its own that cannot be written.
    if is_absent(json, "networkMode") && !windows {
        json.set(&Pointer::parse("/networkMode"), Json::from("bridge"));
    }
    let shares_ports = json
        .get("networkMode")
        .and_then(Json::as_str)
        .map(|mode| matches!(mode, "awsvpc" | "host"));
    let Some(Json::Array(containers)) = json.get_mut("containerDefinitions") else {
        return;
    };
    for container in containers {
        if let Some(Json::Array(mappings)) = container.get_mut("portMappings") {
            for mapping in mappings {
                fill_host_port(mapping, shares_ports);
            }
        }
    }
}

fn fill_host_port(mapping: &mut Json, shares_ports: Option<bool>) {
    let Some(container_port) = mapping.get("containerPort").filter(|port| !port.is_null()) else {
        return;
    };
    let host_port = match shares_ports {
        Some(true) => container_port.clone(),
        Some(false) => Json::from(0),
        None => return,
    };
    if is_absent(mapping, "hostPort") {
        mapping.set(&Pointer::parse("/hostPort"), host_port);
    }
}

fn is_absent(json: &Json, name: &str) -> bool {
    json.get(name)
        .is_none_or(|value| value.is_null() || super::is_empty(value))
}
