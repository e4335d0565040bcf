//! Tasks that run once, and as a gate before a service is touched.

use std::time::Duration;

use serde_json::json;
use shared::deployment::{Command, JournalEvent, Verdict};
use shared::plan::PlanKind;
use shared::wire::{DeploymentDetail, Preview};

use crate::support::{Person, Setup, World, first_service, task_definition, verdict};

fn definition(image: &str) -> String {
    json!({
        "family": "migrate",
        "containerDefinitions": [{
            "name": "migrate", "image": image, "memory": 128,
            "logConfiguration": {"logDriver": "awslogs", "options": {
                "awslogs-group": "/ecs/production/shop-web", "awslogs-region": "eu-central-1",
                "awslogs-stream-prefix": "migrate"
            }}
        }]
    })
    .to_string()
}

fn task() -> String {
    json!({"cluster": "test", "taskDefinition": "@@TASKDEFINITION_ARN@@"}).to_string()
}

async fn plan_task(dana: &Person, image: &str) -> Preview {
    let body = json!({"run_task": task(), "task_definition": definition(image)});
    let answer = dana.post("/plans/task", &body).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

async fn run(dana: &Person, image: &str) -> DeploymentDetail {
    let preview = plan_task(dana, image).await;
    assert_eq!(preview.plan.kind, PlanKind::OneOffTask);
    let deployment = dana.deploy(&preview.hash).await;
    dana.finished(&deployment.id).await
}

fn logged(detail: &DeploymentDetail) -> Vec<&str> {
    detail
        .journal
        .iter()
        .filter_map(|entry| match &entry.event {
            JournalEvent::Logged { lines, .. } => Some(lines),
            _ => None,
        })
        .flatten()
        .map(|line| line.text.as_str())
        .collect()
}

#[tokio::test]
async fn a_task_is_run_once_and_its_exit_code_is_the_verdict() {
    let world = World::new().await;
    let dana = world.dana().await;
    let good = run(&dana, "migrate:exit-0").await;
    let (over, reason) = verdict(&good);
    assert_eq!(over, Verdict::Succeeded, "{reason}");
    assert!(reason.contains("migrate with exit code 0"), "{reason}");
    assert!(!logged(&good).is_empty(), "{:?}", good.journal);
    let explained = good.journal.iter().find_map(|entry| match &entry.event {
        JournalEvent::TaskStopped { explanation, .. } => Some(explanation.as_str()),
        _ => None,
    });
    assert_eq!(
        explained,
        Some("Container migrate ended without an error (exit code 0).")
    );
    let bad = run(&dana, "migrate:exit-3").await;
    let (over, reason) = verdict(&bad);
    assert_eq!(over, Verdict::Failed);
    assert!(reason.contains("exit code 3"), "{reason}");
    assert_eq!(world.sent("RunTask").await.len(), 2);
    world.end().await;
}

#[tokio::test]
async fn a_task_that_finds_no_room_says_what_to_do() {
    let world = World::new().await;
    let dana = world.dana().await;
    let large = definition("migrate:exit-0").replace(r#""memory":128"#, r#""memory":9000"#);
    let body = json!({"run_task": task(), "task_definition": large});
    let preview: Preview = dana
        .post("/plans/task", &body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let deployment = dana.deploy(&preview.hash).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Failed);
    assert!(reason.contains("RESOURCE:MEMORY"), "{reason}");
    assert!(reason.contains("less memory"), "{reason}");
    world.end().await;
}

#[tokio::test]
async fn a_lost_answer_starts_no_second_task() {
    let world = World::new().await;
    let dana = world.dana().await;
    world.fail_once("RunTask", "reset_after_commit").await;
    let detail = run(&dana, "migrate:exit-0").await;
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    let mut tasks = Vec::new();
    for status in ["RUNNING", "STOPPED"] {
        let listed = world
            .ecs(
                "ListTasks",
                &json!({"cluster": "test", "family": "migrate", "desiredStatus": status}),
            )
            .await;
        tasks.extend(listed["taskArns"].as_array().unwrap().clone());
    }
    assert_eq!(tasks.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn a_task_that_runs_can_be_stopped() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let preview = plan_task(&dana, "migrate:exit-0").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::TaskChanged { .. })
    })
    .await;
    let body = serde_json::to_value(Command::BackOut).unwrap();
    let told = dana
        .post(&format!("/deployments/{}/commands", deployment.id), &body)
        .send()
        .await
        .unwrap();
    assert_eq!(told.status(), 202);
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "StopTask")
    })
    .await;
    world.advance(60).await;
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Cancelled);
    assert_eq!(world.sent("StopTask").await.len(), 1);
    world.end().await;
}

