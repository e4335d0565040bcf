//! Several deployments of one service, pauses, releases: who goes first, who waits, who gives way.

use std::time::Duration;

use serde_json::json;
use shared::deployment::{Command, Deployment, DeploymentState, JournalEvent, Verdict};
use shared::wire::{Pause, ProblemCode, Queue, Release};

use crate::support::{Person, Setup, World, fresh_key, problem, verdict};

/// A world whose clock stands, so that rollouts go on until somebody lets them.
async fn standing() -> World {
    World::with(Setup {
        sandbox: sandbox::Clock::Manual,
        ..Setup::default()
    })
    .await
}

/// Restarts a seeded service.
fn restart(service: &str) -> String {
    json!({"cluster": "production", "service": service, "forceNewDeployment": true}).to_string()
}

/// Changes something of a seeded service that no task notices.
fn grace(service: &str, seconds: u32) -> String {
    json!({"cluster": "production", "service": service, "healthCheckGracePeriodSeconds": seconds})
        .to_string()
}

async fn deploy_when(dana: &Person, hash: &str, when_busy: &str) -> Deployment {
    let answer = dana
        .post(
            "/deployments",
            &json!({"plan_hash": hash, "when_busy": when_busy}),
        )
        .header("idempotency-key", fresh_key())
        .send()
        .await
        .unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 201, "{text}");
    serde_json::from_str(&text).unwrap()
}

async fn command(dana: &Person, id: &str, command: &Command) -> reqwest::Response {
    let body = serde_json::to_value(command).unwrap();
    dana.post(&format!("/deployments/{id}/commands"), &body)
        .send()
        .await
        .unwrap()
}

/// A rollout of the seeded service that is under way and stays so.
async fn rolling(dana: &Person) -> Deployment {
    let preview = dana.plan(None, &restart("shop-web")).await;
    let deployment = dana.deploy(&preview.hash).await;
    dana.until(&deployment.id, |event| {
        matches!(event, JournalEvent::Progress { .. })
    })
    .await;
    deployment
}

#[tokio::test]
async fn who_waits_is_told_for_whom_and_begins_afterwards() {
    let world = standing().await;
    let dana = world.dana().await;
    let first = rolling(&dana).await;
    let preview = dana.plan(None, &grace("shop-web", 77)).await;
    let busy = dana
        .deploy_request(&preview.hash, &fresh_key())
        .send()
        .await
        .unwrap();
    assert_eq!(problem(busy).await.code, ProblemCode::AlreadyDeploying);
    let second = deploy_when(&dana, &preview.hash, "queue").await;
    let wait = second.wait.unwrap();
    assert_eq!((wait.position, wait.behind.as_ref()), (1, Some(&first.id)));
    assert!(
        wait.reason.contains("dana's deployment of shop-web"),
        "{}",
        wait.reason
    );
    let queue: Queue = dana.read("/queue").await;
    assert_eq!(queue.running.len(), 1);
    assert_eq!(queue.waiting[0].id, second.id);
    world.advance(600).await;
    assert_eq!(
        verdict(&dana.finished(&first.id).await).0,
        Verdict::Succeeded
    );
    assert_eq!(
        verdict(&dana.finished(&second.id).await).0,
        Verdict::Succeeded
    );
    world.end().await;
}

#[tokio::test]
async fn who_waits_can_be_cancelled_and_who_runs_cannot() {
    let world = standing().await;
    let dana = world.dana().await;
    let first = rolling(&dana).await;
    let preview = dana.plan(None, &grace("shop-web", 77)).await;
    let second = deploy_when(&dana, &preview.hash, "queue").await;
    assert_eq!(
        command(&dana, &second.id, &Command::Cancel).await.status(),
        202
    );
    let (over, reason) = {
        let detail = dana.finished(&second.id).await;
        let (verdict, reason) = verdict(&detail);
        (verdict, reason.to_owned())
    };
    assert_eq!(over, Verdict::Cancelled);
    assert!(reason.contains("dana cancelled it"), "{reason}");
    let late = problem(command(&dana, &first.id, &Command::Cancel).await).await;
    assert_eq!(late.code, ProblemCode::TooLate);
    let again = problem(command(&dana, &second.id, &Command::Cancel).await).await;
    assert!(again.detail.contains("over"), "{}", again.detail);
    world.end().await;
}

