//! The bounds of auto scaling, from the page of a service that is under it.

use anyhow::{Context, Result};
use e2e::browser::visit;
use e2e::ecs::auto_scaling;
use e2e::longshore::{Longshore, SPEED};
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{deployment, preview, service};
use e2e::sandbox::Sandbox;
use serde_json::json;

const PAGE: &str = "/clusters/production/services/shop-web";

#[tokio::test]
async fn the_bounds_of_auto_scaling_are_seen_changed_and_deployed() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let longshore = Longshore::start_before(&aws)?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        visitor.press("Auto scaling").await?;
        visitor.one("dialog", "Bounds of auto scaling").await?;
        assert_eq!(visitor.value("Fewest (tasks)").await?, "4");
        assert_eq!(visitor.value("Most (tasks)").await?, "12");

        // What makes no sense is told there, and goes nowhere.
        visitor.fill("Most (tasks)", "3").await?;
        visitor
            .sees("The fewest may not be more than the most.")
            .await?;
        visitor.may_not("Preview").await?;

        service::type_bounds(visitor, "5", "16").await?;
        visitor.click("checkbox", "stopping tasks").await?;
        visitor
            .sees("auto scaling brings the count up to 5")
            .await?;
        visitor.press("Preview").await?;
        preview::opens(visitor).await?;
        preview::is_shown(visitor).await?;
        let requests = preview::requests(visitor).await?;
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].operation, "RegisterScalableTarget");
        let sent = requests[0].json()?;
        assert_eq!(
            (&sent["MinCapacity"], &sent["MaxCapacity"]),
            (&json!(5), &json!(16))
        );
        preview::go_on(visitor, "Set the bounds").await?;
        deployment::ends(visitor, "Succeeded: auto scaling has its new bounds").await?;

        let described = auto_scaling(
            aws.url(),
            "DescribeScalableTargets",
            &json!({"ServiceNamespace": "ecs", "ResourceIds": ["service/production/shop-web"]}),
        )
        .await?;
        let target = described
            .pointer("/ScalableTargets/0")
            .context("nothing scales the service any more")?;
        assert_eq!(target["MaxCapacity"], json!(16));
        assert_eq!(
            target["SuspendedState"]["DynamicScalingInSuspended"],
            json!(true)
        );

        visitor.follow("Back to the service").await?;
        visitor.press("Auto scaling").await?;
        visitor.one("dialog", "Bounds of auto scaling").await?;
        assert_eq!(visitor.value("Fewest (tasks)").await?, "5");
        assert_eq!(visitor.value("Most (tasks)").await?, "16");
        Ok(())
    })
    .await
}
