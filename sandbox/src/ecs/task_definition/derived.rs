//! The members of a task definition that AWS works out: what an instance must offer
//! (`requiresAttributes`) and which launch types fit (`compatibilities`).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::NetworkMode;
use crate::{ecs::object::Object, input};

/// Works out the reported members.
pub(crate) fn derive(body: &Object) -> Object {
    let mut derived = Object::new();
    let attributes: Vec<Value> = required_attributes(body)
        .into_iter()
        .map(|name| json!({ "name": name }))
        .collect();
    if !attributes.is_empty() {
        derived.insert("requiresAttributes".to_owned(), json!(attributes));
    }
    derived.insert("compatibilities".to_owned(), json!(compatibilities(body)));
    derived
}

fn compatibilities(body: &Object) -> Vec<&'static str> {
    let required: Vec<&str> = body
        .get("requiresCompatibilities")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mode = NetworkMode::of(body);
    let mut fits = Vec::new();
    if mode != NetworkMode::Awsvpc && (required.is_empty() || required.contains(&"EXTERNAL")) {
        fits.push("EXTERNAL");
    }
    fits.push("EC2");
    if required.contains(&"FARGATE") {
        fits.push("FARGATE");
    }
    if required.contains(&"MANAGED_INSTANCES") {
        fits.push("MANAGED_INSTANCES");
    }
    fits
}

fn required_attributes(body: &Object) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut add = |name: &str| {
        names.insert(name.to_owned());
    };
    let has = |member: &str| body.contains_key(member);
    if NetworkMode::of(body) == NetworkMode::Awsvpc {
        add("ecs.capability.task-eni");
        add("com.amazonaws.ecs.capability.docker-remote-api.1.18");
    }
    if has("taskRoleArn") {
        add("com.amazonaws.ecs.capability.task-iam-role");
    }
    if has("pidMode") || has("ipcMode") {
        add("ecs.capability.pid-ipc-namespace-sharing");
    }
    for container in body
        .get("containerDefinitions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let is_ecr =
            input::text(container, "image").is_some_and(|image| image.contains(".dkr.ecr."));
        if is_ecr {
            add("com.amazonaws.ecs.capability.ecr-auth");
            if has("executionRoleArn") {
                add("ecs.capability.execution-role-ecr-pull");
            }
        }
        if let Some(driver) = container
            .get("logConfiguration")
            .and_then(|log| input::text(log, "logDriver"))
        {
            add(&format!(
                "com.amazonaws.ecs.capability.logging-driver.{driver}"
            ));
            add("com.amazonaws.ecs.capability.docker-remote-api.1.19");
            if driver == "awslogs" && has("executionRoleArn") {
                add("ecs.capability.execution-role-awslogs");
            }
        }
        if container.get("healthCheck").is_some() {
            add("ecs.capability.container-health-check");
        }
        if container.get("memoryReservation").is_some() {
            add("com.amazonaws.ecs.capability.docker-remote-api.1.21");
        }
        if input::flag(container, "privileged") {
            add("com.amazonaws.ecs.capability.privileged-container");
        }
        if !input::list(container, "dependsOn").is_empty() {
            add("ecs.capability.container-ordering");
        }
        if container.get("firelensConfiguration").is_some() {
            add("ecs.capability.firelens.fluentbit");
        }
        for secret in input::list(container, "secrets") {
            let from = input::text(secret, "valueFrom").unwrap_or_default();
            add(if from.contains(":secretsmanager:") {
                "ecs.capability.secrets.asm.environment-variables"
            } else {
                "ecs.capability.secrets.ssm.environment-variables"
            });
        }
    }
    names
}
