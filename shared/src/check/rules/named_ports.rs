//! Rules about the named ports of the task definition that a service refers to.

use super::service_connect::named_ports;
use crate::check::context::{Context, NetworkMode, filled, is_given};
use crate::check::findings::{Findings, in_service};
use crate::check::rule::{Rule, api, error, guide, refusal};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "service-connect-port",
        service_connect,
        "Service Connect names a port of the task definition.",
        refusal("portName does not refer to any named PortMapping in the container definitions"),
    ),
    error(
        "service-connect-network",
        network,
        "Service Connect needs awsvpc or bridge.",
        guide("service-connect"),
    ),
    error(
        "request-timeout-without-protocol",
        request_timeout,
        "Only a port whose protocol has requests has a timeout for each.",
        api("TimeoutConfiguration"),
    ),
    error(
        "lattice-port",
        lattice,
        "VPC Lattice names a port of the task definition.",
        api("VpcLatticeConfiguration"),
    ),
    error(
        "gateway-port",
        gateway,
        "A gateway connector names a port of the task definition.",
        api("CreateService"),
    ),
];

const SERVICES: &str = "/serviceConnectConfiguration/services";

fn enabled(context: &Context<'_>) -> Option<bool> {
    context.service_flag("/serviceConnectConfiguration/enabled")
}

fn service_connect(context: &Context<'_>, found: &mut Findings) {
    // What is published while it is off has an issue of its own.
    if enabled(context) != Some(false) {
        unknown_names(context, SERVICES, found);
    }
}

fn lattice(context: &Context<'_>, found: &mut Findings) {
    unknown_names(context, "/vpcLatticeConfigurations", found);
}

fn gateway(context: &Context<'_>, found: &mut Findings) {
    unknown_names(context, "/gatewayConnectors", found);
}

fn unknown_names(context: &Context<'_>, list: &str, found: &mut Findings) {
    let Some(ports) = named_ports(context) else {
        return;
    };
    for (at, element) in context.service_elements(list) {
        if let Some(name) = filled(element, "portName")
            && !ports.contains_key(name)
        {
            found.add(
                in_service(at.member("portName")),
                format!("Name a port of the task definition: no port mapping is named {name}"),
            );
        }
    }
}

fn network(context: &Context<'_>, found: &mut Findings) {
    let mode = match context.network_mode() {
        NetworkMode::Host => "host",
        NetworkMode::None => "none",
        _ => return,
    };
    if enabled(context) == Some(true) && !context.on_fargate() {
        found.add(
            in_service("/serviceConnectConfiguration"),
            format!("Set the task definition's networkMode to awsvpc or bridge, or do without Service Connect: it does not work with {mode}"),
        );
    }
}

fn request_timeout(context: &Context<'_>, found: &mut Findings) {
    let Some(ports) = named_ports(context) else {
        return;
    };
    for (at, service) in context.service_elements(SERVICES) {
        let timeout = service
            .at(&Pointer::parse("/timeout/perRequestTimeoutSeconds"))
            .and_then(Json::as_i64);
        let Some(port) = filled(service, "portName").and_then(|name| ports.get(name)) else {
            continue;
        };
        if timeout.is_some() && !is_given(port, "appProtocol") {
            found.add(
                in_service(at.member("timeout").member("perRequestTimeoutSeconds")),
                "Set appProtocol of the port to http, http2 or grpc, or remove the timeout: plain TCP has no requests",
            );
        }
    }
}
