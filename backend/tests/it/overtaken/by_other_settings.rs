//! The revision is the same, and somebody changed something else, or began a rollout of it.

use serde_json::{Value, json};
use shared::deployment::{JournalEvent, Verdict};

use super::{failed_update, patient};
use crate::support::{Setup, World, first_service, next_service, task_definition, verdict};

/// What somebody changes while ours is tried again is not written over.
#[tokio::test]
async fn settings_that_somebody_changed_before_ours_arrived() {
    for fails in ["RegisterTaskDefinition", "UpdateService"] {
        let world = patient(8).await;
        let dana = world.dana().await;
        let group = world.target_group().await;
        let first = task_definition("nginx:alpine");
        dana.carry_out(Some(&first), &first_service(&group)).await;
        let next = next_service("").replace(r#""maximumPercent": 100"#, r#""maximumPercent": 300"#);
        let preview = dana.plan(Some(&task_definition("nginx:1.27")), &next).await;
        world.fail_once(fails, "throttle").await;
        let deployment = dana.deploy(&preview.hash).await;
        dana.until(&deployment.id, |event| {
            matches!(event, JournalEvent::CallFailed { operation, .. } if operation == fails)
        })
        .await;
        let theirs = json!({
            "cluster": "test", "service": "nginx",
            "deploymentConfiguration": {"maximumPercent": 250, "minimumHealthyPercent": 0},
        });
        world.ecs("UpdateService", &theirs).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        assert!(
            matches!(over, Verdict::Superseded | Verdict::Cancelled),
            "{fails}: {reason}"
        );
        let shown = world.shown("test", "nginx").await;
        assert_eq!(shown["deploymentConfiguration"]["maximumPercent"], 250);
        world.end().await;
    }
}

/// Ours is followed to its end also where somebody changes what it set.
#[tokio::test]
async fn ours_that_had_arrived_and_that_somebody_changed_since() {
    let world = patient(6).await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let first = task_definition("nginx:alpine");
    dana.carry_out(Some(&first), &first_service(&group)).await;
    let next = next_service("").replace(r#""maximumPercent": 100"#, r#""maximumPercent": 300"#);
    let preview = dana
        .plan(Some(&task_definition("nginx:crash")), &next)
        .await;
    world.fail_once("UpdateService", "reset_after_commit").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, failed_update).await;
    let theirs = json!({
        "cluster": "test", "service": "nginx",
        "deploymentConfiguration": {
            "maximumPercent": 250, "minimumHealthyPercent": 0,
            "deploymentCircuitBreaker": {"enable": true, "rollback": true},
        },
    });
    world.ecs("UpdateService", &theirs).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::RolledBack, "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 2, "{reason}");
    world.end().await;
}

/// The count that somebody else wants is not counted down to ours.
#[tokio::test]
async fn a_count_that_somebody_else_changed_before_ours_arrived() {
    let world = patient(6).await;
    let dana = world.dana().await;
    let scale = r#"{"cluster": "production", "service": "mail-worker", "desiredCount": 4}"#;
    let preview = dana.plan(None, scale).await;
    world.fail_once("UpdateService", "reset_before").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, failed_update).await;
    let theirs = json!({"cluster": "production", "service": "mail-worker", "desiredCount": 7});
    world.ecs("UpdateService", &theirs).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.contains("7 tasks are wanted now"), "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 1);
    world.end().await;
}

