//! Deployments that do not go well: what is told must be true.

use std::time::Duration;

use shared::deployment::{JournalEvent, Verdict};
use shared::wire::DeploymentDetail;

use crate::support::{Setup, World, first_service, next_service, task_definition, verdict};

const BREAKER: &str = r#", "deploymentCircuitBreaker": {"enable": true, "rollback": true}"#;
const BREAKER_ALONE: &str = r#", "deploymentCircuitBreaker": {"enable": true, "rollback": false}"#;

async fn after_a_first_deploy(world: &World, image: &str, more: &str) -> DeploymentDetail {
    let dana = world.dana().await;
    let group = world.target_group().await;
    let (_, first) = dana
        .carry_out(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    assert_eq!(verdict(&first).0, Verdict::Succeeded);
    let (_, detail) = dana
        .carry_out(Some(&task_definition(image)), &next_service(more))
        .await;
    detail
}

#[tokio::test]
async fn a_missing_image_with_the_breaker_is_rolled_back_and_says_why() {
    let world = World::new().await;
    let detail = after_a_first_deploy(&world, "nginx:missing", BREAKER).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::RolledBack);
    assert!(reason.contains("nginx:1"), "{reason}");
    assert!(reason.contains("nginx:missing does not exist"), "{reason}");
    let stopped = detail.journal.iter().any(|entry| {
        matches!(&entry.event, JournalEvent::TaskStopped { stop_code, .. } if stop_code == "TaskFailedToStart")
    });
    assert!(stopped, "{:?}", detail.journal);
    world.end().await;
}

#[tokio::test]
async fn a_missing_image_with_the_breaker_alone_fails() {
    let world = World::new().await;
    let detail = after_a_first_deploy(&world, "nginx:missing", BREAKER_ALONE).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Failed, "{reason}");
    assert!(reason.contains("nginx:missing does not exist"), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn tasks_that_the_load_balancer_finds_unhealthy_say_so_while_they_drain() {
    let world = World::new().await;
    let detail = after_a_first_deploy(&world, "nginx:unhealthy", BREAKER_ALONE).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Failed, "{reason}");
    assert!(reason.contains("load balancer"), "{reason}");
    let stopped = detail.journal.iter().any(|entry| {
        matches!(&entry.event, JournalEvent::TaskStopped { reason, .. } if reason.contains("ELB health checks"))
    });
    assert!(stopped, "{:?}", detail.journal);
    let cause = detail.journal.iter().any(|entry| {
        matches!(&entry.event, JournalEvent::ProbableCause { words, .. } if words.contains("nginx:unhealthy"))
    });
    assert!(cause, "{:?}", detail.journal);
    world.end().await;
}

#[tokio::test]
async fn a_missing_image_without_the_breaker_is_stuck_and_never_called_over() {
    let world = World::with(Setup {
        deadline: Duration::from_secs(2),
        ..Setup::default()
    })
    .await;
    let detail = after_a_first_deploy(&world, "nginx:missing", "").await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Stuck, "{reason}");
    assert!(reason.contains("still trying"), "{reason}");
    assert!(reason.contains("nginx:missing does not exist"), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn past_the_deadline_it_is_taken_back_where_the_policy_wants_it() {
    let world = World::with(Setup {
        deadline: Duration::from_secs(2),
        ..Setup::default()
    })
    .await;
    let ada = world.signed_in("ada").await;
    let body = serde_json::json!({"policy": {"roll_back_when_late": true}, "base_version": 0});
    assert_eq!(
        ada.put("/policy", &body).send().await.unwrap().status(),
        200
    );
    let detail = after_a_first_deploy(&world, "nginx:missing", "").await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::RolledBack, "{reason}");
    let told = detail.journal.iter().any(|entry| {
        matches!(&entry.event, JournalEvent::Commanded { by, .. } if by == "The environment's policy")
    });
    assert!(told, "{:?}", detail.journal);
    world.end().await;
}

