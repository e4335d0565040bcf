//! Rules about the order in which containers start.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::context::{Context, Findings, filled, in_task, is_set, text};
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
                    && context.container(name).is_none()
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
                && context.container(name).is_none()
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
                && target.essential()
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
    let waits: BTreeMap<&str, Vec<&str>> = context
        .containers
        .iter()
        .map(|container| {
            let names = container
                .elements("dependsOn")
                .filter_map(|(_, dependency)| text(dependency, "containerName"));
            (container.name, names.collect())
        })
        .collect();
    // Containers that wait for nothing that is left are taken away until none is; what stays
    // waits in a circle, or for one that does.
    let mut left: BTreeSet<&str> = waits.keys().copied().collect();
    loop {
        let free: Vec<&str> = left
            .iter()
            .copied()
            .filter(|name| {
                waits
                    .get(name)
                    .is_none_or(|names| names.iter().all(|other| !left.contains(other)))
            })
            .collect();
        if free.is_empty() {
            break;
        }
        for name in free {
            left.remove(name);
        }
    }
    if let Some(container) = context
        .containers
        .iter()
        .find(|container| left.contains(container.name))
    {
        found.add(
            in_task(container.at.member("dependsOn")),
            format!(
                "Break the circle: {} wait for each other",
                left.into_iter().collect::<Vec<_>>().join(", ")
            ),
        );
    }
}