/// What may have arrived is looked for, and what has not is not begun any more.
#[tokio::test]
async fn a_task_that_was_stopped_while_its_call_was_tried_again_is_not_started() {
    let world = World::with(Setup {
        retry_after: Duration::from_secs(3),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let preview = plan_task(&dana, "migrate:exit-0").await;
    world.fail_once("RunTask", "reset_before").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::CallFailed { operation, .. } if operation == "RunTask")
    })
    .await;
    let body = serde_json::to_value(Command::BackOut).unwrap();
    let path = format!("/deployments/{}/commands", deployment.id);
    let told = dana.post(&path, &body).send().await.unwrap();
    assert_eq!(told.status(), 202);
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Cancelled, "{reason}");
    assert!(world.sent("RunTask").await.is_empty(), "{reason}");
    world.end().await;
}

/// Whoever stops a task asks its containers to end, and most do so without an error.
#[tokio::test]
async fn a_task_that_somebody_stops_has_not_ended_well() {
    let world = World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let preview = plan_task(&dana, "nginx:1.27").await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::TaskChanged { .. })
    })
    .await;
    world.advance(10).await;
    dana.until(
        &deployment.id,
        |event| matches!(event, JournalEvent::TaskChanged { last_status, .. } if last_status == "RUNNING"),
    )
    .await;
    let tasks = world
        .ecs(
            "ListTasks",
            &json!({"cluster": "test", "family": "migrate"}),
        )
        .await;
    world
        .ecs(
            "StopTask",
            &json!({"cluster": "test", "task": tasks["taskArns"][0], "reason": "cleaning up"}),
        )
        .await;
    world.advance(60).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Failed, "{reason}");
    assert!(
        reason.contains("Somebody stopped it: cleaning up."),
        "{reason}"
    );
    let codes: Vec<Option<i64>> = detail
        .journal
        .iter()
        .filter_map(|entry| match &entry.event {
            JournalEvent::TaskStopped { containers, .. } => Some(containers),
            _ => None,
        })
        .flatten()
        .map(|container| container.exit_code)
        .collect();
    assert_eq!(codes, [Some(0)]);
    world.end().await;
}

/// Restarts a service behind a gate that runs the newest revision of the family of tasks.
async fn gated(dana: &Person) -> DeploymentDetail {
    let service = json!({"cluster": "test", "service": "nginx", "forceNewDeployment": true});
    let gate = json!({"cluster": "test", "taskDefinition": "migrate"});
    let body = json!({"service": service.to_string(), "gate": gate.to_string()});
    let answer = dana.post("/plans", &body).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    let preview: Preview = serde_json::from_str(&text).unwrap();
    let deployment = dana.deploy(&preview.hash).await;
    dana.finished(&deployment.id).await
}

#[tokio::test]
async fn a_gate_decides_whether_the_service_is_touched() {
    let world = World::new().await;
    let dana = world.dana().await;
    let group = world.target_group().await;
    dana.carry_out(
        Some(&task_definition("nginx:alpine")),
        &first_service(&group),
    )
    .await;
    run(&dana, "migrate:exit-3").await;
    let shut = gated(&dana).await;
    let (over, reason) = verdict(&shut);
    assert_eq!(over, Verdict::Failed);
    assert!(reason.contains("The service was not changed"), "{reason}");
    assert!(reason.contains("exit code 3"), "{reason}");
    assert!(
        reason.contains("What the task before it did stays done"),
        "{reason}"
    );
    // What never began has done nothing.
    run(&dana, "migrate:missing").await;
    let unbegun = gated(&dana).await;
    let (over, reason) = verdict(&unbegun);
    assert_eq!(over, Verdict::Failed);
    assert!(!reason.contains("stays done"), "{reason}");
    assert!(world.sent("UpdateService").await.is_empty());
    run(&dana, "migrate:exit-0").await;
    let open = gated(&dana).await;
    assert_eq!(verdict(&open).0, Verdict::Succeeded, "{:?}", open.journal);
    assert_eq!(world.sent("UpdateService").await.len(), 1);
    world.end().await;
}

