//! What somebody else deployed while AWS had not answered ours is not deployed over.

mod after_the_answer;
mod at_the_last_moment;
mod by_another_version;
mod by_going_back;
mod by_other_settings;
mod ecs_going_back;
mod when_created;

use std::time::Duration;

use serde_json::{Value, json};
use shared::deployment::{Deployment, JournalEvent};

use crate::support::{Person, Setup, World, edit, first_service, next_service, task_definition};

/// A world in which the next try of a call waits long enough for somebody else to come first.
async fn patient(seconds: u64) -> World {
    World::with(Setup {
        retry_after: Duration::from_secs(seconds),
        ..Setup::default()
    })
    .await
}

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
    let theirs = json!({
        "cluster": "test", "service": "nginx", "taskDefinition": world.registered(&hotfix).await,
    });
    world.ecs("UpdateService", &theirs).await;
}

/// Deploys a plan, and stops Longshore when AWS has carried out the call and before its answer comes.
async fn die_before_the_answer(
    world: &mut World,
    dana: &Person,
    hash: &str,
    (operation, cluster, service): (&str, &str, &str),
) -> String {
    let slow = json!({"operation": operation, "kind": "timeout_after_commit"});
    world.fault(slow).await;
    let newest = async |world: &World| {
        let shown = world.shown(cluster, service).await;
        shown.pointer("/deployments/0/id").cloned()
    };
    let before = newest(world).await;
    let deployment = dana.deploy(hash).await;
    while newest(world).await == before {
        tokio::task::yield_now().await;
    }
    world.stop().await;
    world.mend().await;
    // Whatever it wrote down while it ended, a crash would not have.
    edit(
        &world.database_file(),
        &[
            &format!(
                "delete from journal where sequence > (select max(sequence) from journal \
                 where event like '%call-intended%{operation}%')"
            ),
            "update deployments set own_ecs_deployment = null, \
             last_sequence = (select max(sequence) from journal)",
        ],
    )
    .await;
    deployment.id
}

fn failed_creation(event: &JournalEvent) -> bool {
    matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "CreateService")
}

fn failed_update(event: &JournalEvent) -> bool {
    matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "UpdateService")
}
