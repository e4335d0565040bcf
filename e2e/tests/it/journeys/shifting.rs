//! Rollouts that give a new revision its traffic in steps, with a pause before each.

use anyhow::{Context, Result};
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{deployment, editor, new_version, preview};
use e2e::until::ROLLOUT_BOUND;
use serde_json::{Value, json};

const PAGE: &str = "/clusters/staging/services/checkout";

/// Changes how a service is deployed, and its image with it, and deploys that to the first pause.
async fn comes_to_the_first_step(visitor: &Visitor, change: impl FnOnce(&mut Value)) -> Result<()> {
    sign_in(visitor, DEPLOYER, &format!("{PAGE}/new-version")).await?;
    new_version::type_image(visitor, "checkout", "nginx:1.31-alpine").await?;
    let (_, service) = editor::files(visitor).await?;
    let mut service: Value = serde_json::from_str(&service)?;
    let rolls = service
        .get_mut("deploymentConfiguration")
        .context("the service says nothing of its deployments")?;
    rolls["lifecycleHooks"] = json!([{
        "targetType": "PAUSE",
        "lifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"],
        "timeoutConfiguration": {"timeoutInMinutes": 1440, "action": "ROLLBACK"},
    }]);
    change(rolls);
    visitor
        .paste("Service (JSON)", &service.to_string())
        .await?;
    preview::ask(visitor).await?;
    preview::deploy(visitor).await?;
    visitor
        .sees_within("Waits for somebody:", ROLLOUT_BOUND)
        .await?;
    deployment::traffic_is(visitor, "0 %", "100 %").await
}

#[tokio::test]
async fn a_canary_gets_a_small_share_and_then_the_rest_when_somebody_says_so() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        comes_to_the_first_step(visitor, |_| {}).await?;
        visitor
            .sees("Canary: the new revision first gets a small share of the traffic")
            .await?;
        visitor.press("Continue").await?;
        deployment::traffic_is(visitor, "10 %", "90 %").await?;
        visitor
            .sees_within("Waits for somebody:", ROLLOUT_BOUND)
            .await?;
        visitor.press("Continue").await?;
        deployment::succeeds(visitor).await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running checkout:2").await
    })
    .await
}

#[tokio::test]
async fn a_canary_goes_back_from_its_small_share_when_somebody_says_so() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        comes_to_the_first_step(visitor, |_| {}).await?;
        visitor.press("Continue").await?;
        deployment::traffic_is(visitor, "10 %", "90 %").await?;
        visitor
            .sees_within("Waits for somebody:", ROLLOUT_BOUND)
            .await?;
        visitor.press("Roll back").await?;
        visitor.sees("dana asked to roll back at the pause").await?;
        deployment::ends(visitor, "rolled back: the service is safe").await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running checkout:1").await
    })
    .await
}

#[tokio::test]
async fn a_linear_rollout_moves_the_traffic_in_equal_steps() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        comes_to_the_first_step(visitor, |rolls| {
            if let Some(rolls) = rolls.as_object_mut() {
                rolls.remove("canaryConfiguration");
            }
            rolls["strategy"] = json!("LINEAR");
            rolls["linearConfiguration"] = json!({"stepPercent": 40, "stepBakeTimeInMinutes": 1});
        })
        .await?;
        visitor.sees("traffic moves in equal steps").await?;
        for (new, old) in [("40 %", "60 %"), ("80 %", "20 %")] {
            visitor.press("Continue").await?;
            deployment::traffic_is(visitor, new, old).await?;
            visitor
                .sees_within("Waits for somebody:", ROLLOUT_BOUND)
                .await?;
        }
        visitor.press("Continue").await?;
        deployment::succeeds(visitor).await
    })
    .await
}
