//! Whether ECS rebalances a new service over Availability Zones where its request says nothing: it
//! does where rebalancing goes with the rest of the service.

use super::members::text;
use super::view::{Members, Node};

const ZONE: &str = "attribute:ecs.availability-zone";

/// What ECS makes of `availabilityZoneRebalancing` when it is left out.
pub(super) fn when_left_out(members: &Members<'_>) -> &'static str {
    let get = |name: &str| {
        members
            .iter()
            .find(|(member, _)| *member == name)
            .map(|(_, view)| view.node())
    };
    let elements = |name: &str| get(name).into_iter().flat_map(Node::elements);
    let says = |node: Node<'_>, name: &str, wanted: &str| {
        node.get(name).and_then(Node::as_str) == Some(wanted)
    };
    let is_classic = |balancer: Node<'_>| balancer.get("loadBalancerName").is_some();
    let names_zone = |constraint: Node<'_>| {
        let expression = constraint.get("expression").and_then(Node::as_str);
        expression.is_some_and(|expression| expression.contains(ZONE))
    };
    let maximum = get("deploymentConfiguration")
        .and_then(|configuration| configuration.get("maximumPercent"))
        .and_then(Node::as_i64);
    let fits = text(members, "schedulingStrategy") != Some("DAEMON")
        && text(members, "launchType") != Some("EXTERNAL")
        && maximum.is_none_or(|percent| percent > 100)
        && !elements("loadBalancers").any(is_classic)
        && !elements("placementConstraints").any(names_zone)
        && elements("placementStrategy")
            .next()
            .is_none_or(|first| says(first, "type", "spread") && says(first, "field", ZONE));
    if fits { "ENABLED" } else { "DISABLED" }
}
