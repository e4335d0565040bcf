//! Tokens for programs.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::json;
use shared::wire::{Listing, MadeToken, ProblemCode, Token};

use crate::support::{PASSWORD, Person, World, task_definition};

async fn make(person: &Person, role: &str, days: u32) -> MadeToken {
    let wanted = json!({
        "label": "pipeline",
        "grants": [{"environment": "test", "role": role}],
        "days": days,
    });
    Person::answered(person.post("/tokens", &wanted), 201).await
}

/// A request of a program: no cookies, and no header of ours beside the token.
fn program(world: &World, method: reqwest::Method, path: &str, token: &str) -> RequestBuilder {
    let address = Person::address(path, method == "GET");
    reqwest::Client::new()
        .request(method, world.url(&address))
        .bearer_auth(token)
}

fn get(world: &World, path: &str, token: &str) -> RequestBuilder {
    program(world, reqwest::Method::GET, path, token)
}

#[tokio::test]
async fn a_token_does_what_it_is_for_and_nothing_else() {
    let world = World::new().await;
    let dana = world.dana().await;
    let made = make(&dana, "viewer", 30).await;
    let token = made.secret.expose();
    Person::told(get(&world, "/services", token), 200).await;
    let plan = json!({"task_definition": task_definition("nginx:alpine"), "service": "{}"});
    let planned = program(&world, reqwest::Method::POST, "/plans", token).json(&plan);
    Person::told(planned, 422).await;
    // Dana deploys, the token does not.
    let deploy = program(&world, reqwest::Method::POST, "/deployments", token);
    Person::told(deploy.json(&json!({"plan_hash": "x"})), 403).await;
    let deployer = make(&dana, "deployer", 30).await;
    let deploy = program(
        &world,
        reqwest::Method::POST,
        "/deployments",
        deployer.secret.expose(),
    );
    let deploy = deploy
        .json(&json!({"plan_hash": "x"}))
        .header("idempotency-key", "one-of-a-kind");
    Person::told(deploy, 404).await;
    let listed: Listing<Token> = dana.read("/tokens").await;
    assert_eq!(listed.items.len(), 2);
    let used = listed.items.iter().find(|token| token.id == made.token.id);
    assert!(used.unwrap().last_used_at_ms.is_some());
    world.end().await;
}

#[tokio::test]
async fn a_token_manages_no_people_no_account_and_no_policy_whoever_owns_it() {
    let world = World::new().await;
    let ada = world.ada().await;
    let wanted = json!({
        "label": "everything",
        "grants": [{"environment": null, "role": "administrator"}],
        "days": 1,
    });
    let made: MadeToken = Person::answered(ada.post("/tokens", &wanted), 201).await;
    let token = made.secret.expose();
    Person::told(get(&world, "/services", token), 200).await;
    for path in ["/people", "/account", "/tokens", "/sessions"] {
        let refused = Person::told(get(&world, path, token), 403).await;
        assert_eq!(refused, Some(ProblemCode::Forbidden), "{path}");
    }
    let close = program(&world, reqwest::Method::PATCH, "/people/dana", token);
    Person::told(close.json(&json!({"disabled": true})), 403).await;
    let policy = program(&world, reqwest::Method::PUT, "/policy", token);
    let loosened = json!({"policy": {"review": {"approvals": 0}}, "base_version": 0});
    Person::told(policy.json(&loosened), 403).await;
    world.end().await;
}

#[tokio::test]
async fn nobody_makes_a_token_of_more_than_they_have() {
    let world = World::new().await;
    let dana = world.dana().await;
    for (grants, days) in [
        (json!([{"environment": "test", "role": "administrator"}]), 1),
        (json!([{"environment": null, "role": "reviewer"}]), 1),
        (json!([]), 1),
        (json!([{"environment": "test", "role": "deployer"}]), 0),
        (json!([{"environment": "test", "role": "deployer"}]), 367),
    ] {
        let wanted = json!({"label": "x", "grants": grants, "days": days});
        let refused = Person::told(dana.post("/tokens", &wanted), 400).await;
        assert_eq!(refused, Some(ProblemCode::BadRequest), "{wanted}");
    }
    world.pass(Duration::from_mins(11));
    let wanted =
        json!({"label": "x", "grants": [{"environment": "test", "role": "deployer"}], "days": 1});
    let refused = Person::told(dana.post("/tokens", &wanted), 403).await;
    assert_eq!(refused, Some(ProblemCode::ConfirmIdentity));
    world.end().await;
}

#[tokio::test]
async fn a_token_loses_what_its_owner_loses_and_ends_with_time_and_with_them() {
    let world = World::new().await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = make(&dana, "deployer", 2).await;
    let token = made.secret.expose();
    let command = || {
        program(
            &world,
            reqwest::Method::POST,
            "/deployments/none/commands",
            token,
        )
        .json(&json!({}))
    };
    assert_ne!(command().send().await.unwrap().status(), 403);
    let less = json!({"grants": [{"environment": "test", "role": "viewer"}]});
    Person::told(ada.patch("/people/dana", &less), 200).await;
    Person::told(command(), 403).await;
    let back = json!({"grants": [{"environment": "test", "role": "deployer"}], "disabled": true});
    Person::told(ada.patch("/people/dana", &back), 200).await;
    Person::told(command(), 401).await;
    Person::told(ada.patch("/people/dana", &json!({"disabled": false})), 200).await;
    Person::told(get(&world, "/services", token), 200).await;
    world.pass(Duration::from_hours(49));
    Person::told(get(&world, "/services", token), 401).await;

    assert_eq!(dana.sign_in("dana", PASSWORD).await.status(), 200);
    let other = make(&dana, "deployer", 2).await;
    Person::told(get(&world, "/services", other.secret.expose()), 200).await;
    let path = format!("/tokens/{}", other.token.id);
    Person::told(dana.delete(&path), 204).await;
    Person::told(get(&world, "/services", other.secret.expose()), 401).await;
    Person::told(dana.delete(&path), 404).await;
    world.end().await;
}

#[tokio::test]
async fn the_database_holds_no_token_and_no_code() {
    let world = World::new().await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    let made = make(&dana, "deployer", 2).await;
    let reset = ada.post("/people/vera/password-code", &json!({}));
    let reset: shared::wire::PasswordCode = Person::answered(reset, 201).await;
    let factor = ada.post("/account/second-factor", &json!({}));
    Person::told(factor, 200).await;
    for file in world.database_files() {
        let bytes = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in [&made.secret, &reset.code] {
            assert!(!text.contains(secret.expose()), "{}", file.display());
            assert!(!text.contains(&secret.expose().replace('-', "")));
        }
    }
    world.end().await;
}
