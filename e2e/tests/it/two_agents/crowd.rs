//! Many deployments asked of two Longshores at once: each is carried out, and once.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use e2e::api::Api;
use e2e::case::{Engine, Storage, World, finished, plan};
use e2e::ecs::ecs;
use serde_json::{Value, json};

use super::{PACE, another, at_pace, terms};

const N_SERVICES: usize = 20;

fn name(number: usize) -> String {
    format!("buoy-{number}")
}

async fn asked(api: &Api, number: usize) -> Result<String> {
    let name = name(number);
    let definition = json!({
        "family": name,
        "containerDefinitions": [{"name": "buoy", "image": "nginx:1.27", "memory": 64}],
    });
    let service = json!({
        "cluster": "test",
        "serviceName": name,
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "desiredCount": 0,
    });
    let ask = plan(api, Some(definition), service).await?;
    ask.deploy(api, &format!("crowd-key-{number}")).await
}

async fn count(url: &str, operation: &str, input: &Value, member: &str) -> Result<usize> {
    let listed = ecs(url, operation, input).await?;
    let list = listed.get(member).and_then(Value::as_array);
    Ok(list.context("there is no list")?.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_deployment_is_carried_out_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let state = folder.path().join("sandbox.json");
    let mut world = World::start(Storage::new(Engine::Postgres)?, &state).await?;
    at_pace(&mut world, PACE)?;
    let second = another(&world, PACE).await?;
    let api = world.sign_in().await?;
    let there = api.at(second.url());
    let mut ids = Vec::new();
    for number in 0..N_SERVICES {
        let api = if number % 2 == 0 { &api } else { &there };
        ids.push(asked(api, number).await?);
    }
    ensure!(ids.iter().collect::<BTreeSet<_>>().len() == N_SERVICES);
    let url = world.sandbox.url();
    for (id, number) in ids.iter().zip(0..) {
        let detail = finished(&api, id).await?;
        let verdict = detail.pointer("/deployment/verdict");
        ensure!(verdict == Some(&json!("succeeded")), "{detail}");
        ensure!(terms(&detail).len() == 1, "it was taken up twice: {detail}");
        let name = name(number);
        let input = json!({"cluster": "test", "service": name});
        let n_rollouts = count(url, "ListServiceDeployments", &input, "serviceDeployments").await?;
        ensure!(n_rollouts == 1, "{name} has {n_rollouts} rollouts");
        let input = json!({"familyPrefix": name, "status": "ACTIVE"});
        let listed = ecs(url, "ListTaskDefinitions", &input).await?;
        let revision = format!("/{name}:");
        let n_revisions = listed
            .get("taskDefinitionArns")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter(|arn| arn.as_str().is_some_and(|arn| arn.contains(&revision)))
            .count();
        ensure!(n_revisions == 1, "{name} has {n_revisions} revisions");
    }
    Ok(())
}
