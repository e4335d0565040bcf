//! Another version of a service that is there.

use anyhow::{Context, Result, ensure};
use e2e::browser::visit;
use e2e::ecs::ecs;
use e2e::longshore::{Longshore, SPEED};
use e2e::pages::sign_in::{DEPLOYER, sign_in};
use e2e::pages::{deployment, editor, new_version, preview};
use e2e::sandbox::Sandbox;
use serde_json::{Value, json};

const PAGE: &str = "/clusters/test/services/status-page/new-version";

#[tokio::test]
async fn another_image_sends_only_what_differs() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        new_version::type_image(visitor, "status-page", "nginx:1.31-alpine").await?;
        preview::ask(visitor).await?;
        for text in [
            "nginx:1.29-alpine",
            "nginx:1.31-alpine",
            "It will be number 3",
        ] {
            visitor.sees(text).await?;
        }
        let requests = preview::requests(visitor).await?;
        let update = requests.last().context("nothing is sent")?;
        assert_eq!(update.operation, "UpdateService");
        assert_eq!(
            update.json()?,
            json!({
                "cluster": "test",
                "service": "status-page",
                "taskDefinition": "@@TASKDEFINITION_ARN@@",
            })
        );
        let path = preview::deploy(visitor).await?;
        // A reload in the middle loses nothing.
        visitor.sees("Register the task definition").await?;
        visitor.reload().await?;
        deployment::succeeds(visitor).await?;
        visitor.go(&path).await?;
        deployment::succeeds(visitor).await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running status-page:3").await?;
        visitor.sees("Deployments by Longshore").await
    })
    .await
}

#[tokio::test]
async fn a_version_that_changes_nothing_is_said_to_change_nothing() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        new_version::type_image(visitor, "status-page", "nginx:1.29-alpine").await?;
        preview::ask(visitor).await?;
        visitor.sees("There is nothing to do").await?;
        ensure!(visitor.all("button", "Deploy").await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_file_may_not_be_for_another_service() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        editor::opens(visitor).await?;
        let (_, runs) = editor::files(visitor).await?;
        let field = "Service (JSON)";
        let named = r#""serviceName": "status-page""#;
        let other = runs.replace(named, r#""serviceName": "hello""#);
        visitor.paste(field, &other).await?;
        visitor.press("Preview").await?;
        visitor.sees("to settle before a preview").await?;
        visitor.sees("hello").await?;
        assert!(visitor.path().await?.starts_with(PAGE));
        let own = runs.replace(named, &format!(r#"{named}, "desiredCount": 3"#));
        visitor.paste(field, &own).await?;
        preview::ask(visitor).await?;
        let requests = preview::requests(visitor).await?;
        let update = requests.last().context("nothing is sent")?;
        assert_eq!(
            update.json()?,
            json!({"cluster": "test", "service": "status-page", "desiredCount": 3})
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_file_that_does_not_say_which_service_it_is_for_is_never_sent_elsewhere() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        editor::opens(visitor).await?;
        let (_, runs) = editor::files(visitor).await?;
        let mut bare: Value = serde_json::from_str(&runs)?;
        let members = bare.as_object_mut().context("the service is no object")?;
        members.remove("cluster");
        members.remove("serviceName");
        visitor.paste("Service (JSON)", &bare.to_string()).await?;
        visitor.press("Preview").await?;
        visitor.sees("to settle before a preview").await?;
        assert!(visitor.path().await?.starts_with(PAGE));
        Ok(())
    })
    .await
}

/// Somebody else's tool sets how the service rolls.
async fn others_change_it(aws: &Sandbox, most: u32) -> Result<()> {
    let update = json!({
        "cluster": "test", "service": "status-page",
        "deploymentConfiguration": {"maximumPercent": most, "minimumHealthyPercent": 50},
    });
    ecs(aws.url(), "UpdateService", &update).await?;
    Ok(())
}

const BEHIND: &str = "What runs has changed since this edit was begun";

#[tokio::test]
async fn what_others_deployed_meanwhile_is_not_taken_back_unseen() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let longshore = Longshore::start_before(&aws)?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        new_version::type_image(visitor, "status-page", "nginx:1.31-alpine").await?;
        let draft = editor::is_saved(visitor).await?;
        others_change_it(&aws, 300).await?;
        // The editor is still open.
        visitor.press("Preview").await?;
        visitor.sees(BEHIND).await?;
        visitor.sees("300").await?;
        assert_eq!(visitor.path().await?, draft);
        visitor.press("Bring them in").await?;
        visitor.no_longer_sees(BEHIND).await?;
        editor::is_saved(visitor).await?;
        // The draft is opened another day.
        others_change_it(&aws, 400).await?;
        visitor.go(&draft).await?;
        visitor.sees(BEHIND).await?;
        visitor.sees("400").await?;
        visitor.press("Bring them in").await?;
        preview::ask(visitor).await?;
        let requests = preview::requests(visitor).await?;
        let update = requests.last().context("nothing is sent")?;
        assert_eq!(
            update.json()?,
            json!({
                "cluster": "test",
                "service": "status-page",
                "taskDefinition": "@@TASKDEFINITION_ARN@@",
            })
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_edit_may_be_left_as_it_is_and_its_preview_shows_what_it_takes_back() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let longshore = Longshore::start_before(&aws)?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        new_version::type_image(visitor, "status-page", "nginx:1.31-alpine").await?;
        others_change_it(&aws, 300).await?;
        visitor.press("Preview").await?;
        visitor.sees(BEHIND).await?;
        visitor.press("Leave the edit as it is").await?;
        preview::ask(visitor).await?;
        visitor.sees("300").await
    })
    .await
}
