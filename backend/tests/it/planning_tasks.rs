//! Plans with a task that runs by itself, made against AWS.

use serde_json::json;
use shared::plan::{PlanKind, Step};
use shared::wire::{Preview, Problem, ProblemCode};

use crate::support::{Person, World, fresh_key, problem};

fn steps(preview: &Preview) -> Vec<&'static str> {
    preview.plan.steps.iter().map(Step::name).collect()
}

fn run_task(preview: &Preview) -> serde_json::Value {
    let body = preview.plan.steps.iter().find_map(|step| match step {
        Step::RunTask { body } => Some(body.as_str()),
        _ => None,
    });
    serde_json::from_str(body.unwrap()).unwrap()
}

async fn refused(person: &Person, path: &str, body: &serde_json::Value) -> Problem {
    let answer = person.post(path, body).send().await.unwrap();
    assert_eq!(answer.status(), 422);
    problem(answer).await
}

#[tokio::test]
async fn a_gate_is_run_like_the_service() {
    let world = World::new().await;
    let dana = world.dana().await;
    let preview: Preview = dana
        .made(
            "/plans",
            &json!({
                "service": r#"{"cluster": "production", "service": "shop-web", "forceNewDeployment": true}"#,
                "gate": r#"{"overrides": {"containerOverrides": [{"name": "shop-web", "command": ["migrate"]}]}}"#,
            }),
        )
        .await;
    assert_eq!(
        steps(&preview),
        [
            "RunTask",
            "WaitForTask",
            "UpdateService",
            "WaitForSteadyState"
        ]
    );
    assert_eq!(preview.plan.changes[0].group, "Gate");
    let body = run_task(&preview);
    assert_eq!(body["launchType"], "FARGATE");
    assert!(body["networkConfiguration"]["awsvpcConfiguration"]["subnets"][0].is_string());
    assert_eq!(body["clientToken"], preview.plan.id);
    assert!(
        body["taskDefinition"]
            .as_str()
            .unwrap()
            .ends_with("task-definition/shop-web:3")
    );
    // AWS takes what was filled in.
    world.ecs("RunTask", &body).await;
    world.end().await;
}

#[tokio::test]
async fn a_task_of_a_family_is_of_the_revision_that_was_shown() {
    let world = World::new().await;
    let dana = world.dana().await;
    let preview: Preview = dana
        .made(
            "/plans/task",
            &json!({
                "run_task": r#"{"cluster": "production", "taskDefinition": "shop-web"}"#,
                "service": "shop-web",
            }),
        )
        .await;
    assert_eq!(preview.plan.kind, PlanKind::OneOffTask);
    assert_eq!(steps(&preview), ["RunTask", "WaitForTask"]);
    assert_eq!(run_task(&preview)["taskDefinition"], "shop-web:3");
    assert_eq!(preview.plan.target.service, "shop-web");
    let kept: Preview = dana.read(&format!("/plans/{}", preview.hash)).await;
    assert_eq!(kept, preview);
    world.end().await;
}

#[tokio::test]
async fn what_cannot_run_is_refused_at_its_place() {
    let world = World::new().await;
    let dana = world.dana().await;
    let problem = refused(
        &dana,
        "/plans/task",
        &json!({
            "run_task": r#"{"cluster": "gone", "taskDefinition": "nobody:1", "count": 2}"#,
        }),
    )
    .await;
    assert_eq!(problem.code, ProblemCode::Invalid);
    let mut codes: Vec<&str> = problem.errors.iter().map(|issue| &*issue.code).collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        ["cluster-unknown", "revision-not-there", "run-task-not-one"]
    );
    let broken = refused(
        &dana,
        "/plans/task",
        &json!({"run_task": "{", "task_definition": "["}),
    )
    .await;
    assert_eq!(broken.errors.len(), 2);
    world.end().await;
}

#[tokio::test]
async fn a_task_whose_revision_is_gone_by_now_does_not_start() {
    let world = World::new().await;
    let dana = world.dana().await;
    let preview: Preview = dana
        .made(
            "/plans/task",
            &json!({
                "run_task": r#"{"cluster": "production", "taskDefinition": "shop-web:1"}"#,
                "service": "shop-web",
            }),
        )
        .await;
    world
        .ecs(
            "DeregisterTaskDefinition",
            &json!({"taskDefinition": "shop-web:1"}),
        )
        .await;
    let answer = dana
        .deploy_request(&preview.hash, &fresh_key())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 409);
    assert_eq!(problem(answer).await.code, ProblemCode::BaseMoved);
    world.end().await;
}
