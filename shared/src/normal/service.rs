//! The normal form of what depends on a service as a whole: its name, and the defaults that follow
//! from its scheduling strategy.

use super::build::put_in_order;
use super::members::{name_of_arn, set, set_default, text};
use super::rebalancing;
use super::view::{Members, Node, View};
use crate::json::Json;
use crate::schema::{Structure, Value};

pub(super) fn normalize(members: &mut Members<'_>, root: &'static Structure) {
    name_by_name(members);
    let daemon = text(members, "schedulingStrategy") == Some("DAEMON");
    let (most, least) = if daemon { (100, 0) } else { (200, 100) };
    let rollout = [
        ("maximumPercent", Json::from(most)),
        ("minimumHealthyPercent", Json::from(least)),
        ("strategy", Json::from("ROLLING")),
    ];
    set_inner_defaults(members, "deploymentConfiguration", rollout, root);
    let controller = [("type", Json::from("ECS"))];
    set_inner_defaults(members, "deploymentController", controller, root);
    if !members
        .iter()
        .any(|(name, _)| *name == "capacityProviderStrategy")
    {
        set_default(members, "launchType", Json::from("EC2"));
    }
    if runs_on_fargate(members) {
        set_default(members, "platformVersion", Json::from("LATEST"));
    }
    let balanced = rebalancing::when_left_out(members);
    set_default(members, "availabilityZoneRebalancing", Json::from(balanced));
    // ECS counts the instances of a daemon itself; the others belong to one call and say nothing
    // of the service.
    members.retain(|(name, _)| match *name {
        "desiredCount" => !daemon,
        "clientToken" | "forceNewDeployment" => false,
        _ => true,
    });
}

/// Whether it does by its launch type or by its capacity providers, of which Fargate's own have
/// fixed names.
fn runs_on_fargate(members: &Members<'_>) -> bool {
    let is_fargate = |provider: Node<'_>| {
        let name = provider.get("capacityProvider").and_then(Node::as_str);
        matches!(name, Some("FARGATE" | "FARGATE_SPOT"))
    };
    text(members, "launchType") == Some("FARGATE")
        || members
            .iter()
            .filter(|(name, _)| *name == "capacityProviderStrategy")
            .flat_map(|(_, view)| view.node().elements())
            .any(is_fargate)
}

/// The cluster, the service and its role by their names, as people write them; ECS reports ARNs.
fn name_by_name(members: &mut Members<'_>) {
    if members.iter().any(|(name, _)| *name == "serviceName") {
        members.retain(|(name, _)| *name != "service");
    } else if let Some((name, _)) = members.iter_mut().find(|(name, _)| *name == "service") {
        *name = "serviceName";
    }
    name_of_arn(members, "serviceName");
    name_of_arn(members, "cluster");
    set_default(members, "cluster", Json::from("default"));
    if let Some(role) = text(members, "role") {
        let name = role.split_once(":role/").map_or(role, |(_, name)| name);
        let name = name.trim_start_matches('/').to_owned();
        // ECS reports its service-linked role where none was given.
        if name.starts_with("aws-service-role/") {
            members.retain(|(member, _)| *member != "role");
        } else {
            set(members, "role", Json::String(name));
        }
    }
}

/// Sets the defaults of an object in the service, which is made where it is missing.
fn set_inner_defaults<const N: usize>(
    members: &mut Members<'_>,
    name: &'static str,
    defaults: [(&'static str, Json); N],
    root: &'static Structure,
) {
    let at = members.iter().position(|(member, _)| *member == name);
    let missing = |node: Option<Node<'_>>, inner: &str| {
        node.is_none_or(|node| node.is_object() && node.get(inner).is_none())
    };
    let node = at
        .and_then(|at| members.get(at))
        .map(|(_, view)| view.node());
    let absent: Vec<_> = defaults
        .into_iter()
        .filter(|(inner, _)| missing(node, inner))
        .collect();
    if absent.is_empty() {
        return;
    }
    let mut inner = match at.map(|at| members.swap_remove(at)) {
        Some((_, view)) => view.into_members().unwrap_or_default(),
        None => Members::new(),
    };
    inner.extend(
        absent
            .into_iter()
            .map(|(member, value)| (member, View::Made(value))),
    );
    if let Some(Value::Object(structure)) = root.member(name).map(|member| &member.value) {
        put_in_order(structure, &mut inner);
    }
    members.push((name, View::Object(inner)));
}
