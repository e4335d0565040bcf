//! Port mappings: single ports, ranges, names, and what the network mode allows.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Verdict,
    draft::{Draft, name_of},
};
use crate::{
    ecs::{refusal::client, task_definition::NetworkMode},
    input,
};

const MAX_RANGES: usize = 100;

pub(super) fn check(draft: &Draft<'_>) -> Verdict {
    let mut taken = Taken::default();
    for container in draft.containers {
        let mappings = input::list(container, "portMappings");
        if draft.mode == NetworkMode::None && !mappings.is_empty() {
            return Err(client(
                "Port mappings are not supported when networkMode=none.",
            ));
        }
        let ranges = mappings
            .iter()
            .filter(|mapping| mapping.get("containerPortRange").is_some())
            .count();
        if ranges > MAX_RANGES {
            return Err(client(format!(
                "Too many container port ranges for container '{}'.",
                name_of(container)
            )));
        }
        for mapping in mappings {
            check_mapping(draft, container, mapping, &mut taken)?;
        }
    }
    Ok(())
}

/// What the mappings seen so far hold.
#[derive(Default)]
struct Taken {
    host_ports: BTreeSet<(i64, String)>,
    container_ports: BTreeSet<(i64, String)>,
    names: BTreeSet<String>,
}

fn check_mapping(
    draft: &Draft<'_>,
    container: &Value,
    mapping: &Value,
    taken: &mut Taken,
) -> Verdict {
    let name = name_of(container);
    let protocol = input::text(mapping, "protocol").unwrap_or("tcp");
    let container_port = input::number(mapping, "containerPort");
    let host_port = input::number(mapping, "hostPort");
    let range = input::text(mapping, "containerPortRange");
    if range.is_some() && (container_port.is_some() || host_port.is_some()) {
        return Err(client(format!(
            "Invalid port mapping for container '{name}', cannot specify both single port and port \
             range."
        )));
    }
    let (first, last) = if let Some(range) = range {
        parse_range(range).ok_or_else(|| {
            client(format!(
                "Invalid 'containerPortRange' setting for container '{name}'."
            ))
        })?
    } else {
        let port = container_port
            .filter(|port| (1..=65535).contains(port))
            .ok_or_else(|| {
                client(format!(
                    "Invalid 'containerPort' setting for container '{name}'."
                ))
            })?;
        (port, port)
    };
    if host_port.is_some_and(|port| !(0..=65535).contains(&port)) {
        return Err(client(format!(
            "Invalid 'hostPort' setting for container '{name}'."
        )));
    }
    check_name(draft, mapping, taken)?;
    match draft.mode {
        NetworkMode::Awsvpc | NetworkMode::Host => {
            let mode = draft.mode.as_str();
            if host_port.is_some_and(|port| port != first) {
                return Err(client(format!(
                    "When networkMode={mode}, the host ports and container ports in port mappings \
                     must match."
                )));
            }
            for port in first..=last {
                if !taken.container_ports.insert((port, protocol.to_owned())) {
                    return Err(client(format!(
                        "{} container port '{port}' is used multiple times in task when \
                         networkMode={mode}.",
                        protocol.to_uppercase()
                    )));
                }
            }
        }
        NetworkMode::Bridge => {
            if let Some(port) = host_port.filter(|port| *port != 0)
                && !taken.host_ports.insert((port, protocol.to_owned()))
            {
                return Err(client(format!(
                    "{} host port '{port}' is mapped multiple times in task.",
                    protocol.to_uppercase()
                )));
            }
        }
        NetworkMode::None => {}
    }
    Ok(())
}

fn check_name(draft: &Draft<'_>, mapping: &Value, taken: &mut Taken) -> Verdict {
    let Some(name) = input::text(mapping, "name") else {
        return Ok(());
    };
    let is_valid = name.len() <= 64
        && !name.starts_with('-')
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
        });
    if !is_valid {
        return Err(client(format!(
            "Port mapping name '{name}' is invalid. Up to 64 characters are allowed: lowercase \
             letters, numbers, underscores (_), and hyphens (-). The name can't start with a hyphen."
        )));
    }
    if !taken.names.insert(name.to_owned()) {
        return Err(client(format!(
            "When networkMode={}, port mapping name is already used",
            draft.mode.as_str()
        )));
    }
    Ok(())
}

/// `8080-8090`, both ends in bounds and the first below the last.
fn parse_range(range: &str) -> Option<(i64, i64)> {
    let (first, last) = range.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (1 <= first && first < last && last <= 65535).then_some((first, last))
}
