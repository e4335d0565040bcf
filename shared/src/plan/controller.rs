//! Services whose deployments `CodeDeploy` or another tool makes: what ECS lets be changed of them.
//!
//! Source: the description of `UpdateService` in AWS's API Reference.

use super::extent::Extent;
use super::overlay::overlay;
use super::refuse;
use crate::diff::diff;
use crate::document::Document;
use crate::issue::{DocumentKind, Issue};
use crate::json::Json;
use crate::normal::normal;
use crate::pointer::Pointer;

/// What `UpdateService` takes for every service, whoever makes its deployments.
const WITH_ANY_CONTROLLER: [&str; 6] = [
    "desiredCount",
    "healthCheckGracePeriodSeconds",
    "placementConstraints",
    "placementStrategy",
    "enableECSManagedTags",
    "propagateTags",
];

/// What it takes besides for a service that `CodeDeploy` deploys.
const WITH_CODE_DEPLOY: [&str; 4] = [
    "deploymentConfiguration",
    "enableExecuteCommand",
    "availabilityZoneRebalancing",
    // By which such a service comes back to ECS.
    "deploymentController",
];

pub(super) fn refuse(
    task_definition: Option<&Document>,
    service: &Document,
    current: &Document,
) -> Vec<Issue> {
    let after = overlay(current, service, Extent::Partial);
    let (controller, next) = (controller_of(current), controller_of(&after));
    let way = match (controller.as_str(), next.as_str()) {
        // It comes back to ECS, and everything may come with it.
        ("CODE_DEPLOY", "ECS") => return Vec::new(),
        ("CODE_DEPLOY", _) => "start a deployment in CodeDeploy for this",
        ("EXTERNAL", _) => "use the tool that makes its task sets for this",
        _ => return Vec::new(),
    };
    let is_taken = |name: &str| {
        name == "tags"
            || WITH_ANY_CONTROLLER.contains(&name)
            || (controller == "CODE_DEPLOY" && WITH_CODE_DEPLOY.contains(&name))
    };
    let mut names: Vec<String> = diff(current, &after)
        .into_iter()
        .filter_map(|change| change.pointer.tokens().next())
        .filter(|name| !is_taken(name))
        .collect();
    if task_definition.is_some() {
        names.push("taskDefinition".to_owned());
    }
    if service
        .json()
        .get("forceNewDeployment")
        .and_then(Json::as_bool)
        == Some(true)
    {
        names.push("forceNewDeployment".to_owned());
    }
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| {
            let pointer = Pointer::root().member(&name);
            let refuses = if name == "forceNewDeployment" {
                "replace its tasks".to_owned()
            } else {
                format!("change {name}")
            };
            refuse::error(
                DocumentKind::Service,
                "other-controller",
                pointer.as_str(),
                format!("The service's deployments are made by {controller}, so ECS refuses to {refuses}: {way}, or take it out here"),
            )
        })
        .collect()
}

/// Whether another tool makes a service's task sets. They have its task definition, so that the
/// service itself has none.
pub(super) fn has_task_sets(service: &Document) -> bool {
    controller_of(service) == "EXTERNAL"
}

/// Who makes a service's deployments.
fn controller_of(service: &Document) -> String {
    normal(service)
        .json()
        .at(&Pointer::parse("/deploymentController/type"))
        .and_then(Json::as_str)
        .unwrap_or("ECS")
        .to_owned()
}
