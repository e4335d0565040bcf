//! The kinds of plans, each with a way to come to one and with what has to come of it.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::world::World;
use crate::api::Api;
use crate::ecs::{auto_scaling, ecs};
use crate::until::{Look, ROLLOUT_BOUND, until};

/// The cluster and the service that all of them are about; the service's family has its name.
pub(super) const CLUSTER: &str = "test";
pub(super) const SERVICE: &str = "nginx";
/// The other service of a release, and its family.
pub(super) const OTHER_SERVICE: &str = "beacon";

/// A kind of plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The service is created.
    FirstDeploy,
    /// A revision is registered and the service is moved to it.
    NewRevision,
    /// The service changes, its revision stays, and ECS starts no rollout.
    ServiceChange,
    /// Only the number of tasks changes.
    Scaling,
    /// Every task is replaced although nothing differs.
    Restart,
    /// Only tags change.
    TagChange,
    /// A new revision whose container ends at once, behind a circuit breaker that goes back.
    Crash,
    /// A new revision that never becomes steady, and somebody who goes back.
    BackOut,
    /// A task that runs once.
    OneOffTask,
    /// A task that must end well, and a new revision after it.
    Gate,
    /// The bounds of auto scaling change.
    ScalableTarget,
    /// The service is deleted.
    Deletion,
    /// Two services, one after the other.
    Release,
}

/// A plan, as far as it takes to ask for its deployment and to recognize what it does.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its hash.
    pub hash: String,
    /// Its id, which is the tag of the revision that it registers.
    pub id: String,
    /// How many steps it has.
    pub n_steps: usize,
}

/// What somebody asks of Longshore.
#[derive(Debug, Clone)]
pub enum Ask {
    /// A deployment of a plan.
    Deploy(Planned),
    /// The same, and to go back as soon as the rollout makes progress.
    DeployAndBackOut(Planned),
    /// The deployments of several plans, one after the other.
    Release(Vec<Planned>),
}

