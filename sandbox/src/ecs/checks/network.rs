//! What a network mode does not go with.

use serde_json::Value;

use super::{
    Verdict,
    draft::{Draft, name_of},
};
use crate::{
    ecs::{object::is_filled_list, refusal::client, task_definition::NetworkMode},
    input,
};

pub(super) fn check(draft: &Draft<'_>) -> Verdict {
    for container in draft.containers {
        if draft.mode == NetworkMode::Awsvpc {
            check_awsvpc(container)?;
        }
        check_links(draft, container)?;
        check_system_controls(draft, container)?;
    }
    check_proxy(draft)
}

fn check_awsvpc(container: &Value) -> Verdict {
    let is_set = |member: &str| is_filled_list(container.get(member));
    if is_set("links") {
        return Err(client("Links are not supported when networkMode=awsvpc."));
    }
    if input::text(container, "hostname").is_some() {
        return Err(client(
            "hostname is not supported on container when networkMode=awsvpc.",
        ));
    }
    for (member, label) in [
        ("extraHosts", "Extra hosts"),
        ("dnsServers", "DNS servers"),
        ("dnsSearchDomains", "DNS search domains"),
    ] {
        if is_set(member) {
            return Err(client(format!(
                "{label} are not supported on container when networkMode=awsvpc."
            )));
        }
    }
    if input::flag(container, "disableNetworking") {
        return Err(client(
            "Disable Networking is not supported on container when networkMode=awsvpc",
        ));
    }
    Ok(())
}

fn check_links(draft: &Draft<'_>, container: &Value) -> Verdict {
    for link in input::texts(container, "links") {
        if draft.mode != NetworkMode::Bridge {
            return Err(client(format!(
                "Links are not supported when networkMode={}.",
                draft.mode.as_str()
            )));
        }
        let target = link.split(':').next().unwrap_or_default();
        if target == name_of(container) || draft.container(target).is_none() {
            return Err(client(format!(
                "Invalid 'links' setting. Unknown container: '{target}'."
            )));
        }
    }
    Ok(())
}

fn check_system_controls(draft: &Draft<'_>, container: &Value) -> Verdict {
    for control in input::list(container, "systemControls") {
        let namespace = input::text(control, "namespace").unwrap_or_default();
        if draft.mode == NetworkMode::Host && namespace.starts_with("net.") {
            return Err(client(format!(
                "System control '{namespace}' is not supported when networkMode=host."
            )));
        }
    }
    Ok(())
}

fn check_proxy(draft: &Draft<'_>) -> Verdict {
    let Some(proxy) = draft.body.get("proxyConfiguration") else {
        return Ok(());
    };
    if draft.mode != NetworkMode::Awsvpc {
        return Err(client(
            "APPMESH proxy configuration is only supported in networkMode=awsvpc",
        ));
    }
    let name = input::text(proxy, "containerName").unwrap_or_default();
    if draft.container(name).is_none() {
        return Err(client(format!("Proxy container [{name}] does not exist.")));
    }
    let has = |wanted: &str| {
        input::list(proxy, "properties")
            .iter()
            .any(|property| input::text(property, "name") == Some(wanted))
    };
    for (property, label) in [
        ("ProxyIngressPort", "Ingress port"),
        ("ProxyEgressPort", "Egress port"),
        ("AppPorts", "App ports"),
    ] {
        if !has(property) {
            return Err(client(format!("{label} not found")));
        }
    }
    if !has("IgnoredUID") && !has("IgnoredGID") {
        return Err(client("Either IgnoredUID or IgnoredGID must be specified"));
    }
    Ok(())
}
