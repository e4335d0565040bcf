//! What AWS is like when a deployment is over, told so that two runs can be compared.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::kind::{CLUSTER, OTHER_SERVICE, SERVICE};
use crate::ecs::{auto_scaling, ecs};
use crate::sandbox::Sandbox;

/// Longer than any task takes to go, so that nothing moves any more.
const REST_SECONDS: u32 = 600;

/// What is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Aftermath {
    /// The services, without what differs from run to run.
    pub services: Vec<Value>,
    /// How many rollouts ECS has on record of those that are active.
    pub n_rollouts: usize,
    /// How many tasks were run by themselves.
    pub n_tasks: usize,
    /// The revisions of the families, each with the plan that registered it.
    pub revisions: Vec<(String, Option<String>)>,
    /// The bounds of auto scaling.
    pub bounds: Value,
}

impl Aftermath {
    /// Lets everything come to rest, and looks.
    ///
    /// # Errors
    ///
    /// When AWS does not answer.
    pub async fn of(sandbox: &mut Sandbox) -> Result<Self> {
        sandbox.advance(REST_SECONDS).await?;
        Self::now(sandbox).await
    }

    /// Looks at what is there.
    ///
    /// # Errors
    ///
    /// When AWS does not answer.
    pub async fn now(sandbox: &mut Sandbox) -> Result<Self> {
        let n_tasks = n_tasks(sandbox).await?;
        let url = sandbox.url();
        let mut there = Self {
            services: Vec::new(),
            n_rollouts: 0,
            n_tasks,
            revisions: Vec::new(),
            bounds: bounds(url).await?,
        };
        for name in [SERVICE, OTHER_SERVICE] {
            let input = json!({"cluster": CLUSTER, "services": [name], "include": ["TAGS"]});
            let described = ecs(url, "DescribeServices", &input).await?;
            if let Some(service) = described.pointer("/services/0") {
                there.services.push(kept(service));
                if service.get("status") == Some(&json!("ACTIVE")) {
                    there.n_rollouts += n_rollouts(url, name).await?;
                }
            }
            let input = json!({"familyPrefix": name});
            let listed = ecs(url, "ListTaskDefinitions", &input).await?;
            for arn in list(&listed, "taskDefinitionArns")? {
                there.revisions.push(revision(url, arn).await?);
            }
        }
        Ok(there)
    }

    /// How many revisions a plan registered.
    pub fn n_revisions_of(&self, plan: &str) -> usize {
        let of_plan = self
            .revisions
            .iter()
            .filter(|(_, tag)| tag.as_deref() == Some(plan));
        of_plan.count()
    }
}

/// How many tasks were started by `RunTask`, whoever called and however often.
async fn n_tasks(sandbox: &mut Sandbox) -> Result<usize> {
    let exchanges = sandbox.exchanges().await?;
    let started: BTreeSet<String> = exchanges
        .iter()
        .filter(|exchange| exchange.operation == "RunTask")
        .filter_map(|exchange| serde_json::from_str::<Value>(&exchange.raw).ok())
        .filter_map(|answer| answer.pointer("/tasks/0/taskArn").map(Value::to_string))
        .collect();
    Ok(started.len())
}

async fn n_rollouts(url: &str, service: &str) -> Result<usize> {
    let input = json!({"cluster": CLUSTER, "service": service});
    let listed = ecs(url, "ListServiceDeployments", &input).await?;
    Ok(list(&listed, "serviceDeployments")?.len())
}

async fn bounds(url: &str) -> Result<Value> {
    let id = format!("service/{CLUSTER}/{SERVICE}");
    let input = json!({"ServiceNamespace": "ecs", "ResourceIds": [id]});
    let described = auto_scaling(url, "DescribeScalableTargets", &input).await?;
    let bound = |name: &str| {
        described
            .pointer(&format!("/ScalableTargets/0/{name}"))
            .cloned()
    };
    Ok(json!([bound("MinCapacity"), bound("MaxCapacity")]))
}

fn list<'a>(listed: &'a Value, name: &str) -> Result<&'a Vec<Value>> {
    let list = listed.get(name).and_then(Value::as_array);
    list.with_context(|| format!("there is no list of {name}"))
}

async fn revision(url: &str, arn: &Value) -> Result<(String, Option<String>)> {
    let input = json!({"taskDefinition": arn, "include": ["TAGS"]});
    let described = ecs(url, "DescribeTaskDefinition", &input).await?;
    let tags = described.get("tags").and_then(Value::as_array);
    let plan = tags
        .into_iter()
        .flatten()
        .find(|tag| tag.get("key") == Some(&json!("longshore:plan")))
        .and_then(|tag| tag.get("value"))
        .and_then(Value::as_str)
        .map(ToOwned::to_owned);
    Ok((arn.as_str().unwrap_or_default().to_owned(), plan))
}

fn kept(service: &Value) -> Value {
    const KEPT: [&str; 8] = [
        "status",
        "desiredCount",
        "runningCount",
        "pendingCount",
        "taskDefinition",
        "deploymentConfiguration",
        "enableExecuteCommand",
        "tags",
    ];
    KEPT.iter()
        .map(|name| ((*name).to_owned(), service.get(*name).cloned()))
        .filter_map(|(name, value)| value.map(|value| (name, value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
