//! What somebody else deployed while AWS had not answered ours is not deployed over.

use std::time::Duration;

use serde_json::{Value, json};
use shared::deployment::{Deployment, JournalEvent, Verdict};

use crate::support::{
    Person, Setup, World, edit, first_service, next_service, task_definition, verdict,
};

/// A world with a service that runs, and another version of it on the way.
async fn under_way(setup: Setup, fault: Value) -> (World, Person, Deployment) {
    let world = World::with(setup).await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    dana.carry_out(
        Some(&task_definition("nginx:alpine")),
        &first_service(&group),
    )
    .await;
    let preview = dana
        .plan(Some(&task_definition("nginx:1.27")), &next_service(""))
        .await;
    world.fault(fault).await;
    let deployment = dana.deploy(&preview.hash).await;
    (world, dana, deployment)
}

/// Somebody deploys past Longshore.
async fn hotfix(world: &World) {
    let hotfix: Value = serde_json::from_str(&task_definition("nginx:1.26")).unwrap();
    let registered = world.ecs("RegisterTaskDefinition", &hotfix).await;
    let theirs = json!({
        "cluster": "test", "service": "nginx",
        "taskDefinition": registered["taskDefinition"]["taskDefinitionArn"],
    });
    world.ecs("UpdateService", &theirs).await;
}

fn failed_update(event: &JournalEvent) -> bool {
    matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "UpdateService")
}

#[tokio::test]
async fn between_two_tries() {
    // Ours that failed, where it came as far as AWS, and theirs.
    for (kind, sent) in [("throttle", 2), ("reset_before", 1)] {
        let setup = Setup {
            // Long enough for the hotfix to come first.
            retry_after: Duration::from_secs(6),
            ..Setup::default()
        };
        let fault = json!({"operation": "UpdateService", "kind": kind, "times": 1});
        let (world, dana, deployment) = under_way(setup, fault).await;
        dana.until(&deployment.id, failed_update).await;
        hotfix(&world).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Superseded, "{kind}: {reason}");
        assert!(
            reason.starts_with("While AWS had not answered, nginx came to run nginx:3"),
            "{kind}: {reason}"
        );
        assert_eq!(world.sent("UpdateService").await.len(), sent, "{kind}");
        world.end().await;
    }
}

/// What AWS shows may be older than what ours was compared with.
#[tokio::test]
async fn an_old_state_is_nobody_elses() {
    let world = World::with(Setup {
        retry_after: Duration::from_secs(2),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let first = task_definition("nginx:alpine");
    dana.carry_out(Some(&first), &first_service(&group)).await;
    // Nobody asks for that: with it the sandbox remembers what was.
    let memory = json!({"operation": "ListServices", "kind": "stale", "seconds": 86_400});
    world.fault(memory).await;
    dana.carry_out(Some(&task_definition("nginx:1.26")), &next_service(""))
        .await;
    let preview = dana
        .plan(Some(&task_definition("nginx:1.27")), &next_service(""))
        .await;
    world
        .fault(json!({"operation": "UpdateService", "kind": "throttle", "times": 1}))
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, failed_update).await;
    world
        .fault(json!({
            "operation": "DescribeServices", "kind": "stale", "seconds": 86_400, "times": 1
        }))
        .await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    world.end().await;
}

#[tokio::test]
async fn while_nobody_worked_on_it_and_ours_had_not_arrived() {
    let setup = Setup {
        retry_after: Duration::from_secs(6),
        ..Setup::default()
    };
    let fault = json!({"operation": "UpdateService", "kind": "reset_before", "times": 1});
    let (mut world, dana, deployment) = under_way(setup, fault).await;
    dana.until(&deployment.id, failed_update).await;
    world.stop().await;
    hotfix(&world).await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn while_nobody_worked_on_it_and_ours_had_arrived() {
    let setup = Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    };
    let world = World::with(setup).await;
    let dana = world.dana().await;
    let mut world = world;
    let service = json!({"cluster": "production", "service": "mail-worker", "taskDefinition": "@@TASKDEFINITION_ARN@@"});
    let seen = world
        .ecs(
            "DescribeTaskDefinition",
            &json!({"taskDefinition": "mail-worker"}),
        )
        .await;
    let mut definition = seen["taskDefinition"].clone();
    definition["containerDefinitions"][0]["image"] = json!("nginx:1.27");
    let preview = dana
        .plan(Some(&definition.to_string()), &service.to_string())
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "UpdateService")
    })
    .await;
    world.stop().await;
    // As if the agent had died before AWS's answer came.
    edit(
        &world.database_file(),
        &[
            "delete from journal where sequence >= (select min(sequence) from journal \
             where event like '%call-answered%UpdateService%')",
            "update deployments set own_ecs_deployment = null, \
             last_sequence = (select max(sequence) from journal)",
        ],
    )
    .await;
    definition["containerDefinitions"][0]["image"] = json!("nginx:1.26");
    for member in [
        "taskDefinitionArn",
        "revision",
        "status",
        "registeredAt",
        "registeredBy",
    ] {
        definition.as_object_mut().unwrap().remove(member);
    }
    let registered = world.ecs("RegisterTaskDefinition", &definition).await;
    let theirs = json!({
        "cluster": "production", "service": "mail-worker",
        "taskDefinition": registered["taskDefinition"]["taskDefinitionArn"],
    });
    world.ecs("UpdateService", &theirs).await;
    let before = world.sent("UpdateService").await.len();
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.starts_with("Somebody else deployed"), "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), before);
    world.end().await;
}

/// The count that somebody else wants is not counted down to ours.
#[tokio::test]
async fn a_count_that_somebody_else_changed_before_ours_arrived() {
    let world = World::with(Setup {
        retry_after: Duration::from_secs(6),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let scale = r#"{"cluster": "production", "service": "mail-worker", "desiredCount": 4}"#;
    let preview = dana.plan(None, scale).await;
    world
        .fault(json!({"operation": "UpdateService", "kind": "reset_before", "times": 1}))
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, failed_update).await;
    let theirs = json!({"cluster": "production", "service": "mail-worker", "desiredCount": 7});
    world.ecs("UpdateService", &theirs).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.contains("7 tasks are wanted of it now"), "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 1);
    world.end().await;
}

/// Our own tags came before the count, and are nobody else's change.
#[tokio::test]
async fn our_own_tags_are_nobody_elses() {
    let world = World::new().await;
    let dana = world.dana().await;
    let both = r#"{"cluster": "production", "serviceName": "mail-worker", "desiredCount": 4, "tags": [{"key": "team", "value": "mail"}]}"#;
    let preview = dana.plan(None, both).await;
    world
        .fault(json!({"operation": "UpdateService", "kind": "reset_before", "times": 1}))
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    world.end().await;
}

#[tokio::test]
async fn bounds_that_somebody_else_set_before_ours_arrived() {
    let world = World::with(Setup {
        retry_after: Duration::from_secs(2),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let wanted = json!({"cluster": "production", "service": "shop-web", "min_capacity": 1, "max_capacity": 9});
    let preview = dana.made("/plans/scalable-target", &wanted).await;
    world
        .fault(json!({"operation": "RegisterScalableTarget", "kind": "reset_before", "times": 1}))
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
