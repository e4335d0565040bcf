//! What a first deploy does, in words: nothing differs from anything yet.

use super::{ChangeInWords, Effect, controller};
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::pointer::Pointer;

/// What is made, container by container and what the service is behind.
pub(super) fn words(task_definition: Option<&Document>, service: &Document) -> Vec<ChangeInWords> {
    // Nothing runs before another tool makes a task set.
    let has_task_sets = controller::has_task_sets(service);
    let effect = if has_task_sets {
        Effect::None
    } else {
        Effect::Scales
    };
    let mut said = Vec::new();
    let containers = task_definition
        .and_then(|definition| definition.json().get("containerDefinitions")?.as_array());
    for (at, container) in containers.unwrap_or_default().iter().enumerate() {
        let text = |name: &str| container.get(name).and_then(Json::as_str).unwrap_or("?");
        said.push(ChangeInWords {
            place: String::new(),
            group: "Containers".to_owned(),
            words: if has_task_sets {
                format!(
                    "registers container {} with image {}, for the task sets of another tool",
                    text("name"),
                    text("image")
                )
            } else {
                format!(
                    "runs container {} with image {}",
                    text("name"),
                    text("image")
                )
            },
            effect,
            document: DocumentKind::TaskDefinition,
            pointer: Pointer::parse("/containerDefinitions").index(at),
        });
    }
    let mut of_service = |group: &str, words: String, pointer: Pointer| {
        said.push(ChangeInWords {
            place: String::new(),
            group: group.to_owned(),
            words,
            effect,
            document: DocumentKind::Service,
            pointer,
        });
    };
    let json = service.json();
    if let Some(reference) = json.get("taskDefinition").and_then(Json::as_str) {
        of_service(
            "Revision",
            format!("runs revision {reference}"),
            Pointer::parse("/taskDefinition"),
        );
    }
    if let Some(count) = json.get("desiredCount").and_then(Json::as_i64) {
        let tasks = if count == 1 { "task" } else { "tasks" };
        let words = if has_task_sets {
            format!("wants {count} {tasks}, which the task sets of another tool start")
        } else {
            format!("starts {count} {tasks}")
        };
        of_service("Scaling", words, Pointer::parse("/desiredCount"));
    }
    let balancers = json.get("loadBalancers").and_then(Json::as_array);
    for (at, balancer) in balancers.unwrap_or_default().iter().enumerate() {
        let text = |name: &str| balancer.get(name).and_then(Json::as_str);
        let port = balancer.get("containerPort").and_then(Json::as_i64);
        let words = format!(
            "puts {} port {} behind {}",
            text("containerName").unwrap_or("?"),
            port.map_or_else(|| "?".to_owned(), |port| port.to_string()),
            text("targetGroupArn").map_or_else(
                || format!("load balancer {}", text("loadBalancerName").unwrap_or("?")),
                |arn| format!("target group {}", target_group_name(arn)),
            )
        );
        of_service(
            "Load balancing",
            words,
            Pointer::parse("/loadBalancers").index(at),
        );
    }
    said
}

/// A deployment that is asked for although nothing differs.
pub(super) fn forced() -> ChangeInWords {
    ChangeInWords {
        place: String::new(),
        group: "Revision".to_owned(),
        words: "replaces every task, also where nothing differs".to_owned(),
        effect: Effect::ReplacesTasks,
        document: DocumentKind::Service,
        pointer: Pointer::parse("/forceNewDeployment"),
    }
}

pub(super) fn target_group_name(arn: &str) -> &str {
    arn.split(":targetgroup/")
        .nth(1)
        .and_then(|resource| resource.split('/').next())
        .unwrap_or(arn)
}
