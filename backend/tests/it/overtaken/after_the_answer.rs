//! Somebody changes a service after AWS has taken our update and before its rollout is over, or while
//! nobody knows what came of ours.

use std::time::Duration;

use serde_json::{Value, json};
use shared::deployment::{Command, JournalEvent, Verdict};

use super::at_the_last_moment::{SERVICE, finished, still, update};
use super::die_before_the_answer;
use crate::support::{Person, Setup, World, verdict};

/// Deploys another version with settings of its own, until ECS rolls it out.
async fn rolling(world: &World, dana: &Person, settings: Value) -> String {
    rolling_image(world, dana, "nginx:1.27", settings).await
}

async fn rolling_image(world: &World, dana: &Person, image: &str, settings: Value) -> String {
    let definition = world.with_image(SERVICE.1, image).await.to_string();
    let mut service = update(&settings);
    service["taskDefinition"] = json!("@@TASKDEFINITION_ARN@@");
    let preview = dana.plan(Some(&definition), &service.to_string()).await;
    let id = dana.deploy(&preview.hash).await.id;
    dana.until(&id, |event| matches!(event, JournalEvent::Progress { .. }))
        .await;
    id
}

async fn back_out(dana: &Person, id: &str) {
    let body = serde_json::to_value(Command::BackOut).unwrap();
    let path = format!("/deployments/{id}/commands");
    assert_eq!(dana.post(&path, &body).send().await.unwrap().status(), 202);
}

/// What was asked for and is not so any more is no success, whoever's rollout ended well.
#[tokio::test]
async fn a_setting_that_was_asked_for() {
    let world = still().await;
    let dana = world.dana().await;
    let id = rolling(&world, &dana, json!({"enableExecuteCommand": true})).await;
    let theirs = json!({"enableExecuteCommand": false});
    world.ecs("UpdateService", &update(&theirs)).await;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    let told = "But somebody has changed enableExecuteCommand since AWS took the update";
    assert!(reason.contains(told), "{reason}");
    world.end().await;
}

/// A count that auto scaling moves may be another by the end; any other is a part of what was asked for.
#[tokio::test]
async fn a_count_that_was_asked_for() {
    for is_auto_scaled in [false, true] {
        let world = still().await;
        let dana = world.dana().await;
        let id = rolling(&world, &dana, json!({"desiredCount": 4})).await;
        if is_auto_scaled {
            let target = json!({
                "ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount",
                "ResourceId": "service/production/mail-worker", "MinCapacity": 1, "MaxCapacity": 9,
            });
            world.auto_scaling("RegisterScalableTarget", &target).await;
        }
        world
            .ecs("UpdateService", &update(&json!({"desiredCount": 3})))
            .await;
        let detail = finished(&world, &id).await;
        let (over, reason) = verdict(&detail);
        let expected = if is_auto_scaled {
            Verdict::Succeeded
        } else {
            Verdict::Superseded
        };
        assert_eq!(over, expected, "{reason}");
        assert!(reason.contains("4 were asked for"), "{reason}");
        assert_eq!(reason.contains("auto scaling"), is_auto_scaled, "{reason}");
        world.end().await;
    }
}

/// That tasks failed is told also where somebody wants none of them any more.
#[tokio::test]
async fn a_count_of_what_failed() {
    let world = still().await;
    let dana = world.dana().await;
    let settings = json!({"desiredCount": 3, "deploymentConfiguration": {
        "deploymentCircuitBreaker": {"enable": false, "rollback": false},
    }});
    let id = rolling_image(&world, &dana, "nginx:crash", settings).await;
    let mut stopped = std::pin::pin!(dana.until(&id, |event| {
        matches!(event, JournalEvent::TaskStopped { .. })
    }));
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            () = world.advance(30) => {}
        }
    }
    world
        .ecs("UpdateService", &update(&json!({"desiredCount": 0})))
        .await;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(
        reason.contains("it is not known whether it works"),
        "{reason}"
    );
    assert!(reason.contains("exit code"), "{reason}");
    world.end().await;
}

/// What AWS shows right after its answer may be from before it, and is nobody's change.
#[tokio::test]
async fn a_setting_that_aws_shows_late() {
    let world = World::with(Setup {
        settle: Duration::from_secs(20),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let exec = update(&json!({"enableExecuteCommand": true})).to_string();
    let preview = dana.plan(None, &exec).await;
    let stale = |operation| json!({"operation": operation, "kind": "stale", "seconds": 600});
    // The sandbox remembers as far back as some fault may ask for.
    world.fault(stale("ListServices")).await;
    world.fault(stale("DescribeServices")).await;
    let id = dana.deploy(&preview.hash).await.id;
    dana.until(&id, |event| matches!(event, JournalEvent::Progress { .. }))
        .await;
    world.mend().await;
    let detail = dana.finished(&id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    world.end().await;
}

/// Whoever asks to go back hears what became of that, also where somebody else came first.
#[tokio::test]
async fn a_restart_of_what_was_to_be_taken_back() {
    let world = still().await;
    let dana = world.dana().await;
    let id = rolling(&world, &dana, json!({})).await;
    let theirs = json!({"forceNewDeployment": true});
    world.ecs("UpdateService", &update(&theirs)).await;
    back_out(&dana, &id).await;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    let not_done = "dana asked to go back, and that was not done";
    assert!(reason.starts_with(not_done), "{reason}");
    assert!(
        reason.contains("another rollout of the same revision"),
        "{reason}"
    );
    world.end().await;
}

async fn delete(world: &World) {
    let gone = update(&json!({"force": true}));
    world.ecs("DeleteService", &gone).await;
}

/// Of a service that is deleted nothing is told that may not be so.
#[tokio::test]
async fn a_deletion_before_the_answer_was_known() {
    let mut world = still().await;
    let dana = world.dana().await;
    let restart = update(&json!({"forceNewDeployment": true})).to_string();
    let preview = dana.plan(None, &restart).await;
    let call = ("UpdateService", SERVICE.0, SERVICE.1);
    let id = die_before_the_answer(&mut world, &dana, &preview.hash, call).await;
    delete(&world).await;
    world.start().await;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.contains("somebody deleted"), "{reason}");
    assert!(!reason.contains("was not changed"), "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 1, "{reason}");
    world.end().await;
}

/// Another service of the same name is not the one that was updated.
#[tokio::test]
async fn a_service_that_was_created_anew() {
    let mut world = still().await;
    let before = world.shown(SERVICE.0, SERVICE.1).await;
    let dana = world.dana().await;
    let restart = update(&json!({"forceNewDeployment": true})).to_string();
    let preview = dana.plan(None, &restart).await;
    let call = ("UpdateService", SERVICE.0, SERVICE.1);
    let id = die_before_the_answer(&mut world, &dana, &preview.hash, call).await;
    delete(&world).await;
    world.advance(600).await;
    let anew = json!({
        "cluster": SERVICE.0, "serviceName": SERVICE.1, "desiredCount": 2, "launchType": "FARGATE",
        "taskDefinition": before["taskDefinition"],
        "networkConfiguration": before["networkConfiguration"],
    });
    world.ecs("CreateService", &anew).await;
    world.start().await;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.contains("created another of its name"), "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 1, "{reason}");
    world.end().await;
}
