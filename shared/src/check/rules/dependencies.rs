//! Rules about the order in which containers start.

use std::collections::BTreeSet;

use crate::check::container::Container;
use crate::check::context::{Context, filled, is_set, text};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{Rule, api, error, refusal};

pub(super) const RULES: &[Rule] = &[
    error(
        "dependency-unknown",
        unknown,
        "A container depends on containers of its task.",
        refusal("Cannot depend on container because it does not exist"),
    ),
    error(
        "dependency-unhealthy",
        healthy_without_check,
        "Only a container with a health check can be waited for until it is healthy.",
        refusal("A dependency container with HEALTHY condition must have health check configured"),
    ),
    error(
        "dependency-essential",
        complete_on_essential,
        "A container that is to end is not essential.",
        refusal(
            "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
        ),
    ),
    error(
        "dependency-cycle",
        cycle,
        "Containers do not wait for each other in a circle.",
        api("ContainerDependency"),
    ),
];

fn unknown(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (list, member) in [
            ("dependsOn", "containerName"),
            ("volumesFrom", "sourceContainer"),
        ] {
            for (at, element) in container.elements(list) {
                if let Some(name) = filled(element, member)
                    && context.lacks_container(name)
                {
                    found.add(
                        in_task(at.member(member)),
                        format!("Name a container of this task: there is no {name}"),
                    );
                }
            }
        }
        for (at, link) in container.elements("links") {
            let name = link.as_str().and_then(|link| link.split(':').next());
            if let Some(name) = name.filter(|name| !crate::placeholder::looks_unfilled(name))
                && context.lacks_container(name)
            {
                found.add(
                    in_task(at),
                    format!("Name a container of this task: there is no {name}"),
                );
            }
        }
    }
}

fn healthy_without_check(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (at, dependency) in container.elements("dependsOn") {
            if text(dependency, "condition") == Some("HEALTHY")
                && let Some(target) =
                    text(dependency, "containerName").and_then(|name| context.container(name))
                && !is_set(target.json, "healthCheck")
            {
                found.add(
                    in_task(at.member("condition")),
                    format!(
                        "Give {} a healthCheck, or wait for START: without one it is never healthy",
                        target.words()
                    ),
                );
            }
        }
    }
}

fn complete_on_essential(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (at, dependency) in container.elements("dependsOn") {
            if matches!(text(dependency, "condition"), Some("COMPLETE" | "SUCCESS"))
                && let Some(target) =
                    text(dependency, "containerName").and_then(|name| context.container(name))
                && target.certainly_essential()
            {
                found.add(
                    in_task(at.member("condition")),
                    format!(
                        "Set essential to false for {}: the task would stop when it ends",
                        target.words()
                    ),
                );
            }
        }
    }
}

/// More containers than these are not searched for circles.
const MOST_CONTAINERS: usize = 100;

fn cycle(context: &Context<'_>, found: &mut Findings) {
    // A task has at most ten containers; more have an issue of their own.
    if context.containers.len() > MOST_CONTAINERS {
        return;
    }
    let mut edges: Vec<(&str, &str)> = context
        .containers
        .iter()
        .flat_map(|container| waits_for(container).map(|(_, other)| (container.name, other)))
        .collect();
    // Who waits for nothing, or is waited for by nobody, stands in no circle: what waits for it
    // or what it waits for is taken away, until only circles and the ways between them are left.
    loop {
        let before = edges.len();
        let waiting: BTreeSet<&str> = edges.iter().map(|(waits, _)| *waits).collect();
        let awaited: BTreeSet<&str> = edges.iter().map(|(_, awaited)| *awaited).collect();
        edges.retain(|(waits, other)| waiting.contains(other) && awaited.contains(waits));
        if edges.len() == before {
            break;
        }
    }
    let names: BTreeSet<&str> = edges.iter().map(|(waits, _)| *waits).collect();
    let first = context
        .containers
        .iter()
        .find(|container| names.contains(container.name));
    if let Some(container) = first {
        let member = waits_for(container)
            .find(|(_, other)| names.contains(other))
            .map_or("dependsOn", |(member, _)| member);
        let names: Vec<&str> = names.into_iter().collect();
        found.add(
            in_task(container.at.member(member)),
            match names.as_slice() {
                [name] => format!("Let {name} wait for another container: it waits for itself"),
                _ => format!("Break the circle: {} wait for each other", names.join(", ")),
            },
        );
    }
}

/// The containers that one waits for, with the member that says so: links and volumes are there
/// only after the other container has started.
fn waits_for<'a>(
    container: &Container<'a>,
) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
    let own = container.name;
    let depends = container
        .elements("dependsOn")
        .filter_map(|(_, one)| Some(("dependsOn", text(one, "containerName")?)));
    let volumes = container
        .elements("volumesFrom")
        .filter_map(|(_, one)| Some(("volumesFrom", text(one, "sourceContainer")?)));
    // A link to itself is an issue of its own.
    let links = container
        .elements("links")
        .filter_map(|(_, link)| Some(("links", link.as_str()?.split(':').next()?)))
        .filter(move |(_, name)| *name != own);
    depends.chain(volumes).chain(links)
}