/// What has to come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// How it ends.
    pub verdict: &'static str,
    /// How many revisions it registers.
    pub n_revisions: usize,
    /// How many rollouts it starts.
    pub n_rollouts: usize,
    /// How many tasks it runs.
    pub n_tasks: usize,
    /// What its journal must tell besides its steps.
    pub evidence: Option<&'static str>,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::FirstDeploy,
        Self::NewRevision,
        Self::ServiceChange,
        Self::Scaling,
        Self::Restart,
        Self::TagChange,
        Self::Crash,
        Self::BackOut,
        Self::OneOffTask,
        Self::Gate,
        Self::ScalableTarget,
        Self::Deletion,
        Self::Release,
    ];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstDeploy => "first deploy",
            Self::NewRevision => "new version",
            Self::ServiceChange => "service change",
            Self::Scaling => "scaling",
            Self::Restart => "restart",
            Self::TagChange => "tag change",
            Self::Crash => "rolled back",
            Self::BackOut => "backed out",
            Self::OneOffTask => "one-off task",
            Self::Gate => "gate and new version",
            Self::ScalableTarget => "auto scaling",
            Self::Deletion => "deletion",
            Self::Release => "release of two",
        }
    }

    /// What has to come of it.
    pub fn expected(self) -> Expected {
        let (n_revisions, n_rollouts) = match self {
            Self::FirstDeploy
            | Self::NewRevision
            | Self::Crash
            | Self::BackOut
            | Self::Gate
            | Self::Release => (1, 1),
            Self::Restart => (0, 1),
            Self::OneOffTask => (1, 0),
            Self::ServiceChange
            | Self::Scaling
            | Self::TagChange
            | Self::ScalableTarget
            | Self::Deletion => (0, 0),
        };
        let (verdict, evidence) = match self {
            Self::Crash => ("rolled-back", Some("task-stopped")),
            Self::BackOut => ("rolled-back", Some("commanded")),
            Self::OneOffTask | Self::Gate => ("succeeded", Some("task-changed")),
            _ => ("succeeded", None),
        };
        Expected {
            verdict,
            n_revisions,
            n_rollouts,
            n_tasks: usize::from(matches!(self, Self::OneOffTask | Self::Gate)),
            evidence,
        }
    }

    /// Brings the world to where the deployment can be asked for, and answers how.
    pub(super) async fn prepare(self, world: &World, api: &Api) -> Result<Ask> {
        if !matches!(self, Self::FirstDeploy | Self::Release) {
            first_deploy(world, api).await?;
        }
        let ask = match self {
            Self::FirstDeploy => {
                let first = first_service(SERVICE);
                plan(api, Some(task_definition(SERVICE, "nginx:alpine")), first).await?
            }
            Self::NewRevision => {
                let service = service(&json!({"taskDefinition": "@@TASKDEFINITION_ARN@@"}));
                plan(api, Some(task_definition(SERVICE, "nginx:1.27")), service).await?
            }
            Self::ServiceChange => {
                let configuration = json!({"maximumPercent": 150, "minimumHealthyPercent": 50});
                let service = service(&json!({"deploymentConfiguration": configuration}));
                plan(api, None, service).await?
            }
            Self::Scaling => plan(api, None, service(&json!({"desiredCount": 3}))).await?,
            Self::Restart => plan(api, None, service(&json!({"forceNewDeployment": true}))).await?,
            Self::TagChange => {
                // Only who speaks for the whole service speaks for its tags.
                let mut whole = first_service(SERVICE);
                if let Some(whole) = whole.as_object_mut() {
                    whole.remove("desiredCount");
                    whole.insert("taskDefinition".to_owned(), json!("nginx:1"));
                    let tags = json!([{"key": "team", "value": "harbor"}]);
                    whole.insert("tags".to_owned(), tags);
                }
                let body = json!({"service": whole.to_string(), "extent": "whole"});
                planned(&api.post("/plans", &body, None).await?.good()?)?
            }
            Self::Crash => {
                let service = service(&json!({
                    "taskDefinition": "@@TASKDEFINITION_ARN@@",
                    "deploymentConfiguration": {
                        "deploymentCircuitBreaker": {"enable": true, "rollback": true},
                        "maximumPercent": 200,
                        "minimumHealthyPercent": 100,
                    },
                }));
                plan(api, Some(task_definition(SERVICE, "nginx:crash")), service).await?
            }
            Self::BackOut
            | Self::OneOffTask
            | Self::Gate
            | Self::ScalableTarget
            | Self::Deletion
            | Self::Release => return self.prepare_further(world, api).await,
        };
        Ok(Ask::Deploy(ask))
    }

    /// The kinds that are more than the documents of one service.
    async fn prepare_further(self, world: &World, api: &Api) -> Result<Ask> {
        let ask = match self {
            Self::BackOut => {
                let service = service(&json!({
                    "taskDefinition": "@@TASKDEFINITION_ARN@@",
                    "deploymentConfiguration": {
                        "maximumPercent": 200,
                        "minimumHealthyPercent": 100,
                    },
                }));
                let definition = task_definition(SERVICE, "nginx:crash");
                return Ok(Ask::DeployAndBackOut(
                    plan(api, Some(definition), service).await?,
                ));
            }
            Self::OneOffTask => {
                let body = json!({
                    "run_task": run_task().to_string(),
                    "task_definition": task_definition(SERVICE, "nginx:exit-0").to_string(),
                });
                planned(&api.post("/plans/task", &body, None).await?.good()?)?
            }
            Self::Gate => {
                let migration = task_definition("migrate", "nginx:exit-0");
                ecs(world.sandbox.url(), "RegisterTaskDefinition", &migration).await?;
                let gate = json!({"cluster": CLUSTER, "taskDefinition": "migrate"});
                let service = service(&json!({"taskDefinition": "@@TASKDEFINITION_ARN@@"}));
                let body = json!({
                    "task_definition": task_definition(SERVICE, "nginx:1.27").to_string(),
                    "service": service.to_string(),
                    "gate": gate.to_string(),
                });
                planned(&api.post("/plans", &body, None).await?.good()?)?
            }
            Self::ScalableTarget => {
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
                planned(&preview.good()?)?
            }
            Self::Deletion => {
                let body = json!({"cluster": CLUSTER, "service": SERVICE});
                planned(&api.post("/plans/deletion", &body, None).await?.good()?)?
            }
            Self::Release => {
                let mut plans = Vec::new();
                for name in [SERVICE, OTHER_SERVICE] {
                    let definition = task_definition(name, "nginx:alpine");
                    plans.push(plan(api, Some(definition), first_service(name)).await?);
                }
                return Ok(Ask::Release(plans));
            }
            _ => anyhow::bail!("{} is prepared elsewhere", self.name()),
        };
        Ok(Ask::Deploy(ask))
    }
}

async fn first_deploy(world: &World, api: &Api) -> Result<()> {
    let definition = task_definition(SERVICE, "nginx:alpine");
    let ask = Ask::Deploy(plan(api, Some(definition), first_service(SERVICE)).await?);
    for id in ask.carry_out(api, "prepare-first").await? {
        let detail = finished(api, &id).await?;
        anyhow::ensure!(
            detail.pointer("/deployment/verdict") == Some(&json!("succeeded")),
            "the first deploy did not succeed: {detail}"
        );
    }
    world.sandbox.advance(300).await
}

impl Ask {
    /// The plans whose deployments it asks for.
    pub fn plans(&self) -> &[Planned] {
        match self {
            Self::Deploy(plan) | Self::DeployAndBackOut(plan) => std::slice::from_ref(plan),
            Self::Release(plans) => plans,
        }
    }

