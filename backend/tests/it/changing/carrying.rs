//! What is carried over: with which approvals, by whose choices, and whose version it is made from.

use serde_json::{Value, json};
use shared::change::{ChangeState, When};
use shared::plan::effect_of;
use shared::wire::{CarryOver, ChangeDetail, Problem, ProblemCode};

use super::{
    approvals, ask, ask_for, elsewhere, grace, propose, review, shown, until, with_variable,
};
use crate::support::{Person, World};

/// Somebody deploys a version of shop-web past Longshore, after one that nobody deploys.
async fn another_revision(world: &World) {
    let described = world
        .ecs(
            "DescribeTaskDefinition",
            &json!({"taskDefinition": "shop-web"}),
        )
        .await;
    let mut definition = described["taskDefinition"].clone();
    for member in [
        "taskDefinitionArn",
        "revision",
        "status",
        "registeredAt",
        "registeredBy",
        "requiresAttributes",
        "compatibilities",
    ] {
        definition.as_object_mut().unwrap().remove(member);
    }
    for value in ["unused", "used"] {
        definition["containerDefinitions"][0]["environment"] =
            json!([{"name": "THEIRS", "value": value}]);
        let registered = world.ecs("RegisterTaskDefinition", &definition).await;
        definition["containerDefinitions"][0]["image"] =
            registered["taskDefinition"]["containerDefinitions"][0]["image"].clone();
    }
    elsewhere(
        world,
        &json!({"cluster": "production", "service": "shop-web", "taskDefinition": "shop-web"}),
    )
    .await;
}

#[tokio::test]
async fn an_approval_holds_though_another_revision_runs_now() {
    let world = World::new().await;
    let [eli, rosa, ada] = [
        world.signed_in("eli").await,
        world.signed_in("rosa").await,
        world.signed_in("ada").await,
    ];
    ask_for(&ada, approvals(1)).await;
    let preview = with_variable(&eli, "MINE", "1").await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    let id = proposed.change.id;
    ask(review(&rosa, &proposed, "approve")).await.unwrap();
    another_revision(&world).await;
    until(&eli, id, |event| event["event"] == "base-moved").await;
    let digest = &proposed.change.version().unwrap().digest;
    let body = json!({"version": 1, "digest": digest, "make": true});
    let carrying = eli.post(&format!("/changes/{id}/carrying-over"), &body);
    let made: CarryOver = Person::answered(carrying, 200).await;
    assert_eq!(made.plans[0].conflicts, []);
    assert_eq!(made.kept_approvals, ["rosa"]);
    assert_eq!(shown(&eli, id).await.change.state, ChangeState::Approved);
    world.end().await;
}

/// A file names the whole of what it changes a part of.
#[tokio::test]
async fn what_stands_beside_an_edit_is_not_taken_back() {
    let world = World::new().await;
    let eli = world.signed_in("eli").await;
    let percents = |maximum: u32, minimum: u32| {
        json!({
            "cluster": "production", "service": "shop-web",
            "deploymentConfiguration": {"maximumPercent": maximum, "minimumHealthyPercent": minimum},
        })
    };
    elsewhere(&world, &percents(200, 100)).await;
    let preview = eli.plan(None, &percents(200, 50).to_string()).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    elsewhere(&world, &percents(150, 100)).await;
    let made = carry(&eli, &proposed).await.unwrap();
    assert_eq!(made.plans[0].conflicts, []);
    let detail = shown(&eli, proposed.change.id).await;
    let hash = &detail.change.version().unwrap().plans[0].hash;
    let preview: Value = eli.read(&format!("/plans/{hash}")).await;
    let words: Vec<&str> = preview["plan"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|change| change["words"].as_str())
        .collect();
    assert_eq!(words.len(), 1, "{words:?}");
    assert!(words[0].contains("100 → 50"), "{words:?}");
    world.end().await;
}