/// A rollout of the revision that ours runs, too, is no sign that ours arrived.
#[tokio::test]
async fn a_rollout_of_the_same_revision_that_somebody_else_began_before_ours_arrived() {
    let service = |more: Value| {
        let mut body = json!({"cluster": "production", "service": "mail-worker"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    let percents =
        json!({"deploymentConfiguration": {"maximumPercent": 150, "minimumHealthyPercent": 50}});
    for (kind, wanted, lost) in [
        ("throttle", json!({"desiredCount": 5}), false),
        ("reset_before", json!({"desiredCount": 5}), true),
        ("throttle", percents.clone(), false),
        ("reset_before", percents, true),
        ("throttle", json!({"forceNewDeployment": true}), false),
    ] {
        let world = patient(6).await;
        let dana = world.dana().await;
        let preview = dana.plan(None, &service(wanted.clone()).to_string()).await;
        world.fail_once("UpdateService", kind).await;
        let deployment = dana.deploy(&preview.hash).await;
        dana.until(&deployment.id, failed_update).await;
        let theirs = service(json!({"forceNewDeployment": true}));
        world.ecs("UpdateService", &theirs).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Superseded, "{kind} {wanted} {reason}");
        let sent = world.sent("UpdateService").await.len();
        assert_eq!(sent, if lost { 1 } else { 2 }, "{kind} {wanted}");
        world.end().await;
    }
}

/// What ours asks for is there, so that it arrived, whatever else was begun afterwards.
#[tokio::test]
async fn a_rollout_of_the_same_revision_after_ours_had_arrived() {
    let world = patient(6).await;
    let dana = world.dana().await;
    let wanted = r#"{"cluster": "production", "service": "mail-worker", "desiredCount": 5, "deploymentConfiguration": {"maximumPercent": 150}}"#;
    let preview = dana.plan(None, wanted).await;
    world.fail_once("UpdateService", "reset_after_commit").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, failed_update).await;
    let theirs =
        json!({"cluster": "production", "service": "mail-worker", "forceNewDeployment": true});
    world.ecs("UpdateService", &theirs).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 2);
    world.end().await;
}

/// Our own tags came before the count, and are nobody else's change.
#[tokio::test]
async fn our_own_tags_are_nobody_elses() {
    let world = World::new().await;
    let dana = world.dana().await;
    let both = r#"{"cluster": "production", "serviceName": "mail-worker", "desiredCount": 4, "tags": [{"key": "team", "value": "mail"}]}"#;
    let preview = dana.plan(None, both).await;
    world.fail_once("UpdateService", "reset_before").await;
    let deployment = dana.deploy(&preview.hash).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    world.end().await;
}

#[tokio::test]
async fn bounds_that_somebody_else_set_before_ours_arrived() {
    let world = patient(2).await;
    let dana = world.dana().await;
    let wanted = json!({"cluster": "production", "service": "shop-web", "min_capacity": 1, "max_capacity": 9});
    let preview = dana.made("/plans/scalable-target", &wanted).await;
    world
        .fail_once("RegisterScalableTarget", "reset_before")
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "RegisterScalableTarget")
    })
    .await;
    let theirs = json!({
        "ServiceNamespace": "ecs", "ResourceId": "service/production/shop-web",
        "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 2, "MaxCapacity": 30,
    });
    world.auto_scaling("RegisterScalableTarget", &theirs).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.contains("between 2 and 30 tasks"), "{reason}");
    let shown: shared::wire::ServiceDetail =
        dana.read("/clusters/production/services/shop-web").await;
    assert_eq!(shown.scalable_target.unwrap().max_capacity, 30);
    world.end().await;
}

/// The network of a seeded service, with one of its subnets.
async fn one_subnet(world: &World) -> Value {
    let shown = world.shown("production", "mail-worker").await;
    let mut network = shown["networkConfiguration"].clone();
    let subnets = network
        .pointer_mut("/awsvpcConfiguration/subnets")
        .and_then(Value::as_array_mut)
        .unwrap();
    assert!(subnets.len() > 1, "{subnets:?}");
    subnets.truncate(1);
    network
}

