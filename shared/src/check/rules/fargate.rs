//! Rules about what Fargate, Windows and awsvpc do not have.

use crate::check::context::{Context, NetworkMode, text};
use crate::check::findings::{Findings, in_task, remove, set};
use crate::check::path::Path;
use crate::check::rule::{Rule, api, error, guide, refusal};
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema::{self, Element, List, Member, Platform, Structure, Value};

pub(super) const RULES: &[Rule] = &[
    error(
        "fargate-network-mode",
        network_mode,
        "Fargate runs tasks in awsvpc mode only.",
        refusal("Fargate only supports network mode 'awsvpc'."),
    ),
    error(
        "not-on-platform",
        not_on_platform,
        "Some members are not for Fargate, Windows or awsvpc.",
        guide("fargate-tasks-services"),
    ),
    error(
        "fargate-log-driver",
        log_driver,
        "Fargate has the log drivers awslogs, splunk and awsfirelens.",
        refusal("Must be one of [awslogs,splunk,awsfirelens]"),
    ),
    error(
        "fargate-timeout",
        timeout,
        "On Fargate containers start and stop within 2 to 120 seconds.",
        api("ContainerDefinition"),
    ),
    error(
        "fargate-process-namespace",
        process_namespace,
        "On Fargate containers share only the task's process namespace.",
        refusal("Tasks using the Fargate launch type do not support pidMode 'host'."),
    ),
    error(
        "fargate-capability",
        capability,
        "Fargate lets containers have SYS_PTRACE and no other more capability.",
        refusal("NET_ADMIN is not allowed on Fargate."),
    ),
    error(
        "fargate-gpu",
        gpu,
        "Fargate has no GPUs.",
        refusal("Tasks using the Fargate launch type do not support GPU resource requirements."),
    ),
];

fn network_mode(context: &Context<'_>, found: &mut Findings) {
    let other = !matches!(
        context.network_mode(),
        NetworkMode::Awsvpc | NetworkMode::Unknown
    );
    if context.on_fargate() && other {
        let at = Pointer::parse("/networkMode");
        found.fixable(
            in_task(&at),
            "Set networkMode to awsvpc: Fargate has no other",
            Some(set("Set to awsvpc", &at, &Json::from("awsvpc"))),
        );
    }
}

/// What the schema says a platform does not have.
fn not_on_platform(context: &Context<'_>, found: &mut Findings) {
    let Some(json) = context.task_definition else {
        return;
    };
    let mut platforms = Vec::new();
    if context.on_fargate() {
        platforms.push((Platform::Fargate, "Fargate"));
    }
    if context.on_windows() {
        platforms.push((Platform::Windows, "Windows"));
    }
    if context.network_mode() == NetworkMode::Awsvpc {
        platforms.push((Platform::Awsvpc, "the awsvpc network mode"));
    }
    if !platforms.is_empty() {
        let root = schema::root(DocumentKind::TaskDefinition);
        look(root, json, &Path::root(), &platforms, found);
    }
}

fn look(
    structure: &'static Structure,
    json: &Json,
    at: &Path<'_>,
    platforms: &[(Platform, &str)],
    found: &mut Findings,
) {
    for (name, value) in json.as_object().unwrap_or_default() {
        let Some(member) = structure.member(name) else {
            continue;
        };
        let here = at.member(name);
        let refused = platforms
            .iter()
            .find(|(platform, _)| member.not_on.contains(platform));
        if let Some((_, words)) = refused
            && is_used(value)
        {
            found.fixable(
                in_task(here.pointer()),
                format!("Remove {name}: there is no such thing with {words}"),
                remove(&here.pointer()),
            );
        } else {
            look_inside(member, value, &here, platforms, found);
        }
    }
}

fn look_inside(
    member: &Member,
    value: &Json,
    at: &Path<'_>,
    platforms: &[(Platform, &str)],
    found: &mut Findings,
) {
    match &member.value {
        Value::Object(inner) => look(inner, value, at, platforms, found),
        Value::List(List {
            element: Element::Object(inner),
            ..
        }) => {
            for (index, element) in value.as_array().unwrap_or_default().iter().enumerate() {
                look(inner, element, &at.index(index), platforms, found);
            }
        }
        _ => {}
    }
}

/// Whether a member asks for something: `false`, `null` and what is empty do not.
fn is_used(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(elements) => !elements.is_empty(),
        Json::Object(members) => members.iter().any(|(_, value)| is_used(value)),
        Json::Bool(true) | Json::Number(_) | Json::Bare(_) => true,
    }
}

fn log_driver(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    for container in &context.containers {
        let driver = container
            .json
            .at(&Pointer::parse("/logConfiguration/logDriver"))
            .and_then(Json::as_str);
        if let Some("json-file" | "syslog" | "journald" | "gelf" | "fluentd") = driver {
            found.add(
                in_task(container.at.member("logConfiguration").member("logDriver")),
                "Use awslogs, splunk or awsfirelens: Fargate has no other log drivers",
            );
        }
    }
}

fn timeout(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    for container in &context.containers {
        for name in ["startTimeout", "stopTimeout"] {
            // What is too short anywhere has an issue of its own.
            let least = if name == "startTimeout" { 2 } else { 0 };
            if let Some(seconds) = container.number(name)
                && !(2..=120).contains(&seconds)
                && seconds >= least
            {
                found.add(
                    in_task(container.at.member(name)),
                    format!("Set {name} to 2 to 120 seconds, the most that Fargate has"),
                );
            }
        }
    }
}

fn process_namespace(context: &Context<'_>, found: &mut Findings) {
    // Windows has no such member at all.
    let host = context.task_text("pidMode") == Some("host") && !context.on_windows();
    if context.on_fargate() && host {
        found.add(
            in_task("/pidMode"),
            "Set pidMode to task, or remove it: Fargate has no instance to share",
        );
    }
}

fn capability(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    for container in &context.containers {
        let pointer = Pointer::parse("/linuxParameters/capabilities/add");
        let added = container.json.at(&pointer).and_then(Json::as_array);
        for (index, capability) in added.unwrap_or_default().iter().enumerate() {
            if capability.as_str().is_some_and(|name| name != "SYS_PTRACE") {
                let at = container.at.member("linuxParameters");
                found.add(
                    in_task(at.member("capabilities").member("add").index(index)),
                    "Remove the capability: Fargate adds SYS_PTRACE and no other",
                );
            }
        }
    }
}

fn gpu(context: &Context<'_>, found: &mut Findings) {
    if !context.on_fargate() {
        return;
    }
    for container in &context.containers {
        for (at, requirement) in container.elements("resourceRequirements") {
            if text(requirement, "type") == Some("GPU") {
                found.add(
                    in_task(at),
                    "Remove the GPU, or run the task on EC2: Fargate has none",
                );
            }
        }
    }
}
