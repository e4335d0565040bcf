//! Sessions: how long they last, which are open, and how they end.

use std::time::Duration;

use serde_json::json;
use shared::audit::{AuditRecord, Outcome};
use shared::wire::{Listing, OpenSession, ProblemCode};

use crate::support::{PASSWORD, Person, World};

const OTHER_PASSWORD: &str = "seven tall ships sail";

#[tokio::test]
async fn a_session_ends_when_it_idles_and_at_last_however_busy_it_is() {
    let world = World::new().await;
    let (idle, busy) = (world.dana().await, world.vera().await);
    let status = async |person: &Person| person.get("/queue").send().await.unwrap().status();
    for _ in 0..20 {
        world.pass(Duration::from_hours(8));
        assert_eq!(status(&busy).await, 200);
    }
    assert_eq!(status(&idle).await, 401);
    // 160 hours are over, of a week's 168.
    world.pass(Duration::from_hours(9));
    assert_eq!(status(&busy).await, 401);
    world.end().await;
}

#[tokio::test]
async fn everybody_sees_their_sessions_and_ends_them_one_by_one() {
    let world = World::new().await;
    let (here, there) = (world.dana().await, world.dana().await);
    let other = world.vera().await;
    let mine: Listing<OpenSession> = here.read("/sessions").await;
    assert_eq!(mine.items.len(), 2);
    assert_eq!(mine.items.iter().filter(|session| session.this).count(), 1);
    assert_eq!(mine.items[0].address, "127.0.0.1");
    let theirs = mine.items.iter().find(|session| !session.this).unwrap();
    let path = format!("/sessions/{}", theirs.id);
    // Not somebody else's.
    Person::told(other.delete(&path), 404).await;
    Person::told(here.delete(&path), 204).await;
    Person::told(there.get("/queue"), 401).await;
    Person::told(here.get("/queue"), 200).await;
    Person::told(here.delete(&path), 404).await;
    world.end().await;
}

#[tokio::test]
async fn all_others_end_together_and_an_administrator_ends_all() {
    let world = World::new().await;
    let ada = world.ada().await;
    let (here, there) = (world.dana().await, world.dana().await);
    Person::told(here.delete("/sessions"), 204).await;
    Person::told(there.get("/queue"), 401).await;
    Person::told(here.get("/queue"), 200).await;
    Person::told(ada.delete("/people/dana/sessions"), 204).await;
    Person::told(here.get("/queue"), 401).await;
    Person::told(ada.get("/queue"), 200).await;
    world.end().await;
}

#[tokio::test]
async fn another_password_ends_the_other_sessions_and_gives_this_one_a_new_id() {
    let world = World::new().await;
    let there = world.dana().await;
    let here = world.stranger();
    let answer = here.sign_in("dana", PASSWORD).await;
    let known = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    let known = known.split(';').next().unwrap().to_owned();
    let wrong = json!({"current": "not it", "new": OTHER_PASSWORD});
    Person::told(here.put("/account/password", &wrong), 401).await;
    for unfit in ["short", "passwordpassword", "dana and her numbers"] {
        let change = json!({"current": PASSWORD, "new": unfit});
        let refused = Person::told(here.put("/account/password", &change), 400).await;
        assert_eq!(refused, Some(ProblemCode::BadRequest));
    }
    let change = json!({"current": PASSWORD, "new": OTHER_PASSWORD});
    Person::told(here.put("/account/password", &change), 204).await;
    Person::told(here.get("/queue"), 200).await;
    Person::told(there.get("/queue"), 401).await;
    let old = world.stranger().get("/queue").header("cookie", known);
    Person::told(old, 401).await;
    assert_eq!(there.sign_in("dana", PASSWORD).await.status(), 401);
    assert_eq!(there.sign_in("dana", OTHER_PASSWORD).await.status(), 200);
    world.end().await;
}

#[tokio::test]
async fn a_session_alone_is_not_enough_after_ten_minutes() {
    let world = World::new().await;
    let dana = world.dana().await;
    let enroll = || dana.post("/account/second-factor", &json!({}));
    Person::told(enroll(), 200).await;
    world.pass(Duration::from_mins(11));
    let refused = Person::told(enroll(), 403).await;
    assert_eq!(refused, Some(ProblemCode::ConfirmIdentity));
    let confirm = |password: &str| {
        let shown = json!({"password": password});
        dana.post("/session/confirmation", &shown)
    };
    Person::told(confirm("not it"), 401).await;
    Person::told(enroll(), 403).await;
    Person::told(confirm(PASSWORD), 204).await;
    Person::told(enroll(), 200).await;
    world.pass(Duration::from_mins(11));
    Person::told(enroll(), 403).await;
    // Guessing is limited here as at the sign-in.
    for _ in 0..6 {
        Person::told(confirm("guess"), 401).await;
    }
    Person::told(confirm(PASSWORD), 429).await;
    // Whoever sits at somebody's session and guesses is seen.
    let told: Listing<AuditRecord> = world.ada().await.read("/audit").await;
    let outcomes: Vec<Outcome> = told
        .items
        .iter()
        .filter(|record| record.action == "session.confirmed")
        .map(|record| record.outcome)
        .collect();
    let mut wanted = vec![Outcome::Refused; 7];
    wanted.extend([Outcome::Done, Outcome::Refused]);
    assert_eq!(outcomes, wanted);
    world.end().await;
}

#[tokio::test]
async fn the_audit_tells_who_ended_which_session() {
    let world = World::new().await;
    let ada = world.ada().await;
    let (here, _there, _elsewhere) = (world.dana().await, world.dana().await, world.dana().await);
    let mine: Listing<OpenSession> = here.read("/sessions").await;
    let other = mine.items.iter().find(|session| !session.this).unwrap();
    Person::told(here.delete(&format!("/sessions/{}", other.id)), 204).await;
    Person::told(here.delete("/sessions"), 204).await;
    Person::told(here.delete("/session"), 204).await;
    // Who is signed out already does nothing by it.
    Person::told(here.delete("/session"), 204).await;
    let told: Listing<AuditRecord> = ada.read("/audit?who=dana").await;
    let ended: Vec<(&str, &str)> = told
        .items
        .iter()
        .map(|record| (record.action.as_str(), record.detail.as_str()))
        .filter(|(action, _)| action.starts_with("session.ended"))
        .collect();
    let one = json!({"session": other.id}).to_string();
    assert_eq!(
        ended,
        [
            ("session.ended", "{}"),
            ("session.ended-elsewhere", r#"{"sessions":"all others"}"#),
            ("session.ended-elsewhere", one.as_str()),
        ]
    );
    world.end().await;
}
