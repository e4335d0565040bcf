//! What AWS is like when a deployment is over, told so that two runs can be compared.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::kind::{CLUSTER, SERVICE};
use crate::ecs::ecs;
use crate::sandbox::Sandbox;

/// Longer than any task takes to go, so that nothing moves any more.
const REST_SECONDS: u32 = 600;

/// What is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Aftermath {
    /// The service, without what differs from run to run.
    pub service: Value,
    /// How many rollouts ECS has on record.
    pub n_rollouts: usize,
    /// The revisions of the family, each with the plan that registered it.
    pub revisions: Vec<(String, Option<String>)>,
}

impl Aftermath {
    /// Lets everything come to rest, and looks.
    ///
    /// # Errors
    ///
    /// When AWS does not answer.
    pub async fn of(sandbox: &Sandbox) -> Result<Self> {
        sandbox.advance(REST_SECONDS).await?;
        Self::now(sandbox).await
    }

    /// Looks at what is there.
    ///
    /// # Errors
    ///
    /// When AWS does not answer.
    pub async fn now(sandbox: &Sandbox) -> Result<Self> {
        let url = sandbox.url();
        let input = json!({"cluster": CLUSTER, "services": [SERVICE], "include": ["TAGS"]});
        let described = ecs(url, "DescribeServices", &input).await?;
        let service = described.pointer("/services/0").map_or(Value::Null, kept);
        let n_rollouts = if service.is_null() {
            0
        } else {
            let input = json!({"cluster": CLUSTER, "service": SERVICE});
            let listed = ecs(url, "ListServiceDeployments", &input).await?;
            let listed = listed.get("serviceDeployments").and_then(Value::as_array);
            listed.context("there is no list of rollouts")?.len()
        };
        let input = json!({"familyPrefix": SERVICE});
        let listed = ecs(url, "ListTaskDefinitions", &input).await?;
        let arns = listed.get("taskDefinitionArns").and_then(Value::as_array);
        let mut revisions = Vec::new();
        for arn in arns.into_iter().flatten() {
            revisions.push(revision(url, arn).await?);
        }
        Ok(Self {
            service,
            n_rollouts,
            revisions,
        })
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
