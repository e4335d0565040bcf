//! Deployments that go well, and requests that must not start one.

use shared::deployment::Verdict;
use shared::plan::{PlanKind, TASK_DEFINITION_ARN};
use shared::wire::{Listing, ProblemCode};

use crate::support::{
    World, first_service, fresh_key, next_service, problem, task_definition, verdict,
};

#[tokio::test]
async fn a_first_deploy_and_a_new_version_succeed() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let (_, first) = dana
        .carry_out(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    assert_eq!(
        verdict(&first),
        (Verdict::Succeeded, "nginx:1 runs: 1 of 1 task.")
    );
    let (preview, second) = dana
        .carry_out(Some(&task_definition("nginx:1.27")), &next_service(""))
        .await;
    assert_eq!(preview.plan.kind, PlanKind::NewRevision);
    assert_eq!(
        verdict(&second),
        (Verdict::Succeeded, "nginx:2 runs: 1 of 1 task.")
    );
    let listed: Listing<shared::deployment::Deployment> =
        dana.read("/deployments?cluster=test&service=nginx").await;
    let ids: Vec<&str> = listed.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, [&second.deployment.id, &first.deployment.id]);
    let again = dana
        .plan(Some(&task_definition("nginx:1.27")), &next_service(""))
        .await;
    assert_eq!(again.plan.kind, PlanKind::Nothing);
    assert!(again.plan.steps.is_empty());
    world.end().await;
}

#[tokio::test]
async fn a_target_group_that_another_service_has_is_warned_of() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let task = task_definition("nginx:alpine");
    let other =
        first_service(&group).replace(r#""serviceName": "nginx""#, r#""serviceName": "other""#);
    let is_warned = |preview: &shared::wire::Preview| {
        let mut issues = preview.issues.iter();
        issues.any(|issue| issue.code == "target-group-in-use")
    };
    assert!(!is_warned(&dana.plan(Some(&task), &other).await));
    dana.carry_out(Some(&task), &first_service(&group)).await;
    assert!(is_warned(&dana.plan(Some(&task), &other).await));
    world.end().await;
}

#[tokio::test]
async fn what_was_previewed_is_sent_to_the_byte_with_members_nobody_knows() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let document = task_definition("nginx:alpine").replacen(
        "\"memory\": 128",
        "\"memory\": 128, \"memberOfNextYear\": {\"b\": 1.50, \"a\": [1e2]}",
        1,
    );
    let (preview, detail) = dana
        .carry_out(Some(&document), &first_service(&group))
        .await;
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    let previewed: Vec<&str> = preview
        .plan
        .steps
        .iter()
        .filter_map(shared::plan::Step::body)
        .collect();
    assert!(previewed[0].contains("memberOfNextYear"));
    assert!(previewed[0].contains("1.50"));
    assert!(world.carried(previewed[0]));
    let arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/nginx:1";
    assert!(world.carried(&previewed[1].replace(TASK_DEFINITION_ARN, arn)));
    let registered = serde_json::json!({"taskDefinition": arn});
    let kept = world.ecs("DescribeTaskDefinition", &registered).await;
    assert!(kept.to_string().contains("memberOfNextYear"));
    world.end().await;
}

#[tokio::test]
async fn a_double_click_and_a_repeated_request_start_one_deployment() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let preview = dana
        .plan(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    let key = fresh_key();
    let (one, other) = tokio::join!(
        dana.deploy_request(&preview.hash, &key).send(),
        dana.deploy_request(&preview.hash, &key).send(),
    );
    let one: shared::deployment::Deployment = one.unwrap().json().await.unwrap();
    let other: shared::deployment::Deployment = other.unwrap().json().await.unwrap();
    assert_eq!(one.id, other.id);
    dana.finished(&one.id).await;
    let late = dana
        .deploy_request(&preview.hash, &key)
        .send()
        .await
        .unwrap();
    let late: shared::deployment::Deployment = late.json().await.unwrap();
    assert_eq!(late.id, one.id);
    assert_eq!(
        world
            .sent("CreateService")
            .await
            .iter()
            .filter(|(_, body)| body.contains("\"nginx\""))
            .count(),
        1
    );
    world.end().await;
}

