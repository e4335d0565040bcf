//! ECS goes back from a rollout that was under way: that is nobody's doing, and what was sent beside it is
//! judged by what it left the service with.

use serde_json::{Value, json};
use shared::deployment::{Command, JournalEvent, Verdict};
use shared::wire::DeploymentDetail;

use super::at_the_last_moment::{SERVICE, finished, held, still, update};
use crate::support::{World, verdict};

/// A world in which a service bakes what somebody has deployed, with nothing of what ran before.
async fn baking() -> World {
    let world = still().await;
    let next = world.with_image(SERVICE.1, "nginx:1.27").await;
    let next = update(&json!({
        "taskDefinition": world.registered(&next).await,
        "deploymentConfiguration": {"strategy": "ROLLING", "bakeTimeInMinutes": 60},
    }));
    world.ecs("UpdateService", &next).await;
    while shown(&world, "/deployments/1").await != Value::Null {
        world.advance(30).await;
    }
    assert_eq!(
        shown(&world, "/deployments/0/rolloutState").await,
        "IN_PROGRESS"
    );
    world
}

async fn shown(world: &World, member: &str) -> Value {
    let shown = world.shown(SERVICE.0, SERVICE.1).await;
    shown.pointer(member).cloned().unwrap_or_default()
}

/// Makes ECS go back, as an alarm would, until the service runs what it ran before.
async fn go_back(world: &World) {
    let baked = shown(world, "/taskDefinition").await;
    let stop = json!({
        "serviceDeploymentArn": shown(world, "/currentServiceDeployment").await,
        "stopType": "ROLLBACK",
    });
    world.ecs("StopServiceDeployment", &stop).await;
    while shown(world, "/taskDefinition").await == baked {
        world.advance(5).await;
    }
}

fn blames_somebody(detail: &DeploymentDetail) -> bool {
    let is_told = |event: &JournalEvent| matches!(event, JournalEvent::ChangedMeanwhile { .. });
    detail.journal.iter().any(|entry| is_told(&entry.event))
}

/// A restart then starts the tasks of what ECS has gone back to, and not of what was to be restarted.
#[tokio::test]
async fn before_a_restart_arrives() {
    let world = baking().await;
    let restart = update(&json!({"forceNewDeployment": true})).to_string();
    let id = held(&world, (None, &restart)).await;
    go_back(&world).await;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.contains("But mail-worker:3 was to run"), "{reason}");
    assert!(!blames_somebody(&detail), "{reason}");
    world.end().await;
}

/// Percentages stay as they were set, also where somebody asks to go back from them.
#[tokio::test]
async fn before_percentages_arrive() {
    let world = baking().await;
    let percentages = json!({"deploymentConfiguration": {"maximumPercent": 150}});
    let id = held(&world, (None, &update(&percentages).to_string())).await;
    go_back(&world).await;
    let dana = world.dana().await;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallAnswered { .. })
    })
    .await;
    let body = serde_json::to_value(Command::BackOut).unwrap();
    let path = format!("/deployments/{id}/commands");
    assert_eq!(dana.post(&path, &body).send().await.unwrap().status(), 202);
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::RolledBack, "{reason}");
    let not_done = "dana asked to go back from this, and that was not done";
    assert!(reason.starts_with(not_done), "{reason}");
    assert!(!reason.contains("somebody"), "{reason}");
    assert!(!blames_somebody(&detail), "{reason}");
    world.end().await;
}

/// ECS does not show any more what it has gone back from.
#[tokio::test]
async fn while_nobody_watches_percentages() {
    let mut world = baking().await;
    let dana = world.dana().await;
    let percentages = json!({"deploymentConfiguration": {"maximumPercent": 150}});
    let preview = dana.plan(None, &update(&percentages).to_string()).await;
    let id = dana.deploy(&preview.hash).await.id;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallAnswered { .. })
    })
    .await;
    world.stop().await;
    go_back(&world).await;
    while shown(&world, "/deployments/1").await != Value::Null {
        world.advance(60).await;
    }
    world.start().await;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::RolledBack, "{reason}");
    assert!(!reason.contains("somebody"), "{reason}");
    world.end().await;
}

/// What is deleted is deleted, whatever ECS had gone back to.
#[tokio::test]
async fn while_the_service_is_deleted() {
    let world = baking().await;
    let dana = world.dana().await;
    let body = json!({"cluster": SERVICE.0, "service": SERVICE.1});
    let preview = dana.made("/plans/deletion", &body).await;
    let id = dana.deploy(&preview.hash).await.id;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallAnswered { .. })
    })
    .await;
    go_back(&world).await;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    world.end().await;
}
