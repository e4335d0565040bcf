//! A deployment that runs is stopped, and the service goes back.

use anyhow::Result;
use e2e::browser::visit;
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{deployment, new_version, preview};

#[tokio::test]
async fn what_will_happen_is_said_and_then_happens() -> Result<()> {
    // Slow enough that somebody can press a button before it is over.
    let longshore = Longshore::start_at(6)?;
    visit(longshore.url(), async |visitor| {
        let page = "/clusters/test/services/status-page/new-version";
        sign_in(visitor, DEPLOYER, page).await?;
        new_version::type_image(visitor, "status-page", "nginx:missing").await?;
        preview::ask(visitor).await?;
        preview::deploy(visitor).await?;
        visitor.sees("Wait for the steady state").await?;
        visitor.sees("new tasks run").await?;
        visitor.press("Stop and go back").await?;
        visitor.one("dialog", "Stop and go back?").await?;
        visitor
            .sees("to stop the rollout of status-page:3 and to bring back status-page:2")
            .await?;
        visitor.press("Stop it").await?;
        visitor.sees("dana asked to stop and go back").await?;
        deployment::ends(visitor, "rolled back: the service is safe").await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running status-page:2").await
    })
    .await
}