#[tokio::test]
async fn what_others_created_or_deleted_is_not_compared() {
    let world = World::new().await;
    let eli = world.signed_in("eli").await;
    let described = world
        .ecs(
            "DescribeServices",
            &json!({"cluster": "test", "services": ["status-page"]}),
        )
        .await;
    let revision = &described["services"][0]["taskDefinition"];
    let service = json!({
        "cluster": "test", "serviceName": "fresh", "taskDefinition": revision, "desiredCount": 0,
    });
    let preview = eli.plan(None, &service.to_string()).await;
    let creates = propose(&eli, &[&preview.hash], When::ByHand).await;
    world.ecs("CreateService", &service).await;
    let refused = carry(&eli, &creates).await.unwrap_err();
    assert!(
        refused.detail.contains("somebody has created"),
        "{refused:?}"
    );
    let longer = json!({"cluster": "test", "service": "fresh", "healthCheckGracePeriodSeconds": 9});
    let preview = eli.plan(None, &longer.to_string()).await;
    let grows = propose(&eli, &[&preview.hash], When::ByHand).await;
    world
        .ecs(
            "DeleteService",
            &json!({"cluster": "test", "service": "fresh"}),
        )
        .await;
    let refused = carry(&eli, &grows).await.unwrap_err();
    assert!(refused.detail.contains("is gone"), "{refused:?}");
    // Where it is as it was, all of it holds.
    carry(&eli, &creates).await.unwrap();
    world.end().await;
}

/// A plan sets all bounds, so that those of others would be taken back with them.
#[tokio::test]
async fn bounds_that_others_set_are_not_taken_back() {
    let world = World::new().await;
    let eli = world.signed_in("eli").await;
    let bounds = json!({"cluster": "production", "service": "shop-web", "min_capacity": 2, "max_capacity": 9});
    let preview = eli.made("/plans/scalable-target", &bounds).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    // Nothing of the bounds has moved.
    carry(&eli, &proposed).await.unwrap();
    let proposed = shown(&eli, proposed.change.id).await;
    world
        .auto_scaling(
            "RegisterScalableTarget",
            &json!({
                "ServiceNamespace": "ecs", "ResourceId": "service/production/shop-web",
                "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 0, "MaxCapacity": 1,
            }),
        )
        .await;
    let refused = carry(&eli, &proposed).await.unwrap_err();
    assert!(
        refused.detail.contains("Others have set the bounds"),
        "{refused:?}"
    );
    let again = eli.made("/plans/scalable-target", &bounds).await;
    assert_ne!(effect_of(&preview), effect_of(&again));
    world.end().await;
}

/// Makes the version that is carried over.
async fn carry(person: &Person, change: &ChangeDetail) -> Result<CarryOver, Problem> {
    let digest = &change.change.version().unwrap().digest;
    let number = change.change.version().unwrap().number;
    let body = json!({"version": number, "digest": digest, "make": true});
    let path = format!("/changes/{}/carrying-over", change.change.id);
    let answer = person.post(&path, &body).send().await.unwrap();
    let ok = answer.status().is_success();
    let text = answer.text().await.unwrap();
    if ok {
        Ok(serde_json::from_str(&text).unwrap())
    } else {
        Err(serde_json::from_str(&text).unwrap())
    }
}

