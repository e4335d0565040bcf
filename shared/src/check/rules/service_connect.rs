//! Rules about Service Connect's own settings.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::context::{Container, Context, Findings, filled, in_service, is_given, is_set};
use crate::check::hosting;
use crate::check::open::{has_open_element, is_open};
use crate::check::rule::{Rule, api, error, refusal, warning};
use crate::issue::Severity;
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "service-connect-namespace",
        namespace,
        "Service Connect has a namespace.",
        refusal("Namespace is missing"),
    ),
    warning(
        "service-connect-off",
        off,
        "Names are published where Service Connect is on.",
        api("ServiceConnectConfiguration"),
    ),
    error(
        "client-alias-missing",
        alias_missing,
        "A port that is published has a port that clients use.",
        refusal("clientAliases must have 1 element."),
    ),
    error(
        "client-alias-twice",
        alias_twice,
        "Clients find one port under a name and port.",
        api("ServiceConnectClientAlias"),
    ),
    error(
        "discovery-name-twice",
        discovery_twice,
        "Each discovery name is used once.",
        api("ServiceConnectService"),
    ),
    error(
        "access-log-without-logs",
        access_log,
        "An access log goes where the proxy's logs go.",
        api("ServiceConnectConfiguration"),
    ),
    error(
        "proxy-setting-twice",
        proxy_setting,
        "Each setting of the proxy is given once.",
        api("ServiceConnectConfiguration"),
    ),
    error(
        "tls-authority-missing",
        tls_authority,
        "Encryption between services has a certificate authority.",
        api("ServiceConnectTlsConfiguration"),
    ),
];

const CONNECT: &str = "/serviceConnectConfiguration";
const SERVICES: &str = "/serviceConnectConfiguration/services";

fn enabled(context: &Context<'_>) -> Option<bool> {
    context.service_flag("/serviceConnectConfiguration/enabled")
}

fn namespace(context: &Context<'_>, found: &mut Findings) {
    let missing = context
        .service_value(CONNECT)
        .is_some_and(|connect| !is_given(connect, "namespace"));
    let Some(service) = context
        .service
        .filter(|_| missing && enabled(context) == Some(true))
    else {
        return;
    };
    let at = Pointer::parse(CONNECT).member("namespace");
    let cluster = hosting::cluster_name(service);
    match context.known.default_namespaces.get(&cluster) {
        Some(Some(_)) => {}
        Some(None) => found.add(
            in_service(at),
            format!(
                "Give namespace: cluster {cluster} has no default namespace for Service Connect"
            ),
        ),
        None => {
            // Without a look at AWS nobody will answer.
            let known = context.known;
            if known.clusters.is_none() && known.default_namespaces.is_empty() {
                found.weaker(
                    Severity::Warning,
                    in_service(&at),
                    "Give namespace, unless the cluster has a default one: Service Connect needs it",
                );
            }
            found.unknown(
                in_service(at),
                "whether the cluster has a default namespace for Service Connect",
            );
        }
    }
}

fn off(context: &Context<'_>, found: &mut Findings) {
    if enabled(context) == Some(false) && context.service_value(SERVICES).is_some() {
        found.add(
            in_service(SERVICES),
            "Set enabled to true, or remove services: they are not published while Service Connect is off",
        );
    }
}

fn alias_missing(context: &Context<'_>, found: &mut Findings) {
    for (at, service) in context.service_elements(SERVICES) {
        if !is_set(service, "clientAliases") {
            found.add(
                in_service(at.member("clientAliases")),
                "Give clientAliases with one port, such as 80: clients reach the service by it",
            );
        }
    }
}

fn alias_twice(context: &Context<'_>, found: &mut Findings) {
    let mut taken: BTreeMap<(String, i64), usize> = BTreeMap::new();
    for (index, (at, service)) in context.service_elements(SERVICES).enumerate() {
        let aliases = service.get("clientAliases").and_then(Json::as_array);
        for (alias_index, alias) in aliases.unwrap_or_default().iter().enumerate() {
            let port = alias.get("port").and_then(Json::as_i64);
            // Without a name of their own, clients use the discovery name, which is each port's own.
            let (Some(port), Some(name)) = (port, filled(alias, "dnsName")) else {
                continue;
            };
            let earlier = *taken.entry((name.to_owned(), port)).or_insert(index);
            if earlier != index {
                found.add(
                    in_service(at.member("clientAliases").index(alias_index)),
                    format!("Choose another name or port: clients find number {} under {name}:{port} already", earlier + 1),
                );
            }
        }
    }
}

fn discovery_twice(context: &Context<'_>, found: &mut Findings) {
    let mut taken = BTreeSet::new();
    for (at, service) in context.service_elements(SERVICES) {
        let given = is_given(service, "discoveryName");
        let name = if given { "discoveryName" } else { "portName" };
        if let Some(value) = filled(service, name)
            && !taken.insert(value)
            && given
        {
            found.add(
                in_service(at.member("discoveryName")),
                format!("Choose another discoveryName: {value} is another port's already"),
            );
        }
    }
}

fn access_log(context: &Context<'_>, found: &mut Findings) {
    if let Some(connect) = context.service_value(CONNECT)
        && is_set(connect, "accessLogConfiguration")
        && !is_set(connect, "logConfiguration")
    {
        found.add(
            in_service(Pointer::parse(CONNECT).member("logConfiguration")),
            "Give logConfiguration as well: it says where the access log goes",
        );
    }
}

fn proxy_setting(context: &Context<'_>, found: &mut Findings) {
    let mut seen = BTreeSet::new();
    let list = "/serviceConnectConfiguration/containerConfigurations";
    for (at, item) in context.service_elements(list) {
        let members = item.as_object().unwrap_or_default();
        // An item that holds none or several has an issue of its own.
        if let [(name, _)] = members
            && !seen.insert(name)
        {
            found.add(
                in_service(at),
                format!("Keep one {name}: each setting of the proxy is given once"),
            );
        }
    }
}

fn tls_authority(context: &Context<'_>, found: &mut Findings) {
    for (at, service) in context.service_elements(SERVICES) {
        // The object around it is required by the schema.
        let authority = service
            .at(&Pointer::parse("/tls/issuerCertificateAuthority"))
            .filter(|authority| authority.as_object().is_some());
        if let Some(authority) = authority
            && !is_given(authority, "awsPcaAuthorityArn")
        {
            found.add(
                in_service(
                    at.member("tls")
                        .member("issuerCertificateAuthority")
                        .member("awsPcaAuthorityArn"),
                ),
                "Give the ARN of the private certificate authority that issues the certificates",
            );
        }
    }
}

/// The ports of the task definition that have a name; nothing where they are not all known.
pub(super) fn named_ports<'a>(context: &Context<'a>) -> Option<BTreeMap<&'a str, &'a Json>> {
    context.task_definition?;
    let has_open_ports = |one: &Container<'_>| has_open_element(one.json.get("portMappings"));
    if context.has_open_containers() || context.containers.iter().any(has_open_ports) {
        return None;
    }
    let mut ports = BTreeMap::new();
    for mapping in context.containers.iter().flat_map(Container::mappings) {
        match mapping.json.get("name") {
            Some(name) if is_open(name) => return None,
            Some(Json::String(name)) => {
                ports.insert(name.as_str(), mapping.json);
            }
            _ => {}
        }
    }
    Some(ports)
}
