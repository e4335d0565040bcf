//! The first start: no default account, and one code for the first person.

use std::time::Duration;

use backend::auth::make_set_up_code;
use backend::store::{PersonChange, User, UserAdded};
use serde_json::json;
use shared::audit::{AuditRecord, Outcome};
use shared::permission::{Grants, Role};
use shared::wire::{Entrances, Listing, ProblemCode, Session};

use crate::support::{PASSWORD, Person, Setup, World, told};

async fn empty() -> World {
    World::with(Setup {
        people: false,
        ..Setup::default()
    })
    .await
}

async fn code(world: &World) -> String {
    let made = make_set_up_code(&world.store().await, world.now_ms()).await;
    made.unwrap().unwrap().text.into_exposed()
}

fn set_up(person: &Person, code: &str, name: &str, password: &str) -> reqwest::RequestBuilder {
    let body = json!({"code": code, "name": name, "password": password});
    person.post("/setup", &body)
}

#[tokio::test]
async fn the_first_person_comes_in_with_the_code_and_may_do_everything() {
    let world = empty().await;
    let first = world.stranger();
    let entrances: Entrances = first.read("/entrances").await;
    assert!(entrances.set_up);
    let code = code(&world).await;
    // Small letters and spaces are as good, since people type it.
    let typed = code.to_lowercase().replace('-', " ");
    let session: Session = Person::answered(set_up(&first, &typed, "Ada", PASSWORD), 200).await;
    assert_eq!(session.grants.roles_everywhere(), [Role::Administrator]);
    let listed = first.get("/people").send().await.unwrap();
    assert_eq!(listed.status(), 200);
    // That was the only time.
    let second = world.stranger();
    let entrances: Entrances = second.read("/entrances").await;
    assert!(!entrances.set_up);
    let refused = Person::told(set_up(&second, &code, "eve", PASSWORD), 404).await;
    assert_eq!(refused, Some(ProblemCode::NotFound));
    assert_eq!(second.sign_in("ada", PASSWORD).await.status(), 200);
    assert_eq!(world.store().await.hold_people().await.unwrap(), None);
    world.end().await;
}

#[tokio::test]
async fn without_the_code_whoever_comes_first_gets_nothing() {
    let world = empty().await;
    let eve = world.stranger();
    let good = code(&world).await;
    for wrong in ["", "0000-0000-0000-0000-0000", &good[..10]] {
        let refused = Person::told(set_up(&eve, wrong, "eve", PASSWORD), 401).await;
        assert_eq!(refused, Some(ProblemCode::WrongCredentials));
    }
    assert_eq!(eve.get("/people").send().await.unwrap().status(), 401);
    for _ in 0..3 {
        Person::told(set_up(&eve, "guess", "eve", PASSWORD), 401).await;
    }
    // Guesses are limited here too.
    let refused = Person::told(set_up(&eve, &good, "eve", PASSWORD), 429).await;
    assert_eq!(refused, Some(ProblemCode::TooMany));
    world.end().await;
}

#[tokio::test]
async fn the_first_person_gets_no_name_that_was_given_before() {
    let world = empty().await;
    let store = world.store().await;
    let ada = User::new("ada", Grants::default(), None);
    assert_eq!(
        store.add_user(&ada, told(0)).await.unwrap(),
        UserAdded::Done
    );
    assert_eq!(
        store.remove_user("ada", told(0)).await.unwrap(),
        PersonChange::Done
    );
    let first = world.stranger();
    let code = code(&world).await;
    let refused = Person::told(set_up(&first, &code, "Ada", PASSWORD), 409).await;
    assert_eq!(refused, Some(ProblemCode::AlreadyExists));
    // The code is not used up by that.
    Person::told(set_up(&first, &code, "bea", PASSWORD), 200).await;
    world.end().await;
}

#[tokio::test]
async fn a_code_ends_after_a_day_and_with_the_next_start() {
    let world = empty().await;
    let first = world.stranger();
    let old = code(&world).await;
    let new = code(&world).await;
    Person::told(set_up(&first, &old, "ada", PASSWORD), 401).await;
    world.pass(Duration::from_hours(25));
    Person::told(set_up(&first, &new, "ada", PASSWORD), 401).await;
    let today = code(&world).await;
    // An unfit name or password does not use the code up.
    for (name, password) in [
        ("ada lovelace", PASSWORD),
        ("ada\u{0}", PASSWORD),
        ("ada", "short"),
        ("ada", "passwordpassword"),
    ] {
        let refused = Person::told(set_up(&first, &today, name, password), 400).await;
        assert_eq!(refused, Some(ProblemCode::BadRequest));
    }
    Person::told(set_up(&first, &today, "ada", PASSWORD), 200).await;
    let store = world.store().await;
    assert!(make_set_up_code(&store, 0).await.unwrap().is_none());
    world.end().await;
}

#[tokio::test]
async fn the_audit_tells_of_codes_that_do_not_fit_and_of_no_name_that_nobody_has() {
    let world = empty().await;
    let ada = world.stranger();
    let code = code(&world).await;
    Person::told(set_up(&ada, "guess", "my password", PASSWORD), 401).await;
    Person::told(set_up(&ada, &code, "ada", PASSWORD), 200).await;
    for name in ["ADA", "my other password"] {
        let guess = json!({"code": "guess", "name": name, "password": PASSWORD});
        Person::told(ada.post("/password", &guess), 401).await;
    }
    let told: Listing<AuditRecord> = ada.read("/audit?outcome=refused").await;
    let refused: Vec<(&str, &str)> = told
        .items
        .iter()
        .filter(|record| record.outcome == Outcome::Refused)
        .map(|record| (record.action.as_str(), record.subject.as_str()))
        .collect();
    assert_eq!(
        refused,
        [
            ("account.password-chosen", ""),
            ("account.password-chosen", "person ada"),
            ("account.set-up", ""),
        ]
    );
    world.end().await;
}
