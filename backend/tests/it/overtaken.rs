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

/// What ECS shows of a service.
async fn shown(world: &World, cluster: &str, service: &str) -> Value {
    let asked = json!({"cluster": cluster, "services": [service]});
    let answer = world.ecs("DescribeServices", &asked).await;
    answer.pointer("/services/0").cloned().unwrap_or_default()
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
        let shown = shown(world, cluster, service).await;
        shown.pointer("/deployments/0/id").cloned()
    };
    let before = newest(world).await;
    let deployment = dana.deploy(hash).await;
    while newest(world).await == before {
        tokio::task::yield_now().await;
    }
    world.stop().await;
    world.mend().await;
    deployment.id
}

fn failed_creation(event: &JournalEvent) -> bool {
    matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "CreateService")
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

/// What somebody changes while ours is tried again is not written over.
#[tokio::test]
async fn settings_that_somebody_changed_before_ours_arrived() {
    for fails in ["RegisterTaskDefinition", "UpdateService"] {
        let world = World::with(Setup {
            retry_after: Duration::from_secs(8),
            ..Setup::default()
        })
        .await;
        let dana = world.dana().await;
        let group = world.target_group().await;
        let first = task_definition("nginx:alpine");
        dana.carry_out(Some(&first), &first_service(&group)).await;
        let next = next_service("").replace(r#""maximumPercent": 100"#, r#""maximumPercent": 300"#);
        let preview = dana.plan(Some(&task_definition("nginx:1.27")), &next).await;
        world
            .fault(json!({"operation": fails, "kind": "throttle", "times": 1}))
            .await;
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
        let shown = shown(&world, "test", "nginx").await;
        assert_eq!(shown["deploymentConfiguration"]["maximumPercent"], 250);
        world.end().await;
    }
}

/// Ours is followed to its end also where somebody changes what it set.
#[tokio::test]
async fn ours_that_had_arrived_and_that_somebody_changed_since() {
    let world = World::with(Setup {
        retry_after: Duration::from_secs(6),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let first = task_definition("nginx:alpine");
    dana.carry_out(Some(&first), &first_service(&group)).await;
    let next = next_service("").replace(r#""maximumPercent": 100"#, r#""maximumPercent": 300"#);
    let preview = dana
        .plan(Some(&task_definition("nginx:crash")), &next)
        .await;
    world
        .fault(json!({"operation": "UpdateService", "kind": "reset_after_commit", "times": 1}))
        .await;
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

/// Where ECS's records may not be read, it is told by the service that there was a rollout.
#[tokio::test]
async fn ours_that_ecs_has_taken_back_and_no_record_may_be_read() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let named = json!({"taskDefinition": "mail-worker"});
    let seen = world.ecs("DescribeTaskDefinition", &named).await;
    let mut definition = seen["taskDefinition"].clone();
    definition["containerDefinitions"][0]["image"] = json!("nginx:crash");
    let service = json!({
        "cluster": "production", "service": "mail-worker",
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}},
    });
    let definition = definition.to_string();
    let preview = dana.plan(Some(&definition), &service.to_string()).await;
    for operation in ["ListServiceDeployments", "DescribeServiceDeployments"] {
        world
            .fault(json!({
                "operation": operation, "kind": "error", "status": 400,
                "code": "AccessDeniedException", "message": "User is not authorized.",
            }))
            .await;
    }
    world
        .fault(json!({"operation": "UpdateService", "kind": "timeout_after_commit", "times": 1}))
        .await;
    // ECS's ARNs of its records.
    let shown = async |member: &str| {
        let shown = shown(&world, "production", "mail-worker").await;
        shown.pointer(member).cloned().unwrap_or_default()
    };
    let before = shown("/currentServiceDeployment").await;
    let deployment = dana.deploy(&preview.hash).await;
    while shown("/currentServiceDeployment").await == before {
        tokio::task::yield_now().await;
    }
    while shown("/deployments/1").await != Value::Null
        || shown("/deployments/0/rolloutState").await != "COMPLETED"
    {
        world.advance(60).await;
    }
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Superseded, "{reason}");
    assert!(reason.contains("begun and taken back"), "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), 1, "{reason}");
    world.end().await;
}

/// What somebody has taken back while nobody worked on it is not brought again.
#[tokio::test]
async fn ours_that_had_arrived_and_was_taken_back() {
    let service = json!({"cluster": "production", "service": "mail-worker"});
    let with = |member: &str, value: Value| {
        let mut service = service.clone();
        service[member] = value;
        service.to_string()
    };
    let own = with("taskDefinition", json!("@@TASKDEFINITION_ARN@@"));
    for (registers, service) in [
        (true, own),
        (false, with("forceNewDeployment", json!(true))),
    ] {
        let mut world = World::with(Setup {
            sandbox: sandbox::Clock::Manual,
            ..Setup::default()
        })
        .await;
        let dana = world.dana().await;
        let named = json!({"taskDefinition": "mail-worker"});
        let seen = world.ecs("DescribeTaskDefinition", &named).await;
        let mut definition = seen["taskDefinition"].clone();
        definition["containerDefinitions"][0]["image"] = json!("nginx:1.27");
        let definition = registers.then(|| definition.to_string());
        let preview = dana.plan(definition.as_deref(), &service).await;
        let id = die_before_the_answer(
            &mut world,
            &dana,
            &preview.hash,
            ("UpdateService", "production", "mail-worker"),
        )
        .await;
        let of_service = json!({"cluster": "production", "service": "mail-worker"});
        let listed = world.ecs("ListServiceDeployments", &of_service).await;
        let before = listed["serviceDeployments"].as_array().unwrap().len();
        let stop = json!({
            "serviceDeploymentArn": listed["serviceDeployments"][0]["serviceDeploymentArn"],
            "stopType": "ROLLBACK",
        });
        world.ecs("StopServiceDeployment", &stop).await;
        world.advance(600).await;
        world.start().await;
        let dana = dana.moved_to(world.url(""));
        let detail = dana.finished(&id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::RolledBack, "{reason}");
        let listed = world.ecs("ListServiceDeployments", &of_service).await;
        let after = listed["serviceDeployments"].as_array().unwrap().len();
        assert_eq!(after, before, "{reason}");
        world.end().await;
    }
}

/// A plan for a service that is not there yet, of a revision that is.
async fn creation(dana: &Person, world: &World) -> (Value, String) {
    let definition: Value = serde_json::from_str(&task_definition("nginx:alpine")).unwrap();
    let registered = world.ecs("RegisterTaskDefinition", &definition).await;
    let arn = registered["taskDefinition"]["taskDefinitionArn"].clone();
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
        let world = World::with(Setup {
            retry_after: Duration::from_secs(6),
            ..Setup::default()
        })
        .await;
        let dana = world.dana().await;
        let (mut theirs, hash) = creation(&dana, &world).await;
        world
            .fault(json!({"operation": "CreateService", "kind": kind, "times": 1}))
            .await;
        let deployment = dana.deploy(&hash).await;
        dana.until(&deployment.id, failed_creation).await;
        theirs["deploymentConfiguration"] = json!({"maximumPercent": 300});
        world.ecs("CreateService", &theirs).await;
        let detail = dana.finished(&deployment.id).await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Superseded, "{kind}: {reason}");
        assert!(
            reason.contains("somebody else created or changed nginx"),
            "{reason}"
        );
        world.end().await;
    }
}

