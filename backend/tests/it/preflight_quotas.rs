//! The account's quotas and the room of container instances, as the preflight tells them.

use backend::preflight;
use serde_json::json;
use shared::preflight::{Finding, Line};
use shared::wire::Preview;

use crate::support::{Person, World};

const TASKS: &str = "Tasks per service";
const ON_DEMAND: &str = "Fargate On-Demand vCPU resource count";
const SPOT: &str = "Fargate Spot vCPU resource count";

/// Two tasks of a quarter of a vCPU run on Fargate, and more are wanted.
async fn scaled(person: &Person, count: u32, more: &str) -> Preview {
    let service = format!(
        r#"{{"cluster": "production", "service": "mail-worker", "desiredCount": {count}{more}}}"#
    );
    person.plan(None, &service).await
}

/// Looks anew, with nothing kept from looks before.
async fn looked(world: &World, preview: &Preview, code: &str) -> Vec<Line> {
    let aws = world.aws().await;
    let found = preflight::run(&aws, &preview.plan, 7).await;
    let lines = found.lines.into_iter();
    lines.filter(|line| line.code == code).collect()
}

#[tokio::test]
async fn more_tasks_than_a_service_may_want_are_wrong() {
    let world = World::new().await;
    let dana = world.dana().await;
    let preview = scaled(&dana, 3, "").await;
    let lines = looked(&world, &preview, "tasks-quota").await;
    assert_eq!(lines[0].finding, Finding::Fine);
    assert!(lines[0].words.contains("5000 tasks"), "{lines:?}");
    world.set_quota(TASKS, 3.0).await;
    let lines = looked(&world, &preview, "tasks-quota").await;
    assert_eq!(lines[0].finding, Finding::Fine, "{lines:?}");
    world.set_quota(TASKS, 2.0).await;
    let lines = looked(&world, &preview, "tasks-quota").await;
    assert_eq!(lines[0].finding, Finding::Wrong, "{lines:?}");
    assert!(lines[0].words.contains("Service Quotas"), "{lines:?}");
    world.end().await;
}

#[tokio::test]
async fn a_quota_that_may_not_be_read_is_unknown_beside_the_default() {
    let world = World::new().await;
    let dana = world.dana().await;
    let preview = scaled(&dana, 3, "").await;
    world
        .fault(json!({
            "service": "servicequotas", "kind": "error", "status": 400,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let lines = looked(&world, &preview, "tasks-quota").await;
    assert_eq!(lines[0].finding, Finding::Unknown);
    assert!(
        lines[0]
            .words
            .ends_with("is not allowed to Longshore. AWS's default is 5000."),
        "{lines:?}"
    );
    world.end().await;
}

#[tokio::test]
async fn what_fargate_has_left_is_told_beside_what_others_use() {
    let world = World::new().await;
    let dana = world.dana().await;
    let preview = scaled(&dana, 4, "").await;
    let fine = looked(&world, &preview, "fargate-quota").await;
    assert_eq!(fine.len(), 1, "{fine:?}");
    assert_eq!(fine[0].finding, Finding::Fine);
    assert_eq!(fine[0].subject, ON_DEMAND);
    assert!(fine[0].words.starts_with("1 vCPU are needed"), "{fine:?}");
    assert!(fine[0].words.contains("of the 4000"), "{fine:?}");
    assert!(!fine[0].words.contains("use 0 of"), "{fine:?}");

    // What others use is not taken away from them, so the tasks would have to wait.
    world.set_quota(ON_DEMAND, 1.25).await;
    let waits = looked(&world, &preview, "fargate-quota").await;
    assert_eq!(waits[0].finding, Finding::Unknown, "{waits:?}");
    assert!(waits[0].words.contains("have to wait"), "{waits:?}");

    world.set_quota(ON_DEMAND, 0.75).await;
    let wrong = looked(&world, &preview, "fargate-quota").await;
    assert_eq!(wrong[0].finding, Finding::Wrong, "{wrong:?}");
    assert!(wrong[0].words.contains("need 1:"), "{wrong:?}");

    world.set_quota(ON_DEMAND, 4000.0).await;
    world
        .fault(json!({
            "service": "ecs", "operation": "ListTasks", "kind": "error", "status": 400,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let unread = looked(&world, &preview, "fargate-quota").await;
    assert_eq!(unread[0].finding, Finding::Unknown, "{unread:?}");
    assert_eq!(unread[0].missing_action.as_deref(), Some("ecs:ListTasks"));
    world.end().await;
}

#[tokio::test]
async fn a_strategy_counts_against_the_quotas_that_it_names() {
    let world = World::new().await;
    let dana = world.dana().await;
    let strategy = r#", "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 1}]"#;
    let preview = scaled(&dana, 4, strategy).await;
    let both = looked(&world, &preview, "fargate-quota").await;
    let subjects: Vec<&str> = both.iter().map(|line| line.subject.as_str()).collect();
    assert_eq!(subjects, [ON_DEMAND, SPOT]);
    // Some of them may run on the other.
    world.set_quota(SPOT, 0.5).await;
    let both = looked(&world, &preview, "fargate-quota").await;
    let spot = both.iter().find(|line| line.subject == SPOT).unwrap();
    assert_eq!(spot.finding, Finding::Unknown, "{spot:?}");
    world.end().await;
}

#[tokio::test]
async fn what_runs_on_instances_has_no_line_of_fargate() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let definition = crate::support::task_definition("nginx:alpine");
    let service = crate::support::first_service(&group);
    let preview = dana.plan(Some(&definition), &service).await;
    assert!(looked(&world, &preview, "fargate-quota").await.is_empty());
    assert_eq!(looked(&world, &preview, "tasks-quota").await.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn what_instances_have_left_is_told_beside_what_is_needed() {
    let world = World::new().await;
    let dana = world.dana().await;
    let more = async |count: u32| {
        let service =
            format!(r#"{{"cluster": "test", "service": "status-page", "desiredCount": {count}}}"#);
        let preview = dana.plan(None, &service).await;
        looked(&world, &preview, "instance-room").await
    };
    let fine = more(3).await;
    assert_eq!(fine.len(), 1);
    assert_eq!(fine[0].finding, Finding::Fine, "{fine:?}");
    assert_eq!(fine[0].subject, "test");
    assert!(
        fine[0].words.contains("64 CPU units and 128 MiB"),
        "{fine:?}"
    );
    let waits = more(900).await;
    assert_eq!(waits[0].finding, Finding::Unknown, "{waits:?}");
    assert!(waits[0].words.contains("are wanted"), "{waits:?}");
    world
        .fault(json!({
            "service": "ecs", "operation": "ListContainerInstances", "kind": "error",
            "status": 400, "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let unread = more(3).await;
    let missing = unread[0].missing_action.as_deref();
    assert_eq!(missing, Some("ecs:ListContainerInstances"));
    world.end().await;
}
