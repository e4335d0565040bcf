//! What is kept from one start to the next.

use anyhow::{Result, ensure};
use e2e::browser::visit;
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{deployment, new_version, preview};

const PAGE: &str = "/clusters/test/services/status-page/new-version";

#[tokio::test]
async fn a_second_start_keeps_the_history_and_the_simulated_world() -> Result<()> {
    let longshore = Longshore::start()?;
    let path = visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        new_version::type_image(visitor, "status-page", "nginx:1.31-alpine").await?;
        preview::ask(visitor).await?;
        let path = preview::deploy(visitor).await?;
        deployment::succeeds(visitor).await?;
        Ok(path)
    })
    .await?;
    let longshore = longshore.restart()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, &path).await?;
        deployment::succeeds(visitor).await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running status-page:3").await
    })
    .await
}

#[tokio::test]
async fn a_deployment_that_was_cut_off_by_a_kill_is_taken_up_again() -> Result<()> {
    let longshore = Longshore::start_at(10)?;
    let path = visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        new_version::type_image(visitor, "status-page", "nginx:1.31-alpine").await?;
        preview::ask(visitor).await?;
        preview::deploy(visitor).await
    })
    .await?;
    let longshore = longshore.kill_and_restart()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, &path).await?;
        deployment::succeeds(visitor).await?;
        visitor.go("/deployments").await?;
        visitor.one("heading", "Deployments").await?;
        // The list comes after its heading.
        visitor.sees("status-page: image").await?;
        let links = visitor.names("link").await?;
        let n_deployments = links
            .iter()
            .filter(|name| name.starts_with("status-page: image"))
            .count();
        ensure!(n_deployments == 1, "{links:?}");
        Ok(())
    })
    .await
}