/// What could not begin would lose the turn of what can.
#[tokio::test]
async fn who_could_not_begin_takes_the_place_of_nobody_that_waits() {
    let world = standing().await;
    let dana = world.dana().await;
    let old = dana.plan(None, &grace("shop-web", 77)).await;
    let theirs = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 33});
    world.ecs("UpdateService", &theirs).await;
    let fits = dana.plan(None, &grace("shop-web", 78)).await;
    let pause = json!({"reason": "Looking at the database"});
    let paused = dana.put("/pauses/environment", &pause).send().await;
    assert!(paused.unwrap().status().is_success());
    let waits = deploy_when(&dana, &fits.hash, "queue").await;
    let body = json!({"plan_hash": old.hash, "when_busy": "supersede"});
    let asked = dana
        .post("/deployments", &body)
        .header("idempotency-key", fresh_key());
    let refused = problem(asked.send().await.unwrap()).await;
    assert_eq!(refused.code, ProblemCode::BaseMoved);
    dana.delete("/pauses/environment").send().await.unwrap();
    let detail = dana.finished(&waits.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    world.end().await;
}

/// Between two tries of a call nobody knows what it leaves behind.
#[tokio::test]
async fn nobody_takes_the_place_between_two_tries() {
    let world = World::with(Setup {
        retry_after: Duration::from_secs(3),
        ..Setup::default()
    })
    .await;
    let dana = world.dana().await;
    let first = dana.plan(None, &grace("shop-web", 77)).await;
    let second = dana.plan(None, &grace("shop-web", 78)).await;
    world.fail_once("UpdateService", "throttle").await;
    let first = dana.deploy(&first.hash).await;
    dana.until(&first.id, |event| {
        matches!(event, JournalEvent::CallFailed { retried: true, .. })
    })
    .await;
    let body = json!({"plan_hash": second.hash, "when_busy": "supersede"});
    let asked = dana
        .post("/deployments", &body)
        .header("idempotency-key", fresh_key());
    let refused = problem(asked.send().await.unwrap()).await;
    assert_eq!(refused.code, ProblemCode::BaseMoved, "{refused:?}");
    let detail = dana.finished(&first.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Succeeded);
    world.end().await;
}

#[tokio::test]
async fn who_takes_the_place_begins_at_once() {
    let world = standing().await;
    let dana = world.dana().await;
    let first = rolling(&dana).await;
    let preview = dana.plan(None, &grace("shop-web", 77)).await;
    let second = deploy_when(&dana, &preview.hash, "supersede").await;
    let detail = dana.finished(&first.id).await;
    assert_eq!(verdict(&detail).0, Verdict::Superseded);
    let gave_way = detail.journal.iter().any(|entry| {
        matches!(&entry.event, JournalEvent::Commanded { command: Command::GiveWay { to }, .. } if *to == second.id)
    });
    assert!(gave_way, "{:?}", detail.journal);
    dana.until(&second.id, |event| {
        matches!(event, JournalEvent::StepStarted { .. })
    })
    .await;
    world.end().await;
}

/// What runs is not given up for what could not begin.
#[tokio::test]
async fn who_cannot_begin_takes_nobodys_place() {
    let world = standing().await;
    let dana = world.dana().await;
    let old = dana.plan(None, &grace("shop-web", 77)).await;
    let first = rolling(&dana).await;
    dana.until(&first.id, |event| {
        matches!(event, JournalEvent::CallAnswered { operation, .. } if operation == "UpdateService")
    })
    .await;
    let theirs = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 13});
    world.ecs("UpdateService", &theirs).await;
    let supersede = async |hash: &str| {
        let body = json!({"plan_hash": hash, "when_busy": "supersede"});
        let request = dana
            .post("/deployments", &body)
            .header("idempotency-key", fresh_key());
        problem(request.send().await.unwrap()).await
    };
    assert_eq!(supersede(&old.hash).await.code, ProblemCode::BaseMoved);
    let pause = json!({"reason": "lunch"});
    let paused = dana
        .put("/pauses/environment", &pause)
        .send()
        .await
        .unwrap();
    assert!(paused.status().is_success());
    let new = dana.plan(None, &grace("shop-web", 78)).await;
    let refused = supersede(&new.hash).await;
    assert!(refused.detail.contains("are paused"), "{}", refused.detail);
    let detail: shared::wire::DeploymentDetail =
        dana.read(&format!("/deployments/{}", first.id)).await;
    let gave_way = |event: &JournalEvent| matches!(event, JournalEvent::Commanded { .. });
    assert!(!detail.journal.iter().any(|entry| gave_way(&entry.event)));
    world.end().await;
}

