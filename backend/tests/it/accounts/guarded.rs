//! What stands between a guess, a session or a slip of the keyboard and somebody's account.

use std::time::Duration;

use serde_json::{Value, json};
use shared::wire::{PasswordCode, ProblemCode};

use crate::support::{PASSWORD, Person, World};

#[tokio::test]
async fn guesses_of_a_code_for_a_password_are_limited() {
    let world = World::new().await;
    let ada = world.ada().await;
    let path = "/people/dana/password-code";
    let made: PasswordCode = Person::answered(ada.post(path, &json!({})), 201).await;
    let eve = world.stranger();
    let choose = |code: &str| {
        let body = json!({"name": "dana", "code": code, "password": "seven tall ships sail"});
        eve.post("/password", &body)
    };
    for _ in 0..6 {
        Person::told(choose("0000-0000-0000-0000-0000"), 401).await;
    }
    // The right one comes too late, and is not used up by that.
    let refused = Person::told(choose(made.code.expose()), 429).await;
    assert_eq!(refused, Some(ProblemCode::TooMany));
    world.pass(Duration::from_mins(11));
    Person::told(choose(made.code.expose()), 204).await;
    world.end().await;
}

#[tokio::test]
async fn a_secret_that_is_no_text_is_not_repeated() {
    let world = World::new().await;
    let stranger = world.stranger();
    for typed in [
        "918273645546372",
        "-918273645546372",
        "9182.73645546372",
        "[918273645546372]",
    ] {
        let secret: Value = serde_json::from_str(typed).unwrap();
        for (path, body) in [
            ("/session", json!({"name": "dana", "password": secret})),
            (
                "/password",
                json!({"name": "dana", "code": secret, "password": PASSWORD}),
            ),
            (
                "/password",
                json!({"name": "dana", "code": "x", "password": secret}),
            ),
        ] {
            let answer = stranger.post(path, &body).send().await.unwrap();
            assert_eq!(answer.status(), 400, "{path}");
            let text = answer.text().await.unwrap();
            assert!(!text.contains("91827"), "{path}: {text}");
            assert!(text.contains("text"), "{path}: {text}");
        }
    }
    world.end().await;
}

#[tokio::test]
async fn a_session_alone_writes_no_parameter_where_more_is_asked_for() {
    let world = World::new().await;
    let [ada, dana] = [world.ada().await, world.dana().await];
    let body = json!({"policy": {"confirm_identity": true}, "base_version": 0});
    Person::told(ada.put("/policy", &body), 200).await;
    world.pass(Duration::from_mins(11));
    let write = json!({"name": "/shop/key", "parameter_type": "String", "value": "new"});
    let refused = Person::told(dana.put("/parameters", &write), 403).await;
    assert_eq!(refused, Some(ProblemCode::ConfirmIdentity));
    let shown = json!({"password": PASSWORD});
    Person::told(dana.post("/session/confirmation", &shown), 204).await;
    Person::told(dana.put("/parameters", &write), 200).await;
    world.end().await;
}

#[tokio::test]
async fn a_session_alone_does_not_set_a_policy_that_asks_for_more() {
    let world = World::new().await;
    let ada = world.ada().await;
    let set = async |confirm: bool| {
        let kept: Value = ada.read("/policy").await;
        let mut policy = kept["policy"].clone();
        policy["confirm_identity"] = json!(confirm);
        let body = json!({"policy": policy, "base_version": kept["version"]});
        Person::told(ada.put("/policy", &body), if confirm { 200 } else { 403 }).await
    };
    set(true).await;
    world.pass(Duration::from_mins(11));
    // It would take away what stands in its way.
    assert_eq!(set(false).await, Some(ProblemCode::ConfirmIdentity));
    let kept: Value = ada.read("/policy").await;
    assert_eq!(kept["policy"]["confirm_identity"], true);
    let shown = json!({"password": PASSWORD});
    Person::told(ada.post("/session/confirmation", &shown), 204).await;
    let body = json!({"policy": kept["policy"], "base_version": kept["version"]});
    Person::told(ada.put("/policy", &body), 200).await;
    world.end().await;
}

