//! Rules about a service's network.

use std::collections::BTreeSet;

use crate::check::context::{
    Container, Context, Findings, NetworkMode, filled, in_service, remove, text,
};
use crate::check::rule::{Rule, error, refusal};
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "network-missing",
        missing,
        "Tasks with awsvpc need subnets.",
        refusal("Network Configuration must be provided when networkMode 'awsvpc' is specified."),
    ),
    error(
        "network-superfluous",
        superfluous,
        "Only tasks with awsvpc have subnets of their own.",
        refusal(
            "Network Configuration is not valid for the given networkMode of this task definition.",
        ),
    ),
    error(
        "public-address-without-fargate",
        public_address,
        "Only Fargate gives tasks public addresses.",
        refusal("Assign public IP is not supported for this launch type."),
    ),
    error(
        "service-connect-port",
        service_connect_port,
        "Service Connect names a port of the task definition.",
        refusal("portName does not refer to any named PortMapping in the container definitions"),
    ),
];

const NETWORK: &str = "/networkConfiguration";

fn missing(context: &Context<'_>, found: &mut Findings) {
    // An update without it leaves the network as it is; EXTERNAL has it in its task sets.
    if context.service.is_none() || context.is_update() || context.controller() == "EXTERNAL" {
        return;
    }
    if context.network_mode() == NetworkMode::Awsvpc && context.service_value(NETWORK).is_none() {
        found.add(
            in_service("/networkConfiguration/awsvpcConfiguration/subnets"),
            "Choose subnets: tasks with awsvpc get their addresses in them",
        );
    }
}

fn superfluous(context: &Context<'_>, found: &mut Findings) {
    let without = matches!(
        context.network_mode(),
        NetworkMode::Bridge | NetworkMode::Host | NetworkMode::None
    );
    if without && !context.on_fargate() && context.service_value(NETWORK).is_some() {
        let at = Pointer::parse(NETWORK);
        found.fixable(
            in_service(&at),
            "Remove networkConfiguration, or set the task definition's networkMode to awsvpc: other tasks use the instance's network",
            Some(remove(&at)),
        );
    }
}

fn public_address(context: &Context<'_>, found: &mut Findings) {
    let at = "/networkConfiguration/awsvpcConfiguration/assignPublicIp";
    if matches!(
        context.service_text("/launchType"),
        Some("EC2" | "EXTERNAL")
    ) && context.service_text(at) == Some("ENABLED")
    {
        found.add(
            in_service(at),
            "Set assignPublicIp to DISABLED: only tasks on Fargate can have public addresses",
        );
    }
}

fn service_connect_port(context: &Context<'_>, found: &mut Findings) {
    if context.task_definition.is_none() {
        return;
    }
    let names: BTreeSet<&str> = context
        .containers
        .iter()
        .flat_map(Container::mappings)
        .filter_map(|mapping| text(mapping.json, "name"))
        .collect();
    for (at, service) in context.service_elements("/serviceConnectConfiguration/services") {
        if let Some(name) = filled(service, "portName")
            && !names.contains(name)
        {
            found.add(
                in_service(at.member("portName")),
                format!("Name a port of the task definition: no port mapping is named {name}"),
            );
        }
    }
}
