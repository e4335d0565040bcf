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
