//! What is known of single members and structures beyond their defaults: values that AWS treats as
//! if they were absent, and other spellings of the same.

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
pub(super) fn normalize(structure: &str, member: &str, value: &mut Json) {
    match (structure, member) {
        // ECS removes variables that have no value.
        ("ContainerDefinition", "environment") => {
            retain(value, |variable| {
                variable.as_object().is_none() || variable.get("value").is_some()
            });
        }
        // Longshore's own mark is no difference.
        ("RegisterTaskDefinitionRequest", "tags") => {
            retain(value, |tag| {
                tag.get("key").and_then(Json::as_str) != Some(PLAN_TAG)
            });
        }
        ("DeploymentConfiguration", "deploymentCircuitBreaker" | "alarms") if is_off(value) => {
            *value = Json::Null;
        }
        ("HealthCheck", "startPeriod") | ("DeploymentConfiguration", "bakeTimeInMinutes")
            if value.as_i64() == Some(0) =>
        {
            *value = Json::Null;
        }
        ("PlacementStrategy", "field") => {
            if let Some(field) = value.as_str()
                && (field.eq_ignore_ascii_case("host") || field.eq_ignore_ascii_case("instanceId"))
            {
                *value = Json::from("instanceId");
            }
        }
        _ => {}
    }
}

/// Normalizes what depends on several members of one structure.
pub(super) fn normalize_whole(structure: &str, members: &mut Vec<(String, Json)>) {
    if structure == "DeploymentCircuitBreaker"
        && !members
            .iter()
            .any(|(name, _)| name == "thresholdConfiguration")
    {
        members.push((
            "thresholdConfiguration".to_owned(),
            Json::Object(vec![
                ("type".to_owned(), Json::from("BOUNDED_PERCENT")),
                ("value".to_owned(), Json::from(50)),
            ]),
        ));
    }
}

/// Whether a circuit breaker or a set of alarms says that it is off, as ECS reports it where there
/// is none.
fn is_off(value: &Json) -> bool {
    let off = |name: &str| value.get(name).and_then(Json::as_bool) == Some(false);
    let names = value.get("alarmNames").and_then(Json::as_array);
    off("enable") && off("rollback") && names.is_none_or(<[Json]>::is_empty)
}

fn retain(value: &mut Json, keep: impl Fn(&Json) -> bool) {
    if let Json::Array(elements) = value {
        elements.retain(keep);
    }
}