#[tokio::test]
async fn each_service_of_a_change_is_chosen_about_by_itself() {
    let world = World::new().await;
    let eli = world.signed_in("eli").await;
    let of_orders = |seconds: u32| {
        json!({
            "cluster": "production", "service": "orders-api",
            "healthCheckGracePeriodSeconds": seconds,
        })
    };
    let shop = grace(&eli, 44).await;
    let orders = eli.plan(None, &of_orders(45).to_string()).await;
    let proposed = propose(&eli, &[&shop.hash, &orders.hash], When::ByHand).await;
    let id = proposed.change.id;
    elsewhere(
        &world,
        &json!({"cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 98}),
    )
    .await;
    elsewhere(&world, &of_orders(99)).await;
    let path = format!("/changes/{id}/carrying-over");
    let digest = &proposed.change.version().unwrap().digest;
    let mut body = json!({"version": 1, "digest": digest, "make": false});
    let look: CarryOver = Person::answered(eli.post(&path, &body), 200).await;
    assert_eq!(look.open, 2);
    let places: Vec<String> = look
        .plans
        .iter()
        .map(|plan| plan.conflicts[0].place.clone())
        .collect();
    body["choices"] = json!({places[0].clone(): "mine"});
    let look: CarryOver = Person::answered(eli.post(&path, &body), 200).await;
    assert_eq!(look.open, 1);
    body["choices"] = json!({places[0].clone(): "mine", places[1].clone(): "theirs"});
    body["make"] = json!(true);
    // The choices are about what was looked at.
    body["runs"] = json!(look.runs);
    elsewhere(&world, &of_orders(100)).await;
    let refused = ask(eli.post(&path, &body)).await.unwrap_err();
    assert!(refused.detail.contains("choose again"), "{refused:?}");
    elsewhere(&world, &of_orders(99)).await;
    let made: CarryOver = Person::answered(eli.post(&path, &body), 200).await;
    assert_eq!(made.version, Some(2));
    let detail = shown(&eli, id).await;
    // Nothing is left to do where theirs holds.
    let [plan] = &*detail.change.version().unwrap().plans else {
        panic!("{detail:?}");
    };
    let hash = &plan.hash;
    let preview: Value = eli.read(&format!("/plans/{hash}")).await;
    let after = preview["service_after"].as_str().unwrap();
    assert!(after.contains("44"), "{after}");
    world.end().await;
}

#[tokio::test]
async fn a_version_is_made_from_the_present_one() {
    let world = World::new().await;
    let [eli, dana] = [world.signed_in("eli").await, world.dana().await];
    let preview = grace(&eli, 44).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    let path = format!("/changes/{}/versions", proposed.change.id);
    let [theirs, mine] = [grace(&dana, 45).await, grace(&eli, 46).await];
    let body = json!({"from": 1, "plan_hashes": [theirs.hash]});
    let revised = ask(dana.post(&path, &body)).await.unwrap();
    assert_eq!(revised.change.versions.len(), 2);
    let body = json!({"from": 1, "plan_hashes": [mine.hash]});
    let refused = ask(eli.post(&path, &body)).await.unwrap_err();
    assert_eq!(refused.status, 409);
    assert!(
        refused.detail.contains("dana has made version 2 since"),
        "{refused:?}"
    );
    let body = json!({"from": 2, "plan_hashes": [mine.hash]});
    let revised = ask(eli.post(&path, &body)).await.unwrap();
    assert_eq!(revised.change.versions.len(), 3);
    // The answer may have been lost.
    let repeated = ask(eli.post(&path, &body)).await.unwrap();
    assert_eq!(repeated.change.versions.len(), 3);
    world.end().await;
}

/// Whoever proposes a plan may have its address from somebody else, and know of no draft.
#[tokio::test]
async fn who_wrote_on_the_draft_of_a_plan_does_not_approve_it() {
    const DRAFT: &str = "0123456789abcdef-7";
    let world = World::new().await;
    let [eli, ada] = [world.signed_in("eli").await, world.signed_in("ada").await];
    ask_for(&ada, approvals(1)).await;
    for (person, version) in [(&eli, 0), (&ada, 1)] {
        let body = json!({
            "base_version": version,
            "title": "Grace",
            "cluster": null,
            "service": null,
            "content": {"task_definition": "", "service": format!("{version}")},
        });
        Person::told(person.put(&format!("/drafts/{DRAFT}"), &body), 200).await;
    }
    let service = json!({
        "cluster": "production", "service": "shop-web", "healthCheckGracePeriodSeconds": 44,
    });
    let body = json!({"task_definition": null, "service": service.to_string(), "draft": DRAFT});
    let preview = eli.made("/plans", &body).await;
    let proposed = propose(&eli, &[&preview.hash], When::ByHand).await;
    assert_eq!(proposed.change.authors, ["eli", "ada"]);
    let refused = ask(review(&ada, &proposed, "approve")).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::Forbidden);
    world.end().await;
}
