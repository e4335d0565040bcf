//! The kinds of plans, each with a way to come to one and with what has to come of it.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::world::World;
use crate::api::Api;
use crate::until::ROLLOUT_BOUND;

/// The cluster and the service that all of them are about; the service's family has its name.
pub(super) const CLUSTER: &str = "test";
pub(super) const SERVICE: &str = "nginx";

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
}

/// What somebody asks of Longshore.
#[derive(Debug, Clone)]
pub enum Ask {
    /// A deployment of a plan.
    Deploy {
        /// The plan's hash.
        plan_hash: String,
        /// The plan's id, which is the tag of the revision that it registers.
        plan_id: String,
        /// How many steps it has.
        n_steps: usize,
    },
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
    /// What its journal must tell besides its steps.
    pub evidence: Option<&'static str>,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::FirstDeploy,
        Self::NewRevision,
        Self::ServiceChange,
        Self::Scaling,
        Self::Restart,
        Self::TagChange,
        Self::Crash,
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
        }
    }

    /// What has to come of it.
    pub const fn expected(self) -> Expected {
        let (n_revisions, n_rollouts) = match self {
            Self::FirstDeploy | Self::NewRevision | Self::Crash => (1, 1),
            Self::Restart => (0, 1),
            Self::ServiceChange | Self::Scaling | Self::TagChange => (0, 0),
        };
        let (verdict, evidence) = match self {
            Self::Crash => ("rolled-back", Some("task-stopped")),
            _ => ("succeeded", None),
        };
        Expected {
            verdict,
            n_revisions,
            n_rollouts,
            evidence,
        }
    }

    /// Brings the world to where the deployment can be asked for, and answers how.
    pub(super) async fn prepare(self, world: &World, api: &Api) -> Result<Vec<Ask>> {
        if self != Self::FirstDeploy {
            let ask = plan(api, Some(task_definition("nginx:alpine")), first_service()).await?;
            let id = ask.carry_out(api, "prepare-first").await?;
            let detail = finished(api, &id).await?;
            anyhow::ensure!(
                detail.pointer("/deployment/verdict") == Some(&json!("succeeded")),
                "the first deploy did not succeed: {detail}"
            );
            world.sandbox.advance(300).await?;
        }
        let ask = match self {
            Self::FirstDeploy => {
                plan(api, Some(task_definition("nginx:alpine")), first_service()).await?
            }
            Self::NewRevision => {
                let service = service(&json!({"taskDefinition": "@@TASKDEFINITION_ARN@@"}));
                plan(api, Some(task_definition("nginx:1.27")), service).await?
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
                let mut whole = first_service();
                if let Some(whole) = whole.as_object_mut() {
                    whole.remove("desiredCount");
                    whole.insert("taskDefinition".to_owned(), json!("nginx:1"));
                    let tags = json!([{"key": "team", "value": "harbor"}]);
                    whole.insert("tags".to_owned(), tags);
                }
                let body = json!({"service": whole.to_string(), "extent": "whole"});
                asked(&api.post("/plans", &body, None).await?.good()?)?
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
                plan(api, Some(task_definition("nginx:crash")), service).await?
            }
        };
        Ok(vec![ask])
    }
}

impl Ask {
    /// Asks until it is heard, and answers the deployment's id.
    ///
    /// # Errors
    ///
    /// When nobody answers, or Longshore refuses.
    pub async fn carry_out(&self, api: &Api, key: &str) -> Result<String> {
        match self {
            Self::Deploy { plan_hash, .. } => {
                let body = json!({"plan_hash": plan_hash});
                let deployment = api.insist("/deployments", &body, Some(key)).await?;
                let id = deployment.get("id").and_then(Value::as_str);
                Ok(id.context("the deployment has no id")?.to_owned())
            }
        }
    }
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
pub async fn plan(api: &Api, task_definition: Option<Value>, service: Value) -> Result<Ask> {
    let body = json!({
        "task_definition": task_definition.map(|document| document.to_string()),
        "service": service.to_string(),
    });
    let preview = api.post("/plans", &body, None).await?.good()?;
    asked(&preview)
}

fn asked(preview: &Value) -> Result<Ask> {
    let text = |pointer: &str| {
        let text = preview.pointer(pointer).and_then(Value::as_str);
        text.map(ToOwned::to_owned)
            .with_context(|| format!("the plan has no {pointer}: {preview}"))
    };
    Ok(Ask::Deploy {
        plan_hash: text("/hash")?,
        plan_id: text("/plan/id")?,
        n_steps: preview
            .pointer("/plan/steps")
            .and_then(Value::as_array)
            .map_or(0, Vec::len),
    })
}

fn task_definition(image: &str) -> Value {
    json!({
        "family": SERVICE,
        "containerDefinitions": [{
            "name": SERVICE,
            "image": image,
            "memory": 128,
            "portMappings": [{"containerPort": 80, "protocol": "tcp"}],
        }],
    })
}

fn first_service() -> Value {
    json!({
        "cluster": CLUSTER,
        "serviceName": SERVICE,
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
