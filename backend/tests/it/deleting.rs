//! Deletions that somebody else gets in the way of: nothing of theirs is deleted, and what is told is
//! true.

use std::time::Duration;

use serde_json::json;
use shared::deployment::{JournalEvent, Verdict};
use shared::wire::DeploymentDetail;

use crate::support::{Person, Setup, World, verdict};

/// A deletion that has scaled a seeded service to 0, and whose tasks stop when AWS's clock goes on.
async fn draining() -> (World, Person, String) {
    draining_in(Setup::default()).await
}

async fn draining_in(setup: Setup) -> (World, Person, String) {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..setup
    })
    .await;
    let dana = world.dana().await;
    let body = json!({"cluster": "production", "service": "mail-worker"});
    let preview = dana.made("/plans/deletion", &body).await;
    let id = dana.deploy(&preview.hash).await.id;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "UpdateService")
    })
    .await;
    (world, dana, id)
}

async fn superseded(world: &World, detail: &DeploymentDetail) -> String {
    let (verdict, reason) = verdict(detail);
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    assert!(reason.contains("so it was not deleted"), "{reason}");
    assert!(world.sent("DeleteService").await.is_empty());
    reason.to_owned()
}

#[tokio::test]
async fn what_somebody_scaled_up_meanwhile_is_not_deleted() {
    let (world, dana, id) = draining().await;
    let theirs = json!({"cluster": "production", "service": "mail-worker", "desiredCount": 3});
    world.ecs("UpdateService", &theirs).await;
    let reason = superseded(&world, &dana.finished(&id).await).await;
    assert!(
        reason.contains("scaled the service mail-worker to 3"),
        "{reason}"
    );
    assert!(!reason.contains("stays so"), "{reason}");
    world.end().await;
}

/// The answer to the scaling to 0 was lost: it is not sent once more to what somebody scaled since.
#[tokio::test]
async fn what_somebody_scaled_up_before_the_answer_is_not_scaled_down_again() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let body = json!({"cluster": "production", "service": "mail-worker"});
    let preview = dana.made("/plans/deletion", &body).await;
    world
        .fail_once("UpdateService", "timeout_after_commit")
        .await;
    let id = dana.deploy(&preview.hash).await.id;
    while world.shown("production", "mail-worker").await["desiredCount"] != 0 {
        tokio::task::yield_now().await;
    }
    let theirs = json!({"cluster": "production", "service": "mail-worker", "desiredCount": 3});
    world.ecs("UpdateService", &theirs).await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    assert!(
        reason.contains("of which 3 tasks are wanted now"),
        "{reason}"
    );
    let sent = world.sent("UpdateService").await;
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(world.sent("DeleteService").await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn what_somebody_deployed_meanwhile_is_not_deleted() {
    let (world, dana, id) = draining().await;
    let asked = json!({"cluster": "production", "services": ["mail-worker"]});
    let described = world.ecs("DescribeServices", &asked).await;
    let arn = described["services"][0]["taskDefinition"].clone();
    let asked = json!({"taskDefinition": arn});
    let described = world.ecs("DescribeTaskDefinition", &asked).await;
    let old = &described["taskDefinition"];
    let mut hotfix = json!({});
    for member in [
        "family",
        "containerDefinitions",
        "requiresCompatibilities",
        "networkMode",
        "cpu",
        "memory",
        "executionRoleArn",
    ] {
        hotfix[member] = old[member].clone();
    }
    let registered = world.ecs("RegisterTaskDefinition", &hotfix).await;
    let arn = &registered["taskDefinition"]["taskDefinitionArn"];
    let theirs = json!({"cluster": "production", "service": "mail-worker", "taskDefinition": arn});
    world.ecs("UpdateService", &theirs).await;
    world.advance(600).await;
    let reason = superseded(&world, &dana.finished(&id).await).await;
    let revision = arn.as_str().unwrap().rsplit('/').next().unwrap();
    assert!(
        reason.contains(&format!("somebody else deployed {revision}")),
        "{reason}"
    );
    assert!(reason.contains("It was scaled to 0 before"), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn a_service_whose_cluster_is_gone_is_gone() {
    let (world, dana, id) = draining().await;
    world
        .fault(json!({
            "operation": "DescribeServices", "kind": "error", "status": 400,
            "code": "ClusterNotFoundException", "message": "Cluster not found."
        }))
        .await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Succeeded, "{reason}");
    assert!(
        reason.starts_with("The service mail-worker is gone."),
        "{reason}"
    );
    world.end().await;
}

/// Between the last look and the call somebody may scale it up: then AWS refuses.
#[tokio::test]
async fn what_aws_refuses_for_somebody_s_tasks_is_told_by_them() {
    let (world, dana, id) = draining().await;
    world
        .fault(json!({
            "operation": "DeleteService", "kind": "delay_ms", "delay_ms": 3000, "times": 1
        }))
        .await;
    world.advance(600).await;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallIntended { operation, .. } if operation == "DeleteService")
    })
    .await;
    let theirs = json!({"cluster": "production", "service": "mail-worker", "desiredCount": 3});
    world.ecs("UpdateService", &theirs).await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    assert!(
        reason.contains("scaled the service mail-worker to 3"),
        "{reason}"
    );
    world.end().await;
}

