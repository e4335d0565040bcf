//! Rollouts that fail, and what can be seen of it.

use serde_json::{Value, json};

use crate::account::{Account, assert_said};

fn breaker(rollback: bool) -> Value {
    json!({"deploymentConfiguration": {
        "deploymentCircuitBreaker": {"enable": true, "rollback": rollback},
    }})
}

#[tokio::test]
async fn the_breaker_rolls_a_missing_image_back() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 2, breaker(true)).await;
    let before = account.service("web").await;
    let good = before["deployments"][0]["id"].as_str().unwrap().to_owned();
    account.deploy("nginx:missing").await;
    let bad = account.service("web").await["deployments"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    account.pass(40).await;
    let service = account.service("web").await;
    assert_said(
        &service,
        &format!("(service web) (deployment {bad}) deployment failed: tasks failed to start."),
    );
    assert_said(
        &service,
        &format!("(service web) rolling back to deployment {good}."),
    );
    account.pass(120).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"].as_array().unwrap().len(), 1);
    assert_eq!(
        service["deployments"][0]["id"],
        good.as_str(),
        "the old id is kept"
    );
    assert_eq!(service["deployments"][0]["rolloutState"], "COMPLETED");
    assert_eq!(service["taskDefinition"], before["taskDefinition"]);
    assert_eq!(
        service["runningCount"], 2,
        "nothing that served was stopped"
    );
    let record = account.record().await;
    assert_eq!(record["status"], "ROLLBACK_SUCCESSFUL");
    assert_eq!(record["deploymentCircuitBreaker"]["status"], "TRIGGERED");
    assert_eq!(
        record["rollback"]["serviceRevisionArn"],
        record["sourceServiceRevisions"][0]["arn"]
    );
    let stopped = account.tasks("STOPPED").await;
    let failed = stopped
        .iter()
        .find(|task| task["stopCode"] == "TaskFailedToStart")
        .unwrap();
    assert_eq!(failed["stoppedReason"], "Task failed to start");
    let reason = failed["containers"][0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("CannotPullContainerError: "), "{reason}");
    account.close().await;
}

#[tokio::test]
async fn without_rollback_the_breaker_stops_trying() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 1, breaker(false)).await;
    account.deploy("nginx:missing").await;
    account.pass(120).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["rolloutState"], "FAILED");
    assert_eq!(
        service["deployments"][0]["rolloutStateReason"],
        "ECS deployment circuit breaker: tasks failed to start."
    );
    assert_eq!(
        service["deployments"][1]["runningCount"], 1,
        "the old version serves on"
    );
    let failed = service["deployments"][0]["failedTasks"].clone();
    account.pass(600).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["failedTasks"], failed);
    assert_eq!(account.record().await["status"], "STOPPED");
    account.close().await;
}

#[tokio::test]
async fn without_a_breaker_it_goes_on_trying() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 1, json!({})).await;
    account.deploy("nginx:missing").await;
    account.pass(1800).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["rolloutState"], "IN_PROGRESS");
    let failed = service["deployments"][0]["failedTasks"].as_u64().unwrap();
    assert!(
        (5..20).contains(&failed),
        "{failed}: it waits longer each time"
    );
    assert_said(
        &service,
        "is unable to consistently start tasks successfully",
    );
    account.deploy("nginx:2").await;
    account.pass(180).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["rolloutState"], "COMPLETED");
    account.close().await;
}

#[tokio::test]
async fn a_first_deploy_that_fails_has_nothing_to_go_back_to() {
    let account = Account::new().await;
    account.register("nginx:missing").await;
    let mut input = json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                           "desiredCount": 1});
    crate::account::merge(&mut input, breaker(true));
    account.ecs("CreateService", input).await;
    account.pass(300).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["rolloutState"], "FAILED");
    assert_eq!(account.record().await["status"], "ROLLBACK_FAILED");
    account.close().await;
}

#[tokio::test]
async fn a_crash_and_a_lack_of_memory_leave_their_marks() {
    for (image, code, reason) in [
        ("nginx:crash", 1, None),
        (
            "nginx:oom",
            137,
            Some("OutOfMemoryError: Container killed due to memory usage"),
        ),
    ] {
        let account = Account::new().await;
        account.settled_service("nginx:1", 1, breaker(true)).await;
        account.deploy(image).await;
        account.pass(20).await;
        let stopped = account.tasks("STOPPED").await;
        let crashed = stopped
            .iter()
            .find(|task| task["stopCode"] == "EssentialContainerExited")
            .unwrap();
        assert_eq!(
            crashed["stoppedReason"],
            "Essential container in task exited"
        );
        assert_eq!(crashed["containers"][0]["exitCode"], code);
        assert_eq!(crashed["containers"][0]["reason"].as_str(), reason);
        account.pass(180).await;
        assert_eq!(account.record().await["status"], "ROLLBACK_SUCCESSFUL");
        account.close().await;
    }
}

#[tokio::test]
async fn a_failing_container_health_check_replaces_the_task() {
    let account = Account::new().await;
    account
        .register_definition(json!({
            "family": "web",
            "containerDefinitions": [{
                "name": "web", "image": "nginx:unhealthy", "memory": 128,
                "healthCheck": {"command": ["CMD", "true"], "interval": 5, "retries": 2},
            }],
        }))
        .await;
    account
        .ecs(
            "CreateService",
            json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1}),
        )
        .await;
    account.pass(20).await;
    let service = account.service("web").await;
    assert_said(&service, "failed container health checks.");
    assert_said(
        &service,
        "Amazon ECS replaced 1 tasks due to an unhealthy status.",
    );
    let stopped = account.tasks("STOPPED").await;
    assert_eq!(
        stopped[0]["stoppedReason"],
        "Task failed container health checks"
    );
    account.close().await;
}

#[tokio::test]
async fn a_missing_secret_keeps_a_task_from_starting() {
    let account = Account::new().await;
    account
        .register_definition(json!({
            "family": "web", "executionRoleArn": "arn:aws:iam::123456789012:role/none",
            "containerDefinitions": [{
                "name": "web", "image": "nginx", "memory": 128,
                "secrets": [{"name": "A", "valueFrom": "/not/there"}],
            }],
        }))
        .await;
    account
        .ecs("RunTask", json!({"cluster": "c", "taskDefinition": "web"}))
        .await;
    account.pass(20).await;
    let stopped = account.tasks("STOPPED").await;
    let reason = stopped[0]["stoppedReason"].as_str().unwrap();
    assert!(
        reason.starts_with("ResourceInitializationError: "),
        "{reason}"
    );
    assert!(reason.ends_with("/not/there"), "{reason}");
    account.close().await;
}

#[tokio::test]
async fn a_rollout_is_rolled_back_on_request() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 1, json!({})).await;
    let good = account.service("web").await["taskDefinition"].clone();
    account.deploy("nginx:2").await;
    account.pass(5).await;
    let arn = account.record().await["serviceDeploymentArn"].clone();
    account
        .ecs(
            "StopServiceDeployment",
            json!({"serviceDeploymentArn": arn}),
        )
        .await;
    assert_eq!(account.record().await["status"], "ROLLBACK_REQUESTED");
    account.pass(120).await;
    assert_eq!(account.record().await["status"], "ROLLBACK_SUCCESSFUL");
    assert_eq!(account.service("web").await["taskDefinition"], good);
    let (code, _) = account
        .refused(
            "StopServiceDeployment",
            json!({"serviceDeploymentArn": arn}),
        )
        .await;
    assert_eq!(code, "ConflictException");
    account.close().await;
}
