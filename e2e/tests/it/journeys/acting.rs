//! What can be done with a service that runs. Each begins at its page and is previewed.

use anyhow::{Context, Result, ensure};
use e2e::browser::visit;
use e2e::longshore::Longshore;
use e2e::pages::sign_in::{DEPLOYER, VIEWER, sign_in};
use e2e::pages::{deployment, editor, new_version, preview, service};
use e2e::until::ROLLOUT_BOUND;
use serde_json::json;

const PAGE: &str = "/clusters/test/services/status-page";

#[tokio::test]
async fn scaling_changes_the_count_and_nothing_else() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        service::scale(visitor, 3).await?;
        visitor.sees("Scaling").await?;
        let requests = preview::requests(visitor).await?;
        assert_eq!(requests.len(), 1);
        assert_eq!(
            requests[0].json()?,
            json!({"cluster": "test", "service": "status-page", "desiredCount": 3})
        );
        preview::go_on(visitor, "Scale").await?;
        deployment::ends(visitor, "Succeeded: the service has the tasks").await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("3 of 3 tasks").await
    })
    .await
}

#[tokio::test]
async fn a_restart_replaces_every_task_of_the_same_revision() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        service::ask(visitor, "Restart").await?;
        visitor.sees("replaces every task").await?;
        preview::go_on(visitor, "Restart").await?;
        deployment::ends(visitor, "Succeeded: every task was replaced").await
    })
    .await
}

#[tokio::test]
async fn a_service_goes_back_to_what_it_ran_before() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, &format!("{PAGE}/new-version")).await?;
        new_version::type_image(visitor, "status-page", "nginx:1.31-alpine").await?;
        preview::ask(visitor).await?;
        preview::deploy(visitor).await?;
        deployment::succeeds(visitor).await?;
        // From the deployment: what ran before it is known.
        visitor.press("Roll back to what ran before").await?;
        preview::opens(visitor).await?;
        visitor.sees("nginx:1.29-alpine").await?;
        // From the service: all that it ran is there to choose from.
        visitor.go(PAGE).await?;
        service::roll_back_to(visitor, "status-page:2").await?;
        visitor.sees("Rollback").await?;
        preview::go_on(visitor, "Roll back").await?;
        deployment::succeeds(visitor).await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running status-page:2").await
    })
    .await
}

#[tokio::test]
async fn a_task_runs_beside_the_service_and_can_be_stopped() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        service::run_task(visitor, "sh -c 'sleep 86400'").await?;
        visitor.sees("sh -c 'sleep 86400'").await?;
        let requests = preview::requests(visitor).await?;
        let run = requests.last().context("nothing is sent")?.json()?;
        assert_eq!(
            run.pointer("/overrides/containerOverrides/0/command"),
            Some(&json!(["sh", "-c", "sleep 86400"]))
        );
        preview::go_on(visitor, "Run the task").await?;
        visitor.sees_within("at work", ROLLOUT_BOUND).await?;
        visitor.press("Stop the task").await?;
        visitor.sees("ECS is told to stop the task.").await?;
        visitor.press("Stop it").await?;
        deployment::ends(visitor, "Cancelled: the task was stopped").await
    })
    .await
}

#[tokio::test]
async fn a_service_is_deleted_only_by_its_name() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        service::ask(visitor, "Delete").await?;
        visitor.sees("Type the service's name first.").await?;
        visitor.press("Delete the service").await?;
        ensure!(visitor.path().await?.starts_with("/plans/"));
        visitor
            .fill("Type status-page to delete it", "status-page")
            .await?;
        preview::go_on(visitor, "Delete the service").await?;
        deployment::ends(visitor, "Succeeded: the service is gone").await?;
        visitor.follow("Back to the services").await?;
        visitor.one("heading", "Services").await?;
        visitor.no_longer("link", "status-page").await
    })
    .await
}

#[tokio::test]
async fn a_task_that_runs_first_and_fails_leaves_the_service_alone() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, &format!("{PAGE}/new-version")).await?;
        new_version::type_image(visitor, "status-page", "nginx:exit-3").await?;
        editor::unfold(visitor, "Run a task first").await?;
        visitor
            .click("checkbox", "Run a task before the service is touched")
            .await?;
        visitor.fill("Command", "sh -c true").await?;
        preview::ask(visitor).await?;
        visitor.one("heading", "First a task").await?;
        let requests = preview::requests(visitor).await?;
        let operations: Vec<&str> = requests.iter().map(|one| one.operation.as_str()).collect();
        assert_eq!(
            operations,
            ["RegisterTaskDefinition", "RunTask", "UpdateService"]
        );
        preview::deploy(visitor).await?;
        visitor.sees_within("Exit code 3", ROLLOUT_BOUND).await?;
        visitor.one("heading", "The task").await?;
        visitor.follow("Back to the service").await?;
        visitor.sees("Running status-page:2").await
    })
    .await
}

#[tokio::test]
async fn a_viewer_is_told_why_nothing_can_be_done() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, VIEWER, PAGE).await?;
        visitor
            .sees("Only an editor, a deployer or an administrator may do this in trial")
            .await?;
        visitor.press("Restart").await?;
        assert_eq!(visitor.path().await?, PAGE);
        Ok(())
    })
    .await
}
