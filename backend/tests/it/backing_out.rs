//! Going back while a rollout is under way.

use serde_json::json;
use shared::deployment::{Command, JournalEvent, Verdict};
use shared::wire::ProblemCode;

use crate::support::{
    Person, Setup, World, edit, first_service, problem, task_definition, verdict,
};

async fn standing() -> World {
    World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await
}

async fn back_out(dana: &Person, id: &str) -> reqwest::Response {
    let body = serde_json::to_value(Command::BackOut).unwrap();
    dana.post(&format!("/deployments/{id}/commands"), &body)
        .send()
        .await
        .unwrap()
}

/// Moves a seeded service to a new revision, and waits until that rolls.
async fn rolling(dana: &Person, world: &World) -> String {
    let service = json!({"services": ["mail-worker"], "cluster": "production"});
    let described = world.ecs("DescribeServices", &service).await;
    let arn = described["services"][0]["taskDefinition"].clone();
    let definition = world
        .ecs("DescribeTaskDefinition", &json!({"taskDefinition": arn}))
        .await;
    let mut definition = definition["taskDefinition"].clone();
    definition["containerDefinitions"][0]["environment"] =
        json!([{"name": "COLOR", "value": "green"}]);
    let service = json!({
        "cluster": "production", "serviceName": "mail-worker", "taskDefinition": "@@TASKDEFINITION_ARN@@",
        "deploymentConfiguration": {"maximumPercent": 150},
        "desiredCount": 3, "tags": [{"key": "team", "value": "mail"}],
    });
    let preview = dana
        .plan(Some(&definition.to_string()), &service.to_string())
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::Progress { .. })
    })
    .await;
    deployment.id
}

/// What no way back takes with it.
const BESIDES: &str = "leaves alone what else was set: the desired count of 3 and the tags.";

#[tokio::test]
async fn ecs_is_told_to_stop_the_rollout_and_the_verdict_says_who_wanted_it() {
    let world = standing().await;
    let dana = world.dana().await;
    let id = rolling(&dana, &world).await;
    assert_eq!(back_out(&dana, &id).await.status(), 202);
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "StopServiceDeployment")
    })
    .await;
    world.advance(600).await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::RolledBack, "{reason}");
    assert!(reason.starts_with("dana stopped the rollout."), "{reason}");
    let stays = "deploymentConfiguration stays as this deployment set it";
    assert!(reason.contains(stays), "{reason}");
    assert!(reason.contains(BESIDES), "{reason}");
    assert_eq!(world.sent("StopServiceDeployment").await.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn without_ecs_records_the_service_is_updated_back() {
    let world = standing().await;
    for operation in ["ListServiceDeployments", "DescribeServiceDeployments"] {
        world
            .fault(json!({
                "operation": operation, "kind": "error", "status": 400,
                "code": "AccessDeniedException", "message": "User is not authorized."
            }))
            .await;
    }
    let dana = world.dana().await;
    let id = rolling(&dana, &world).await;
    let before = world.sent("UpdateService").await.len();
    assert_eq!(back_out(&dana, &id).await.status(), 202);
    dana.until(&id, |event| {
        matches!(event, JournalEvent::CallAnswered { outcome, .. } if outcome.contains("back"))
    })
    .await;
    world.advance(600).await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::RolledBack, "{reason}");
    assert!(!reason.contains("stays as"), "{reason}");
    assert!(reason.contains(BESIDES), "{reason}");
    assert_eq!(world.sent("UpdateService").await.len(), before + 1);
    world.end().await;
}

/// Whoever goes on knows, or finds, the ECS deployment by which the service was moved back.
#[tokio::test]
async fn a_way_back_of_which_nothing_was_written_down_is_found() {
    for is_answered in [false, true] {
        let mut world = standing().await;
        for operation in ["ListServiceDeployments", "DescribeServiceDeployments"] {
            world
                .fault(json!({
                    "operation": operation, "kind": "error", "status": 400,
                    "code": "AccessDeniedException", "message": "User is not authorized."
                }))
                .await;
        }
        let dana = world.dana().await;
        let id = rolling(&dana, &world).await;
        let before = world.sent("UpdateService").await.len();
        assert_eq!(back_out(&dana, &id).await.status(), 202);
        dana.until(&id, |event| {
            matches!(event, JournalEvent::CallAnswered { outcome, .. } if outcome.contains("back"))
        })
        .await;
        world.stop().await;
        let last = if is_answered {
            "%moved the service%"
        } else {
            "%call-intended%UpdateService%"
        };
        edit(
            &world.database_file(),
            &[
                &format!(
                    "delete from journal where sequence > (select max(sequence) from journal \
                     where event like '{last}')"
                ),
                "update deployments set back_out_ecs_deployment = null, \
                 last_sequence = (select max(sequence) from journal)",
            ],
        )
        .await;
        world.start().await;
        let dana = dana.moved_to(world.url(""));
        dana.until(&id, |event| {
            matches!(event, JournalEvent::CallAnswered { outcome, .. } if outcome.contains("back"))
        })
        .await;
        world.advance(600).await;
        let detail = dana.finished(&id).await;
        let (verdict, reason) = verdict(&detail);
        assert_eq!(verdict, Verdict::RolledBack, "{reason}");
        assert!(reason.starts_with("dana stopped the rollout."), "{reason}");
        assert_eq!(world.sent("UpdateService").await.len(), before + 1);
        world.end().await;
    }
}

/// What somebody deploys between the last look and AWS's taking the way back is written over, and told.
#[tokio::test]
async fn what_the_way_back_writes_over_is_told() {
    let world = standing().await;
    for operation in ["ListServiceDeployments", "DescribeServiceDeployments"] {
        world
            .fault(json!({
                "operation": operation, "kind": "error", "status": 400,
                "code": "AccessDeniedException", "message": "User is not authorized."
            }))
            .await;
    }
    let hotfix = world.with_image("mail-worker", "nginx:1.26").await;
    let hotfix = world.registered(&hotfix).await;
    let dana = world.dana().await;
    let id = rolling(&dana, &world).await;
    world
        .fault(json!({
            "operation": "UpdateService", "kind": "delay_ms", "delay_ms": 3000, "times": 1
        }))
        .await;
    assert_eq!(back_out(&dana, &id).await.status(), 202);
    world.faults_have_fired().await;
    let theirs = json!({
        "cluster": "production", "service": "mail-worker", "taskDefinition": hotfix,
    });
    world.ecs("UpdateService", &theirs).await;
    dana.until(&id, |event| {
        matches!(event, JournalEvent::ChangedMeanwhile { .. })
    })
    .await;
    world.advance(600).await;
    let detail = dana.finished(&id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::RolledBack, "{reason}");
    let told = "somebody else began a rollout of mail-worker:3 ";
    assert!(reason.contains(told), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn a_first_deploy_has_nothing_to_go_back_to_once_there_is_a_service() {
    let world = standing().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    let preview = dana
        .plan(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::Progress { .. })
    })
    .await;
    let refusal = problem(back_out(&dana, &deployment.id).await).await;
    assert_eq!(refusal.code, ProblemCode::TooLate);
    assert!(
        refusal.detail.contains("nothing to go back to"),
        "{}",
        refusal.detail
    );
    world.end().await;
}