/// The revision that a plan registers is the newest of its family, which others may deploy by name.
#[tokio::test]
async fn our_own_revision_that_somebody_else_deployed_before_ours_arrived() {
    for (kind, sent) in [("throttle", 2), ("reset_before", 1)] {
        let world = World::with(Setup {
            retry_after: Duration::from_secs(10),
            ..Setup::default()
        })
        .await;
        let dana = world.dana().await;
        let group = world.target_group().await;
        let first = task_definition("nginx:alpine");
        dana.carry_out(Some(&first), &first_service(&group)).await;
        let next = next_service("").replace(r#""desiredCount": 1"#, r#""desiredCount": 2"#);
        let next = next.replace(r#""maximumPercent": 100"#, r#""maximumPercent": 300"#);
        let preview = dana.plan(Some(&task_definition("nginx:1.27")), &next).await;
        world
            .fault(json!({"operation": "UpdateService", "kind": kind, "times": 1}))
            .await;
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
        assert!(!reason.contains("nothing runs it"), "{kind}: {reason}");
        assert_eq!(world.sent("UpdateService").await.len(), sent, "{kind}");
        world.end().await;
    }
}

#[tokio::test]
async fn our_own_revision_in_a_service_that_somebody_else_created_before_ours() {
    for (member, value) in [
        ("desiredCount", json!(1)),
        ("deploymentConfiguration", json!({"maximumPercent": 300})),
    ] {
        let world = World::with(Setup {
            retry_after: Duration::from_secs(10),
            ..Setup::default()
        })
        .await;
        let dana = world.dana().await;
        let service = json!({
            "cluster": "test", "serviceName": "nginx", "desiredCount": 3,
            "taskDefinition": "@@TASKDEFINITION_ARN@@",
            "deploymentConfiguration": {"maximumPercent": 150},
        });
        let definition = task_definition("nginx:alpine");
        let preview = dana.plan(Some(&definition), &service.to_string()).await;
        world
            .fault(json!({"operation": "CreateService", "kind": "reset_before", "times": 1}))
            .await;
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
    while shown(&world, "test", "nginx").await["status"] != "INACTIVE" {
        tokio::task::yield_now().await;
    }
    world.start().await;
    let dana = dana.moved_to(world.url(""));
    let detail = dana.finished(&id).await;
    let (over, reason) = verdict(&detail);
    // Ours was found before it was deleted, or its answer was still sought.
    assert_ne!(over, Verdict::Succeeded, "{reason}");
    assert!(reason.contains("somebody deleted it"), "{reason}");
    assert_eq!(shown(&world, "test", "nginx").await["status"], "INACTIVE");
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
        let world = World::with(Setup {
            retry_after: Duration::from_secs(6),
            ..Setup::default()
        })
        .await;
        let dana = world.dana().await;
        let preview = dana.plan(None, &service(wanted.clone()).to_string()).await;
        world
            .fault(json!({"operation": "UpdateService", "kind": kind, "times": 1}))
            .await;
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
    let world = World::with(Setup {
        retry_after: Duration::from_secs(6),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let wanted = r#"{"cluster": "production", "service": "mail-worker", "desiredCount": 5, "deploymentConfiguration": {"maximumPercent": 150}}"#;
    let preview = dana.plan(None, wanted).await;
    world
        .fault(json!({"operation": "UpdateService", "kind": "reset_after_commit", "times": 1}))
        .await;
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
