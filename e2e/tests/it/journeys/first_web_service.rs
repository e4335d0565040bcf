//! From nothing to a web service on Fargate, as somebody who has never been here.

use anyhow::{Context, Result, ensure};
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{deployment, editor, new_service, preview};
use serde_json::Value;

/// It took 32 clicks and 80 keys when it was measured; a little more is no fault.
const MOST_CLICKS: usize = 36;
const MOST_KEYS: usize = 90;

async fn fill(visitor: &Visitor) -> Result<()> {
    visitor.follow("New service").await?;
    new_service::start_from(visitor, "Web service on Fargate").await?;
    visitor.focus_comes_to("Family").await?;
    visitor.type_text("greeter").await?;
    visitor.choose("Image", "shop-web").await?;
    visitor.choose("Image", "1.6.0").await?;
    visitor.press("Add a secret").await?;
    visitor.focus_comes_to("Secret 1 name").await?;
    visitor.type_text("SESSION_KEY").await?;
    visitor
        .choose("Secret 1 source", "/production/shop-web/SESSION_KEY")
        .await?;
    editor::unfold(visitor, "Health check").await?;
    visitor
        .fill(
            "Command (a line for the shell in the container)",
            "curl -f http://localhost/health",
        )
        .await?;
    editor::add_container(visitor, "cache", "valkey/valkey:8").await?;
    visitor
        .choose("Execution role", "ecsTaskExecutionRole")
        .await?;
    visitor.choose("Cluster", "production").await?;
    visitor.fill("Service name", "greeter").await?;
    editor::add_chosen(visitor, "Subnet", 1, "private-a").await?;
    editor::add_chosen(visitor, "Subnet", 2, "private-b").await?;
    editor::add_chosen(visitor, "Security group", 1, "shop-web").await?;
    visitor.choose("Target group (optional)", "shop-web").await
}

/// What is sent is what was chosen, and nothing that was not.
async fn check(visitor: &Visitor) -> Result<()> {
    let requests = preview::requests(visitor).await?;
    let registers = requests.first().context("nothing is sent")?.json()?;
    let at = |pointer: &str| registers.pointer(pointer).cloned().unwrap_or(Value::Null);
    assert_eq!(at("/family"), "greeter");
    assert_eq!(at("/containerDefinitions/0/name"), "web");
    let image = at("/containerDefinitions/0/image").to_string();
    ensure!(image.ends_with("/shop-web:1.6.0\""), "{image}");
    assert_eq!(
        at("/containerDefinitions/0/healthCheck/command/1"),
        "curl -f http://localhost/health"
    );
    assert_eq!(at("/containerDefinitions/1/image"), "valkey/valkey:8");
    let secret = at("/containerDefinitions/0/secrets/0/valueFrom").to_string();
    ensure!(
        secret.contains("parameter/production/shop-web/SESSION_KEY"),
        "{secret}"
    );
    let role = at("/executionRoleArn").to_string();
    ensure!(role.contains(":role/ecsTaskExecutionRole"), "{role}");
    let creates = requests.last().context("nothing is sent")?.json()?;
    let network = creates
        .pointer("/networkConfiguration/awsvpcConfiguration")
        .context("the service has no network")?;
    let n_of = |member| network.get(member).and_then(Value::as_array).map(Vec::len);
    assert_eq!(
        (n_of("subnets"), n_of("securityGroups")),
        (Some(2), Some(1))
    );
    let group = creates.pointer("/loadBalancers/0/targetGroupArn");
    let group = group.context("it is behind nothing")?.to_string();
    ensure!(group.contains(":targetgroup/shop-web/"), "{group}");
    Ok(())
}

#[tokio::test]
async fn a_template_and_pickers_lead_to_a_web_service_that_runs() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        let (clicks, keys) = (visitor.effort().n_clicks(), visitor.effort().n_keys());
        fill(visitor).await?;
        preview::ask(visitor).await?;
        visitor.sees("First deploy").await?;
        check(visitor).await?;
        preview::deploy(visitor).await?;
        let clicks = visitor.effort().n_clicks() - clicks;
        let keys = visitor.effort().n_keys() - keys;
        ensure!(
            clicks <= MOST_CLICKS && keys <= MOST_KEYS,
            "it takes {clicks} clicks and {keys} keys"
        );
        deployment::succeeds(visitor).await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running greeter:1").await?;
        visitor.sees("2 of 2 tasks").await
    })
    .await
}