/// Whoever finds a session open could otherwise give themselves a way in that stays.
#[tokio::test]
async fn a_session_alone_opens_no_account() {
    let world = World::new().await;
    let ada = world.ada().await;
    world.pass(Duration::from_mins(11));
    let editor = json!({"grants": [{"environment": null, "role": "editor"}]});
    let newcomer = json!({"name": "eve", "grants": editor["grants"]});
    for request in [
        ada.post("/people", &newcomer),
        ada.patch("/people/vera", &editor),
        ada.post("/people/ada/password-code", &json!({})),
        ada.delete("/people/ada/second-factor"),
        ada.delete("/people/vera"),
    ] {
        let refused = Person::told(request, 403).await;
        assert_eq!(refused, Some(ProblemCode::ConfirmIdentity));
    }
    let shown = json!({"password": PASSWORD});
    Person::told(ada.post("/session/confirmation", &shown), 204).await;
    Person::told(ada.patch("/people/vera", &editor), 200).await;
    world.end().await;
}

/// PostgreSQL keeps no NUL in a text, and nothing here is called by one.
#[tokio::test]
async fn nul_is_told_what_it_is_wherever_it_comes() {
    let world = World::new().await;
    let ada = world.ada().await;
    let name = json!({"name": "vera\u{0}", "password": PASSWORD});
    Person::told(world.stranger().post("/session", &name), 400).await;
    for path in [
        "/people/a%00b/second-factor",
        "/plans/%00",
        "/changes?author=%00",
        "/audit?who=a%00",
    ] {
        Person::told(ada.get(path), 400).await;
    }
    let title = json!({"plan_hashes": ["a\u{0}"], "title": "x", "reason": ""});
    Person::told(ada.post("/changes", &title), 400).await;
    // A document may write its escape.
    let draft = json!({"target": {"cluster": "test", "service": "web"}, "task_definition": "{\"family\": \"a\\u0000\"}", "service": "{}"});
    let request = ada.post("/drafts", &draft);
    let answer = request.send().await.unwrap();
    let text = answer.text().await.unwrap();
    assert!(!text.contains("NUL"), "{text}");
    world.end().await;
}

/// It would lead everybody's deployments to another account.
#[tokio::test]
async fn a_session_alone_moves_no_environment() {
    let world = World::new().await;
    let ada = world.ada().await;
    world.pass(Duration::from_mins(11));
    let settings = json!({
        "settings": {"region": "eu-central-1", "access": {"kind": "process"}, "clusters": []},
        "base_version": 0,
    });
    for request in [
        ada.put("/environment-settings/staging", &settings),
        ada.delete("/environment-settings/staging"),
    ] {
        let refused = Person::told(request, 403).await;
        assert_eq!(refused, Some(ProblemCode::ConfirmIdentity));
    }
    world.end().await;
}

/// It would lead the news of everything that is deployed elsewhere, or show the secret that signs them.
#[tokio::test]
async fn a_session_alone_leads_no_news_elsewhere() {
    let world = World::new().await;
    let ada = world.ada().await;
    let webhook = json!({
        "name": "Chat", "url": "https://chat.example/hook", "kinds": ["change-waits"], "enabled": true,
    });
    let made: Value = ada
        .post("/webhooks", &webhook)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let path = format!("/webhooks/{}", made["webhook"]["id"].as_str().unwrap());
    world.pass(Duration::from_mins(11));
    let mut elsewhere = webhook.clone();
    elsewhere["base_version"] = made["webhook"]["version"].clone();
    for request in [
        ada.post("/webhooks", &webhook),
        ada.put(&path, &elsewhere),
        ada.post(&format!("{path}/secret"), &json!({})),
        ada.delete(&path),
    ] {
        let refused = Person::told(request, 403).await;
        assert_eq!(refused, Some(ProblemCode::ConfirmIdentity));
    }
    world.end().await;
}
