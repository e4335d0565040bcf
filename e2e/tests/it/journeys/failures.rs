//! Versions that fail: the words on the page must be true.

use anyhow::Result;
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{new_version, preview};
use e2e::until::ROLLOUT_BOUND;

async fn deploy_image(visitor: &Visitor, image: &str) -> Result<()> {
    deploy_to(visitor, "test", "status-page", image).await
}

async fn deploy_to(visitor: &Visitor, cluster: &str, service: &str, image: &str) -> Result<()> {
    let page = format!("/clusters/{cluster}/services/{service}/new-version");
    sign_in(visitor, DEPLOYER, &page).await?;
    new_version::type_image(visitor, service, image).await?;
    preview::ask(visitor).await?;
    preview::deploy(visitor).await?;
    Ok(())
}

#[tokio::test]
async fn a_missing_image_is_named_while_the_old_version_runs() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        deploy_image(visitor, "nginx:missing").await?;
        visitor
            .sees_within("CannotPullContainerError", ROLLOUT_BOUND)
            .await?;
        visitor.does_not_see("Succeeded").await?;
        visitor.go("/clusters/test/services/status-page").await?;
        visitor.sees("1 of 1 tasks").await
    })
    .await
}

#[tokio::test]
async fn a_crash_is_shown_with_its_exit_code() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        deploy_image(visitor, "nginx:crash").await?;
        visitor
            .sees_within("Essential container in task exited", ROLLOUT_BOUND)
            .await?;
        visitor.sees("exit code 1").await?;
        visitor.does_not_see("Succeeded").await
    })
    .await
}

/// The services of the production cluster have a circuit breaker that goes back.
async fn is_rolled_back(image: &str, reason: &str) -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        deploy_to(visitor, "production", "mail-worker", image).await?;
        visitor
            .sees_within(
                "Failed, and rolled back: the service is safe",
                ROLLOUT_BOUND,
            )
            .await?;
        visitor.sees(reason).await?;
        visitor.sees("circuit breaker").await?;
        visitor.does_not_see("Succeeded").await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running mail-worker:").await
    })
    .await
}

#[tokio::test]
async fn a_missing_image_is_rolled_back_by_the_circuit_breaker() -> Result<()> {
    is_rolled_back("nginx:missing", "CannotPullContainerError").await
}

#[tokio::test]
async fn a_crash_is_rolled_back_by_the_circuit_breaker() -> Result<()> {
    is_rolled_back("nginx:crash", "exit code 1").await
}
