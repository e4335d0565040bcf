//! Deployments that wait: because of a pause, and because of each other.

use anyhow::Result;
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{deployment, new_version, preview, queue};

const WHY: &str = "the harbor is closed for the night";

async fn preview_of(visitor: &Visitor, image: &str) -> Result<()> {
    visitor
        .go("/clusters/test/services/status-page/new-version")
        .await?;
    new_version::type_image(visitor, "status-page", image).await?;
    preview::ask(visitor).await
}

#[tokio::test]
async fn what_is_started_while_paused_begins_when_it_goes_on() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        queue::pause(visitor, WHY).await?;
        preview_of(visitor, "nginx:1.31-alpine").await?;
        visitor.sees("Deployments are paused").await?;
        visitor.sees("The harbor is closed for the night.").await?;
        let path = preview::deploy(visitor).await?;
        visitor.sees("Waits for its turn").await?;
        visitor.follow("the queue").await?;
        visitor.one("heading", "Waiting").await?;
        visitor.sees("Number 1 in line.").await?;
        queue::resume(visitor).await?;
        visitor.go(&path).await?;
        deployment::succeeds(visitor).await
    })
    .await
}

#[tokio::test]
async fn what_waits_can_be_cancelled() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        queue::pause(visitor, WHY).await?;
        preview_of(visitor, "nginx:1.31-alpine").await?;
        preview::deploy(visitor).await?;
        visitor.press("Cancel this deployment").await?;
        visitor.one("dialog", "Cancel this deployment?").await?;
        visitor.press("Cancel it").await?;
        deployment::ends(visitor, "Cancelled: nothing was done").await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running status-page:2").await
    })
    .await
}

#[tokio::test]
async fn another_version_takes_the_place_of_one_that_waits() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        queue::pause(visitor, WHY).await?;
        preview_of(visitor, "nginx:1.30-alpine").await?;
        let first = preview::deploy(visitor).await?;
        preview_of(visitor, "nginx:1.31-alpine").await?;
        visitor.expects_refusal("/deployments", 409);
        visitor.press("Deploy").await?;
        visitor
            .sees("Another deployment of this service is in the way")
            .await?;
        visitor.one("button", "Wait in the queue").await?;
        let second = preview::go_on(visitor, "Take its place").await?;
        visitor.go(&first).await?;
        deployment::ends(visitor, "Cancelled: nothing was done").await?;
        queue::resume(visitor).await?;
        visitor.go(&second).await?;
        deployment::succeeds(visitor).await
    })
    .await
}
