//! What administrators do about people.

use std::time::Duration;

use serde_json::json;
use shared::audit::AuditRecord;
use shared::permission::{Grant, Role};
use shared::wire::{EntersBy, Listing, PasswordCode, Problem, ProblemCode, Session};

use crate::support::{PASSWORD, Person, Setup, World};

const OTHER_PASSWORD: &str = "seven tall ships sail";

fn choose(person: &Person, name: &str, code: &str) -> reqwest::RequestBuilder {
    let body = json!({"name": name, "code": code, "password": OTHER_PASSWORD});
    person.post("/password", &body)
}

#[tokio::test]
async fn somebody_new_chooses_a_password_with_a_code_that_works_once() {
    let world = World::new().await;
    let ada = world.ada().await;
    let wanted = json!({"name": "Grace", "grants": [{"environment": "test", "role": "editor"}]});
    let made: PasswordCode = Person::answered(ada.post("/people", &wanted), 201).await;
    assert_eq!(made.person.enters_by, EntersBy::Code);
    assert_eq!(made.person.last_signed_in_at_ms, None);
    let taken = json!({"name": "grace"});
    let refused = Person::told(ada.post("/people", &taken), 409).await;
    assert_eq!(refused, Some(ProblemCode::AlreadyExists));
    let unfit = json!({"name": "gr\u{0}ace"});
    Person::told(ada.post("/people", &unfit), 400).await;

    let grace = world.stranger();
    let code = made.code.expose();
    Person::told(choose(&grace, "grace", "0000-0000"), 401).await;
    Person::told(choose(&grace, "dana", code), 401).await;
    Person::told(choose(&grace, "grace", code), 204).await;
    Person::told(choose(&grace, "grace", code), 401).await;
    let answer = grace.sign_in("GRACE", OTHER_PASSWORD).await;
    let session: Session = answer.json().await.unwrap();
    assert_eq!(session.name, "Grace");
    let people: Listing<shared::wire::Person> = ada.read("/people").await;
    let listed = people.items.iter().find(|person| person.name == "Grace");
    let listed = listed.unwrap();
    assert_eq!(listed.enters_by, EntersBy::Password);
    assert!(listed.last_signed_in_at_ms.is_some());
    world.end().await;
}

#[tokio::test]
async fn a_reset_voids_the_password_and_ends_the_sessions() {
    let world = World::new().await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    let path = "/people/dana/password-code";
    let made: PasswordCode = Person::answered(ada.post(path, &json!({})), 201).await;
    assert_eq!(dana.get("/services").send().await.unwrap().status(), 401);
    assert_eq!(dana.sign_in("dana", PASSWORD).await.status(), 401);
    world.pass(Duration::from_hours(25));
    Person::told(choose(&dana, "dana", made.code.expose()), 401).await;
    let ada = world.ada().await;
    let again: PasswordCode = Person::answered(ada.post(path, &json!({})), 201).await;
    Person::told(choose(&dana, "dana", again.code.expose()), 204).await;
    assert_eq!(dana.sign_in("dana", OTHER_PASSWORD).await.status(), 200);
    world.end().await;
}

