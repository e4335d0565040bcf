//! Going back to what a service ran before: what there is to go back to, and the plans of it.

use serde_json::json;
use shared::deployment::Verdict;
use shared::plan::{PlanKind, Step};
use shared::wire::{EarlierRevision, Listing, Preview, Problem, RollBackTo};

use crate::support::{
    Person, World, first_service, next_service, problem, task_definition, verdict,
};

const REVISIONS: &str = "/clusters/test/services/nginx/revisions";

async fn revisions(person: &Person) -> Vec<EarlierRevision> {
    let listing: Listing<EarlierRevision> = person.read(REVISIONS).await;
    assert_eq!(listing.next, None);
    listing.items
}

fn to(service: &str, to: &RollBackTo) -> serde_json::Value {
    json!({"cluster": "test", "service": service, "to": to})
}

async fn refused(person: &Person, body: &serde_json::Value) -> Problem {
    let answer = person.post("/plans/rollback", body).send().await.unwrap();
    assert_eq!(answer.status(), 422);
    problem(answer).await
}

fn update(preview: &Preview) -> serde_json::Value {
    let body = preview.plan.steps.iter().find_map(|step| match step {
        Step::UpdateService { body } => Some(body.as_str()),
        _ => None,
    });
    serde_json::from_str(body.unwrap()).unwrap()
}

/// Deploys twice; the second time with other settings and another count.
async fn deployed_twice(world: &World, dana: &Person) -> (String, String) {
    let group = world.target_group().await;
    let (_, first) = dana
        .carry_out(
            Some(&task_definition("nginx:alpine")),
            &first_service(&group),
        )
        .await;
    let second = next_service("").replace(
        r#""desiredCount": 1"#,
        r#""desiredCount": 2, "healthCheckGracePeriodSeconds": 90"#,
    );
    let (_, second) = dana
        .carry_out(Some(&task_definition("nginx:1.27")), &second)
        .await;
    assert_eq!(verdict(&second).0, Verdict::Succeeded);
    (first.deployment.id, second.deployment.id)
}

#[tokio::test]
async fn a_service_goes_back_to_what_it_ran() {
    let world = World::new().await;
    let dana = world.dana().await;
    let (first, second) = deployed_twice(&world, &dana).await;
    let listed = revisions(&dana).await;
    let [newest, oldest] = listed.as_slice() else {
        panic!("two deployments: {listed:?}");
    };
    assert!(newest.is_current && !oldest.is_current);
    assert_eq!(newest.deployment.as_ref(), Some(&second));
    assert_eq!(oldest.deployment.as_ref(), Some(&first));
    assert_eq!(oldest.revision, "nginx:1");
    assert_eq!(oldest.images[0].image, "nginx:alpine");
    assert_eq!(oldest.status.as_deref(), Some("SUCCESSFUL"));
    assert!(oldest.is_active);
    // How our deployment left it says more than ECS's record does.
    assert_eq!(oldest.to, RollBackTo::Deployment(first));

    let preview = dana.made("/plans/rollback", &to("nginx", &oldest.to)).await;
    assert_eq!(preview.plan.kind, PlanKind::Rollback);
    assert_eq!(update(&preview).get("desiredCount"), None);
    assert_eq!(update(&preview)["healthCheckGracePeriodSeconds"], 0);
    let deployment = dana.deploy(&preview.hash).await;
    let detail = dana.finished(&deployment.id).await;
    assert_eq!(
        verdict(&detail),
        (Verdict::Succeeded, "nginx:1 runs: 2 of 2 tasks.")
    );
    let again = refused(&dana, &to("nginx", &oldest.to)).await;
    assert_eq!(again.errors[0].code, "rollback-to-current");
    world.end().await;
}

#[tokio::test]
async fn a_deployment_of_ours_brings_its_settings_back() {
    let world = World::new().await;
    let dana = world.dana().await;
    let (first, _) = deployed_twice(&world, &dana).await;
    let preview = dana
        .made(
            "/plans/rollback",
            &to("nginx", &RollBackTo::Deployment(first)),
        )
        .await;
    assert_eq!(preview.plan.kind, PlanKind::Rollback);
    let body = update(&preview);
    assert_eq!(body["healthCheckGracePeriodSeconds"], 0);
    assert!(
        body["taskDefinition"]
            .as_str()
            .unwrap()
            .ends_with("nginx:1")
    );
    assert_eq!(body.get("desiredCount"), None);
    world.end().await;
}