    /// Asks until it is heard, and answers the deployments' ids.
    ///
    /// # Errors
    ///
    /// When nobody answers, or Longshore refuses.
    pub async fn carry_out(&self, api: &Api, key: &str) -> Result<Vec<String>> {
        match self {
            Self::Deploy(plan) => Ok(vec![plan.deploy(api, key).await?]),
            Self::DeployAndBackOut(plan) => {
                let id = plan.deploy(api, key).await?;
                api.until(&id, "progress", ROLLOUT_BOUND, |detail| {
                    tells(detail, "progress")
                })
                .await?;
                back_out(api, &id).await?;
                Ok(vec![id])
            }
            Self::Release(plans) => {
                let hashes: Vec<&str> = plans.iter().map(|plan| &*plan.hash).collect();
                let body = json!({"plan_hashes": hashes, "order": "in-order"});
                let release = api.insist("/releases", &body, Some(key)).await?;
                let deployments = release.get("deployments").and_then(Value::as_array);
                deployments.into_iter().flatten().map(id).collect()
            }
        }
    }
}

impl Planned {
    /// Asks for its deployment until it is heard, and answers the deployment's id.
    ///
    /// # Errors
    ///
    /// When nobody answers, or Longshore refuses.
    pub async fn deploy(&self, api: &Api, key: &str) -> Result<String> {
        let body = json!({"plan_hash": self.hash});
        id(&api.insist("/deployments", &body, Some(key)).await?)
    }
}

fn id(deployment: &Value) -> Result<String> {
    let id = deployment.get("id").and_then(Value::as_str);
    Ok(id.context("the deployment has no id")?.to_owned())
}

/// Tells a deployment to go back until the journal says that somebody did.
async fn back_out(api: &Api, id: &str) -> Result<()> {
    let path = format!("/deployments/{id}/commands");
    let body = json!({"command": "back-out"});
    until("somebody to have gone back", ROLLOUT_BOUND, async || {
        // What was heard, and whose answer was lost, is found in the journal.
        match api.get(&format!("/deployments/{id}")).await {
            Ok(detail) if tells(&detail, "commanded") => return Ok(Look::Done(())),
            Ok(detail) if detail.pointer("/commands/0").is_some() => {
                return Ok(Look::Not("it waits to be taken up".to_owned()));
            }
            Ok(_) => {}
            Err(error) => return Ok(Look::Not(format!("{error:#}"))),
        }
        match api.post(&path, &body, None).await {
            Ok(answer) => Ok(Look::Not(format!("{answer:?}"))),
            Err(error) => Ok(Look::Not(format!("{error:#}"))),
        }
    })
    .await
}

fn tells(detail: &Value, event: &str) -> bool {
    let journal = detail.get("journal").and_then(Value::as_array);
    journal
        .into_iter()
        .flatten()
        .any(|entry| entry.get("event") == Some(&json!(event)))
}

/// Waits for the verdict.
///
/// # Errors
///
/// When there is none.
pub async fn finished(api: &Api, id: &str) -> Result<Value> {
    api.until(id, "the verdict", ROLLOUT_BOUND, |detail| {
        detail.pointer("/deployment/state") == Some(&json!("finished"))
    })
    .await
}

/// Asks for a plan of documents, and answers how to ask for its deployment.
///
/// # Errors
///
/// When Longshore refuses or does not answer.
pub async fn plan(api: &Api, task_definition: Option<Value>, service: Value) -> Result<Planned> {
    let body = json!({
        "task_definition": task_definition.map(|document| document.to_string()),
        "service": service.to_string(),
    });
    let preview = api.post("/plans", &body, None).await?.good()?;
    planned(&preview)
}

fn planned(preview: &Value) -> Result<Planned> {
    let text = |pointer: &str| {
        let text = preview.pointer(pointer).and_then(Value::as_str);
        text.map(ToOwned::to_owned)
            .with_context(|| format!("the plan has no {pointer}: {preview}"))
    };
    Ok(Planned {
        hash: text("/hash")?,
        id: text("/plan/id")?,
        n_steps: preview
            .pointer("/plan/steps")
            .and_then(Value::as_array)
            .map_or(0, Vec::len),
    })
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

fn run_task() -> Value {
    json!({"cluster": CLUSTER, "taskDefinition": "@@TASKDEFINITION_ARN@@"})
}

fn first_service(name: &str) -> Value {
    json!({
        "cluster": CLUSTER,
        "serviceName": name,
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "desiredCount": 1,
        "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0},
    })
}

fn service(members: &Value) -> Value {
    let mut service = json!({"cluster": CLUSTER, "service": SERVICE});
    if let (Some(service), Some(members)) = (service.as_object_mut(), members.as_object()) {
        service.extend(members.clone());
    }
    service
}
