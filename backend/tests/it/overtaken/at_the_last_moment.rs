//! Between our last look at a service and AWS's taking our update somebody may change it: ECS takes the
//! update all the same, so that it has to be told.

use std::pin::pin;
use std::time::Duration;

use serde_json::{Value, json};
use shared::deployment::{Command, Fate, JournalEvent, Meanwhile, Verdict};
use shared::wire::DeploymentDetail;

use crate::support::{Setup, World, edit, verdict};

pub(super) const SERVICE: (&str, &str) = ("production", "mail-worker");

/// Deploys a plan, and lets somebody change the service while AWS holds our update back.
async fn with_theirs(world: &World, planned: (Option<&str>, &str), theirs: &Value) -> String {
    let id = held(world, planned).await;
    world.ecs("UpdateService", theirs).await;
    id
}

/// Deploys a plan, until AWS has our update and holds it back.
pub(super) async fn held(world: &World, (definition, service): (Option<&str>, &str)) -> String {
    let dana = world.dana().await;
    let preview = dana.plan(definition, service).await;
    let held = json!({
        "operation": "UpdateService", "kind": "delay_ms", "delay_ms": 3000, "times": 1
    });
    world.fault(held).await;
    let deployment = dana.deploy(&preview.hash).await;
    world.faults_have_fired().await;
    deployment.id
}

pub(super) fn update(said: &Value) -> Value {
    let (cluster, service) = SERVICE;
    let mut update = json!({"cluster": cluster, "service": service});
    let members = said.as_object().unwrap().clone();
    update.as_object_mut().unwrap().extend(members);
    update
}

/// What the journal says of others, once it does.
async fn told(world: &World, id: &str) -> Meanwhile {
    let dana = world.dana().await;
    let is_told = |event: &JournalEvent| matches!(event, JournalEvent::ChangedMeanwhile { .. });
    let JournalEvent::ChangedMeanwhile { meanwhile } = dana.until(id, is_told).await.event else {
        unreachable!("that is what was waited for");
    };
    meanwhile
}

/// The same when Longshore had come to its end right after AWS's answer was written down.
async fn told_after_a_stop(world: &mut World, id: &str) -> Meanwhile {
    world.stop().await;
    edit(
        &world.database_file(),
        &[
            "delete from journal where sequence > (select max(sequence) from journal \
             where event like '%updated the service%')",
            "update deployments set own_ecs_deployment = null, \
             last_sequence = (select max(sequence) from journal)",
        ],
    )
    .await;
    world.start().await;
    told(world, id).await
}

/// The end of a deployment where time does not go by itself.
pub(super) async fn finished(world: &World, id: &str) -> DeploymentDetail {
    let dana = world.dana().await;
    let mut over = pin!(dana.finished(id));
    loop {
        tokio::select! {
            detail = &mut over => return detail,
            () = world.advance(30) => {}
        }
    }
}

pub(super) async fn still() -> World {
    World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await
}

/// The rollout that ECS gave up for ours, and the settings that ours runs with, are told.
#[tokio::test]
async fn a_rollout_that_somebody_began() {
    for settings in [
        vec![],
        vec!["networkConfiguration"],
        vec!["enableExecuteCommand"],
    ] {
        let mut world = still().await;
        let begins_one = settings != ["enableExecuteCommand"];
        let before = world.shown(SERVICE.0, SERVICE.1).await;
        let mut network = before["networkConfiguration"].clone();
        network["awsvpcConfiguration"]["assignPublicIp"] = json!("ENABLED");
        let theirs = match settings.first() {
            None => json!({"forceNewDeployment": true}),
            Some(&"networkConfiguration") => json!({"networkConfiguration": network}),
            Some(other) => json!({*other: true}),
        };
        let before = before["deployments"][0]["id"].as_str().unwrap().to_owned();
        let definition = world.with_image(SERVICE.1, "nginx:1.27").await.to_string();
        let wanted = update(&json!({"taskDefinition": "@@TASKDEFINITION_ARN@@"})).to_string();
        let id = with_theirs(&world, (Some(&definition), &wanted), &update(&theirs)).await;
        let meanwhile = told(&world, &id).await;
        assert_eq!(meanwhile.settings, settings, "{theirs}");
        let of = begins_one.then(|| "mail-worker:2".to_owned());
        assert_eq!(meanwhile.revision, of, "{theirs}");
        assert_eq!(meanwhile.fate, Fate::GivenUp, "{theirs}");
        assert_ne!(meanwhile.ecs_deployment_id, Some(before), "{theirs}");
        let again = told_after_a_stop(&mut world, &id).await;
        assert_eq!(again, meanwhile, "{theirs}");
        let detail = finished(&world, &id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Succeeded, "{theirs}: {reason}");
        assert!(reason.ends_with(&meanwhile.words()), "{theirs}: {reason}");
        world.end().await;
    }
}