/// Without a revision of its own, ours is followed to its end, too, where it may have arrived.
#[tokio::test]
async fn ours_that_had_arrived_without_a_revision_and_that_somebody_changed_since() {
    let with = |more: Value| {
        let mut body = json!({"cluster": "production", "service": "mail-worker"});
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        body
    };
    for (more, theirs, wanted, told) in [
        (
            json!({"desiredCount": 5}),
            json!({"desiredCount": 3}),
            Verdict::Superseded,
            "5 were asked for. But AWS had not answered the call",
        ),
        (
            json!({"enableExecuteCommand": true}),
            json!({"enableExecuteCommand": false}),
            Verdict::Superseded,
            "the service is not all that was asked for",
        ),
    ] {
        let world = patient(6).await;
        let dana = world.dana().await;
        let mut service = with(more);
        service["networkConfiguration"] = one_subnet(&world).await;
        let preview = dana.plan(None, &service.to_string()).await;
        world.fail_once("UpdateService", "reset_after_commit").await;
        let deployment = dana.deploy(&preview.hash).await;
        dana.until(&deployment.id, failed_update).await;
        let own = world.shown("production", "mail-worker").await;
        world.ecs("UpdateService", &with(theirs)).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, wanted, "{reason}");
        assert!(reason.contains(told), "{reason}");
        assert!(reason.starts_with("mail-worker:2 runs"), "{reason}");
        let own = own["deployments"][0]["id"].as_str().unwrap();
        let is_own = |event: &JournalEvent| matches!(event, JournalEvent::StepFinished { ecs_deployment_id: Some(id), .. } if id == own);
        assert!(detail.journal.iter().any(|entry| is_own(&entry.event)));
        assert_eq!(world.sent("UpdateService").await.len(), 2, "{reason}");
        world.end().await;
    }
}

/// Whose ECS deployment it is that runs the same as ours, ECS's records tell.
#[tokio::test]
async fn ours_that_had_arrived_and_that_somebody_rolled_out_once_more() {
    let world = patient(6).await;
    let dana = world.dana().await;
    let network = one_subnet(&world).await;
    let service = json!({
        "cluster": "production", "service": "mail-worker", "networkConfiguration": network,
    });
    let preview = dana.plan(None, &service.to_string()).await;
    world.fail_once("UpdateService", "reset_after_commit").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, failed_update).await;
    let once_more =
        json!({"cluster": "production", "service": "mail-worker", "forceNewDeployment": true});
    world.ecs("UpdateService", &once_more).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    let once_more = "Somebody else began another rollout of the same revision";
    assert!(reason.starts_with(once_more), "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 2, "{reason}");
    world.end().await;
}

/// Nobody is believed to have brought ours who brings the like of it.
#[tokio::test]
async fn the_like_of_ours_that_somebody_else_deployed_before_ours_arrived() {
    let world = patient(6).await;
    let dana = world.dana().await;
    let network = one_subnet(&world).await;
    let with_count = |count: u32| {
        json!({
            "cluster": "production", "service": "mail-worker", "desiredCount": count,
            "networkConfiguration": network,
        })
    };
    let preview = dana.plan(None, &with_count(4).to_string()).await;
    world.fail_once("UpdateService", "reset_before").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, failed_update).await;
    world.ecs("UpdateService", &with_count(3)).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.contains("not all that was asked for"), "{reason}");
    world.end().await;
}

/// Between the look at what is there and the update stands the registration, which may take its time.
#[tokio::test]
async fn settings_that_somebody_changed_while_the_revision_was_registered() {
    for theirs in [
        json!({"desiredCount": 7}),
        json!({"enableExecuteCommand": true}),
    ] {
        let world = patient(6).await;
        let dana = world.dana().await;
        let wanted = json!({
            "cluster": "production", "service": "mail-worker", "desiredCount": 4,
            "taskDefinition": "@@TASKDEFINITION_ARN@@",
        });
        let definition = world.with_image("mail-worker", "nginx:1.27").await;
        let preview = dana
            .plan(Some(&definition.to_string()), &wanted.to_string())
            .await;
        world
            .fault(json!({
                "operation": "RegisterTaskDefinition", "kind": "delay_ms", "delay_ms": 3000, "times": 1
            }))
            .await;
        let deployment = dana.deploy(&preview.hash).await;
        dana.until(&deployment.id, |event| {
            matches!(event, JournalEvent::CallIntended { operation, .. } if operation == "RegisterTaskDefinition")
        })
        .await;
        let mut update = json!({"cluster": "production", "service": "mail-worker"});
        update
            .as_object_mut()
            .unwrap()
            .extend(theirs.as_object().unwrap().clone());
        world.ecs("UpdateService", &update).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Cancelled, "{theirs} {reason}");
        assert!(
            reason.contains("has changed since the plan was made, so it was left alone"),
            "{theirs} {reason}"
        );
        // What they may have deployed is not known: nothing is said of what runs.
        let stays = reason.split_once("was registered and stays").unwrap().1;
        assert_eq!(
            stays, ". Make a new plan, look at it, and deploy that.",
            "{theirs}"
        );
        // Theirs alone.
        assert_eq!(world.sent("UpdateService").await.len(), 1, "{theirs}");
        world.end().await;
    }
}