/// Settings that start no rollout are gone back to as well.
#[tokio::test]
async fn a_change_of_settings_alone_has_its_way_back() {
    let world = World::new().await;
    let dana = world.dana().await;
    let (_, second) = deployed_twice(&world, &dana).await;
    let service = json!({"cluster": "test", "service": "nginx", "deploymentConfiguration": {"maximumPercent": 180}});
    let (_, third) = dana.carry_out(None, &service.to_string()).await;
    assert_eq!(verdict(&third).0, Verdict::Succeeded);
    let listed = revisions(&dana).await;
    let [newest, before, _] = listed.as_slice() else {
        panic!("three deployments: {listed:?}");
    };
    assert!(newest.is_current && !before.is_current);
    assert_eq!(newest.deployment.as_ref(), Some(&third.deployment.id));
    assert_eq!(before.to, RollBackTo::Deployment(second));
    let preview = dana.made("/plans/rollback", &to("nginx", &before.to)).await;
    assert_eq!(
        update(&preview)["deploymentConfiguration"]["maximumPercent"],
        100
    );
    world.end().await;
}

/// ECS goes back to the launch type of the creation where capacity providers are taken away.
#[tokio::test]
async fn a_launch_type_is_gone_back_to_over_capacity_providers() {
    let world = World::new().await;
    let dana = world.dana().await;
    let part = |rest: serde_json::Value| {
        let mut service = json!({"cluster": "production", "service": "mail-worker"});
        let members = rest.as_object().unwrap().clone();
        service.as_object_mut().unwrap().extend(members);
        service.to_string()
    };
    let launched = part(json!({"enableExecuteCommand": true, "forceNewDeployment": true}));
    let (_, first) = dana.carry_out(None, &launched).await;
    assert_eq!(verdict(&first).0, Verdict::Succeeded);
    let providers = json!([{"capacityProvider": "FARGATE", "weight": 1}]);
    let provided = part(json!({"capacityProviderStrategy": providers, "forceNewDeployment": true}));
    let (_, second) = dana.carry_out(None, &provided).await;
    assert_eq!(verdict(&second).0, Verdict::Succeeded);
    let back = json!({
        "cluster": "production", "service": "mail-worker",
        "to": {"deployment": first.deployment.id},
    });
    let preview = dana.made("/plans/rollback", &back).await;
    let words: Vec<&str> = preview
        .plan
        .changes
        .iter()
        .map(|change| change.words.as_str())
        .collect();
    assert!(
        words.iter().any(|words| words.contains("FARGATE")),
        "{words:?}"
    );
    assert!(
        !words.iter().any(|words| words.contains("EC2")),
        "{words:?}"
    );
    let body = update(&preview);
    assert_eq!(body["capacityProviderStrategy"], json!([]));
    assert!(body.get("launchType").is_none(), "{body}");
    let deployment = dana.deploy(&preview.hash).await;
    let third = dana.finished(&deployment.id).await;
    assert_eq!(
        verdict(&third).0,
        Verdict::Succeeded,
        "{:?}",
        verdict(&third)
    );
    let described = world
        .ecs(
            "DescribeServices",
            &json!({"cluster": "production", "services": ["mail-worker"]}),
        )
        .await;
    assert_eq!(described["services"][0]["launchType"], "FARGATE");
    world.end().await;
}

/// What somebody else set is gone back from as well, to the settings of what runs.
#[tokio::test]
async fn what_runs_with_other_settings_is_gone_back_to() {
    let world = World::new().await;
    let dana = world.dana().await;
    let (_, second) = deployed_twice(&world, &dana).await;
    let listed = revisions(&dana).await;
    assert!(listed[0].is_current && !listed[0].has_other_settings);
    let theirs = json!({"cluster": "test", "service": "nginx", "deploymentConfiguration": {"maximumPercent": 180}});
    world.ecs("UpdateService", &theirs).await;
    let listed = revisions(&dana).await;
    assert!(listed[0].is_current && listed[0].has_other_settings);
    assert!(!listed[1].has_other_settings);
    assert_eq!(listed[0].to, RollBackTo::Deployment(second));
    let preview = dana
        .made("/plans/rollback", &to("nginx", &listed[0].to))
        .await;
    let body = update(&preview);
    assert_eq!(body["deploymentConfiguration"]["maximumPercent"], 100);
    assert!(body.get("taskDefinition").is_none(), "{body}");
    world.end().await;
}

