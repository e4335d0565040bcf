//! Rules about App Mesh's proxy.

use crate::check::context::{Context, Findings, NetworkMode, filled, in_task, text};
use crate::check::open::{has_open_element, is_open};
use crate::check::rule::{Rule, api, error, refusal};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "proxy-network-mode",
        network_mode,
        "The proxy needs the awsvpc network mode.",
        refusal("APPMESH proxy configuration is only supported in networkMode=awsvpc"),
    ),
    error(
        "proxy-container-unknown",
        container,
        "The proxy is a container of the task.",
        refusal("Proxy container [envoy] does not exist."),
    ),
    error(
        "proxy-property-missing",
        property_missing,
        "The proxy has its two ports, the application's ports, and a user or group that it leaves alone.",
        refusal("Ingress port not found"),
    ),
    error(
        "proxy-property-unknown",
        property_unknown,
        "The proxy has the properties that are listed.",
        api("ProxyConfiguration"),
    ),
];

const PROXY: &str = "/proxyConfiguration";

fn proxy<'a>(context: &Context<'a>) -> Option<&'a Json> {
    context
        .task_definition?
        .get("proxyConfiguration")
        .filter(|proxy| proxy.as_object().is_some_and(|members| !members.is_empty()))
}

fn network_mode(context: &Context<'_>, found: &mut Findings) {
    let other = !matches!(
        context.network_mode(),
        NetworkMode::Awsvpc | NetworkMode::Unknown
    );
    // Fargate has a rule of its own about the network mode.
    if other && !context.on_fargate() && proxy(context).is_some() {
        found.add(
            in_task(PROXY),
            "Set networkMode to awsvpc, or remove proxyConfiguration: the proxy needs the task's own network",
        );
    }
}

fn container(context: &Context<'_>, found: &mut Findings) {
    if let Some(name) = proxy(context).and_then(|proxy| filled(proxy, "containerName"))
        && context.lacks_container(name)
    {
        found.add(
            in_task("/proxyConfiguration/containerName"),
            format!("Name a container of this task: there is no {name}"),
        );
    }
}

const REQUIRED: [&str; 3] = ["ProxyIngressPort", "ProxyEgressPort", "AppPorts"];

fn property_missing(context: &Context<'_>, found: &mut Findings) {
    let Some(proxy) = proxy(context) else {
        return;
    };
    let at = Pointer::parse(PROXY).member("properties");
    let given = |name: &str| {
        properties(proxy).any(|one| {
            text(one, "name") == Some(name)
                && one.get("value").is_some_and(|value| {
                    is_open(value) || !value.as_str().is_none_or(str::is_empty)
                })
        })
    };
    // One that is not filled in may be any of them.
    let unnamed = |one: &Json| one.get("name").is_some_and(is_open);
    if has_open_element(proxy.get("properties")) || properties(proxy).any(unnamed) {
        return;
    }
    for name in REQUIRED.into_iter().filter(|name| !given(name)) {
        found.add(
            in_task(&at),
            format!("Add the property {name}: the proxy needs it"),
        );
    }
    if !given("IgnoredUID") && !given("IgnoredGID") {
        found.add(
            in_task(&at),
            "Add the property IgnoredUID or IgnoredGID, the proxy's own user or group, so that it leaves its own traffic alone",
        );
    }
}

fn properties(proxy: &Json) -> impl Iterator<Item = &Json> {
    let list = proxy.get("properties").and_then(Json::as_array);
    list.unwrap_or_default().iter()
}

fn property_unknown(context: &Context<'_>, found: &mut Findings) {
    for (at, property) in context.task_elements("/proxyConfiguration/properties") {
        let known = |name: &str| {
            REQUIRED.contains(&name)
                || matches!(
                    name,
                    "IgnoredUID" | "IgnoredGID" | "EgressIgnoredPorts" | "EgressIgnoredIPs"
                )
        };
        if filled(property, "name").is_some_and(|name| !known(name)) {
            found.add(
                in_task(at.member("name")),
                "Choose a property that the proxy has: IgnoredUID, IgnoredGID, AppPorts, ProxyIngressPort, ProxyEgressPort, EgressIgnoredPorts or EgressIgnoredIPs",
            );
        }
    }
}