/// What ECS gives up for ours is told.
#[tokio::test]
async fn a_rollout_of_the_same_revision_that_is_under_way_when_ours_begins() {
    let setup = Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    };
    let world = World::with(setup).await;
    let dana = world.dana().await;
    let wanted = json!({
        "cluster": "production", "service": "mail-worker",
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
    });
    let definition = world.with_image("mail-worker", "nginx:1.27").await;
    let preview = dana
        .plan(Some(&definition.to_string()), &wanted.to_string())
        .await;
    let theirs = json!({
        "cluster": "production", "service": "mail-worker", "forceNewDeployment": true,
    });
    world.ecs("UpdateService", &theirs).await;
    let shown = world.shown("production", "mail-worker").await;
    let primary = shown["deployments"][0]["id"].as_str().unwrap().to_owned();
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(
            event,
            JournalEvent::RolloutReplaced { ecs_deployment_id, revision }
                if *ecs_deployment_id == primary && revision == "mail-worker:2"
        )
    })
    .await;
    world.end().await;
}

/// A plan for the count of a service and a tag of it, which is put first.
fn tagged_and_scaled() -> String {
    json!({
        "cluster": "production", "serviceName": "mail-worker", "desiredCount": 4,
        "tags": [{"key": "team", "value": "mail"}],
    })
    .to_string()
}

fn intends_tags(event: &JournalEvent) -> bool {
    matches!(event, JournalEvent::CallIntended { operation, .. } if operation == "TagResource")
}

/// The plan's own tags are nobody else's change; what comes beside them is.
#[tokio::test]
async fn settings_that_somebody_changed_while_tags_were_put() {
    for (theirs, is_left_alone) in [
        (json!({"desiredCount": 7}), true),
        (json!({"enableExecuteCommand": true}), true),
        (json!({}), false),
    ] {
        let world = patient(6).await;
        let dana = world.dana().await;
        let preview = dana.plan(None, &tagged_and_scaled()).await;
        world
            .fault(json!({
                "operation": "TagResource", "kind": "delay_ms", "delay_ms": 3000, "times": 1
            }))
            .await;
        let deployment = dana.deploy(&preview.hash).await;
        dana.until(&deployment.id, intends_tags).await;
        let mut update = json!({"cluster": "production", "service": "mail-worker"});
        update
            .as_object_mut()
            .unwrap()
            .extend(theirs.as_object().unwrap().clone());
        world.ecs("UpdateService", &update).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        if is_left_alone {
            assert_eq!(over, Verdict::Cancelled, "{theirs} {reason}");
            assert!(
                reason.contains("has changed since the plan was made, so it was left alone. Tags were put on the service mail-worker and stay."),
                "{theirs} {reason}"
            );
            assert_eq!(world.sent("UpdateService").await.len(), 1, "{theirs}");
        } else {
            assert_eq!(over, Verdict::Succeeded, "{theirs} {reason}");
            assert_eq!(world.sent("UpdateService").await.len(), 2, "{theirs}");
        }
        world.end().await;
    }
}

#[tokio::test]
async fn settings_that_somebody_changed_while_nobody_worked_on_the_tags() {
    let mut world = World::new().await;
    let dana = world.dana().await;
    let preview = dana.plan(None, &tagged_and_scaled()).await;
    world.fail_once("TagResource", "timeout_after_commit").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, intends_tags).await;
    world.stop().await;
    let theirs = json!({"cluster": "production", "service": "mail-worker", "desiredCount": 7});
    world.ecs("UpdateService", &theirs).await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Cancelled, "{reason}");
    assert!(reason.contains("so it was left alone"), "{reason}");
    // Theirs alone.
    assert_eq!(world.sent("UpdateService").await.len(), 1);
    world.end().await;
}
