//! Another version came meanwhile, or what is shown is an old one.

use std::time::Duration;

use serde_json::json;
use shared::deployment::{JournalEvent, Verdict};

use super::{failed_update, hotfix, patient, under_way};
use crate::support::{Setup, World, edit, first_service, next_service, task_definition, verdict};

/// So many seconds ago nothing had happened yet.
const LONG_AGO: u32 = 86_400;

/// Has AWS remember what was from now on.
async fn remembers(world: &World) {
    // Nobody asks for that.
    let memory = json!({"operation": "ListServices", "kind": "stale", "seconds": LONG_AGO});
    world.fault(memory).await;
}

/// Has AWS answer once with the oldest that it remembers of services.
async fn shows_what_was(world: &World) {
    world
        .fault(json!({
            "operation": "DescribeServices", "kind": "stale", "seconds": LONG_AGO, "times": 1
        }))
        .await;
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
            reason.starts_with("While AWS had not confirmed the call, nginx came to run nginx:3"),
            "{kind}: {reason}"
        );
        assert_eq!(world.sent("UpdateService").await.len(), sent, "{kind}");
        world.end().await;
    }
}

/// What AWS shows may be older than what ours was compared with.
#[tokio::test]
async fn an_old_state_is_nobody_elses() {
    let world = patient(2).await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let first = task_definition("nginx:alpine");
    dana.carry_out(Some(&first), &first_service(&group)).await;
    remembers(&world).await;
    dana.carry_out(Some(&task_definition("nginx:1.26")), &next_service(""))
        .await;
    let preview = dana
        .plan(Some(&task_definition("nginx:1.27")), &next_service(""))
        .await;
    world.fail_once("UpdateService", "throttle").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, failed_update).await;
    shows_what_was(&world).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    world.end().await;
}

/// What AWS shows first may be older than ours, which has arrived, and what it shows next newer.
#[tokio::test]
async fn an_old_state_beside_a_new_one_is_nobody_elses() {
    let mut world = World::with(Setup {
        // What is looked at is believed at once.
        settle: Duration::ZERO,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    remembers(&world).await;
    let scaled = json!({"cluster": "production", "service": "mail-worker", "desiredCount": 4});
    let preview = dana.plan(None, &scaled.to_string()).await;
    world
        .fail_once("UpdateService", "timeout_after_commit")
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    while world.shown("production", "mail-worker").await["desiredCount"] != 4 {
        tokio::task::yield_now().await;
    }
    world.stop().await;
    shows_what_was(&world).await;
    world.start().await;
    let dana = dana.moved_to(world.url(""));
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
    let definition = world.with_image("mail-worker", "nginx:1.27").await;
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
    let hotfix = world.with_image("mail-worker", "nginx:1.26").await;
    let theirs = json!({
        "cluster": "production", "service": "mail-worker",
        "taskDefinition": world.registered(&hotfix).await,
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

/// The revision that a plan registers is the newest of its family, which others may deploy by name.
#[tokio::test]
async fn our_own_revision_that_somebody_else_deployed_before_ours_arrived() {
    for (kind, sent) in [("throttle", 2), ("reset_before", 1)] {
        let world = patient(10).await;
        let dana = world.dana().await;
        let group = world.target_group().await;
        let first = task_definition("nginx:alpine");
        dana.carry_out(Some(&first), &first_service(&group)).await;
        let next = next_service("").replace(r#""desiredCount": 1"#, r#""desiredCount": 2"#);
        let next = next.replace(r#""maximumPercent": 100"#, r#""maximumPercent": 300"#);
        let preview = dana.plan(Some(&task_definition("nginx:1.27")), &next).await;
        world.fail_once("UpdateService", kind).await;
        let deployment = dana.deploy(&preview.hash).await;
        dana.until(&deployment.id, failed_update).await;
        let theirs = json!({"cluster": "test", "service": "nginx", "taskDefinition": "nginx"});
        world.ecs("UpdateService", &theirs).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Superseded, "{kind}: {reason}");
        // What may have arrived is followed to its end, and held against what was asked for then.
        let told = match kind {
            "throttle" => "not by this update",
            _ => "the service is not all that was asked for",
        };
        assert!(reason.contains(told), "{kind}: {reason}");
        // The count is what it was.
        assert!(!reason.contains("the count since"), "{kind}: {reason}");
        assert!(!reason.contains("nothing runs it"), "{kind}: {reason}");
        assert_eq!(world.sent("UpdateService").await.len(), sent, "{kind}");
        world.end().await;
    }
}