/// A restart of what somebody has deployed in that moment is not what was asked for, also where AWS shows
/// an old state after its answer.
#[tokio::test]
async fn another_version_that_a_restart_starts_once_more() {
    for (is_stale, is_stopped) in [(false, false), (true, false), (false, true)] {
        let mut world = still().await;
        let hotfix = world.with_image(SERVICE.1, "nginx:1.26").await;
        let arn = world.registered(&hotfix).await;
        // The sandbox remembers as far back as some fault may ask for.
        let stale = |operation| json!({"operation": operation, "kind": "stale", "seconds": 60});
        world.fault(stale("ListServices")).await;
        world.advance(120).await;
        let restart = update(&json!({"forceNewDeployment": true})).to_string();
        let theirs = update(&json!({"taskDefinition": arn}));
        let id = with_theirs(&world, (None, &restart), &theirs).await;
        if is_stale {
            world.fault(stale("DescribeServices")).await;
        }
        let meanwhile = told(&world, &id).await;
        world.mend().await;
        assert!(meanwhile.changes_revision(), "{meanwhile:?}");
        if is_stopped {
            let again = told_after_a_stop(&mut world, &id).await;
            assert_eq!(again, meanwhile);
        }
        let detail = finished(&world, &id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Superseded, "{reason}");
        assert!(reason.contains("But mail-worker:2 was to run"), "{reason}");
        assert!(reason.ends_with(&meanwhile.words()), "{reason}");
        world.end().await;
    }
}

/// A count begins no rollout: the one that is there is not taken for ours.
#[tokio::test]
async fn a_rollout_beside_a_new_count() {
    let mut world = still().await;
    let count = update(&json!({"desiredCount": 4})).to_string();
    let theirs = update(&json!({"forceNewDeployment": true}));
    let id = with_theirs(&world, (None, &count), &theirs).await;
    let meanwhile = told(&world, &id).await;
    assert_eq!(meanwhile.fate, Fate::GoesOn, "{meanwhile:?}");
    assert_eq!(told_after_a_stop(&mut world, &id).await, meanwhile);
    let detail = finished(&world, &id).await;
    let began = detail.journal.iter().any(|entry| {
        matches!(
            &entry.event,
            JournalEvent::StepFinished {
                ecs_deployment_id: Some(_),
                ..
            }
        )
    });
    assert!(!began, "{:?}", detail.journal);
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    assert!(reason.ends_with(&meanwhile.words()), "{reason}");
    world.end().await;
}

/// Of some settings AWS does not say whether they begin a rollout: a new one after them may be ours, and
/// nobody is blamed for it.
#[tokio::test]
async fn a_rollout_after_what_may_begin_one() {
    let world = still().await;
    let metrics = json!([{"metricNames": ["CPUUtilization"], "resolutionSeconds": 20}]);
    let ours = update(&json!({"monitoring": {"metricConfigurations": metrics}})).to_string();
    let theirs = update(&json!({"forceNewDeployment": true}));
    let id = with_theirs(&world, (None, &ours), &theirs).await;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    assert!(!reason.contains("somebody"), "{reason}");
    world.end().await;
}

/// A world with a service of which no task is wanted, and whose tasks would crash.
async fn broken() -> World {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        deadline: Duration::from_secs(8),
        ..Setup::default()
    })
    .await;
    let crashes = world.with_image(SERVICE.1, "nginx:crash").await;
    let none = json!({
        "taskDefinition": world.registered(&crashes).await,
        "desiredCount": 0,
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": false, "rollback": false},
        },
    });
    world.ecs("UpdateService", &update(&none)).await;
    world.advance(300).await;
    world
}

