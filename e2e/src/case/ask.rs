//! Plans as somebody makes them through the API, and what is asked for of them.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::api::Api;
use crate::proxy::{Decision, Gate, Moment, Point};
use crate::until::{Look, ROLLOUT_BOUND, until};

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
    /// The same, and to stop it as soon as its journal tells of something.
    DeployAndStop(Planned, &'static str),
    /// The same, and to stop it when AWS has carried a call of it out and has not answered yet.
    DeployAndStopDuring(Planned, &'static str),
    /// The same, and to let it go on when it waits at a hook.
    DeployAndContinue(Planned),
    /// The same of a plan, and of another in its place as soon as the rollout makes progress.
    DeployAndSupersede([Planned; 2]),
    /// The deployments of several plans, one after the other.
    Release(Vec<Planned>),
}

impl Ask {
    /// The plans whose deployments it asks for.
    pub fn plans(&self) -> &[Planned] {
        match self {
            Self::Deploy(plan)
            | Self::DeployAndStop(plan, _)
            | Self::DeployAndStopDuring(plan, _)
            | Self::DeployAndContinue(plan) => std::slice::from_ref(plan),
            Self::DeployAndSupersede(plans) => plans,
            Self::Release(plans) => plans,
        }
    }

    /// Asks until it is heard, and answers the deployments' ids. Where Longshore's calls pass by is
    /// `gate`.
    ///
    /// # Errors
    ///
    /// When nobody answers, or Longshore refuses.
    pub async fn carry_out(&self, api: &Api, gate: &Gate, key: &str) -> Result<Vec<String>> {
        match self {
            Self::Deploy(plan) => Ok(vec![plan.deploy(api, key).await?]),
            Self::DeployAndStop(plan, after) => {
                let id = plan.deploy(api, key).await?;
                api.until(&id, after, ROLLOUT_BOUND, |detail| tells(detail, after))
                    .await?;
                give(api, &id, &back_out()).await?;
                taken_up(api, &id).await?;
                Ok(vec![id])
            }
            Self::DeployAndStopDuring(plan, operation) => {
                let mut trap = gate.catch(Point {
                    what: (*operation).to_owned(),
                    nth: 1,
                    moment: Moment::After,
                });
                let id = plan.deploy(api, key).await?;
                let caught = trap.caught(ROLLOUT_BOUND).await?;
                give(api, &id, &back_out()).await?;
                caught.release(Decision::Pass);
                taken_up(api, &id).await?;
                Ok(vec![id])
            }
            Self::DeployAndContinue(plan) => {
                let id = plan.deploy(api, key).await?;
                let hook = until("a hook to wait", ROLLOUT_BOUND, async || {
                    let found = api.get(&format!("/deployments/{id}")).await;
                    Ok(match found.map(|detail| hook_that_waits(&detail)) {
                        Ok(Some(hook)) => Look::Done(hook),
                        Ok(None) => Look::Not("none waits".to_owned()),
                        Err(error) => Look::Not(format!("{error:#}")),
                    })
                })
                .await?;
                let answer =
                    json!({"command": "answer-hook", "hook_id": hook, "action": "continue"});
                give(api, &id, &answer).await?;
                taken_up(api, &id).await?;
                Ok(vec![id])
            }
            Self::DeployAndSupersede([first, other]) => {
                let id = first.deploy(api, key).await?;
                api.until(&id, "progress", ROLLOUT_BOUND, |detail| {
                    tells(detail, "progress")
                })
                .await?;
                let body = json!({"plan_hash": other.hash, "when_busy": "supersede"});
                let key = format!("{key}-other");
                let started = api.insist("/deployments", &body, Some(&key)).await?;
                Ok(vec![id, self::id(&started)?])
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

fn back_out() -> Value {
    json!({"command": "back-out"})
}

/// Tells a deployment something until it is kept that somebody did.
async fn give(api: &Api, id: &str, body: &Value) -> Result<()> {
    let path = format!("/deployments/{id}/commands");
    until("a command to be kept", ROLLOUT_BOUND, async || {
        // What was heard, and whose answer was lost, is found there or in the journal.
        match api.get(&format!("/deployments/{id}")).await {
            Ok(detail) if tells(&detail, "commanded") || waits(&detail) => {
                return Ok(Look::Done(()));
            }
            Ok(_) => {}
            Err(error) => return Ok(Look::Not(format!("{error:#}"))),
        }
        match api.post(&path, body, None).await {
            Ok(answer) => Ok(Look::Not(format!("{answer:?}"))),
            Err(error) => Ok(Look::Not(format!("{error:#}"))),
        }
    })
    .await
}

/// Waits until the journal says that somebody told a deployment something.
async fn taken_up(api: &Api, id: &str) -> Result<()> {
    api.until(id, "a command to be taken up", ROLLOUT_BOUND, |detail| {
        tells(detail, "commanded")
    })
    .await
    .map(|_| ())
}

/// Whether a command waits to be taken up.
fn waits(detail: &Value) -> bool {
    detail.pointer("/commands/0").is_some()
}

/// The hook of the rollout that waits, as the journal tells it last.
fn hook_that_waits(detail: &Value) -> Option<String> {
    let journal = detail.get("journal").and_then(Value::as_array)?;
    let rollouts = journal.iter().rev();
    let hooks = rollouts
        .filter_map(|entry| entry.pointer("/rollout/hooks"))
        .find_map(Value::as_array)?;
    let waiting = hooks
        .iter()
        .find(|hook| hook.get("status") == Some(&json!("AWAITING_ACTION")))?;
    waiting.get("id")?.as_str().map(ToOwned::to_owned)
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

/// How to ask for the deployment of a plan, by its preview.
///
/// # Errors
///
/// When it is no preview.
pub fn planned(preview: &Value) -> Result<Planned> {
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
