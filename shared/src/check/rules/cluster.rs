//! Rules about the cluster and the room in it.

use crate::check::context::Context;
use crate::check::findings::{Findings, in_service};
use crate::check::hosting;
use crate::check::rule::{PRACTICE, Rule, api, error, refusal, warning};
use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::schema::Shape;

pub(super) const RULES: &[Rule] = &[
    error(
        "cluster-unknown",
        unknown,
        "The cluster exists.",
        refusal("Cluster not found."),
    ),
    warning(
        "cluster-invalid",
        invalid,
        "A cluster is given by its name or its ARN.",
        api("CreateService"),
    ),
    warning(
        "no-instances",
        no_instances,
        "The cluster has a place for the tasks.",
        PRACTICE,
    ),
    warning(
        "too-few-instances",
        too_few_instances,
        "Tasks that each need an instance have enough of them.",
        PRACTICE,
    ),
];

fn unknown(context: &Context<'_>, found: &mut Findings) {
    let Some(service) = context.service else {
        return;
    };
    let Some(clusters) = context.known.clusters.as_ref() else {
        found.unknown(in_service("/cluster"), "which clusters there are");
        return;
    };
    if let Some(Json::String(name)) = service.get("cluster")
        && looks_unfilled(name)
    {
        return;
    }
    let given = hosting::cluster_name(service);
    // An empty name says as little as none.
    let name = if given.is_empty() {
        "default"
    } else {
        given.as_str()
    };
    if clusters
        .iter()
        .any(|cluster| cluster.name == name && cluster.status != "INACTIVE")
    {
        return;
    }
    let names: Vec<&str> = clusters
        .iter()
        .take(5)
        .map(|cluster| cluster.name.as_str())
        .collect();
    let there = if names.is_empty() {
        "there is none yet".to_owned()
    } else {
        format!("there are {}", names.join(", "))
    };
    let message = if given.is_empty() {
        format!(
            "Choose a cluster: it is empty, which means the one named default, and there is no such cluster; {there}"
        )
    } else {
        format!("Choose a cluster that exists: there is no {name}; {there}")
    };
    found.add(in_service("/cluster"), message);
}

fn invalid(context: &Context<'_>, found: &mut Findings) {
    // Where the clusters are known, one that is none of them is an error already.
    if context.known.clusters.is_some() {
        return;
    }
    let Some(cluster) = context
        .service
        .and_then(|service| service.get("cluster")?.as_str())
        .filter(|cluster| !looks_unfilled(cluster))
    else {
        return;
    };
    let name = if cluster.starts_with("arn:") {
        cluster.split_once(":cluster/").map(|(_, name)| name)
    } else {
        Some(cluster)
    };
    if !name.is_some_and(|name| Shape::Name.matches(name)) {
        found.add(
            in_service("/cluster"),
            "Give the cluster's name, 1 to 255 letters, digits, _ and -, or its ARN; leave cluster out for the one that is named default",
        );
    }
}

fn no_instances(context: &Context<'_>, found: &mut Findings) {
    let reason = context
        .service
        .and_then(|service| hosting::no_place(service, context.task_definition, context.known));
    if let Some(reason) = reason {
        found.add(in_service("/cluster"), reason);
    }
}

fn too_few_instances(context: &Context<'_>, found: &mut Findings) {
    let reason = context
        .service
        .filter(|_| !context.is_daemon())
        .and_then(|service| hosting::too_few(service, context.task_definition, context.known));
    if let Some(reason) = reason {
        found.add(in_service("/desiredCount"), reason);
    }
}
