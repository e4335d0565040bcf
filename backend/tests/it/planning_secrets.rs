//! Plans look at the roles, secrets and parameters that a task definition names.

use shared::issue::Severity;
use shared::wire::Preview;

use crate::support::{World, first_service, task_definition};

const EXECUTION: &str = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole";
const TASK: &str = "arn:aws:iam::123456789012:role/shop-web-task";
const PARAMETER: &str = "/test/shop-web/SESSION_KEY";

/// The definition of the first slice with an execution role and a parameter.
fn definition(role: &str, value_from: &str) -> String {
    let secrets = format!(
        r#""image": "nginx:alpine", "secrets": [{{"name": "KEY", "valueFrom": "{value_from}"}}]"#
    );
    task_definition("nginx:alpine")
        .replace(r#""image": "nginx:alpine""#, &secrets)
        .replacen('{', &format!(r#"{{"executionRoleArn": "{role}", "#), 1)
}

fn weighs(preview: &Preview, code: &str) -> Option<Severity> {
    let found = preview.issues.iter().find(|issue| issue.code == code);
    found.map(|issue| issue.severity)
}

#[tokio::test]
async fn a_role_that_may_not_read_is_warned_of() {
    let world = World::new().await;
    let dana = world.dana().await;
    let service = first_service(&world.target_group().await);
    let code = "execution-role-cannot-read-secret";
    let may = dana
        .plan(Some(&definition(EXECUTION, PARAMETER)), &service)
        .await;
    assert_eq!(weighs(&may, code), None);
    let may_not = dana
        .plan(Some(&definition(TASK, PARAMETER)), &service)
        .await;
    assert_eq!(weighs(&may_not, code), Some(Severity::Warning));
    world.end().await;
}

#[tokio::test]
async fn what_is_not_there_is_refused_at_its_member() {
    let world = World::new().await;
    let dana = world.dana().await;
    let service = first_service(&world.target_group().await);
    let gone = "arn:aws:iam::123456789012:role/gone";
    for (role, value_from, code) in [
        (EXECUTION, "/test/none", "secret-unknown"),
        (gone, PARAMETER, "role-unknown"),
        (
            "arn:aws:iam::123456789012:role/ecsInstanceRole",
            PARAMETER,
            "role-trust",
        ),
    ] {
        let problem = dana
            .refused_plan(Some(&definition(role, value_from)), &service)
            .await;
        let told = problem.errors.iter().any(|issue| issue.code == code);
        assert!(told, "{code} in {:?}", problem.errors);
    }
    world.end().await;
}

#[tokio::test]
async fn what_cannot_be_asked_for_keeps_nobody_from_planning() {
    let world = World::new().await;
    for operation in ["GetRole", "DescribeParameters", "SimulatePrincipalPolicy"] {
        world
            .fault(serde_json::json!({
                "operation": operation, "kind": "error", "status": 403,
                "code": "AccessDenied", "message": "No.",
            }))
            .await;
    }
    let dana = world.dana().await;
    let service = first_service(&world.target_group().await);
    let definition = definition("arn:aws:iam::123456789012:role/gone", "/test/none");
    dana.plan(Some(&definition), &service).await;
    world.end().await;
}

#[tokio::test]
async fn nothing_is_asked_for_that_is_not_named() {
    let world = World::new().await;
    let dana = world.dana().await;
    let service = first_service(&world.target_group().await);
    dana.plan(Some(&task_definition("nginx:alpine")), &service)
        .await;
    for operation in ["GetRole", "DescribeParameters", "SimulatePrincipalPolicy"] {
        assert!(world.sent(operation).await.is_empty(), "{operation}");
    }
    world.end().await;
}
