//! Plans: what is refused, where, and with which words.

use shared::issue::DocumentKind;
use shared::plan::PlanKind;
use shared::wire::{Preview, ProblemCode};

use crate::support::{World, first_service, next_service, task_definition};

#[tokio::test]
async fn a_plan_is_kept_under_its_hash() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let preview = dana
        .plan(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    assert_eq!(preview.plan.kind, PlanKind::FirstDeploy);
    assert_eq!(preview.plan.base.next_revision, Some(1));
    let kept: Preview = dana.read(&format!("/plans/{}", preview.hash)).await;
    assert_eq!(kept, preview);
    world.end().await;
}

#[tokio::test]
async fn broken_json_is_answered_with_its_line() {
    let world = World::new().await;
    let dana = world.dana().await;
    let broken = "{\n  \"family\": \"nginx\",\n  \"containerDefinitions\": [,]\n}";
    let problem = dana.refused_plan(Some(broken), "{\"service\": ").await;
    assert_eq!(problem.code, ProblemCode::Invalid);
    let [first, second] = problem.errors.as_slice() else {
        panic!("both documents are broken: {:?}", problem.errors);
    };
    assert_eq!(first.document, DocumentKind::TaskDefinition);
    assert!(first.message.contains("line 3"), "{}", first.message);
    assert_eq!(second.document, DocumentKind::Service);
    world.end().await;
}

#[tokio::test]
async fn every_error_of_both_documents_is_told_at_once() {
    let world = World::new().await;
    let dana = world.dana().await;
    let nameless =
        r#"{"family": "nginx", "containerDefinitions": [{"image": "nginx", "memory": "much"}]}"#;
    let group =
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/gone/0000000000000000";
    let problem = dana
        .refused_plan(Some(nameless), &first_service(group))
        .await;
    let pointers: Vec<&str> = problem
        .errors
        .iter()
        .map(|issue| issue.pointer.as_str())
        .collect();
    for expected in [
        "/containerDefinitions/0/name",
        "/containerDefinitions/0/memory",
        "/loadBalancers/0/targetGroupArn",
    ] {
        assert!(pointers.contains(&expected), "{expected} in {pointers:?}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_cluster_that_is_gone_is_told_at_its_member() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let service = first_service(&group).replace("\"test\"", "\"gone\"");
    let problem = dana
        .refused_plan(Some(&task_definition("nginx:alpine")), &service)
        .await;
    assert!(
        problem
            .errors
            .iter()
            .any(|issue| issue.pointer.as_str() == "/cluster"),
        "{:?}",
        problem.errors
    );
    world.end().await;
}

#[tokio::test]
async fn updating_a_service_that_is_not_there_is_refused_with_the_way_out() {
    let world = World::new().await;
    let dana = world.dana().await;
    let problem = dana
        .refused_plan(Some(&task_definition("nginx:alpine")), &next_service(""))
        .await;
    let told = problem
        .errors
        .iter()
        .find(|issue| issue.pointer.as_str() == "/service");
    assert!(
        told.unwrap().message.contains("serviceName"),
        "{:?}",
        problem.errors
    );
    world.end().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let world = World::new().await;
    let dana = world.dana().await;
    let large = "x".repeat(13 * 1024 * 1024);
    let answer = dana.plan_request(None, &large).send().await.unwrap();
    assert_eq!(answer.status(), 413);
    world.end().await;
}
