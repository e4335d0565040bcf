//! Rules about port mappings.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::container::Container;
use crate::check::context::{Context, ElementAt, NetworkMode, text};
use crate::check::findings::{Findings, in_task, remove, set};
use crate::check::rule::{Rule, api, error, refusal};
use crate::json::Json;
use crate::schema::port_range;

pub(super) const RULES: &[Rule] = &[
    error(
        "host-port-differs",
        host_port_differs,
        "With awsvpc and host a host port is the container port.",
        refusal(
            "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
        ),
    ),
    error(
        "host-port-twice",
        host_port_twice,
        "A host port is mapped once in a task.",
        refusal("TCP host port is mapped multiple times in task."),
    ),
    error(
        "container-port-twice",
        container_port_twice,
        "With awsvpc and host a port is used once in a task.",
        refusal("TCP container port is used multiple times in task when networkMode=awsvpc."),
    ),
    error(
        "port-missing",
        missing,
        "A mapping has a container port or a range, and not both.",
        refusal(
            "Invalid port mapping for container, cannot specify both single port and port range.",
        ),
    ),
    error(
        "port-name-twice",
        name_twice,
        "A port's name is used once in a task.",
        refusal("When networkMode=awsvpc, port mapping name is already used"),
    ),
    error(
        "ports-without-network",
        without_network,
        "Without a network there are no ports.",
        api("ContainerDefinition"),
    ),
];

/// With awsvpc and host there is no port of the instance besides the container's.
fn shares_ports(context: &Context<'_>) -> Option<&'static str> {
    match context.network_mode() {
        NetworkMode::Awsvpc => Some("awsvpc"),
        NetworkMode::Host => Some("host"),
        _ => None,
    }
}

fn host_port_differs(context: &Context<'_>, found: &mut Findings) {
    let Some(mode) = shares_ports(context) else {
        return;
    };
    for mapping in context.containers.iter().flat_map(Container::mappings) {
        if let (Some(container_port), Some(host_port)) =
            (mapping.container_port(), mapping.host_port())
            && container_port != host_port
        {
            let at = mapping.at.member("hostPort");
            let fix = set(
                format!("Set to {container_port}"),
                &at,
                &Json::from(container_port),
            );
            found.fixable(
            in_task(&at),
                format!("Set hostPort to {container_port}, or leave it out: with {mode} it is the container's port"),
                Some(fix),
            );
        }
    }
}

fn host_port_twice(context: &Context<'_>, found: &mut Findings) {
    if !matches!(
        context.network_mode(),
        NetworkMode::Bridge | NetworkMode::Default
    ) {
        return;
    }
    let mut taken: BTreeMap<(i64, &str), String> = BTreeMap::new();
    for container in &context.containers {
        for mapping in container.mappings() {
            let Some(port) = mapping.host_port().filter(|port| *port > 0) else {
                continue;
            };
            if let Some(other) = taken.insert((port, mapping.protocol), container.words()) {
                found.add(
                    in_task(mapping.at.member("hostPort")),
                    format!("Choose another host port, or leave it out for a free one: {other} maps {port}/{} already", mapping.protocol),
                );
            }
        }
    }
}

fn container_port_twice(context: &Context<'_>, found: &mut Findings) {
    let Some(mode) = shares_ports(context) else {
        return;
    };
    let mut taken: Vec<(i64, i64, &str, String)> = Vec::new();
    for container in &context.containers {
        for mapping in container.mappings() {
            let range = text(mapping.json, "containerPortRange").and_then(port_range);
            let ports = match (mapping.container_port(), range) {
                (Some(port), _) => Some((port, port)),
                (None, Some((low, high))) => Some((i64::from(low), i64::from(high))),
                (None, None) => None,
            };
            if let Some((low, high)) = ports {
                taken.push((low, high, mapping.protocol, container.words()));
                overlap(&mut taken, &mapping.at, mode, found);
            }
        }
    }
}

/// More mappings than these are checked only against the first ones, so that a document of
/// thousands does not take seconds; ECS takes at most a hundred.
const MOST_COMPARED: usize = 200;

fn overlap(
    taken: &mut [(i64, i64, &str, String)],
    at: &ElementAt,
    mode: &str,
    found: &mut Findings,
) {
    let Some(((low, high, protocol, _), earlier)) = taken.split_last() else {
        return;
    };
    let other =
        earlier
            .iter()
            .take(MOST_COMPARED)
            .find(|(other_low, other_high, other_protocol, _)| {
                other_protocol == protocol && low <= other_high && other_low <= high
            });
    if let Some((.., name)) = other {
        found.add(
            in_task(at),
            format!("Choose another port: with {mode} all containers share the task's ports, and {name} uses {low}/{protocol} already"),
        );
    }
}

fn missing(context: &Context<'_>, found: &mut Findings) {
    for mapping in context.containers.iter().flat_map(Container::mappings) {
        // Tools write empty texts where there is nothing.
        let has = |name: &str| {
            mapping
                .json
                .get(name)
                .is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
        };
        if !has("containerPort") && !has("containerPortRange") {
            found.add(
                in_task(mapping.at.member("containerPort")),
                "Give the port that the container listens on, from 1 to 65535",
            );
        } else if has("containerPortRange") && has("containerPort") {
            found.add(
                in_task(mapping.at.member("containerPortRange")),
                "Keep either the range or the single port: ECS takes one of them",
            );
        } else if has("containerPortRange") && has("hostPort") {
            let host_port = mapping.at.member("hostPort");
            found.fixable(
                in_task(mapping.at.member("containerPortRange")),
                "Remove hostPort: ECS chooses the ports of the instance for a range",
                remove(&host_port),
            );
        }
    }
}

fn name_twice(context: &Context<'_>, found: &mut Findings) {
    let mut taken = BTreeSet::new();
    for mapping in context.containers.iter().flat_map(Container::mappings) {
        if let Some(name) = text(mapping.json, "name").filter(|name| !name.is_empty())
            && !taken.insert(name)
        {
            found.add(
                in_task(mapping.at.member("name")),
                format!("Name the port otherwise: {name} is another port of the task already"),
            );
        }
    }
}

fn without_network(context: &Context<'_>, found: &mut Findings) {
    if context.network_mode() != NetworkMode::None {
        return;
    }
    for container in &context.containers {
        if container.mappings().next().is_some() {
            found.add(
                in_task(container.at.member("portMappings")),
                "Remove the ports, or choose another network mode: with none there is no network",
            );
        }
    }
}
