//! Rules about port ranges, reserved ports and the protocols spoken on ports.

use crate::check::container::Container;
use crate::check::context::{Context, NetworkMode, filled, is_set};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{Rule, api, error, warning};

pub(super) const RULES: &[Rule] = &[
    error(
        "port-range-network-mode",
        range_network_mode,
        "Port ranges need the network mode bridge or awsvpc.",
        api("PortMapping"),
    ),
    error(
        "port-ranges-too-many",
        too_many_ranges,
        "A container has at most 100 port ranges.",
        api("PortMapping"),
    ),
    warning(
        "application-protocol-ignored",
        application_protocol,
        "An application protocol is that of a named TCP port.",
        api("PortMapping"),
    ),
    warning(
        "host-port-reserved",
        host_port_reserved,
        "Fixed host ports keep clear of those that the instance uses itself.",
        api("PortMapping"),
    ),
];

fn range_network_mode(context: &Context<'_>, found: &mut Findings) {
    // Without a network all ports are refused, by a rule of its own.
    if context.network_mode() != NetworkMode::Host {
        return;
    }
    for mapping in context.containers.iter().flat_map(Container::mappings) {
        if filled(mapping.json, "containerPortRange").is_some() {
            found.add(
                in_task(mapping.at.member("containerPortRange")),
                "List the ports one by one, or set networkMode to bridge or awsvpc: with host there are no port ranges",
            );
        }
    }
}

/// The most port ranges of a container.
const MOST_RANGES: usize = 100;

fn too_many_ranges(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let ranges = container
            .mappings()
            .filter(|mapping| filled(mapping.json, "containerPortRange").is_some())
            .count();
        if ranges > MOST_RANGES {
            found.add(
                in_task(container.at.member("portMappings")),
                format!("Keep at most {MOST_RANGES} port ranges for {}: there are {ranges}; join neighboring ones", container.words()),
            );
        }
    }
}

fn application_protocol(context: &Context<'_>, found: &mut Findings) {
    for mapping in context.containers.iter().flat_map(Container::mappings) {
        if filled(mapping.json, "appProtocol").is_none() {
            continue;
        }
        let message = if mapping.protocol == "udp" {
            "Remove appProtocol, or set protocol to tcp: Service Connect measures only TCP"
        } else if !is_set(mapping.json, "name") {
            "Name the port, or remove appProtocol: it is only for ports that Service Connect refers to by name"
        } else {
            continue;
        };
        found.add(in_task(mapping.at.member("appProtocol")), message);
    }
}

/// SSH, Docker and the ECS agent listen on these.
const RESERVED: [i64; 6] = [22, 2375, 2376, 51_678, 51_679, 51_680];

/// From here on an instance gives ports away by itself.
const EPHEMERAL: i64 = 32_768;

fn host_port_reserved(context: &Context<'_>, found: &mut Findings) {
    if !matches!(
        context.network_mode(),
        NetworkMode::Bridge | NetworkMode::Default
    ) || context.on_fargate()
    {
        return;
    }
    for mapping in context.containers.iter().flat_map(Container::mappings) {
        let Some(port) = mapping.host_port().filter(|port| *port <= 65_535) else {
            continue;
        };
        let reason = if RESERVED.contains(&port) {
            "the instance itself listens on this one"
        } else if port >= EPHEMERAL {
            "the instance gives ports from 32768 on away by itself"
        } else {
            continue;
        };
        found.add(
            in_task(mapping.at.member("hostPort")),
            format!(
                "Choose a host port below {EPHEMERAL}, or leave it out for a free one: {reason}"
            ),
        );
    }
}
