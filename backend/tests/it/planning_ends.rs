//! Plans of a service's end, and of the bounds of auto scaling, made and carried out against AWS.

use serde_json::json;
use shared::deployment::Verdict;
use shared::plan::{PlanKind, Step};
use shared::wire::{Preview, ProblemCode, ServiceDetail};

use crate::support::{World, fresh_key, problem, verdict};

fn steps(preview: &Preview) -> Vec<&'static str> {
    preview.plan.steps.iter().map(Step::name).collect()
}

const WORKER: &str = "/clusters/production/services/mail-worker";
const SHOP: &str = "/clusters/production/services/shop-web";

#[tokio::test]
async fn a_service_is_deleted_once_its_tasks_have_stopped() {
    let world = World::new().await;
    let dana = world.dana().await;
    let preview = dana
        .made(
            "/plans/deletion",
            &json!({"cluster": "production", "service": "mail-worker"}),
        )
        .await;
    assert_eq!(preview.plan.kind, PlanKind::Deletion);
    assert_eq!(
        steps(&preview),
        [
            "UpdateService",
            "WaitForNoTasks",
            "DeleteService",
            "WaitForDeletion"
        ]
    );
    let deployment = dana.deploy(&preview.hash).await;
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(
        verdict(&detail).0,
        Verdict::Succeeded,
        "{:?}",
        detail.journal
    );
    assert_eq!(dana.get(WORKER).send().await.unwrap().status(), 404);
    let again = dana
        .post(
            "/plans/deletion",
            &json!({"cluster": "production", "service": "mail-worker"}),
        )
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 422);
    assert_eq!(problem(again).await.errors[0].code, "service-not-there");
    world.end().await;
}

#[tokio::test]
async fn what_auto_scaling_still_knows_is_warned_of() {
    let world = World::new().await;
    let dana = world.dana().await;
    let preview = dana
        .made(
            "/plans/deletion",
            &json!({"cluster": "production", "service": "shop-web"}),
        )
        .await;
    let codes: Vec<&str> = preview.issues.iter().map(|issue| &*issue.code).collect();
    assert_eq!(codes, ["scalable-target-stays"]);
    world.end().await;
}

fn bounds(least: u32, most: u32) -> serde_json::Value {
    json!({"cluster": "production", "service": "shop-web", "min_capacity": least, "max_capacity": most})
}

#[tokio::test]
async fn a_page_shows_the_bounds_and_what_moves_the_count() {
    let world = World::new().await;
    let detail: ServiceDetail = world.dana().await.read(SHOP).await;
    let target = detail.scalable_target.unwrap();
    assert_eq!((target.min_capacity, target.max_capacity), (4, 12));
    assert_eq!(target.policies[0].words, "keeps the average CPU at 60 %");
    let other: ServiceDetail = world.dana().await.read(WORKER).await;
    assert_eq!(other.scalable_target, None);
    assert_eq!(other.failures, Vec::<String>::new());
    world.end().await;
}

#[tokio::test]
async fn new_bounds_are_planned_with_what_they_do_at_once() {
    let world = World::new().await;
    let dana = world.dana().await;
    let preview = dana.made("/plans/scalable-target", &bounds(6, 12)).await;
    assert_eq!(preview.plan.kind, PlanKind::ScalableTargetChange);
    assert_eq!(steps(&preview), ["RegisterScalableTarget"]);
    let words: Vec<&str> = preview
        .plan
        .changes
        .iter()
        .map(|change| change.words.as_str())
        .collect();
    assert_eq!(
        words,
        [
            "auto scaling leaves at least 4 → 6 tasks",
            "auto scaling moves the desired count 4 → 6"
        ]
    );
    let same = dana.made("/plans/scalable-target", &bounds(4, 12)).await;
    assert_eq!(same.plan.kind, PlanKind::Nothing);
    let wrong = dana.post("/plans/scalable-target", &bounds(5, 4));
    let wrong = wrong.send().await.unwrap();
    assert_eq!(wrong.status(), 422);
    assert_eq!(
        problem(wrong).await.errors[0].code,
        "scalable-target-bounds"
    );
    world.end().await;
}

#[tokio::test]
async fn bounds_that_moved_in_the_meantime_are_not_overwritten() {
    let world = World::new().await;
    let dana = world.dana().await;
    let first = dana.made("/plans/scalable-target", &bounds(2, 8)).await;
    let second = dana.made("/plans/scalable-target", &bounds(3, 9)).await;
    let deployment = dana.deploy(&first.hash).await;
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(
        verdict(&detail).0,
        Verdict::Succeeded,
        "{:?}",
        detail.journal
    );
    let shown: ServiceDetail = dana.read(SHOP).await;
    assert_eq!(shown.scalable_target.unwrap().max_capacity, 8);
    let late = dana.deploy_request(&second.hash, &fresh_key());
    let late = late.send().await.unwrap();
    assert_eq!(late.status(), 409);
    assert_eq!(problem(late).await.code, ProblemCode::BaseMoved);
    world.end().await;
}

#[tokio::test]
async fn a_count_that_auto_scaling_moves_is_warned_of() {
    let world = World::new().await;
    let dana = world.dana().await;
    for (count, code) in [
        (5, Some("desired-count-auto-scaled")),
        (20, Some("desired-count-out-of-bounds")),
        (4, None),
    ] {
        let service = format!(
            r#"{{"cluster": "production", "service": "shop-web", "desiredCount": {count}, "enableExecuteCommand": false}}"#
        );
        let preview = dana.plan(None, &service).await;
        let said = preview
            .issues
            .iter()
            .find(|issue| issue.code.starts_with("desired-count-"));
        assert_eq!(said.map(|issue| &*issue.code), code, "{count}");
    }
    // What does not mention the count does not send one.
    let preview = dana
        .plan(
            None,
            r#"{"cluster": "production", "service": "shop-web", "forceNewDeployment": true}"#,
        )
        .await;
    let bodies: Vec<&str> = preview.plan.steps.iter().filter_map(Step::body).collect();
    assert!(!bodies[0].contains("desiredCount"), "{bodies:?}");
    // Nor does what is about something else.
    let preview = dana
        .plan(
            None,
            r#"{"cluster": "production", "service": "shop-web", "desiredCount": 5, "healthCheckGracePeriodSeconds": 75}"#,
        )
        .await;
    let bodies: Vec<&str> = preview.plan.steps.iter().filter_map(Step::body).collect();
    assert!(!bodies[0].contains("desiredCount"), "{bodies:?}");
    let codes: Vec<&str> = preview.issues.iter().map(|issue| &*issue.code).collect();
    assert_eq!(codes, ["desired-count-left-alone"]);
    world.end().await;
}
