//! Rules about service discovery: what tasks register in Cloud Map.

use crate::check::context::{Context, ElementAt, NetworkMode, filled, is_given};
use crate::check::findings::{Findings, in_service};
use crate::check::rule::{Rule, api, error, refusal};
use crate::issue::{Edit, Fix};
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[
    error(
        "registry-arn-missing",
        arn_missing,
        "A registry is a service in Cloud Map.",
        api("ServiceRegistry"),
    ),
    error(
        "registry-port-twice",
        port_twice,
        "A registry has a port or a container with its port.",
        api("ServiceRegistry"),
    ),
    error(
        "registry-container-incomplete",
        incomplete,
        "A registry's container and its port go together.",
        api("ServiceRegistry"),
    ),
    error(
        "registry-container-missing",
        container_missing,
        "With bridge and host a registry names a container and its port.",
        api("ServiceRegistry"),
    ),
    error(
        "registry-container-unknown",
        container_unknown,
        "A registry names a container and a port of the task.",
        api("ServiceRegistry"),
    ),
    error(
        "registry-port-superfluous",
        port_superfluous,
        "A records of tasks with awsvpc have no port.",
        refusal(
            "The values specified for serviceRegistries do not require a value for 'containerPort'. Remove the value and retry.",
        ),
    ),
];

const LIST: &str = "/serviceRegistries";

fn arn_missing(context: &Context<'_>, found: &mut Findings) {
    for (at, registry) in context.service_elements(LIST) {
        // An empty text has an issue of its own.
        if registry.get("registryArn").is_none_or(Json::is_null) {
            found.add(
                in_service(at.member("registryArn")),
                "Give the ARN of the Cloud Map service that the tasks register in",
            );
        }
    }
}

fn names_container(registry: &Json) -> bool {
    is_given(registry, "containerName") || is_given(registry, "containerPort")
}

fn port_twice(context: &Context<'_>, found: &mut Findings) {
    for (at, registry) in context.service_elements(LIST) {
        if is_given(registry, "port") && names_container(registry) {
            found.add(
                in_service(at.member("port")),
                "Keep either port, or containerName with containerPort: ECS takes one of them",
            );
        }
    }
}

fn incomplete(context: &Context<'_>, found: &mut Findings) {
    for (at, registry) in context.service_elements(LIST) {
        for (name, other) in [
            ("containerName", "containerPort"),
            ("containerPort", "containerName"),
        ] {
            if is_given(registry, other) && !is_given(registry, name) && !is_given(registry, "port")
            {
                found.add(
                    in_service(at.member(name)),
                    format!("Give {name} as well: it belongs to {other}"),
                );
            }
        }
    }
}

fn container_missing(context: &Context<'_>, found: &mut Findings) {
    let mode = context.network_mode();
    if !matches!(mode, NetworkMode::Bridge | NetworkMode::Host) || context.on_fargate() {
        return;
    }
    for (at, registry) in context.service_elements(LIST) {
        if !names_container(registry) {
            found.add(
                in_service(at.member("containerName")),
                "Give containerName and containerPort: tasks without awsvpc register a port of the instance",
            );
        }
    }
}

fn container_unknown(context: &Context<'_>, found: &mut Findings) {
    if context.task_definition.is_none() {
        return;
    }
    for (at, registry) in context.service_elements(LIST) {
        let Some(name) = filled(registry, "containerName") else {
            continue;
        };
        let Some(container) = context.container(name) else {
            if context.lacks_container(name) {
                found.add(
                    in_service(at.member("containerName")),
                    format!("Name a container of the task definition: there is no {name}"),
                );
            }
            continue;
        };
        if let Some(port) = registry.get("containerPort").and_then(Json::as_i64)
            && container.maps_port(port) == Some(0)
        {
            found.add(
                in_service(at.member("containerPort")),
                format!(
                    "Add port {port} to the port mappings of {}, or name one that is there",
                    container.words()
                ),
            );
        }
    }
}

fn port_superfluous(context: &Context<'_>, found: &mut Findings) {
    if context.network_mode() != NetworkMode::Awsvpc {
        return;
    }
    for (at, registry) in context.service_elements(LIST) {
        if !is_given(registry, "containerPort") {
            continue;
        }
        let place = at.member("containerPort");
        let records =
            filled(registry, "registryArn").and_then(|arn| context.known.registries.get(arn));
        match records {
            Some(records) if !records.contains("SRV") => found.fixable(
                in_service(place),
                "Remove containerName and containerPort: the Cloud Map service has A records only, which hold no port",
                without_container(&at, registry),
            ),
            Some(_) => {}
            None => found.unknown(
                in_service(place),
                "which DNS records the Cloud Map service has",
            ),
        }
    }
}

fn without_container(at: &ElementAt, registry: &Json) -> Fix {
    let edits = ["containerName", "containerPort"]
        .into_iter()
        .filter(|name| registry.get(name).is_some())
        .map(|name| Edit::Remove {
            pointer: at.member(name),
        });
    Fix {
        label: "Remove container and port".to_owned(),
        edits: edits.collect(),
    }
}
