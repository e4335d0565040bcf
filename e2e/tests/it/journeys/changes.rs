//! A team that reviews what it deploys.

mod looks;
mod unsaid;

use anyhow::{Context, Result};
use e2e::browser::{visit_in_three, visit_in_two};
use e2e::ecs::ecs;
use e2e::longshore::{Longshore, SPEED};
use e2e::pages::sign_in::{DEPLOYER, EDITOR, REVIEWER, sign_in};
use e2e::pages::{change, new_version, preview, service};
use e2e::sandbox::Sandbox;
use e2e::until::ROLLOUT_BOUND;
use serde_json::{Value, json};

const SERVICE: &str = "status-page";
const EDIT: &str = "/clusters/test/services/status-page/new-version";

/// Somebody moves the service to another image by other means.
async fn deploy_elsewhere(aws: &Sandbox, image: &str) -> Result<()> {
    let described = ecs(
        aws.url(),
        "DescribeServices",
        &json!({"cluster": "test", "services": [SERVICE]}),
    )
    .await?;
    let revision = described
        .pointer("/services/0/taskDefinition")
        .context("the service runs nothing")?;
    let definition = ecs(
        aws.url(),
        "DescribeTaskDefinition",
        &json!({"taskDefinition": revision}),
    )
    .await?;
    let known = definition
        .get("taskDefinition")
        .context("there is no task definition")?;
    let kept = [
        "family",
        "containerDefinitions",
        "cpu",
        "memory",
        "networkMode",
        "requiresCompatibilities",
        "executionRoleArn",
        "taskRoleArn",
        "volumes",
    ];
    let mut next: Value = kept
        .iter()
        .filter_map(|member| Some(((*member).to_owned(), known.get(*member)?.clone())))
        .collect::<serde_json::Map<_, _>>()
        .into();
    *next
        .pointer_mut("/containerDefinitions/0/image")
        .context("the task has no container")? = Value::from(image);
    let registered = ecs(aws.url(), "RegisterTaskDefinition", &next).await?;
    let arn = registered
        .pointer("/taskDefinition/taskDefinitionArn")
        .context("nothing was registered")?;
    ecs(
        aws.url(),
        "UpdateService",
        &json!({"cluster": "test", "service": SERVICE, "taskDefinition": arn}),
    )
    .await
    .map(drop)
}

#[tokio::test]
async fn three_people_bring_a_change_from_a_proposal_to_production_and_back() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let longshore = Longshore::start_before(&aws)?;
    visit_in_three(longshore.url(), async |eli, rosa, dana| {
        change::require_approvals(eli, "1").await?;

        // Eli proposes: nothing can be deployed without.
        sign_in(eli, EDITOR, EDIT).await?;
        new_version::type_image(eli, SERVICE, "nginx:1.30-alpine").await?;
        preview::ask(eli).await?;
        let path = change::propose(eli, "nginx 1.30", "Closes a hole in nginx.").await?;
        eli.sees("trial requires 1 approval, has 0.").await?;
        eli.sees("You cannot approve it. You wrote on this change")
            .await?;
        eli.may_not("Approve").await?;

        // Rosa finds it in what waits for her, says something of a line, and asks for changes.
        sign_in(rosa, REVIEWER, "/changes").await?;
        rosa.follow("nginx 1.30").await?;
        change::opens(rosa).await?;
        let line = "status-page: image nginx:1.29-alpine → nginx:1.30-alpine";
        change::comment_on(rosa, line, "1.31 is out already.").await?;
        rosa.may_not("Deploy").await?;
        change::with_reason(rosa, "Ask for changes", "Take the newest one.").await?;
        rosa.sees("Take the newest one.").await?;

        // Eli sees it at once, and makes another version.
        eli.sees("asked for changes: “Take the newest one.”")
            .await?;
        eli.sees("1.31 is out already.").await?;
        eli.press("Make another version").await?;
        new_version::type_image(eli, SERVICE, "nginx:1.31-alpine").await?;
        preview::ask(eli).await?;
        change::make_version(eli, 1, "The newest nginx.").await?;
        eli.sees("Version 2 of 2").await?;

        // Rosa sees what is different, once she has asked for it, and approves.
        rosa.sees("eli has made version 2").await?;
        rosa.may_not("Approve").await?;
        rosa.press("Show version 2").await?;
        rosa.sees("Version 2 of 2").await?;
        rosa.sees("What differs from version 1").await?;
        rosa.press("Approve").await?;
        rosa.sees("trial requires 1 approval, has 1.").await?;

        // Dana may deploy it, but somebody else is faster.
        sign_in(dana, DEPLOYER, &path).await?;
        change::opens(dana).await?;
        dana.sees("It has the approvals that it needs").await?;
        deploy_elsewhere(&aws, "nginx:1.28-alpine").await?;
        dana.sees("What runs has changed since version 2 was made")
            .await?;
        dana.may_not("Deploy").await?;

        // Both touched the image: Eli chooses, and the approval is gone with what was approved.
        eli.sees("What runs has changed since version 2 was made")
            .await?;
        eli.press("Carry it over").await?;
        eli.sees("1 place was touched by both").await?;
        for (what, image) in [
            ("When it was written", "nginx:1.29-alpine"),
            ("Runs now", "nginx:1.28-alpine"),
            ("This change wants", "nginx:1.31-alpine"),
        ] {
            change::conflict_says(eli, what, image).await?;
        }
        eli.may_not("Make version 3").await?;
        eli.click("radio", "What this change wants").await?;
        eli.press("Make version 3").await?;
        eli.sees("Version 3 of 3").await?;
        rosa.press("Show version 3").await?;
        rosa.sees("Version 3 of 3").await?;
        rosa.sees("trial requires 1 approval, has 0.").await?;
        rosa.press("Approve").await?;

        // Dana deploys what she has seen, and goes back.
        dana.may_not("Deploy").await?;
        dana.press("Show version 3").await?;
        dana.sees("trial requires 1 approval, has 1.").await?;
        dana.press("Deploy").await?;
        dana.sees_within("It was deployed: the services run it.", ROLLOUT_BOUND)
            .await?;
        rosa.sees("It was deployed: the services run it.").await?;
        dana.follow("Roll back").await?;
        service::go_back_to(dana, "status-page:3").await?;
        // Going back is a change of its own, with a reason, that needs nobody else.
        change::propose(dana, "Back to nginx 1.28", "1.31 loses requests.").await?;
        dana.sees("trial requires no approval").await?;
        dana.press("Deploy").await?;
        dana.sees_within("It was deployed: the services run it.", ROLLOUT_BOUND)
            .await
    })
    .await
}

