//! What opens a door is kept hashed and told once: planted passwords, codes, tokens and sessions turn
//! up in no file of the database, no log, no event and no answer of the API.

use serde_json::{Value, json};
use shared::wire::{MadeToken, PasswordCode};

use crate::support::{Listening, PASSWORD, Person, World, holds};

/// What people type. None of it is a name or a path of ours.
const WRONG: &str = "planted-wrong-4c1d-lantern-orchard";
const CHOSEN: &str = "planted-chosen-8e2a-meadow-compass";
const CHANGED: &str = "planted-changed-5b9f-pebble-velvet";

/// A session's id, as the browser gets it.
async fn session_of(person: &Person, name: &str, password: &str) -> String {
    let answer = person.sign_in(name, password).await;
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let (_, rest) = cookie.split_once('=').unwrap();
    rest.split(';').next().unwrap().to_owned()
}

/// The answer to a question of the API, events and all, as far as it comes by itself.
async fn told(person: &Person, path: &str) -> Vec<u8> {
    let mut answer = person.get(path).send().await.unwrap();
    let is_stream = answer
        .headers()
        .get("content-type")
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    if !is_stream {
        return answer.bytes().await.unwrap().to_vec();
    }
    // A stream has no end of its own; its first event holds all that it tells.
    let first = answer.chunk().await.unwrap();
    first.map(|bytes| bytes.to_vec()).unwrap_or_default()
}

#[tokio::test]
async fn what_opens_a_door_is_found_nowhere_afterwards() {
    let log = Listening::begin();
    let world = World::new().await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    for name in ["dana", "whoever", WRONG] {
        assert_eq!(world.stranger().sign_in(name, WRONG).await.status(), 401);
    }
    let add = ada.post("/people", &json!({"name": "grace", "grants": []}));
    let given: PasswordCode = Person::answered(add, 201).await;
    let code = given.code.into_exposed();
    let choose = json!({"code": code, "name": "grace", "password": CHOSEN});
    let grace = world.stranger();
    Person::told(grace.post("/password", &choose), 204).await;
    // Used up, and refused with all that was typed.
    assert!(
        Person::told(grace.post("/password", &choose), 401)
            .await
            .is_some()
    );
    let session = session_of(&grace, "grace", CHOSEN).await;
    let change = json!({"current": CHOSEN, "new": CHANGED});
    Person::told(grace.put("/account/password", &change), 204).await;
    let wanted = json!({
        "label": "pipeline", "days": 1, "grants": [{"environment": "test", "role": "viewer"}],
    });
    let made: MadeToken = Person::answered(dana.post("/tokens", &wanted), 201).await;
    let token = made.secret.into_exposed();
    let used = reqwest::Client::new()
        .get(world.url("/api/v1/environments/test/services"))
        .bearer_auth(&token);
    assert_eq!(used.send().await.unwrap().status(), 200);
    let secrets = [WRONG, CHOSEN, CHANGED, PASSWORD, &code, &session, &token];
    let document: Value = ada.read("/openapi.json").await;
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 40, "{}", paths.len());
    for (path, methods) in paths {
        // Exported lines end; signing in elsewhere leads away.
        if methods.get("get").is_none() || path == "/provider/callback" {
            continue;
        }
        let path = crate::access::filled(path);
        for person in [&ada, &dana] {
            let answer = told(person, &path).await;
            for secret in secrets {
                assert!(!holds(&answer, secret), "GET {path} tells {secret}");
            }
        }
    }
    world.store().await.bind_audit().await.unwrap();
    for file in world.database_files() {
        let bytes = std::fs::read(&file).unwrap();
        for secret in secrets {
            assert!(!holds(&bytes, secret), "{} holds {secret}", file.display());
        }
    }
    let logged = log.heard();
    assert!(holds(&logged, "grace"), "nothing was heard");
    for secret in secrets {
        assert!(!holds(&logged, secret), "the log holds {secret}");
    }
    world.end().await;
}
