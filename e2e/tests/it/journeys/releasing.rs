//! Several services deployed as one.

use anyhow::Result;
use e2e::browser::visit;
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::until::ROLLOUT_BOUND;

/// Stands where the preflight of a plan will.
const ASKED: &str = "AWS is asked whether all is there.";

#[tokio::test]
async fn services_are_chosen_planned_and_started_together() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        visitor.press("Choose several").await?;
        visitor
            .click("checkbox", "Choose status-page in test")
            .await?;
        visitor.sees("Choose at least two services.").await?;
        visitor
            .click("checkbox", "Choose orders-api in production")
            .await?;
        visitor.sees("2 services chosen").await?;
        visitor.press("Deploy together").await?;
        visitor.one("heading", "Deploy together").await?;
        visitor
            .fill("Image of status-page", "nginx:1.31-alpine")
            .await?;
        visitor.press("Make the plans").await?;
        visitor.sees("No image differs").await?;
        // The plan above takes its place first; a click must not go astray while it does.
        visitor
            .sees("nginx:1.29-alpine → nginx:1.31-alpine")
            .await?;
        visitor.no_longer_sees(ASKED).await?;
        visitor.click_last("radio", "A restart").await?;
        visitor.press("Down: status-page").await?;
        visitor.press("Make the plans").await?;
        visitor.may("Start all 2 deployments").await?;
        visitor.no_longer_sees(ASKED).await?;
        visitor.press("Start all 2 deployments").await?;
        visitor
            .arrives("a release", |path| path.starts_with("/releases/"))
            .await?;
        visitor.sees("One after the other.").await?;
        visitor
            .sees_within("2 of 2 succeeded.", ROLLOUT_BOUND)
            .await
    })
    .await
}
