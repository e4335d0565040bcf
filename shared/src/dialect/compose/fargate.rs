//! What keeps a task off Fargate, as the schema says it of single members.

use super::task::Task;
use crate::clip::clip;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema::{self, Element, List, Platform, Structure, Value};

/// Why Fargate cannot run the task, in the names of what is in the way.
pub(super) fn reasons(task: &Task) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(mode) = &task.network_mode {
        reasons.push(format!("networkMode {mode}"));
    }
    for (name, mode) in [("pidMode", &task.pid_mode), ("ipcMode", &task.ipc_mode)] {
        if mode.is_some() {
            reasons.push(name.to_owned());
        }
    }
    if task.is_daemon {
        reasons.push("deploy.mode global".to_owned());
    }
    let volumes = task.volumes.iter().map(|(_, volume)| volume);
    for (structure, json) in task
        .containers
        .iter()
        .map(|one| ("containerDefinitions", one))
        .chain(volumes.map(|one| ("volumes", one)))
    {
        let root = schema::root(DocumentKind::TaskDefinition);
        if let Some(Value::List(List {
            element: Element::Object(inner),
            ..
        })) = root.member(structure).map(|member| &member.value)
        {
            refused(inner, json, &mut reasons);
        }
        look_deeper(json, &mut reasons);
    }
    reasons.sort();
    reasons.dedup();
    reasons
}

/// What Fargate takes in some values alone.
fn look_deeper(container: &Json, reasons: &mut Vec<String>) {
    let text = |pointer: &str| {
        container
            .at(&Pointer::parse(pointer))
            .and_then(Json::as_str)
    };
    if let Some(driver) = text("/logConfiguration/logDriver")
        && !["awslogs", "splunk", "awsfirelens"].contains(&driver)
    {
        reasons.push(format!("the log driver {}", clip(driver)));
    }
    if container.get("resourceRequirements").is_some() {
        reasons.push("GPUs".to_owned());
    }
    let added = container.at(&Pointer::parse("/linuxParameters/capabilities/add"));
    let added = added.and_then(Json::as_array).unwrap_or_default();
    if added.iter().any(|one| one.as_str() != Some("SYS_PTRACE")) {
        reasons.push("added capabilities".to_owned());
    }
}

fn refused(structure: &'static Structure, json: &Json, reasons: &mut Vec<String>) {
    for (name, value) in json.as_object().unwrap_or_default() {
        let Some(member) = structure.member(name) else {
            continue;
        };
        let is_refused = |platform| member.not_on.contains(&platform);
        if is_refused(Platform::Fargate) || is_refused(Platform::Awsvpc) {
            reasons.push(name.clone());
        }
        match (&member.value, value) {
            (Value::Object(inner), inner_json) => refused(inner, inner_json, reasons),
            (
                Value::List(List {
                    element: Element::Object(inner),
                    ..
                }),
                Json::Array(elements),
            ) => {
                for element in elements {
                    refused(inner, element, reasons);
                }
            }
            _ => {}
        }
    }
}
