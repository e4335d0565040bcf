//! Who may propose and not deploy begins where everybody does: at the service's page.

use anyhow::{Result, ensure};
use e2e::browser::{visit, visit_in_two};
use e2e::ecs::ecs;
use e2e::longshore::{Longshore, SPEED};
use e2e::pages::sign_in::{DEPLOYER, EDITOR, REVIEWER, sign_in};
use e2e::pages::{change, deployment, editor, new_version, preview, service};
use e2e::sandbox::Sandbox;
use e2e::until::ROLLOUT_BOUND;
use serde_json::{Value, json};

const PAGE: &str = "/clusters/test/services/status-page";
const EDIT: &str = "/clusters/test/services/status-page/new-version";

#[tokio::test]
async fn an_editor_proposes_a_scaling_that_a_deployer_carries_out() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |eli, dana| {
        sign_in(eli, EDITOR, PAGE).await?;
        service::scale(eli, 3).await?;
        eli.may_not("Scale").await?;
        eli.sees("Only a deployer or an administrator may do this in trial")
            .await?;
        change::propose(eli, "Three pages", "One is not enough at noon.").await?;

        sign_in(dana, DEPLOYER, "/changes").await?;
        dana.follow("Three pages").await?;
        change::opens(dana).await?;
        dana.press("Deploy").await?;
        dana.sees_within("It was deployed: the services run it.", ROLLOUT_BOUND)
            .await?;
        eli.sees("It was deployed: the services run it.").await?;
        eli.go(PAGE).await?;
        eli.sees("3 of 3 tasks").await
    })
    .await
}

#[tokio::test]
async fn an_editor_proposes_to_go_back() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |eli, dana| {
        sign_in(dana, DEPLOYER, EDIT).await?;
        new_version::type_image(dana, "status-page", "nginx:1.31-alpine").await?;
        preview::ask(dana).await?;
        preview::deploy(dana).await?;
        deployment::succeeds(dana).await?;

        change::require_approvals(eli, "1").await?;
        sign_in(eli, EDITOR, PAGE).await?;
        service::roll_back_to(eli, "status-page:2").await?;
        eli.sees("Going back to what ran before needs no approval in trial")
            .await?;
        let path = change::propose(eli, "Back to 1.29", "1.31 loses requests.").await?;
        eli.may_not("Deploy").await?;

        dana.go(&path).await?;
        change::opens(dana).await?;
        dana.sees("trial requires no approval").await?;
        dana.press("Deploy").await?;
        dana.sees_within("It was deployed: the services run it.", ROLLOUT_BOUND)
            .await
    })
    .await
}

#[tokio::test]
async fn a_reviewer_finds_a_restart_that_waits_for_its_approval() -> Result<()> {
    let longshore = Longshore::start()?;
    visit_in_two(longshore.url(), async |eli, rosa| {
        change::require_approvals(eli, "1").await?;
        sign_in(eli, EDITOR, PAGE).await?;
        service::ask(eli, "Restart").await?;
        change::propose(eli, "Restart the page", "It leaks.").await?;

        // Who may neither deploy nor propose sees why, and reviews.
        sign_in(rosa, REVIEWER, PAGE).await?;
        rosa.sees("Only an editor, a deployer or an administrator may do this in trial")
            .await?;
        rosa.may_not("Restart").await?;
        rosa.go("/changes").await?;
        rosa.follow("Restart the page").await?;
        change::opens(rosa).await?;
        rosa.press("Approve").await?;
        eli.sees("trial requires 1 approval, has 1.").await
    })
    .await
}