#[tokio::test]
async fn an_approval_holds_where_a_change_that_is_carried_over_does_the_same() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let longshore = Longshore::start_before(&aws)?;
    visit_in_two(longshore.url(), async |eli, rosa| {
        change::require_approvals(eli, "1").await?;
        sign_in(eli, EDITOR, EDIT).await?;
        new_version::type_image(eli, SERVICE, "nginx:1.31-alpine").await?;
        preview::ask(eli).await?;
        let path = change::propose(eli, "nginx 1.31", "Closes a hole in nginx.").await?;
        sign_in(rosa, REVIEWER, &path).await?;
        rosa.press("Approve").await?;
        rosa.sees("trial requires 1 approval, has 1.").await?;
        ecs(
            aws.url(),
            "UpdateService",
            &json!({
                "cluster": "test",
                "service": SERVICE,
                "deploymentConfiguration": {"maximumPercent": 150, "minimumHealthyPercent": 50},
            }),
        )
        .await?;
        eli.sees("What runs has changed since version 1 was made")
            .await?;
        eli.press("Carry it over").await?;
        eli.press("Make version 2").await?;
        eli.sees("Version 2 of 2").await?;
        eli.sees("approved version 1; it holds for version 2, which does the same")
            .await?;
        eli.sees("trial requires 1 approval, has 1.").await
    })
    .await
}

#[tokio::test]
async fn a_change_is_withdrawn_by_its_author_and_by_nobody_else() -> Result<()> {
    let aws = Sandbox::start(SPEED)?;
    let longshore = Longshore::start_before(&aws)?;
    visit_in_two(longshore.url(), async |eli, rosa| {
        change::require_approvals(eli, "1").await?;
        sign_in(eli, EDITOR, EDIT).await?;
        new_version::type_image(eli, SERVICE, "nginx:1.31-alpine").await?;
        preview::ask(eli).await?;
        let path = change::propose(eli, "nginx 1.31", "Closes a hole in nginx.").await?;
        sign_in(rosa, REVIEWER, &path).await?;
        change::opens(rosa).await?;
        rosa.may_not("Withdraw").await?;
        eli.press("Withdraw").await?;
        eli.confirm("Withdraw", "Withdraw").await?;
        eli.sees("took it back.").await?;
        rosa.sees("took it back.").await?;
        rosa.no_longer("button", "Approve").await?;
        eli.go("/changes?view=all").await?;
        eli.sees("Withdrawn").await
    })
    .await
}