#[tokio::test]
async fn a_plan_whose_base_moved_while_it_waited_is_not_begun() {
    let world = standing().await;
    let dana = world.dana().await;
    let first = rolling(&dana).await;
    let preview = dana.plan(None, &grace("shop-web", 77)).await;
    let second = deploy_when(&dana, &preview.hash, "queue").await;
    let theirs = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 13});
    world.ecs("UpdateService", &theirs).await;
    world.advance(600).await;
    dana.finished(&first.id).await;
    let detail = dana.finished(&second.id).await;
    let (verdict, reason) = verdict(&detail);
    assert_eq!(verdict, Verdict::Cancelled);
    assert!(reason.contains("Make a new plan"), "{reason}");
    assert!(
        world
            .sent("UpdateService")
            .await
            .iter()
            .all(|(_, body)| !body.contains("77"))
    );
    world.end().await;
}

#[tokio::test]
async fn a_pause_holds_up_what_waits_and_says_why() {
    let world = World::new().await;
    let dana = world.dana().await;
    let vera = world.vera().await;
    let reason = json!({"reason": "the shop is full"});
    let refused = vera
        .put("/pauses/environment", &reason)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 403);
    let nothing = dana
        .put("/pauses/environment", &json!({"reason": " "}))
        .send()
        .await
        .unwrap();
    assert_eq!(nothing.status(), 400);
    let paused = dana
        .put("/pauses/environment", &reason)
        .send()
        .await
        .unwrap();
    assert_eq!(paused.json::<Pause>().await.unwrap().by, "dana");
    let preview = dana.plan(None, &grace("shop-web", 77)).await;
    let deployment = dana.deploy(&preview.hash).await;
    let wait = deployment.wait.unwrap();
    assert_eq!(
        wait.reason,
        "dana has paused this environment: the shop is full"
    );
    let queue: Queue = vera.read("/queue").await;
    assert_eq!((queue.pauses.len(), queue.waiting.len()), (1, 1));
    let resumed = dana.delete("/pauses/environment").send().await.unwrap();
    assert_eq!(resumed.status(), 204);
    assert_eq!(
        verdict(&dana.finished(&deployment.id).await).0,
        Verdict::Succeeded
    );
    world.end().await;
}

async fn release(dana: &Person, hashes: &[&str], order: &str) -> Release {
    let answer = dana
        .post("/releases", &json!({"plan_hashes": hashes, "order": order}))
        .header("idempotency-key", fresh_key())
        .send()
        .await
        .unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 201, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn a_release_goes_from_one_service_to_the_next_and_stops_at_a_failure() {
    let world = World::new().await;
    let dana = world.dana().await;
    let first = dana.plan(None, &grace("shop-web", 77)).await;
    let second = dana.plan(None, &restart("mail-worker")).await;
    let third = dana.plan(None, &restart("orders-api")).await;
    world
        .fault(json!({
            "operation": "UpdateService", "nth": 2, "kind": "error", "status": 400,
            "code": "InvalidParameterException", "message": "no"
        }))
        .await;
    let started = release(&dana, &[&first.hash, &second.hash, &third.hash], "in-order").await;
    let mut verdicts = Vec::new();
    for deployment in &started.deployments {
        verdicts.push(verdict(&dana.finished(&deployment.id).await).0);
    }
    assert_eq!(
        verdicts,
        [Verdict::Succeeded, Verdict::Failed, Verdict::Cancelled]
    );
    let over: Release = dana.read(&format!("/releases/{}", started.id)).await;
    let finished = |one: &Deployment| matches!(one.state, DeploymentState::Finished { .. });
    assert!(over.deployments.iter().all(finished));
    world.end().await;
}

#[tokio::test]
async fn a_service_is_in_a_release_once() {
    let world = World::new().await;
    let dana = world.dana().await;
    let one = dana.plan(None, &grace("shop-web", 77)).await;
    let other = dana.plan(None, &grace("shop-web", 78)).await;
    let body = json!({"plan_hashes": [one.hash, other.hash], "order": "side-by-side"});
    let answer = dana
        .post("/releases", &body)
        .header("idempotency-key", fresh_key())
        .send()
        .await
        .unwrap();
    let problem = problem(answer).await;
    assert!(
        problem.detail.contains("shop-web is in the release twice"),
        "{}",
        problem.detail
    );
    world.end().await;
}
