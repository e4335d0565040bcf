//! Services whose task sets another tool makes: what ECS permits is done, and nobody waits for tasks
//! that only that tool can bring about.

use serde_json::json;
use shared::deployment::{JournalEvent, Verdict};
use shared::plan::PlanKind;

use crate::support::{World, task_definition, verdict};

#[tokio::test]
async fn a_service_without_task_sets_is_created_and_changed() {
    let world = World::new().await;
    let dana = world.dana().await;
    let first = json!({
        "cluster": "staging",
        "serviceName": "external",
        "desiredCount": 1,
        "deploymentController": {"type": "EXTERNAL"},
    });
    let change = |member: &str, value: serde_json::Value| {
        let mut update = json!({"cluster": "staging", "service": "external"});
        update[member] = value;
        update
    };
    for (service, kind, count) in [
        (first, PlanKind::FirstDeploy, "0 of 1 task runs now."),
        (
            change("desiredCount", json!(2)),
            PlanKind::Scaling,
            "0 of 2 tasks run now.",
        ),
        (
            change("enableECSManagedTags", json!(true)),
            PlanKind::ServiceChange,
            "0 of 2 tasks run now.",
        ),
    ] {
        let (preview, detail) = dana.carry_out(None, &service.to_string()).await;
        assert_eq!(preview.plan.kind, kind);
        // Where tasks run is chosen by their task sets, too.
        let codes: Vec<&str> = preview.issues.iter().map(|issue| &*issue.code).collect();
        assert!(!codes.contains(&"no-instances"), "{codes:?}");
        let (verdict, reason) = verdict(&detail);
        assert_eq!(verdict, Verdict::Succeeded, "{reason}");
        assert!(reason.starts_with("AWS accepted it."), "{reason}");
        assert!(reason.contains("its task sets decide"), "{reason}");
        assert!(reason.ends_with(count), "{reason}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_definition_beside_such_a_service_is_registered_for_its_task_sets() {
    let world = World::new().await;
    let dana = world.dana().await;
    let service = json!({
        "cluster": "test",
        "serviceName": "external",
        "deploymentController": {"type": "EXTERNAL"},
    });
    let definition = task_definition("nginx:alpine");
    let (_, detail) = dana
        .carry_out(Some(&definition), &service.to_string())
        .await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Succeeded, "{reason}");
    assert!(reason.ends_with("No task is wanted now."), "{reason}");
    assert_eq!(world.sent("RegisterTaskDefinition").await.len(), 1);
    let created = world.sent("CreateService").await;
    assert!(!created[0].1.contains("taskDefinition"), "{created:?}");
    world.end().await;
}

/// ECS has no deployments of its own for such a service, and tasks of it stop all the same.
#[tokio::test]
async fn why_tasks_of_such_a_service_stopped_is_told() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let service = json!({
        "cluster": "test",
        "serviceName": "nginx",
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "desiredCount": 1,
        "role": "/ecs/test_ecs_lb_role",
        "deploymentController": {"type": "CODE_DEPLOY"},
        "loadBalancers": [{"targetGroupArn": group, "containerName": "nginx", "containerPort": 80}],
    });
    let definition = task_definition("nginx:crash");
    let preview = dana.plan(Some(&definition), &service.to_string()).await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::TaskStopped { containers, .. }
            if containers.iter().any(|container| container.exit_code == Some(1)))
    })
    .await;
    world.end().await;
}