/// ECS goes back to what was steady, which need not be what ran right before: that has its time, too.
#[tokio::test]
async fn past_the_deadline_going_back_further_has_its_time() {
    let world = World::with(Setup {
        deadline: Duration::from_secs(2),
        ..Setup::default()
    })
    .await;
    let ada = world.signed_in("ada").await;
    let body = serde_json::json!({"policy": {"roll_back_when_late": true}, "base_version": 0});
    assert_eq!(
        ada.put("/policy", &body).send().await.unwrap().status(),
        200
    );
    let never = world.with_image("mail-worker", "nginx:missing").await;
    let crashes = world.with_image("mail-worker", "nginx:crash").await;
    let theirs = serde_json::json!({
        "cluster": "production", "service": "mail-worker",
        "taskDefinition": world.registered(&crashes).await,
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": false, "rollback": false},
        },
    });
    world.ecs("UpdateService", &theirs).await;
    let wanted = serde_json::json!({
        "cluster": "production", "service": "mail-worker",
        "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 1,
    });
    let (_, detail) = world
        .dana()
        .await
        .carry_out(Some(&never.to_string()), &wanted.to_string())
        .await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::RolledBack, "{reason}");
    assert!(reason.contains("mail-worker:2"), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn a_crash_is_told_with_its_exit_code() {
    let world = World::new().await;
    let detail = after_a_first_deploy(&world, "nginx:crash", BREAKER).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::RolledBack, "{reason}");
    assert!(reason.contains("exit code"), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn what_aws_refuses_is_told_with_what_was_left_behind() {
    let world = World::new().await;
    world
        .fault(serde_json::json!({
            "operation": "CreateService", "kind": "error", "status": 400, "times": 1,
            "code": "InvalidParameterException", "message": "Unable to assume the service linked role."
        }))
        .await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let (_, detail) = dana
        .carry_out(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Failed);
    assert!(reason.contains("Unable to assume"), "{reason}");
    assert!(
        reason.contains("nginx:1 was registered and stays"),
        "{reason}"
    );
    world.end().await;
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let world = World::new().await;
    world
        .fault(serde_json::json!({
            "operation": "RegisterTaskDefinition", "kind": "error", "status": 400, "times": 1,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let (_, detail) = dana
        .carry_out(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Failed);
    assert!(reason.contains("ecs:RegisterTaskDefinition"), "{reason}");
    assert!(reason.contains("Nothing was changed"), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn somebody_elses_deployment_supersedes_ours() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let service =
        r#"{"cluster": "production", "service": "mail-worker", "forceNewDeployment": true}"#;
    let preview = dana.plan(None, service).await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::Progress { .. })
    })
    .await;
    let theirs = serde_json::json!({"cluster": "production", "service": "mail-worker", "forceNewDeployment": true});
    world.ecs("UpdateService", &theirs).await;
    world.advance(30).await;
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(
        verdict(&detail).0,
        Verdict::Superseded,
        "{:?}",
        verdict(&detail)
    );
    world.end().await;
}

#[tokio::test]
async fn what_stands_of_a_deletion_is_told() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    dana.carry_out(
        Some(&task_definition("nginx:alpine")),
        &first_service(&group),
    )
    .await;
    world
        .fault(serde_json::json!({
            "operation": "DeleteService", "kind": "error", "status": 400,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let body = serde_json::json!({"cluster": "test", "service": "nginx"});
    let preview = dana.made("/plans/deletion", &body).await;
    let deployment = dana.deploy(&preview.hash).await;
    let detail = dana.finished(&deployment.id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Failed, "{reason}");
    assert!(reason.contains("ecs:DeleteService"), "{reason}");
    assert!(
        reason.ends_with(
            "The service nginx was scaled to 0: its tasks were stopped, and it stays so until it is scaled again."
        ),
        "{reason}"
    );
    world.end().await;
}

#[tokio::test]
async fn tags_that_were_put_before_an_update_that_was_refused_are_told() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    dana.carry_out(
        Some(&task_definition("nginx:alpine")),
        &first_service(&group),
    )
    .await;
    let mut whole: serde_json::Value = serde_json::from_str(&first_service(&group)).unwrap();
    whole["taskDefinition"] = serde_json::json!("nginx:1");
    whole["desiredCount"] = serde_json::json!(2);
    whole["tags"] = serde_json::json!([{"key": "team", "value": "harbor"}]);
    world
        .fault(serde_json::json!({
            "operation": "UpdateService", "kind": "error", "status": 400,
            "code": "InvalidParameterException", "message": "No."
        }))
        .await;
    let body = serde_json::json!({"service": whole.to_string(), "extent": "whole"});
    let preview = dana.made("/plans", &body).await;
    let deployment = dana.deploy(&preview.hash).await;
    let detail = dana.finished(&deployment.id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Failed, "{reason}");
    assert!(
        reason.ends_with(
            "Tags were put on the service nginx and stay. Nothing else of it was changed."
        ),
        "{reason}"
    );
    world.end().await;
}

/// A rollout of a seeded service that is under way while AWS's clock stands.
async fn rolling(world: &World) -> String {
    let dana = world.dana().await;
    let service =
        r#"{"cluster": "production", "service": "mail-worker", "forceNewDeployment": true}"#;
    let preview = dana.plan(None, service).await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::Progress { .. })
    })
    .await;
    deployment.id
}

#[tokio::test]
async fn who_may_not_look_for_a_while_looks_again() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let id = rolling(&world).await;
    world
        .fault(serde_json::json!({
            "operation": "DescribeServices", "kind": "error", "status": 400, "times": 5,
            "code": "ExpiredTokenException", "message": "The security token is expired."
        }))
        .await;
    let lost = dana
        .until(&id, |event| matches!(event, JournalEvent::LostSight { .. }))
        .await;
    let JournalEvent::LostSight { message } = lost.event else {
        panic!("{lost:?}");
    };
    assert!(message.contains("renew them"), "{message}");
    dana.until(&id, |event| matches!(event, JournalEvent::RegainedSight))
        .await;
    world.advance(600).await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Succeeded, "{reason}");
    world.end().await;
}

