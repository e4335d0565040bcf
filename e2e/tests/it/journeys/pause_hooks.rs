//! A rollout that waits for a person, and what the person says.

use anyhow::{Context, Result};
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{deployment, editor, new_version, preview};
use e2e::until::ROLLOUT_BOUND;
use serde_json::{Value, json};

const TASK_DEFINITION: &str = r#"{"family": "tide", "containerDefinitions": [{"name": "tide", "image": "nginx:1.29-alpine", "memory": 128}]}"#;
const SERVICE: &str = r#"{"cluster": "test", "serviceName": "tide", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 1, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1, "maximumPercent": 200, "minimumHealthyPercent": 100}}"#;

/// Brings a rollout to where it waits.
async fn comes_to_a_pause(visitor: &Visitor) -> Result<()> {
    sign_in(visitor, DEPLOYER, "/new").await?;
    editor::paste_files(visitor, TASK_DEFINITION, SERVICE).await?;
    preview::ask(visitor).await?;
    preview::deploy(visitor).await?;
    deployment::succeeds(visitor).await?;
    visitor
        .go("/clusters/test/services/tide/new-version")
        .await?;
    new_version::type_image(visitor, "tide", "nginx:1.31-alpine").await?;
    let (_, service) = editor::files(visitor).await?;
    let mut service: Value = serde_json::from_str(&service)?;
    let rolls = service
        .get_mut("deploymentConfiguration")
        .context("the service says nothing of its deployments")?;
    rolls["lifecycleHooks"] = json!([{
        "targetType": "PAUSE",
        "lifecycleStages": ["POST_SCALE_UP"],
        "timeoutConfiguration": {"timeoutInMinutes": 1440, "action": "ROLLBACK"},
    }]);
    visitor
        .paste("Service (JSON)", &service.to_string())
        .await?;
    preview::ask(visitor).await?;
    preview::deploy(visitor).await?;
    visitor
        .sees_within("Waits for somebody: after scale up", ROLLOUT_BOUND)
        .await?;
    visitor.sees("Then it rolls back by itself.").await
}

#[tokio::test]
async fn a_rollout_goes_on_when_somebody_says_so() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        comes_to_a_pause(visitor).await?;
        visitor.sees("Blue/green").await?;
        visitor.press("Continue").await?;
        visitor.sees("dana asked to go on after the pause").await?;
        deployment::succeeds(visitor).await
    })
    .await
}

#[tokio::test]
async fn a_rollout_goes_back_when_somebody_says_so() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        comes_to_a_pause(visitor).await?;
        visitor.press("Roll back").await?;
        visitor.sees("dana asked to roll back at the pause").await?;
        deployment::ends(visitor, "rolled back: the service is safe").await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running tide:1").await
    })
    .await
}
