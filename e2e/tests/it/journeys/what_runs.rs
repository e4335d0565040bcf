//! What runs, opened in the editor: looking at it changes nothing, and one change is one change.

use anyhow::{Context, Result, bail, ensure};
use e2e::browser::{Visitor, visit};
use e2e::longshore::Longshore;
use e2e::pages::editor::{self, View};
use e2e::pages::preview;
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use serde_json::json;

const SERVICES: [(&str, &str); 4] = [
    ("production", "mail-worker"),
    ("production", "orders-api"),
    ("production", "shop-web"),
    ("test", "status-page"),
];

async fn open(visitor: &Visitor, cluster: &str, service: &str) -> Result<()> {
    visitor
        .go(&format!(
            "/clusters/{cluster}/services/{service}/new-version"
        ))
        .await?;
    editor::opens(visitor).await
}

#[tokio::test]
async fn what_runs_differs_in_nothing_from_what_runs() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        for (cluster, service) in SERVICES {
            open(visitor, cluster, service).await?;
            editor::show(visitor, View::Difference).await?;
            visitor.sees("No changes.").await.with_context(|| service)?;
            visitor.sees("Nothing to save yet").await?;
            preview::ask(visitor).await?;
            visitor.sees("There is nothing to do").await?;
            ensure!(visitor.all("button", "Deploy").await?.is_empty());
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn another_count_is_the_only_change() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        for (cluster, service) in SERVICES {
            open(visitor, cluster, service).await?;
            assert_eq!(visitor.value("Desired count (tasks)").await?, "");
            visitor.fill("Desired count (tasks)", "3").await?;
            preview::ask(visitor).await?;
            let requests = preview::requests(visitor).await?;
            let [update] = requests.as_slice() else {
                bail!("{service} is changed by {requests:?}");
            };
            assert_eq!(
                update.json()?,
                json!({"cluster": cluster, "service": service, "desiredCount": 3}),
                "{service}"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn another_variable_is_the_only_change_of_the_task_definition() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, "/").await?;
        open(visitor, "production", "orders-api").await?;
        visitor.fill("Variable 1 value", "debug").await?;
        editor::show(visitor, View::Difference).await?;
        visitor.sees("debug").await?;
        preview::ask(visitor).await?;
        let requests = preview::requests(visitor).await?;
        let [registers, updates] = requests.as_slice() else {
            bail!("{requests:?}");
        };
        assert_eq!(registers.operation, "RegisterTaskDefinition");
        let registers = registers.json()?;
        let at = |member| registers.pointer(&format!("/containerDefinitions/0/{member}"));
        assert_eq!(
            at("environment"),
            Some(&json!([{"name": "LOG_LEVEL", "value": "debug"}]))
        );
        assert!(at("secrets/3").is_some());
        assert_eq!(
            updates.json()?,
            json!({
                "cluster": "production",
                "service": "orders-api",
                "taskDefinition": "@@TASKDEFINITION_ARN@@",
            })
        );
        Ok(())
    })
    .await
}
