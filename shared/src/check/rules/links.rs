//! Rules about links between containers.

use crate::check::context::{Context, NetworkMode, is_set};
use crate::check::findings::{Findings, in_task, remove};
use crate::check::rule::{Rule, api, error};

pub(super) const RULES: &[Rule] = &[
    error(
        "links-without-bridge",
        without_bridge,
        "Links work only in bridge mode.",
        api("ContainerDefinition"),
    ),
    error(
        "link-to-itself",
        to_itself,
        "A container links to others.",
        api("ContainerDefinition"),
    ),
];

fn without_bridge(context: &Context<'_>, found: &mut Findings) {
    // What awsvpc, Fargate and Windows do not have, the schema says.
    if context.on_fargate() || context.on_windows() {
        return;
    }
    let reason = match context.network_mode() {
        NetworkMode::Host => "with host all containers are reached at localhost",
        NetworkMode::None => "with none there is no network",
        _ => return,
    };
    for container in &context.containers {
        if is_set(container.json, "links") {
            let at = container.at.member("links");
            found.fixable(
                in_task(&at),
                format!("Remove the links, or set networkMode to bridge: {reason}"),
                remove(&at),
            );
        }
    }
}

fn to_itself(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (at, link) in container.elements("links") {
            let name = link.as_str().and_then(|link| link.split(':').next());
            if name == Some(container.name) && !container.name.is_empty() {
                found.add(
                    in_task(at),
                    "Link to another container: this is the container itself",
                );
            }
        }
    }
}
