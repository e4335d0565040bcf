//! The order in which containers start.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Verdict,
    draft::{Draft, is_essential, name_of},
};
use crate::{ecs::refusal::client, input};

pub(super) fn check(draft: &Draft<'_>) -> Verdict {
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for container in draft.containers {
        for dependency in input::list(container, "dependsOn") {
            let name = input::text(dependency, "containerName").unwrap_or_default();
            let Some(target) = draft.container(name) else {
                return Err(client(format!(
                    "Cannot depend on container + '{name}' because it does not exist"
                )));
            };
            match input::text(dependency, "condition") {
                Some("HEALTHY") if target.get("healthCheck").is_none() => {
                    return Err(client(
                        "A dependency container with HEALTHY condition must have health check \
                         configured",
                    ));
                }
                Some("SUCCESS" | "COMPLETE") if is_essential(target) => {
                    return Err(client(
                        "A dependency container with SUCCESS or COMPLETE condition cannot be an \
                         essential container",
                    ));
                }
                _ => {}
            }
            edges.entry(name_of(container)).or_default().push(name);
        }
    }
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        if has_cycle(start, &edges, &mut Vec::new(), &mut done) {
            return Err(client("Container dependsOn contains a cycle"));
        }
    }
    Ok(())
}

fn has_cycle<'a>(
    at: &'a str,
    edges: &BTreeMap<&'a str, Vec<&'a str>>,
    path: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) -> bool {
    if path.contains(&at) {
        return true;
    }
    if !done.insert(at) {
        return false;
    }
    path.push(at);
    let found = edges
        .get(at)
        .into_iter()
        .flatten()
        .any(|next| path.contains(next) || has_cycle(next, edges, path, done));
    path.pop();
    found
}
