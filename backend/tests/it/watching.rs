//! Services as they are.

use shared::wire::{Health, Listing, Parameter, ServiceDetail, ServiceList, TargetGroup};

use crate::support::World;

#[tokio::test]
async fn every_service_of_every_cluster_is_listed_with_its_images() {
    let world = World::new().await;
    let list: ServiceList = world.vera().await.read("/services").await;
    assert!(list.failures.is_empty(), "{:?}", list.failures);
    let clusters: Vec<&str> = list.clusters.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(clusters, ["production", "staging", "test"]);
    let web = list
        .services
        .iter()
        .find(|one| one.name == "shop-web")
        .unwrap();
    assert_eq!(web.health, Health::Steady);
    assert!(!web.images.is_empty());
    world.end().await;
}

#[tokio::test]
async fn a_service_is_shown_with_its_tasks_and_the_ways_that_lead_to_it() {
    let world = World::new().await;
    let vera = world.vera().await;
    let path = "/clusters/production/services/shop-web";
    let detail: ServiceDetail = vera.read(path).await;
    assert!(detail.failures.is_empty(), "{:?}", detail.failures);
    assert!(!detail.tasks.is_empty());
    assert!(!detail.events.is_empty());
    assert!(detail.service.contains("\"serviceName\":\"shop-web\""));
    assert!(
        detail
            .task_definition
            .unwrap()
            .contains("containerDefinitions")
    );
    let group = detail.target_groups.first().unwrap();
    assert!(!group.routes.is_empty());
    assert_eq!(group.healthy_targets, group.targets);
    let absent = vera.get("/clusters/production/services/none").send().await;
    assert_eq!(absent.unwrap().status(), 404);
    world.end().await;
}

#[tokio::test]
async fn pickers_list_ways_in_words_and_names_without_values() {
    let world = World::new().await;
    let vera = world.vera().await;
    let groups: Listing<TargetGroup> = vera.read("/target-groups").await;
    let nginx = groups.items.iter().find(|one| one.name == "nginx").unwrap();
    assert_eq!(nginx.routes[0].rule, "host nginx.test.example.com");
    assert!(nginx.routes[0].internet_facing);
    let parameters: Listing<Parameter> = vera.read("/parameters").await;
    assert!(!parameters.items.is_empty());
    assert!(world.sent("GetParameter").await.is_empty());
    world.end().await;
}

#[tokio::test]
async fn the_list_is_told_again_only_when_it_differs() {
    let world = World::new().await;
    let vera = world.vera().await;
    let mut answer = vera.get("/services/events").send().await.unwrap();
    let first = answer.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"event: services"));
    let change =
        serde_json::json!({"cluster": "production", "service": "mail-worker", "desiredCount": 5});
    world.ecs("UpdateService", &change).await;
    let patience = std::time::Duration::from_secs(20);
    let mut text = String::new();
    while !text.contains("5 of 5") {
        let chunk = tokio::time::timeout(patience, answer.chunk())
            .await
            .unwrap();
        text.push_str(&String::from_utf8_lossy(&chunk.unwrap().unwrap()));
    }
    world.end().await;
}
