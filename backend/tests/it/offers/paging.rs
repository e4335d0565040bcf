//! Looking for something, and going on.

use shared::wire::{Listing, Offer, ProblemCode};

use super::offers;
use crate::support::{World, problem};

#[tokio::test]
async fn what_is_looked_for_is_found() {
    let world = World::new().await;
    let vera = world.vera().await;
    for (path, names) in [
        ("parameters?search=/test/orders-api/", 2),
        ("parameters?search=SENDER", 1),
        ("secrets?search=relay", 1),
        ("repositories?search=MAIL", 1),
        ("roles?search=instance", 1),
        ("log-groups?search=nginx", 1),
        ("log-groups?search=no%20such", 0),
        ("target-groups?search=nginx", 2),
        ("clusters?search=prod", 1),
        ("subnets?search=nothing-is-called-so", 0),
        ("clusters?search=", 3),
    ] {
        let found = offers(&vera, path).await;
        assert_eq!(found.len(), names, "{path}: {found:?}");
    }
    let asked = world.sent("DescribeParameters").await;
    assert!(
        asked
            .iter()
            .any(|(_, request)| request.contains("Recursive"))
    );
    world.end().await;
}

#[tokio::test]
async fn lists_go_on_where_a_page_ended() {
    let world = World::new().await;
    let dana = world.dana().await;
    for at in 0..60 {
        let body = serde_json::json!({
            "name": format!("/many/{at:02}"), "parameter_type": "String", "value": "x",
        });
        assert_eq!(
            dana.put("/parameters", &body)
                .send()
                .await
                .unwrap()
                .status(),
            200
        );
    }
    let path = "/offers/parameters?search=/many/";
    let first: Listing<Offer> = dana.read(path).await;
    assert_eq!(first.items.len(), 50);
    let after = first.next.unwrap();
    let second: Listing<Offer> = dana.read(&format!("{path}&after={after}")).await;
    assert_eq!(second.items.len(), 10);
    assert_eq!(second.next, None);
    world.end().await;
}

#[tokio::test]
async fn what_cannot_be_offered_is_told() {
    let world = World::new().await;
    let vera = world.vera().await;
    let unknown = vera.get("/offers/horses").send().await.unwrap();
    assert_eq!(unknown.status(), 404);
    assert!(problem(unknown).await.detail.contains("log-groups"));
    for path in ["images", "images?of=nginx", "secret-keys", "access-points"] {
        let refused = vera.get(&format!("/offers/{path}")).send().await.unwrap();
        assert_eq!(refused.status(), 400, "{path}");
        assert_eq!(problem(refused).await.code, ProblemCode::BadRequest);
    }
    world.end().await;
}
