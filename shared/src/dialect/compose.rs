//! docker-compose files as a starting point: one container for each of its services, in one task
//! definition, and a service that runs it.

mod container;
mod environment;
mod fargate;
mod health;
mod linux;
mod mounts;
mod platform;
mod ports;
mod resources;
mod task;
mod text;
mod units;

use std::collections::{BTreeMap, BTreeSet};

use super::members::{last_of_each, object};
use super::note::Notes;
use super::place::Place;
use super::{ImportError, Imported};
use crate::clip::clip;
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) use container::read as container;
pub(super) use platform::finish;
pub(super) use task::Task;
pub(super) use text::{name, placeholders};

/// Reads a compose file.
pub(super) fn read(json: &Json, notes: &mut Notes) -> Result<Vec<Imported>, ImportError> {
    let json = text::interpolated(json);
    let services = match json.get("services") {
        Some(services) => services,
        // The first version has its services outermost.
        None => &json,
    };
    let services = services.as_object().unwrap_or_default();
    if services.is_empty() {
        return Err(ImportError::NoComposeService);
    }
    let mut task = Task::default();
    if json.get("services").is_some() {
        tell_outermost(&json, notes);
    }
    let outer = Place::named("services");
    for (name, service) in last_of_each(services) {
        let place = outer.member(name);
        if service.as_object().is_none() {
            notes.left(&place, "a service is a mapping with an image; this is none");
            continue;
        }
        container::read(name, service, &place, &mut task, notes);
    }
    mounts::define(json.get("volumes"), &mut task, notes);
    link(&outer, services, &mut task, notes);
    let family = json.get("name").and_then(Json::as_str).map(text::name);
    let family = family.unwrap_or_else(|| {
        let first = task.containers.first().and_then(|one| one.get("name"));
        let name = first.and_then(Json::as_str).unwrap_or("app").to_owned();
        notes.assumed(
            &Place::named("name"),
            format!("the file has no name; the family and the service are called {name}"),
        );
        name
    });
    Ok(finish(&family, task, true, notes))
}

/// Says what of the outermost members has no counterpart.
fn tell_outermost(json: &Json, notes: &mut Notes) {
    for (name, value) in json.as_object().unwrap_or_default() {
        let words = match name.as_str() {
            "services" | "volumes" | "version" | "name" => continue,
            // Their use is for anchors alone.
            name if name.starts_with("x-") => continue,
            _ if value.is_null() => continue,
            "networks" => {
                "the containers of one task share its network; reach other services by Service Connect"
            }
            "secrets" => "put them into Secrets Manager and name them in the container's `secrets`",
            "configs" => "ECS has no configs; build them into the image, or put them on EFS",
            "include" => "give the included files on their own",
            _ => "this has no counterpart in a definition",
        };
        notes.left(&Place::named(name), words);
    }
}

/// Settles what containers say about each other: who waits for whom, and who may end.
fn link(outer: &Place<'_>, services: &[(String, Json)], task: &mut Task, notes: &mut Notes) {
    let mut ends: BTreeSet<String> = BTreeSet::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut healthy: BTreeSet<String> = BTreeSet::new();
    for (at, container) in task.containers.iter().enumerate() {
        let name = container
            .get("name")
            .and_then(Json::as_str)
            .unwrap_or_default();
        places.insert(name.to_owned(), at);
        if container.get("healthCheck").is_some() {
            healthy.insert(name.to_owned());
        }
    }
    for (name, service) in last_of_each(services) {
        let own = text::name(name);
        let place = outer.member(name);
        let place = place.member("depends_on");
        for (on, condition) in dependencies(service.get("depends_on"), &place, notes) {
            let on_name = text::name(&on);
            if !places.contains_key(&on_name) {
                notes.left(&place, format!("there is no service {}", clip(&on)));
                continue;
            }
            if condition == "HEALTHY" && !healthy.contains(&on_name) {
                notes.assumed(
                    &place,
                    format!("ECS needs a health check in {on_name} to wait for it; add one there"),
                );
            }
            if condition == "SUCCESS" {
                ends.insert(on_name.clone());
            }
            let dependency = object([
                ("containerName", Json::from(on_name)),
                ("condition", Json::from(condition)),
            ]);
            if let Some(container) = places.get(&own).and_then(|at| task.containers.get_mut(*at)) {
                container.set(&Pointer::parse("/dependsOn/-"), dependency);
            }
        }
    }
    for name in &ends {
        if let Some(container) = places.get(name).and_then(|at| task.containers.get_mut(*at)) {
            container.set(&Pointer::parse("/essential"), Json::from(false));
            // A container that is to end must not be started again.
            container.remove(&Pointer::parse("/restartPolicy"));
        }
    }
}

fn dependencies(
    json: Option<&Json>,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Vec<(String, &'static str)> {
    match json {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Array(names)) => names
            .iter()
            .filter_map(Json::as_str)
            .map(|name| (name.to_owned(), "START"))
            .collect(),
        Some(Json::Object(members)) => members
            .iter()
            .map(|(name, one)| {
                let condition = match one.get("condition").and_then(Json::as_str) {
                    Some("service_healthy") => "HEALTHY",
                    Some("service_completed_successfully") => "SUCCESS",
                    _ => "START",
                };
                for extra in ["restart", "required"] {
                    if one.get(extra).is_some() {
                        notes.left(
                            &place.member(name),
                            format!("ECS has no `{extra}` for dependencies"),
                        );
                    }
                }
                (name.clone(), condition)
            })
            .collect(),
        Some(other) => {
            notes.left(
                place,
                format!(
                    "dependencies are a list or a mapping, not {}",
                    other.kind_words()
                ),
            );
            Vec::new()
        }
    }
}
