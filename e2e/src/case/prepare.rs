//! How to come to a plan of each kind.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::ask::{Ask, Planned, finished, plan, planned};
use super::kind::{CLUSTER, Kind, OTHER_SERVICE, SERVICE};
use super::world::World;
use crate::api::Api;
use crate::ecs::{auto_scaling, ecs};

/// Longer than it takes until nothing moves any more.
const REST_SECONDS: u32 = 300;

impl Kind {
    /// Brings the world to where the deployment can be asked for, and answers how.
    pub(super) async fn prepare(self, world: &World, api: &Api) -> Result<Ask> {
        match self {
            Self::FirstDeploy | Self::Release => {}
            Self::BlueGreen | Self::Superseded | Self::Paused => {
                first_deploy(world, api, &beside_each_other()).await?;
            }
            _ => first_deploy(world, api, &one_after_the_other()).await?,
        }
        let ask = match self {
            Self::FirstDeploy => {
                let first = first_service(SERVICE, &one_after_the_other());
                plan(api, Some(task_definition(SERVICE, "nginx:alpine")), first).await?
            }
            Self::NewRevision | Self::BlueGreen => new_revision(api).await?,
            Self::Rollback => {
                let next = new_revision(api).await?;
                carried_out(world, api, next, "prepare-next").await?;
                rollback(api).await?
            }
            Self::ServiceChange => {
                let configuration = json!({"maximumPercent": 150, "minimumHealthyPercent": 50});
                let service = service(&json!({"deploymentConfiguration": configuration}));
                plan(api, None, service).await?
            }
            Self::Scaling => plan(api, None, service(&json!({"desiredCount": 3}))).await?,
            Self::Restart => plan(api, None, service(&json!({"forceNewDeployment": true}))).await?,
            Self::TagChange => tag_change(api).await?,
            Self::Crash => {
                let breaker = json!({"enable": true, "rollback": true});
                crashing(api, Some(breaker)).await?
            }
            Self::BackOut => {
                let crashing = crashing(api, None).await?;
                return Ok(Ask::DeployAndStop(crashing, "progress"));
            }
            Self::StoppedGate => {
                let gate = gate(world, api, &endless()).await?;
                return Ok(Ask::DeployAndStop(gate, "task-changed"));
            }
            Self::StoppedBefore => {
                let next = new_revision(api).await?;
                return Ok(Ask::DeployAndStopDuring(next, "RegisterTaskDefinition"));
            }
            Self::Superseded => {
                let paused = paused(api).await?;
                // Its base is the bounds alone, so that a rollout does not move it.
                let other = scalable_target(world, api).await?;
                return Ok(Ask::DeployAndSupersede([paused, other]));
            }
            Self::Paused => return Ok(Ask::DeployAndContinue(paused(api).await?)),
            Self::OneOffTask => one_off_task(api).await?,
            Self::Gate => gate(world, api, &task_definition("migrate", "nginx:exit-0")).await?,
            Self::ScalableTarget => scalable_target(world, api).await?,
            Self::Deletion => {
                let body = json!({"cluster": CLUSTER, "service": SERVICE});
                planned(&api.post("/plans/deletion", &body, None).await?.good()?)?
            }
            Self::Release => return release(api).await,
        };
        Ok(Ask::Deploy(ask))
    }
}

async fn first_deploy(world: &World, api: &Api, configuration: &Value) -> Result<()> {
    let definition = task_definition(SERVICE, "nginx:alpine");
    let service = first_service(SERVICE, configuration);
    let first = plan(api, Some(definition), service).await?;
    carried_out(world, api, first, "prepare-first").await
}

/// Carries a plan out, and lets everything come to rest.
async fn carried_out(world: &World, api: &Api, plan: Planned, key: &str) -> Result<()> {
    let id = plan.deploy(api, key).await?;
    let detail = finished(api, &id).await?;
    ensure!(
        detail.pointer("/deployment/verdict") == Some(&json!("succeeded")),
        "what has to come first did not succeed: {detail}"
    );
    world.sandbox.advance(REST_SECONDS).await
}

async fn new_revision(api: &Api) -> Result<Planned> {
    let service = service(&json!({"taskDefinition": "@@TASKDEFINITION_ARN@@"}));
    plan(api, Some(task_definition(SERVICE, "nginx:1.27")), service).await
}

/// A new revision that waits for somebody when its tasks run.
async fn paused(api: &Api) -> Result<Planned> {
    let mut configuration = beside_each_other();
    if let Some(members) = configuration.as_object_mut() {
        let hooks = json!([{
            "targetType": "PAUSE",
            "lifecycleStages": ["POST_SCALE_UP"],
            "timeoutConfiguration": {"timeoutInMinutes": 1440, "action": "ROLLBACK"},
        }]);
        members.insert("lifecycleHooks".to_owned(), hooks);
    }
    let service = service(&json!({
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "deploymentConfiguration": configuration,
    }));
    plan(api, Some(task_definition(SERVICE, "nginx:1.27")), service).await
}