/// It has the same name, the same revision and no tasks, and is another one.
#[tokio::test]
async fn what_somebody_created_anew_meanwhile_is_not_deleted() {
    let (world, dana, id) = draining_in(Setup {
        // Long enough for theirs to come first.
        retry_after: Duration::from_secs(6),
        ..Setup::default()
    })
    .await;
    let old = world.shown("production", "mail-worker").await;
    world.fail_once("DeleteService", "reset_before").await;
    world.advance(600).await;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "DeleteService")
    })
    .await;
    let named = json!({"cluster": "production", "service": "mail-worker"});
    world.ecs("DeleteService", &named).await;
    world.advance(600).await;
    let anew = json!({
        "cluster": "production", "serviceName": "mail-worker", "desiredCount": 0,
        "launchType": "FARGATE", "taskDefinition": old["taskDefinition"],
        "networkConfiguration": old["networkConfiguration"],
    });
    world.ecs("CreateService", &anew).await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    assert!(
        reason.contains("somebody has created another of its name"),
        "{reason}"
    );
    // Theirs alone.
    let sent = world.sent("DeleteService").await;
    assert_eq!(sent.iter().filter(|(status, _)| *status == 200).count(), 1);
    world.end().await;
}

/// The answer to the deletion was lost, and it was carried out.
#[tokio::test]
async fn what_somebody_created_in_place_of_what_was_deleted_is_not_called_kept() {
    let (world, dana, id) = draining_in(Setup {
        // Long enough for theirs to come first.
        retry_after: Duration::from_secs(6),
        ..Setup::default()
    })
    .await;
    let old = world.shown("production", "mail-worker").await;
    world.fail_once("DeleteService", "reset_after_commit").await;
    world.advance(600).await;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallIntended { operation, .. } if operation == "DeleteService")
    })
    .await;
    // Nobody sees it gone.
    world
        .fault(json!({"operation": "DescribeServices", "kind": "delay_ms", "delay_ms": 2500}))
        .await;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "DeleteService")
    })
    .await;
    world.advance(600).await;
    world.create_again("production", &old).await;
    world.mend().await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    assert!(
        reason.contains("somebody has created another of its name"),
        "{reason}"
    );
    world.end().await;
}

/// What was asked for is done by then, and what came in its place is not waited for.
#[tokio::test]
async fn what_somebody_created_after_it_was_deleted_is_told() {
    let (world, dana, id) = draining().await;
    let old = world.shown("production", "mail-worker").await;
    world
        .fault(json!({"operation": "DescribeServices", "kind": "delay_ms", "delay_ms": 1500}))
        .await;
    world.advance(600).await;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "DeleteService")
    })
    .await;
    world.mend().await;
    world.advance(1).await;
    world.create_again("production", &old).await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    assert!(
        reason.contains("somebody has created another of its name"),
        "{reason}"
    );
    assert_eq!(world.sent("DeleteService").await.len(), 1);
    world.end().await;
}

/// AWS deletes what somebody deployed after our last look: it goes with the service, and is told.
#[tokio::test]
async fn what_somebody_deployed_at_the_last_moment_is_told() {
    let (world, dana, id) = draining().await;
    let hotfix = world.with_image("mail-worker", "nginx:1.26").await;
    let hotfix = world.registered(&hotfix).await;
    let held = json!({
        "operation": "DeleteService", "kind": "delay_ms", "delay_ms": 3000, "times": 1
    });
    world.fault(held).await;
    world.advance(120).await;
    world.faults_have_fired().await;
    let theirs = json!({
        "cluster": "production", "service": "mail-worker", "taskDefinition": hotfix,
    });
    world.ecs("UpdateService", &theirs).await;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::ChangedMeanwhile { .. })
    })
    .await;
    world.advance(600).await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Succeeded, "{reason}");
    let told =
        "before AWS carried out its deletion, somebody else began a rollout of mail-worker:3";
    assert!(reason.contains(told), "{reason}");
    world.end().await;
}