/// Whether the count holds that was asked for is told by their tasks: also why those fail. Their rollout is
/// not ours to take back, whoever asks for it.
#[tokio::test]
async fn a_rollout_beside_new_percentages_whose_tasks_fail() {
    for is_by_policy in [false, true] {
        let world = broken().await;
        if is_by_policy {
            let ada = world.signed_in("ada").await;
            let body = json!({"policy": {"roll_back_when_late": true}, "base_version": 0});
            assert_eq!(
                ada.put("/policy", &body).send().await.unwrap().status(),
                200
            );
        }
        let some = update(&json!({
            "desiredCount": 2, "deploymentConfiguration": {"maximumPercent": 150},
        }));
        let theirs = update(&json!({"forceNewDeployment": true}));
        let id = with_theirs(&world, (None, &some.to_string()), &theirs).await;
        assert_eq!(told(&world, &id).await.fate, Fate::GoesOn);
        let dana = world.dana().await;
        if !is_by_policy {
            let body = serde_json::to_value(Command::BackOut).unwrap();
            let path = format!("/deployments/{id}/commands");
            assert_eq!(dana.post(&path, &body).send().await.unwrap().status(), 202);
        }
        let detail = finished(&world, &id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Stuck, "{reason}");
        let not_done = "dana asked to go back, and that was not done: what the service runs now is what somebody else began.";
        assert_eq!(reason.starts_with(not_done), !is_by_policy, "{reason}");
        assert!(reason.contains("The last task that stopped:"), "{reason}");
        let has = |wanted: fn(&JournalEvent) -> bool| {
            detail.journal.iter().any(|entry| wanted(&entry.event))
        };
        assert!(has(|event| matches!(
            event,
            JournalEvent::TaskStopped { .. }
        )));
        let commanded = has(|event| matches!(event, JournalEvent::Commanded { .. }));
        assert_eq!(commanded, !is_by_policy, "{reason}");
        world.end().await;
    }
}

/// What had crashed before is nothing that a new count has to do with.
#[tokio::test]
async fn tasks_that_had_stopped_before_a_new_count() {
    let world = broken().await;
    let two = update(&json!({"desiredCount": 2}));
    world.ecs("UpdateService", &two).await;
    world.advance(300).await;
    let none = update(&json!({"desiredCount": 0})).to_string();
    let dana = world.dana().await;
    let preview = dana.plan(None, &none).await;
    let id = dana.deploy(&preview.hash).await.id;
    let detail = finished(&world, &id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    let is_told = |event: &JournalEvent| matches!(event, JournalEvent::TaskStopped { .. });
    assert!(
        !detail.journal.iter().any(|entry| is_told(&entry.event)),
        "{reason}"
    );
    world.end().await;
}

/// An old answer hides theirs from the last look, and ours is lost: ECS's records show it all the same.
#[tokio::test]
async fn a_rollout_that_only_the_records_show() {
    let world = still().await;
    let dana = world.dana().await;
    let definition = world.with_image(SERVICE.1, "nginx:1.27").await.to_string();
    let wanted = update(&json!({"taskDefinition": "@@TASKDEFINITION_ARN@@"})).to_string();
    // ECS has forgotten the record of what began long ago.
    let restart = update(&json!({"forceNewDeployment": true})).to_string();
    let restart = dana.plan(None, &restart).await;
    finished(&world, &dana.deploy(&restart.hash).await.id).await;
    let preview = dana.plan(Some(&definition), &wanted).await;
    // The sandbox remembers as far back as some fault may ask for.
    world
        .fault(json!({"operation": "ListServices", "kind": "stale", "seconds": 60}))
        .await;
    world.advance(120).await;
    let theirs = update(&json!({"forceNewDeployment": true}));
    world.ecs("UpdateService", &theirs).await;
    let shown = world.shown(SERVICE.0, SERVICE.1).await;
    let theirs = shown["deployments"][0]["id"].as_str().map(str::to_owned);
    let lost = json!({"operation": "UpdateService", "kind": "reset_after_commit", "times": 1});
    world
        .fault(json!({"operation": "DescribeServices", "kind": "stale", "seconds": 60}))
        .await;
    world.fault(lost).await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, super::failed_update).await;
    world.mend().await;
    let detail = finished(&world, &deployment.id).await;
    let (over, reason) = verdict(&detail);
    let meanwhile = told(&world, &deployment.id).await;
    assert_eq!(meanwhile.ecs_deployment_id, theirs);
    assert_eq!(meanwhile.revision.as_deref(), Some("mail-worker:2"));
    assert_eq!(meanwhile.fate, Fate::GivenUp);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    assert!(reason.ends_with(&meanwhile.words()), "{reason}");
    world.end().await;
}

/// A rollout that had failed before ours is among ECS's records, and nobody began it in between.
#[tokio::test]
async fn a_rollout_that_had_failed_before() {
    let world = World::new().await;
    let dana = world.dana().await;
    let wanted = update(&json!({"taskDefinition": "@@TASKDEFINITION_ARN@@"})).to_string();
    for (image, expected) in [
        ("nginx:1.26", Verdict::Succeeded),
        ("nginx:crash", Verdict::RolledBack),
        ("nginx:1.27", Verdict::Succeeded),
    ] {
        let definition = world.with_image(SERVICE.1, image).await.to_string();
        let (_, detail) = dana.carry_out(Some(&definition), &wanted).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, expected, "{image}: {reason}");
        let is_told = |event: &JournalEvent| matches!(event, JournalEvent::ChangedMeanwhile { .. });
        assert!(
            !detail.journal.iter().any(|entry| is_told(&entry.event)),
            "{reason}"
        );
    }
    world.end().await;
}
