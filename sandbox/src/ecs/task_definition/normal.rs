//! What AWS makes of a task definition when it is registered: units in numbers, defaults filled in.
//! Nothing that the client sent is lost, members that this module never heard of included.

use serde_json::{Value, json};

use super::NetworkMode;
use crate::ecs::object::{self, Object};

/// Turns `1 vCPU` into `1024` and `2 GB` into `2048`, where they are well-formed.
pub(crate) fn normalize_sizes(body: &mut Object) {
    for (member, unit) in [("cpu", "vcpu"), ("memory", "gb")] {
        if let Some(size) = body.get(member).and_then(Value::as_str)
            && let Some(units) = in_units(size, unit)
        {
            body.insert(member.to_owned(), json!(units));
        }
    }
}

/// Fills in what AWS reports for members that were left out.
pub(crate) fn fill_defaults(body: &mut Object) {
    let mode = NetworkMode::of(body);
    let is_fargate = body
        .get("requiresCompatibilities")
        .and_then(Value::as_array)
        .is_some_and(|list| list.iter().any(|item| item == "FARGATE"));
    for container in object::items_mut(body, "containerDefinitions") {
        if let Some(container) = container.as_object_mut() {
            fill_container(container, mode);
        }
    }
    for member in ["taskRoleArn", "executionRoleArn"] {
        if body.get(member).and_then(Value::as_str) == Some("") {
            body.shift_remove(member);
        }
    }
    object::default(body, "volumes", json!([]));
    object::default(body, "placementConstraints", json!([]));
    for volume in object::items_mut(body, "volumes") {
        if let Some(volume) = volume.as_object_mut() {
            fill_volume(volume);
        }
    }
    if is_fargate {
        object::default(body, "networkMode", json!("awsvpc"));
    }
    object::default(body, "enableFaultInjection", json!(false));
}

fn fill_container(container: &mut Object, mode: NetworkMode) {
    object::default(container, "cpu", json!(0));
    object::default(container, "essential", json!(true));
    for member in [
        "portMappings",
        "environment",
        "mountPoints",
        "volumesFrom",
        "systemControls",
    ] {
        object::default(container, member, json!([]));
    }
    for mapping in object::items_mut(container, "portMappings") {
        if let Some(mapping) = mapping.as_object_mut() {
            fill_port(mapping, mode);
        }
    }
    // A variable without a value is dropped on AWS's side.
    if let Some(Value::Array(variables)) = container.get_mut("environment") {
        variables.retain(|variable| variable.get("value").is_some());
    }
    if let Some(Value::Object(check)) = container.get_mut("healthCheck") {
        object::default(check, "interval", json!(30));
        object::default(check, "timeout", json!(5));
        object::default(check, "retries", json!(3));
    }
    if let Some(Value::Object(log)) = container.get_mut("logConfiguration") {
        object::default(log, "secretOptions", json!([]));
    }
    if let Some(Value::Object(capabilities)) = container
        .get_mut("linuxParameters")
        .and_then(|parameters| parameters.get_mut("capabilities"))
    {
        object::default(capabilities, "add", json!([]));
        object::default(capabilities, "drop", json!([]));
    }
}

fn fill_port(mapping: &mut Object, mode: NetworkMode) {
    object::default(mapping, "protocol", json!("tcp"));
    let Some(port) = mapping.get("containerPort").cloned() else {
        return;
    };
    match mode {
        NetworkMode::Awsvpc | NetworkMode::Host => object::default(mapping, "hostPort", port),
        NetworkMode::Bridge => object::default(mapping, "hostPort", json!(0)),
        NetworkMode::None => {}
    }
}

fn fill_volume(volume: &mut Object) {
    if let Some(Value::Object(efs)) = volume.get_mut("efsVolumeConfiguration") {
        object::default(efs, "rootDirectory", json!("/"));
    }
    let has_kind = volume
        .keys()
        .any(|member| member.ends_with("Configuration") || member == "configuredAtLaunch");
    if !has_kind {
        object::default(volume, "host", json!({}));
    }
}

/// `.5 vCPU` is `512`; text without a unit is a number already and stays.
fn in_units(size: &str, unit: &str) -> Option<String> {
    let lower = size.trim().to_ascii_lowercase();
    let amount: f64 = lower.strip_suffix(unit)?.trim().parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a saturating cast; sizes beyond are refused afterwards"
    )]
    let units = (amount * 1024.0).round() as i64;
    Some(units.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{fill_defaults, in_units};
    use crate::ecs::object::members;

    #[test]
    fn reads_units_in_any_case() {
        for (text, unit, expected) in [
            ("1 vCPU", "vcpu", Some("1024")),
            (".25vcpu", "vcpu", Some("256")),
            ("2GB", "gb", Some("2048")),
            ("0.5 gb", "gb", Some("512")),
            ("256", "vcpu", None),
            ("much GB", "gb", None),
        ] {
            assert_eq!(in_units(text, unit).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn fills_in_what_describe_shows() {
        let mut body = members(&json!({
            "family": "a",
            "containerDefinitions": [{
                "name": "a", "image": "b", "memory": 64, "newMember": 1,
                "portMappings": [{"containerPort": 80}],
                "environment": [{"name": "A", "value": ""}, {"name": "B"}],
                "healthCheck": {"command": ["CMD", "true"]},
            }],
        }));
        fill_defaults(&mut body);
        assert_eq!(
            body.get("containerDefinitions").unwrap()[0],
            json!({
                "name": "a", "image": "b", "memory": 64, "newMember": 1,
                "portMappings": [{"containerPort": 80, "protocol": "tcp", "hostPort": 0}],
                "environment": [{"name": "A", "value": ""}],
                "healthCheck": {"command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3},
                "cpu": 0, "essential": true, "mountPoints": [], "volumesFrom": [],
                "systemControls": [],
            })
        );
    }
}