#[tokio::test]
async fn a_closed_account_ends_sessions_and_streams_at_once() {
    let world = World::with(Setup {
        // So that a stream that ends was told to.
        ask_again: Duration::from_hours(1),
        ..Setup::default()
    })
    .await;
    let (ada, vera) = (world.ada().await, world.vera().await);
    let mut stream = vera.get("/services/events").send().await.unwrap();
    let mut seen = String::new();
    while !seen.contains("event: services") {
        let chunk = stream.chunk().await.unwrap().unwrap();
        seen.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    let close = ada.patch("/people/vera", &json!({"disabled": true}));
    let closed: shared::wire::Person = Person::answered(close, 200).await;
    assert!(closed.disabled);
    let rest = tokio::time::timeout(Duration::from_secs(20), stream.text()).await;
    assert!(rest.unwrap().is_ok());
    assert_eq!(vera.get("/services").send().await.unwrap().status(), 401);
    assert_eq!(vera.sign_in("vera", PASSWORD).await.status(), 401);
    Person::told(ada.patch("/people/vera", &json!({"disabled": false})), 200).await;
    // The old session stays over.
    assert_eq!(vera.get("/services").send().await.unwrap().status(), 401);
    assert_eq!(vera.sign_in("vera", PASSWORD).await.status(), 200);
    world.end().await;
}

#[tokio::test]
async fn roles_count_from_the_next_request_on() {
    let world = World::new().await;
    let (ada, vera) = (world.ada().await, world.vera().await);
    let commands = || vera.post("/deployments/none/commands", &json!({"kind": "cancel"}));
    assert_eq!(commands().send().await.unwrap().status(), 403);
    let grants = json!({"grants": [
        {"environment": null, "role": "viewer"},
        {"environment": "test", "role": "deployer"},
    ]});
    Person::told(ada.patch("/people/vera", &grants), 200).await;
    assert_ne!(commands().send().await.unwrap().status(), 403);
    let elsewhere = json!({"grants": [{"environment": "other", "role": "deployer"}]});
    Person::told(ada.patch("/people/vera", &elsewhere), 200).await;
    // An environment in which one has no role is not there.
    assert_eq!(vera.get("/services").send().await.unwrap().status(), 404);
    // Whoever has no role still has an account of their own.
    assert_eq!(vera.get("/account").send().await.unwrap().status(), 200);
    world.end().await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let world = World::new().await;
    let ada = world.ada().await;
    let refused = [
        ada.patch("/people/ada", &json!({"disabled": true})),
        ada.patch("/people/ada", &json!({"grants": []})),
        // An administrator of one environment does not do.
        ada.patch(
            "/people/ada",
            &json!({"grants": [{"environment": "test", "role": "administrator"}]}),
        ),
        ada.delete("/people/ada"),
    ];
    for request in refused {
        let code = Person::told(request, 409).await;
        assert_eq!(code, Some(ProblemCode::LastAdministrator));
    }
    let everywhere = json!({"grants": [{"environment": null, "role": "administrator"}]});
    Person::told(ada.patch("/people/dana", &everywhere), 200).await;
    Person::told(ada.delete("/people/ada"), 204).await;
    assert_eq!(ada.get("/people").send().await.unwrap().status(), 401);
    let dana = world.dana().await;
    let code = Person::told(dana.delete("/people/dana"), 409).await;
    assert_eq!(code, Some(ProblemCode::LastAdministrator));
    Person::told(dana.delete("/people/nobody"), 404).await;
    world.end().await;
}

#[tokio::test]
async fn a_name_is_not_given_again_when_its_account_is_gone() {
    let world = World::new().await;
    let ada = world.ada().await;
    Person::told(ada.delete("/people/rosa"), 204).await;
    let wanted = json!({"name": "Rosa", "grants": [{"environment": null, "role": "reviewer"}]});
    let refused: Problem = Person::answered(ada.post("/people", &wanted), 409).await;
    assert_eq!(refused.code, ProblemCode::AlreadyExists);
    assert!(
        refused.detail.contains("Choose another"),
        "{}",
        refused.detail
    );
    assert_eq!(ada.sign_in("rosa", PASSWORD).await.status(), 401);
    let ada = world.ada().await;
    let mut told = Vec::new();
    for name in ["rosa", "Rosa"] {
        let path = format!("/audit?subject=person%20{name}");
        let audit: Listing<AuditRecord> = ada.read(&path).await;
        told.extend(audit.items.into_iter().map(|record| record.action));
    }
    // Newest first: she was added once, by whoever made the account that is gone.
    assert_eq!(told, ["person.removed", "person.added"]);
    world.end().await;
}

#[tokio::test]
async fn only_administrators_everywhere_manage_people() {
    let world = World::new().await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    Person::told(dana.get("/people"), 403).await;
    let there = json!({"grants": [{"environment": "test", "role": "administrator"}]});
    Person::told(ada.patch("/people/dana", &there), 200).await;
    Person::told(dana.get("/people"), 403).await;
    let people: Listing<shared::wire::Person> = ada.read("/people").await;
    let dana = people.items.iter().find(|person| person.name == "dana");
    let grant = Grant {
        environment: Some("test".to_owned()),
        role: Role::Administrator,
    };
    assert_eq!(dana.unwrap().given.0, [grant]);
    world.end().await;
}