/// As often as an agent looks that gives up where it should not.
const OUTAGE: u32 = 8;

#[tokio::test]
async fn a_gate_whose_revision_was_deregistered_is_told_before_anything_happens() {
    let world = World::new().await;
    let dana = world.dana().await;
    let definition: serde_json::Value =
        serde_json::from_str(&definition("migrate:exit-0")).unwrap();
    world.ecs("RegisterTaskDefinition", &definition).await;
    let group = world.target_group().await;
    dana.carry_out(
        Some(&task_definition("nginx:alpine")),
        &first_service(&group),
    )
    .await;
    let service =
        json!({"cluster": "test", "service": "nginx", "taskDefinition": "@@TASKDEFINITION_ARN@@"});
    let gate = json!({"cluster": "test", "taskDefinition": "migrate:2"});
    let body = json!({
        "task_definition": task_definition("nginx:1.27"), "service": service.to_string(), "gate": gate.to_string()
    });
    let preview = dana.made("/plans", &body).await;
    world
        .ecs(
            "DeregisterTaskDefinition",
            &json!({"taskDefinition": "migrate:2"}),
        )
        .await;
    let before = world.sent("RegisterTaskDefinition").await.len();
    let deployment = dana.deploy(&preview.hash).await;
    let detail = dana.finished(&deployment.id).await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Failed, "{reason}");
    assert!(reason.contains("deregistered"), "{reason}");
    assert_eq!(world.sent("RegisterTaskDefinition").await.len(), before);
    assert_eq!(world.sent("RunTask").await.len(), 0);
    world.end().await;
}

#[tokio::test]
async fn while_aws_does_not_tell_what_became_of_a_call_nothing_is_called_failed() {
    let refusals = [
        json!({"kind": "error", "status": 503, "code": "ServiceUnavailable", "message": "away"}),
        json!({"kind": "error", "status": 400, "code": "AccessDeniedException", "message": "no"}),
    ];
    for refusal in refusals {
        let world = World::new().await;
        let dana = world.dana().await;
        world.fail_once("RunTask", "reset_after_commit").await;
        let mut outage = refusal.clone();
        outage["operation"] = json!("ListTasks");
        outage["times"] = json!(OUTAGE);
        world.fault(outage).await;
        let detail = run(&dana, "migrate:exit-0").await;
        let (over, reason) = verdict(&detail);
        assert_eq!(over, Verdict::Succeeded, "{refusal}: {reason}");
        assert_eq!(world.sent("RunTask").await.len(), 1);
        let is_told = |wanted: fn(&JournalEvent) -> bool| {
            let told = detail.journal.iter().filter(|entry| wanted(&entry.event));
            assert_eq!(told.count(), 1, "{refusal}: {:?}", detail.journal);
        };
        is_told(|event| matches!(event, JournalEvent::LostSight { .. }));
        is_told(|event| matches!(event, JournalEvent::RegainedSight));
        world.end().await;
    }
}

#[tokio::test]
async fn what_became_of_a_call_and_cannot_be_known_is_told_so_at_the_deadline() {
    let world = World::with(Setup {
        deadline: std::time::Duration::from_secs(1),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    world.fail_once("RunTask", "reset_after_commit").await;
    world
        .fault(json!({
            "operation": "ListTasks", "kind": "error", "status": 503,
            "code": "ServiceUnavailable", "message": "away"
        }))
        .await;
    let detail = run(&dana, "migrate:exit-0").await;
    let (over, reason) = verdict(&detail);
    assert_eq!(over, Verdict::Stuck, "{reason}");
    assert!(
        reason.starts_with("It is not known whether AWS carried out RunTask"),
        "{reason}"
    );
    world.end().await;
}