#[tokio::test]
async fn a_second_deployment_of_a_service_waits_for_nobody_and_names_the_first() {
    let world = World::with(crate::support::Setup {
        sandbox: sandbox::Clock::Manual,
        ..crate::support::Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let document = task_definition("nginx:alpine");
    let one = dana.plan(Some(&document), &first_service(&group)).await;
    let other = dana.plan(Some(&document), &first_service(&group)).await;
    let running = dana.deploy(&one.hash).await;
    let answer = dana
        .deploy_request(&other.hash, &fresh_key())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 409);
    let refusal = problem(answer).await;
    assert_eq!(refusal.code, ProblemCode::AlreadyDeploying);
    assert_eq!(refusal.deployment.as_deref(), Some(running.id.as_str()));
    world.end().await;
}

#[tokio::test]
async fn a_plan_is_stale_once_somebody_else_changed_the_service() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let document = task_definition("nginx:alpine");
    dana.carry_out(Some(&document), &first_service(&group))
        .await;
    let preview = dana
        .plan(Some(&task_definition("nginx:1.27")), &next_service(""))
        .await;
    let theirs = serde_json::json!({"cluster": "test", "service": "nginx", "desiredCount": 2});
    world.ecs("UpdateService", &theirs).await;
    let answer = dana
        .deploy_request(&preview.hash, &fresh_key())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 409);
    assert_eq!(problem(answer).await.code, ProblemCode::BaseMoved);
    world.end().await;
}

#[tokio::test]
async fn a_viewer_plans_but_does_not_deploy() {
    let world = World::new().await;
    let vera = world.vera().await;
    let group = world.target_group().await;
    let preview = vera
        .plan(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    let answer = vera
        .deploy_request(&preview.hash, &fresh_key())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 403);
    assert_eq!(problem(answer).await.code, ProblemCode::Forbidden);
    world.end().await;
}

#[tokio::test]
async fn scaling_alone_starts_no_rollout_and_succeeds() {
    let world = World::new().await;
    let dana = world.dana().await;
    let scale = r#"{"cluster": "production", "service": "mail-worker", "desiredCount": 3}"#;
    let (preview, detail) = dana.carry_out(None, scale).await;
    assert_eq!(preview.plan.kind, PlanKind::Scaling);
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    assert_eq!(world.sent("UpdateService").await.last().unwrap().0, 200);
    world.end().await;
}

#[tokio::test]
async fn tags_alone_are_put_and_taken_without_a_rollout() {
    let world = World::new().await;
    let dana = world.dana().await;
    let tags = r#"{"cluster": "production", "serviceName": "mail-worker", "tags": [{"key": "team", "value": "mail"}]}"#;
    let (preview, detail) = dana.carry_out(None, tags).await;
    assert_eq!(preview.plan.kind, PlanKind::TagChange);
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    let (status, body) = world.sent("TagResource").await.pop().unwrap();
    assert_eq!(status, 200);
    assert!(body.contains("service/production/mail-worker"), "{body}");
    assert!(world.sent("UpdateService").await.is_empty());
    // Once more, it is so already.
    let again = dana.plan(None, tags).await;
    assert_eq!(again.plan.kind, PlanKind::Nothing);
    world.end().await;
}

#[tokio::test]
async fn back_to_a_revision_that_is_named_and_never_to_one_that_is_gone() {
    let world = World::new().await;
    let dana = world.dana().await;
    let named =
        r#"{"cluster": "production", "service": "mail-worker", "taskDefinition": "mail-worker:1"}"#;
    let preview = dana.plan(None, named).await;
    assert_eq!(preview.plan.kind, PlanKind::NewRevision);
    // What differs between the two revisions is told, not only their numbers.
    let groups: Vec<&str> = preview
        .plan
        .changes
        .iter()
        .map(|change| change.group.as_str())
        .collect();
    assert!(groups.contains(&"Image"), "{groups:?}");
    assert!(preview.task_definition_after.is_some());
    world.end().await;
}