/// ECS finds a rollout complete when no task is wanted; that says nothing of the version.
#[tokio::test]
async fn a_count_of_none_is_no_success_of_tasks_that_failed() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    dana.carry_out(
        Some(&task_definition("nginx:alpine")),
        &first_service(&group),
    )
    .await;
    let preview = dana
        .plan(Some(&task_definition("nginx:crash")), &next_service(""))
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::TaskStopped { .. })
    })
    .await;
    let none = serde_json::json!({"cluster": "test", "service": "nginx", "desiredCount": 0});
    world.ecs("UpdateService", &none).await;
    let detail = dana.finished(&deployment.id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Superseded, "{reason}");
    assert!(reason.contains("set the count to 0"), "{reason}");
    assert!(reason.contains("exit code 1"), "{reason}");
    world.end().await;
}

/// Another version would find no place either.
#[tokio::test]
async fn tasks_that_find_no_place_are_told_with_what_is_missing() {
    let world = World::with(Setup {
        deadline: Duration::from_secs(2),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let large = task_definition("nginx:alpine").replace("\"memory\": 128", "\"memory\": 900000");
    let service = r#"{"cluster": "test", "serviceName": "large", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 1}"#;
    let (_, detail) = dana.carry_out(Some(&large), service).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Stuck, "{reason}");
    assert!(
        reason.contains("Another version would find no place"),
        "{reason}"
    );
    assert!(reason.contains("memory"), "{reason}");
    world.end().await;
}

/// Neither a new task may be started nor an old one stopped: a version that works would not help.
#[tokio::test]
async fn percentages_that_leave_no_step_are_told_with_what_to_edit() {
    let world = World::with(Setup {
        deadline: Duration::from_secs(8),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let service = |name: &str| {
        serde_json::json!({
            "cluster": "test", name: "rigid", "desiredCount": 1,
            "taskDefinition": "@@TASKDEFINITION_ARN@@",
            "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 150},
        })
        .to_string()
    };
    let first = task_definition("nginx:alpine");
    let (_, first) = dana.carry_out(Some(&first), &service("serviceName")).await;
    assert_eq!(verdict(&first).0, Verdict::Succeeded);
    let next = task_definition("nginx:1.27");
    let (_, detail) = dana.carry_out(Some(&next), &service("service")).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Stuck, "{reason}");
    assert!(
        reason.contains("Edit the service's percentages"),
        "{reason}"
    );
    assert!(reason.contains("Raise maximumPercent"), "{reason}");
    assert!(!reason.contains("Deploy a version that works"), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn who_may_never_look_again_says_so_at_the_deadline() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        deadline: Duration::from_secs(2),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let id = rolling(&world).await;
    world
        .fault(serde_json::json!({
            "operation": "DescribeServices", "kind": "error", "status": 400,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Stuck, "{reason}");
    assert!(reason.contains("ecs:DescribeServices"), "{reason}");
    assert!(reason.contains("ECS goes on by itself"), "{reason}");
    world.end().await;
}

/// For a moment as many tasks run as are wanted, again and again.
#[tokio::test]
async fn tasks_that_crash_are_no_success_of_scaling() {
    let world = World::with(Setup {
        deadline: Duration::from_secs(8),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let service = serde_json::json!({
        "cluster": "test", "serviceName": "crashing", "desiredCount": 0,
        "taskDefinition": "@@TASKDEFINITION_ARN@@",
    });
    let definition = task_definition("nginx:crash");
    let (_, none) = dana
        .carry_out(Some(&definition), &service.to_string())
        .await;
    assert_eq!(verdict(&none).0, Verdict::Succeeded);
    let scale = r#"{"cluster": "test", "service": "crashing", "desiredCount": 2}"#;
    let (_, scaled) = dana.carry_out(None, scale).await;
    let (over, reason) = verdict(&scaled);
    assert_eq!(over, Verdict::Stuck, "{reason}");
    // Fewer of them crash as well.
    let fewer = r#"{"cluster": "test", "service": "crashing", "desiredCount": 1}"#;
    let (_, scaled) = dana.carry_out(None, fewer).await;
    let (over, reason) = verdict(&scaled);
    assert_eq!(over, Verdict::Stuck, "{reason}");
    world.end().await;
}
