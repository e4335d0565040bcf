//! Ours had arrived, and was taken back before that was known.

use serde_json::{Value, json};
use shared::deployment::Verdict;

use super::die_before_the_answer;
use crate::support::{Setup, World, verdict};

/// Where ECS's records may not be read, it is told by the service that there was a rollout.
#[tokio::test]
async fn ours_that_ecs_has_taken_back_and_no_record_may_be_read() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let definition = world.with_image("mail-worker", "nginx:crash").await;
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
        .fail_once("UpdateService", "timeout_after_commit")
        .await;
    // ECS's ARNs of its records.
    let shown = async |member: &str| {
        let shown = world.shown("production", "mail-worker").await;
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
        let definition = world.with_image("mail-worker", "nginx:1.27").await;
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
        // Of a restart nothing tells whose it was.
        let expected = if registers {
            Verdict::RolledBack
        } else {
            Verdict::Superseded
        };
        assert_eq!(over, expected, "{reason}");
        assert_eq!(
            reason.contains("It may have been this one"),
            !registers,
            "{reason}"
        );
        let listed = world.ecs("ListServiceDeployments", &of_service).await;
        let after = listed["serviceDeployments"].as_array().unwrap().len();
        assert_eq!(after, before, "{reason}");
        world.end().await;
    }
}
