//! Versions that fail: the words on the page must be true.

use anyhow::Result;
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{new_version, preview};
use e2e::until::ROLLOUT_BOUND;

const PAGE: &str = "/clusters/test/services/status-page/new-version";

async fn deploy_image(visitor: &Visitor, image: &str) -> Result<()> {
    sign_in(visitor, DEPLOYER, PAGE).await?;
    new_version::type_image(visitor, "status-page", image).await?;
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
