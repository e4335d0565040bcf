//! How much a service gets, how often it runs, and when it ends.

use super::container::Container;
use super::text::scalar;
use super::units;
use crate::dialect::members::{last_of_each, object};
use crate::dialect::place::Place;
use crate::json::Json;

/// The part of a service that is for the orchestrator.
pub(super) fn deploy(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    for (name, value) in last_of_each(json.as_object().unwrap_or_default()) {
        let place = place.member(name);
        match name.as_str() {
            "replicas" => replicas(container, value, &place),
            "mode" if value.as_str() == Some("global") => container.task.is_daemon = true,
            "mode" if value.as_str() == Some("replicated") => {}
            "resources" => limits(container, value, &place),
            "restart_policy" => restart_policy(container, value, &place),
            _ => container.left(&place, "this has no counterpart in a definition"),
        }
    }
}

fn limits(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    for (which, pointer) in [
        ("limits", "/memory"),
        ("reservations", "/memoryReservation"),
    ] {
        let place = place.member(which);
        let members = json.get(which).and_then(Json::as_object);
        for (name, value) in last_of_each(members.unwrap_or_default()) {
            let place = place.member(name);
            match name.as_str() {
                "memory" => memory(container, pointer, value, &place),
                // A reservation is what ECS's shares are; it stands where there are both.
                "cpus" => {
                    if which == "reservations" && container.json.get("cpu").is_some() {
                        container.left(
                            &place.member("limits"),
                            "ECS has one number for CPU; the reservation is taken over",
                        );
                    }
                    cpus(container, value, &place);
                }
                "devices" => gpus(container, value, &place),
                _ => container.left(&place, "ECS has no such limit"),
            }
        }
    }
}

/// How often the service runs.
pub(super) fn replicas(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let count = scalar(json).and_then(|text| text.trim().parse::<i64>().ok());
    let Some(count) = count.filter(|count| *count >= 0) else {
        container.misfit(json, place);
        return;
    };
    let before = container.task.replicas;
    if before.is_some_and(|before| before != count) {
        container.notes.assumed(
            place,
            "the containers of a task run equally often; the largest number is taken, split the file for others",
        );
    }
    container.task.replicas = Some(before.unwrap_or(count).max(count));
}

/// Memory in MiB.
pub(super) fn memory(container: &mut Container<'_>, pointer: &str, json: &Json, place: &Place<'_>) {
    match units::mebibytes(json) {
        // Docker takes 0 for no limit.
        Some(0) => {}
        Some(mebibytes) => container.set(pointer, Json::from(mebibytes)),
        None => container.open(pointer, json, place),
    }
}

/// Memory and swap together; ECS has the swap alone.
pub(super) fn swap(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let memory = container.json.get("memory").and_then(Json::as_i64);
    match (units::mebibytes(json), memory) {
        (Some(both), Some(memory)) if both >= memory => {
            container.set("/linuxParameters/maxSwap", Json::from(both - memory));
        }
        _ => container.left(
            place,
            "ECS takes swap with a limit of memory alone; set `maxSwap`",
        ),
    }
}

/// CPU units.
pub(super) fn cpus(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    match units::cpu_units(json) {
        Some(0) => {}
        Some(units) => container.set("/cpu", Json::from(units)),
        None => container.open("/cpu", json, place),
    }
}

/// GPUs: `all`, a number, or requests of devices.
pub(super) fn gpus(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let counts: Vec<Option<String>> = match json {
        Json::Array(requests) => requests
            .iter()
            .map(|request| request.get("count").and_then(scalar))
            .collect(),
        other => vec![scalar(other)],
    };
    for count in counts {
        let number = count.and_then(|count| count.trim().parse::<u32>().ok());
        if number.is_none() {
            container
                .notes
                .assumed(place, "ECS takes a number of GPUs; one is asked for");
        }
        let value = number.unwrap_or(1).to_string();
        let requirement = object([("type", Json::from("GPU")), ("value", Json::from(value))]);
        container.push("resourceRequirements", requirement);
    }
}

/// Whether a container that ends is started again.
pub(super) fn restart(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    let text = scalar(json).unwrap_or_default();
    let (policy, count) = match text.split_once(':') {
        Some((policy, count)) => (policy, Some(count)),
        None => (text.as_str(), None),
    };
    if count.is_some() {
        container.left(place, "ECS does not count restarts");
    }
    apply(container, policy, place);
}

fn restart_policy(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    for (name, value) in last_of_each(json.as_object().unwrap_or_default()) {
        let place = place.member(name);
        if name == "condition" {
            apply(container, &scalar(value).unwrap_or_default(), &place);
        } else {
            container.left(
                &place,
                "ECS does not count restarts and waits for nothing between them",
            );
        }
    }
}

fn apply(container: &mut Container<'_>, policy: &str, place: &Place<'_>) {
    match policy {
        // A service replaces the task; within it a container is not started again.
        "no" | "false" | "none" | "" => {}
        "always" | "unless-stopped" | "any" => {
            container.set("/restartPolicy", object([("enabled", Json::from(true))]));
        }
        "on-failure" => {
            let ignored = Json::Array(vec![Json::from(0)]);
            container.set(
                "/restartPolicy",
                object([("enabled", Json::from(true)), ("ignoredExitCodes", ignored)]),
            );
        }
        _ => container.left(place, "ECS has no such restart policy"),
    }
}

/// How long a container may take to end.
pub(super) fn stop(container: &mut Container<'_>, json: &Json, place: &Place<'_>) {
    match units::seconds(json) {
        Some(seconds) => container.set("/stopTimeout", Json::from(seconds)),
        None => container.open("/stopTimeout", json, place),
    }
}