#[tokio::test]
async fn a_preview_says_at_once_that_what_runs_has_changed() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let longshore = Longshore::start_before(&aws)?;
    visit(longshore.url(), async |visitor| {
        sign_in(visitor, DEPLOYER, PAGE).await?;
        service::scale(visitor, 3).await?;
        preview::is_shown(visitor).await?;
        ecs(
            aws.url(),
            "UpdateService",
            &json!({
                "cluster": "test",
                "service": "status-page",
                "deploymentConfiguration": {"maximumPercent": 150, "minimumHealthyPercent": 50},
            }),
        )
        .await?;
        visitor
            .sees("What runs has changed since this preview was made")
            .await?;
        visitor.sees("200 → 150").await?;
        visitor.may_not("Scale").await?;
        visitor.may_not("Propose for review").await?;
        let old = visitor.path().await?;
        visitor.press("Preview again").await?;
        visitor
            .arrives("another preview", |path| {
                path.starts_with("/plans/") && path != old
            })
            .await?;
        preview::is_shown(visitor).await?;
        visitor
            .does_not_see("What runs has changed since this preview was made")
            .await?;
        preview::go_on(visitor, "Scale").await?;
        deployment::ends(visitor, "Succeeded: the service has the tasks").await
    })
    .await
}

#[tokio::test]
async fn a_title_that_was_suggested_follows_the_next_version() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |dana| {
        change::require_approvals(dana, "1").await?;
        sign_in(dana, DEPLOYER, EDIT).await?;
        new_version::type_image(dana, "status-page", "nginx:1.30-alpine").await?;
        preview::ask(dana).await?;
        dana.follow("Propose").await?;
        let suggested = dana.value("Title").await?;
        assert!(suggested.contains("nginx:1.30-alpine"), "{suggested}");
        dana.fill("Why", "Closes a hole in nginx.").await?;
        dana.click("radio", "When approved").await?;
        dana.press("Propose").await?;
        let path = change::opens(dana).await?;

        dana.press("Make another version").await?;
        new_version::type_image(dana, "status-page", "nginx:1.31-alpine").await?;
        preview::ask(dana).await?;
        change::make_version(dana, 1, "The newest.").await?;
        dana.go("/changes?view=mine").await?;
        dana.sees("Is deployed as soon as it is approved.").await?;
        let title = suggested.replace("1.30", "1.31");
        dana.follow(&title).await?;
        dana.arrives("the change", |at| at == path).await?;

        // One that somebody gave stays.
        dana.press("Edit title and reason").await?;
        dana.fill("Title", "A newer nginx").await?;
        dana.press("Save").await?;
        dana.press("Make another version").await?;
        new_version::type_image(dana, "status-page", "nginx:1.29-alpine-slim").await?;
        preview::ask(dana).await?;
        change::make_version(dana, 1, "A small one.").await?;
        dana.sees("A newer nginx").await
    })
    .await
}

#[tokio::test]
async fn another_version_begins_with_all_that_the_one_before_does() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |dana| {
        change::require_approvals(dana, "1").await?;
        sign_in(dana, DEPLOYER, EDIT).await?;
        editor::opens(dana).await?;
        let (_, runs) = editor::files(dana).await?;
        // Only the service is another one: no revision is registered.
        let mut wanted: Value = serde_json::from_str(&runs)?;
        wanted["deploymentConfiguration"]["maximumPercent"] = json!(150);
        dana.paste("Service (JSON)", &wanted.to_string()).await?;
        editor::unfold(dana, "Run a task first").await?;
        dana.click("checkbox", "Run a task before the service is touched")
            .await?;
        dana.fill("Command", "echo 'to begin with'").await?;
        preview::ask(dana).await?;
        change::propose(dana, "Look into the tasks", "To find a leak.").await?;

        dana.press("Make another version").await?;
        editor::opens(dana).await?;
        let (_, opened) = editor::files(dana).await?;
        let opened: Value = serde_json::from_str(&opened)?;
        ensure!(
            opened["deploymentConfiguration"]["maximumPercent"] == 150,
            "{opened}"
        );
        // The count is left to whoever set it.
        ensure!(opened.get("desiredCount").is_none(), "{opened}");
        ensure!(dana.value("Command").await? == "echo 'to begin with'");
        preview::ask(dana).await?;
        let requests = preview::requests(dana).await?;
        let calls: Vec<&str> = requests.iter().map(|one| one.operation.as_str()).collect();
        ensure!(calls == ["RunTask", "UpdateService"], "{calls:?}");
        Ok(())
    })
    .await
}