/// Settings that we change of what somebody else deployed are told with their own time.
#[tokio::test]
async fn a_change_of_settings_of_somebody_elses_rollout_has_its_own_time() {
    let world = World::new().await;
    let dana = world.dana().await;
    let service = json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 71});
    let (_, edited) = dana.carry_out(None, &service.to_string()).await;
    let listed: Listing<EarlierRevision> = dana
        .read("/clusters/production/services/shop-web/revisions")
        .await;
    let newest = &listed.items[0];
    assert_eq!(newest.deployment.as_ref(), Some(&edited.deployment.id));
    assert!(newest.is_current);
    assert!(newest.deployed_at_ms >= edited.deployment.created_at_ms);
    world.end().await;
}

#[tokio::test]
async fn there_is_no_way_back_to_what_is_gone_or_never_was() {
    let world = World::new().await;
    let dana = world.dana().await;
    let (first, _) = deployed_twice(&world, &dana).await;
    let listed = revisions(&dana).await;
    let oldest = listed.last().unwrap();
    let other = refused(&dana, &to("another", &oldest.to)).await;
    assert_eq!(other.errors[0].code, "rollback-of-another");
    for unknown in [
        RollBackTo::Deployment("never".to_owned()),
        RollBackTo::ServiceRevision(
            "arn:aws:ecs:eu-central-1:123456789012:service-revision/test/nginx/1".to_owned(),
        ),
    ] {
        let unknown = refused(&dana, &to("nginx", &unknown)).await;
        assert_eq!(unknown.errors[0].code, "rollback-unknown");
    }
    world
        .ecs(
            "DeregisterTaskDefinition",
            &json!({"taskDefinition": "nginx:1"}),
        )
        .await;
    assert!(!revisions(&dana).await.last().unwrap().is_active);
    for way in [oldest.to.clone(), RollBackTo::Deployment(first)] {
        let gone = refused(&dana, &to("nginx", &way)).await;
        assert!(
            gone.errors
                .iter()
                .any(|issue| issue.code == "revision-inactive"),
            "{:?}",
            gone.errors
        );
    }
    let nobody = dana
        .get("/clusters/test/services/nobody/revisions")
        .send()
        .await
        .unwrap();
    assert_eq!(nobody.status(), 404);
    world.end().await;
}

#[tokio::test]
async fn what_ecs_does_not_tell_longshore_remembers() {
    let world = World::new().await;
    let dana = world.dana().await;
    let (first, second) = deployed_twice(&world, &dana).await;
    world
        .fault(json!({
            "operation": "ListServiceDeployments", "kind": "error", "status": 400,
            "code": "AccessDeniedException", "message": "User is not authorized."
        }))
        .await;
    let listed = revisions(&dana).await;
    let ways: Vec<&RollBackTo> = listed.iter().map(|one| &one.to).collect();
    assert_eq!(
        ways,
        [
            &RollBackTo::Deployment(second),
            &RollBackTo::Deployment(first)
        ]
    );
    assert!(listed[0].is_current && !listed[1].is_current);
    assert_eq!(listed[1].status, None);
    assert_eq!(listed[1].revision, "nginx:1");
    world.end().await;
}

/// Going back may need no approval, so it leads to what has run and nowhere else.
#[tokio::test]
async fn there_is_no_way_back_to_what_ecs_itself_took_back() {
    let world = World::new().await;
    let dana = world.dana().await;
    deployed_twice(&world, &dana).await;
    let breaker = r#", "deploymentCircuitBreaker": {"enable": true, "rollback": true}"#;
    let (_, failed) = dana
        .carry_out(
            Some(&task_definition("nginx:crash")),
            &next_service(breaker),
        )
        .await;
    assert_eq!(verdict(&failed).0, Verdict::RolledBack);
    let listed = revisions(&dana).await;
    let taken_back = listed
        .iter()
        .find(|one| one.status.as_deref() == Some("ROLLBACK_SUCCESSFUL"))
        .unwrap();
    let refusal = refused(&dana, &to("nginx", &taken_back.to)).await;
    assert_eq!(refusal.errors[0].code, "rollback-unknown");
    assert!(
        refusal.errors[0].message.contains("did not end well"),
        "{:?}",
        refusal.errors
    );
    world.end().await;
}
