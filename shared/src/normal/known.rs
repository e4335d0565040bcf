//! What is known of single members and structures beyond their defaults: values that AWS treats as
//! if they were absent, and other spellings of the same.

use super::view::{Node, View};
use crate::json::Json;
use crate::plan::PLAN_TAG;
use crate::schema::{Shape, cpu_units, memory_mib};

/// The canonical spelling of a text of a shape, where it has one.
pub(super) fn canonical_text(shape: Shape, text: &str) -> Option<String> {
    match shape {
        Shape::CpuSize => cpu_units(text).map(|units| units.to_string()),
        Shape::MemorySize => memory_mib(text).map(|mib| mib.to_string()),
        // A revision is the same by its ARN and by family and number; account and region are the
        // cluster's.
        Shape::TaskDefinition => text
            .split_once(":task-definition/")
            .map(|(_, reference)| reference.to_owned()),
        _ => None,
    }
}

/// Normalizes one member by the structure that it is in.
pub(super) fn normalize<'a>(structure: &str, member: &str, view: View<'a>) -> View<'a> {
    match (structure, member) {
        // ECS removes variables that have no value.
        ("ContainerDefinition", "environment") => {
            view.retain(|variable| !variable.is_object() || variable.get("value").is_some())
        }
        // Longshore's own mark is no difference.
        ("RegisterTaskDefinitionRequest", "tags") => {
            view.retain(|tag| tag.get("key").and_then(Node::as_str) != Some(PLAN_TAG))
        }
        ("DeploymentConfiguration", "deploymentCircuitBreaker" | "alarms")
            if is_off(view.node()) =>
        {
            View::Made(Json::Null)
        }
        // It is how Service Connect is taken away.
        ("CreateServiceRequest", "serviceConnectConfiguration")
            if view.node().get("enabled").and_then(Node::as_bool) == Some(false) =>
        {
            View::Made(Json::Null)
        }
        // Tags go nowhere, as where nothing is said.
        ("EBSTagSpecification", "propagateTags") if view.node().as_str() == Some("NONE") => {
            View::Made(Json::Null)
        }
        ("HealthCheck", "startPeriod") | ("DeploymentConfiguration", "bakeTimeInMinutes")
            if view.node().as_i64() == Some(0) =>
        {
            View::Made(Json::Null)
        }
        ("PlacementStrategy", "field") => match view.node().as_str() {
            Some(field)
                if field.eq_ignore_ascii_case("host")
                    || field.eq_ignore_ascii_case("instanceId") && field != "instanceId" =>
            {
                View::Made(Json::from("instanceId"))
            }
            _ => view,
        },
        _ => view,
    }
}

/// A member that AWS fills in and that is more than a plain default.
pub(super) fn missing<'m>(
    structure: &str,
    mut members: impl Iterator<Item = (&'m str, Node<'m>)>,
) -> Option<(&'static str, Json)> {
    const THRESHOLD: &str = "thresholdConfiguration";
    if structure != "DeploymentCircuitBreaker" || members.any(|(name, _)| name == THRESHOLD) {
        return None;
    }
    let threshold = Json::Object(vec![
        ("type".to_owned(), Json::from("BOUNDED_PERCENT")),
        ("value".to_owned(), Json::from(50)),
    ]);
    Some((THRESHOLD, threshold))
}

/// Whether a circuit breaker or a set of alarms says that it is off, as ECS reports it where there
/// is none.
fn is_off(value: Node<'_>) -> bool {
    let off = |name: &str| value.get(name).and_then(Node::as_bool) == Some(false);
    let has_names = value
        .get("alarmNames")
        .is_some_and(|names| names.is_array() && !names.is_empty());
    off("enable") && off("rollback") && !has_names
}
