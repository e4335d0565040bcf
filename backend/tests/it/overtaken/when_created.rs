//! A service that was to be created, and that somebody created or deleted meanwhile.

use serde_json::{Value, json};
use shared::deployment::{JournalEvent, Verdict};

use super::{die_before_the_answer, failed_creation, patient};
use crate::support::{Person, World, task_definition, verdict};

/// A plan for a service that is not there yet, of a revision that is.
async fn creation(dana: &Person, world: &World) -> (Value, String) {
    let definition: Value = serde_json::from_str(&task_definition("nginx:alpine")).unwrap();
    let arn = world.registered(&definition).await;
    let service = json!({
        "cluster": "test", "serviceName": "nginx", "taskDefinition": arn, "desiredCount": 2,
        "deploymentConfiguration": {"maximumPercent": 150},
    });
    let preview = dana.plan(None, &service.to_string()).await;
    (service, preview.hash)
}

#[tokio::test]
async fn a_service_of_that_name_that_somebody_else_created_before_ours() {
    for kind in ["throttle", "reset_before"] {
        let world = patient(6).await;
        let dana = world.dana().await;
        let (mut theirs, hash) = creation(&dana, &world).await;
        world.fail_once("CreateService", kind).await;
        let deployment = dana.deploy(&hash).await;
        dana.until(&deployment.id, failed_creation).await;
        theirs["deploymentConfiguration"] = json!({"maximumPercent": 300});
        world.ecs("CreateService", &theirs).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Superseded, "{kind}: {reason}");
        // What may have arrived is followed to its end, and held against what was asked for then.
        let told = match kind {
            "throttle" => "somebody else created or changed nginx",
            _ => "the service is not all that was asked for",
        };
        assert!(reason.contains(told), "{kind}: {reason}");
        world.end().await;
    }
}

/// Between the look at what is there and the creation stands the registration, which may take its time.
#[tokio::test]
async fn a_service_that_somebody_else_created_while_the_revision_was_registered() {
    let world = patient(6).await;
    let dana = world.dana().await;
    let (mut theirs, _) = creation(&dana, &world).await;
    theirs["deploymentConfiguration"] = json!({"maximumPercent": 300});
    let mut ours = theirs.clone();
    ours["taskDefinition"] = json!("@@TASKDEFINITION_ARN@@");
    ours["deploymentConfiguration"] = json!({"maximumPercent": 150});
    let definition = task_definition("nginx:1.27");
    let preview = dana.plan(Some(&definition), &ours.to_string()).await;
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
    world.ecs("CreateService", &theirs).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Failed, "{reason}");
    // What theirs runs is not known: nothing is said of it.
    assert!(
        reason.ends_with(
            "There is a service of that name already: somebody has created it since the plan was made. Make a new plan, look at it, and deploy that. The revision nginx:2 was registered and stays."
        ),
        "{reason}"
    );
    world.end().await;
}

#[tokio::test]
async fn our_own_revision_in_a_service_that_somebody_else_created_before_ours() {
    for (member, value) in [
        ("desiredCount", json!(1)),
        ("deploymentConfiguration", json!({"maximumPercent": 300})),
    ] {
        let world = patient(10).await;
        let dana = world.dana().await;
        let service = json!({
            "cluster": "test", "serviceName": "nginx", "desiredCount": 3,
            "taskDefinition": "@@TASKDEFINITION_ARN@@",
            "deploymentConfiguration": {"maximumPercent": 150},
        });
        let definition = task_definition("nginx:alpine");
        let preview = dana.plan(Some(&definition), &service.to_string()).await;
        world.fail_once("CreateService", "reset_before").await;
        let deployment = dana.deploy(&preview.hash).await;
        dana.until(&deployment.id, failed_creation).await;
        let mut theirs = service.clone();
        theirs["taskDefinition"] = json!("nginx");
        theirs[member] = value;
        world.ecs("CreateService", &theirs).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Superseded, "{member}: {reason}");
        assert!(reason.contains("not all that was asked for"), "{reason}");
        assert!(!reason.contains("the count since"), "{reason}");
        world.end().await;
    }
}

#[tokio::test]
async fn a_service_that_somebody_deleted_after_ours_had_arrived() {
    for registers in [false, true] {
        deleted_after_ours_had_arrived(registers).await;
    }
}

async fn deleted_after_ours_had_arrived(registers: bool) {
    let mut world = World::new().await;
    let dana = world.dana().await;
    let (mut service, mut hash) = creation(&dana, &world).await;
    if registers {
        service["taskDefinition"] = json!("@@TASKDEFINITION_ARN@@");
        let definition = task_definition("nginx:1.27");
        let preview = dana.plan(Some(&definition), &service.to_string()).await;
        hash = preview.hash;
    }
    let id =
        die_before_the_answer(&mut world, &dana, &hash, ("CreateService", "test", "nginx")).await;
    let delete = json!({"cluster": "test", "service": "nginx", "force": true});
    world.ecs("DeleteService", &delete).await;
    while world.shown("test", "nginx").await["status"] != "INACTIVE" {
        tokio::task::yield_now().await;
    }
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&id).await;
    let (over, reason) = verdict(&detail);
    // Ours was found before it was deleted, or its answer was still sought.
    assert_ne!(over, Verdict::Succeeded, "{reason}");
    assert!(reason.contains("somebody deleted it"), "{reason}");
    assert_eq!(world.shown("test", "nginx").await["status"], "INACTIVE");
    world.end().await;
}
