//! Rules about a service's network.

use crate::check::context::{Context, NetworkMode, is_set};
use crate::check::findings::{Findings, in_service, remove};
use crate::check::rule::{PRACTICE, Rule, advice, api, error, refusal};
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
    advice(
        "public-address",
        public,
        "Tasks have no public address.",
        PRACTICE,
    ),
    advice(
        "security-groups-missing",
        security_groups,
        "Tasks have security groups of their own.",
        api("AwsVpcConfiguration"),
    ),
];

const NETWORK: &str = "/networkConfiguration";
const PUBLIC: &str = "/networkConfiguration/awsvpcConfiguration/assignPublicIp";

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

fn without_fargate(context: &Context<'_>) -> bool {
    matches!(
        context.service_text("/launchType"),
        Some("EC2" | "EXTERNAL")
    )
}

fn public_address(context: &Context<'_>, found: &mut Findings) {
    if without_fargate(context) && context.service_text(PUBLIC) == Some("ENABLED") {
        found.add(
            in_service(PUBLIC),
            "Set assignPublicIp to DISABLED: only tasks on Fargate can have public addresses",
        );
    }
}

fn public(context: &Context<'_>, found: &mut Findings) {
    if !without_fargate(context) && context.service_text(PUBLIC) == Some("ENABLED") {
        found.add(
            in_service(PUBLIC),
            "Set assignPublicIp to DISABLED where the subnets have a NAT gateway or endpoints: with a public address the internet reaches the tasks as far as their security groups let it",
        );
    }
}

fn security_groups(context: &Context<'_>, found: &mut Findings) {
    let at = "/networkConfiguration/awsvpcConfiguration";
    if let Some(vpc) = context.service_value(at)
        && !is_set(vpc, "securityGroups")
    {
        found.add(
            in_service("/networkConfiguration/awsvpcConfiguration/securityGroups"),
            "Name security groups: without them the tasks are in the VPC's default one, together with whatever else is",
        );
    }
}