/// Back to the first that the service ran.
async fn rollback(api: &Api) -> Result<Planned> {
    let path = format!("/clusters/{CLUSTER}/services/{SERVICE}/revisions");
    let listed = api.get(&path).await?;
    let revisions = listed.get("items").and_then(Value::as_array);
    let first = revisions.and_then(|revisions| revisions.last()?.get("to"));
    let to = first.context("the service ran nothing before")?;
    let body = json!({"cluster": CLUSTER, "service": SERVICE, "to": to});
    planned(&api.post("/plans/rollback", &body, None).await?.good()?)
}

async fn tag_change(api: &Api) -> Result<Planned> {
    // Only who speaks for the whole service speaks for its tags.
    let mut whole = first_service(SERVICE, &one_after_the_other());
    if let Some(whole) = whole.as_object_mut() {
        whole.remove("desiredCount");
        whole.insert("taskDefinition".to_owned(), json!("nginx:1"));
        let tags = json!([{"key": "team", "value": "harbor"}]);
        whole.insert("tags".to_owned(), tags);
    }
    let body = json!({"service": whole.to_string(), "extent": "whole"});
    planned(&api.post("/plans", &body, None).await?.good()?)
}

/// A version that ends at once, beside the old one, with a circuit breaker or without.
async fn crashing(api: &Api, breaker: Option<Value>) -> Result<Planned> {
    let mut configuration = json!({"maximumPercent": 200, "minimumHealthyPercent": 100});
    if let (Some(members), Some(breaker)) = (configuration.as_object_mut(), breaker) {
        members.insert("deploymentCircuitBreaker".to_owned(), breaker);
    }
    let service = service(&json!({
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "deploymentConfiguration": configuration,
    }));
    plan(api, Some(task_definition(SERVICE, "nginx:crash")), service).await
}

async fn one_off_task(api: &Api) -> Result<Planned> {
    let run_task = json!({"cluster": CLUSTER, "taskDefinition": "@@TASKDEFINITION_ARN@@"});
    let body = json!({
        "run_task": run_task.to_string(),
        "task_definition": task_definition(SERVICE, "nginx:exit-0").to_string(),
    });
    planned(&api.post("/plans/task", &body, None).await?.good()?)
}

/// A new revision behind a task of a definition.
async fn gate(world: &World, api: &Api, migration: &Value) -> Result<Planned> {
    ecs(world.sandbox.url(), "RegisterTaskDefinition", migration).await?;
    let gate = json!({"cluster": CLUSTER, "taskDefinition": "migrate"});
    let service = service(&json!({"taskDefinition": "@@TASKDEFINITION_ARN@@"}));
    let body = json!({
        "task_definition": task_definition(SERVICE, "nginx:1.27").to_string(),
        "service": service.to_string(),
        "gate": gate.to_string(),
    });
    planned(&api.post("/plans", &body, None).await?.good()?)
}

/// What goes on until somebody stops it.
fn endless() -> Value {
    let mut definition = task_definition("migrate", "nginx:alpine");
    let container = definition.pointer_mut("/containerDefinitions/0");
    if let Some(container) = container.and_then(Value::as_object_mut) {
        container.insert("command".to_owned(), json!(["sleep", "1000000"]));
    }
    definition
}

async fn scalable_target(world: &World, api: &Api) -> Result<Planned> {
    let bounds = json!({
        "ServiceNamespace": "ecs",
        "ResourceId": format!("service/{CLUSTER}/{SERVICE}"),
        "ScalableDimension": "ecs:service:DesiredCount",
        "MinCapacity": 1,
        "MaxCapacity": 2,
    });
    auto_scaling(world.sandbox.url(), "RegisterScalableTarget", &bounds).await?;
    let body = json!({
        "cluster": CLUSTER, "service": SERVICE, "min_capacity": 1, "max_capacity": 4,
    });
    let preview = api.post("/plans/scalable-target", &body, None).await?;
    planned(&preview.good()?)
}

async fn release(api: &Api) -> Result<Ask> {
    let mut plans = Vec::new();
    for name in [SERVICE, OTHER_SERVICE] {
        let definition = task_definition(name, "nginx:alpine");
        let service = first_service(name, &one_after_the_other());
        plans.push(plan(api, Some(definition), service).await?);
    }
    Ok(Ask::Release(plans))
}

fn task_definition(name: &str, image: &str) -> Value {
    json!({
        "family": name,
        "containerDefinitions": [{
            "name": name,
            "image": image,
            "memory": 128,
            "portMappings": [{"containerPort": 80, "protocol": "tcp"}],
        }],
    })
}

/// The old task goes before the new one comes.
fn one_after_the_other() -> Value {
    json!({"maximumPercent": 100, "minimumHealthyPercent": 0})
}

/// All new tasks come before the old ones go.
fn beside_each_other() -> Value {
    json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1})
}

fn first_service(name: &str, configuration: &Value) -> Value {
    json!({
        "cluster": CLUSTER,
        "serviceName": name,
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "desiredCount": 1,
        "deploymentConfiguration": configuration,
    })
}

fn service(members: &Value) -> Value {
    let mut service = json!({"cluster": CLUSTER, "service": SERVICE});
    if let (Some(service), Some(members)) = (service.as_object_mut(), members.as_object()) {
        service.extend(members.clone());
    }
    service
}
