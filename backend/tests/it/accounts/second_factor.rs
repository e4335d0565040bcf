//! The second factor: setting it up, signing in with it, and losing it.

use std::time::Duration;

use serde_json::{Value, json};
use shared::wire::{Account, ConfirmsWith, Enrollment, ProblemCode, RecoveryCodes, Session};

use crate::support::{Authenticator, PASSWORD, Person, World, problem};

/// Somebody's second factor as it was set up.
struct Factor {
    authenticator: Authenticator,
    /// The code that set it up.
    first: String,
    codes: RecoveryCodes,
}

async fn set_up(world: &World, person: &Person) -> Factor {
    let begin = person.post("/account/second-factor", &json!({}));
    let enrollment: Enrollment = Person::answered(begin, 200).await;
    assert!(enrollment.qr_path.expose().starts_with('M'));
    let authenticator = Authenticator::scan(enrollment.uri.expose());
    let first = authenticator.shows(world.now_ms());
    let shown = json!({"code": first});
    let codes = Person::answered(person.put("/account/second-factor", &shown), 200).await;
    Factor {
        authenticator,
        first,
        codes,
    }
}

fn sign_in(person: &Person, code: &str) -> reqwest::RequestBuilder {
    let who = json!({"name": "dana", "password": PASSWORD, "code": code});
    person.post("/session", &who)
}

#[tokio::test]
async fn a_code_is_asked_for_and_taken_once() {
    let world = World::new().await;
    let dana = world.dana().await;
    let Factor {
        authenticator,
        first,
        ..
    } = set_up(&world, &dana).await;
    let session: Session = dana.read("/session").await;
    assert_eq!(session.confirms_with, ConfirmsWith::Code);

    let other = world.stranger();
    let refused = problem(other.sign_in("dana", PASSWORD).await).await;
    assert_eq!(refused.code, ProblemCode::CodeNeeded);
    // Who does not know the password is not told of it.
    let refused = problem(other.sign_in("dana", "a wrong password").await).await;
    assert_eq!(refused.code, ProblemCode::WrongCredentials);
    Person::told(other.get("/queue"), 401).await;

    // The code that set it up is used.
    Person::told(sign_in(&other, &first), 401).await;
    world.pass(Duration::from_mins(1));
    let code = authenticator.shows(world.now_ms());
    Person::told(sign_in(&other, &code), 200).await;
    Person::told(other.get("/queue"), 200).await;
    Person::told(sign_in(&world.stranger(), &code), 401).await;
    world.pass(Duration::from_mins(10));
    Person::told(sign_in(&world.stranger(), &code), 401).await;
    world.end().await;
}

#[tokio::test]
async fn guessing_codes_is_limited_though_the_password_is_right() {
    let world = World::new().await;
    let dana = world.dana().await;
    let Factor { authenticator, .. } = set_up(&world, &dana).await;
    let other = world.stranger();
    for _ in 0..6 {
        Person::told(sign_in(&other, "000000"), 401).await;
    }
    world.pass(Duration::from_mins(1));
    let right = authenticator.shows(world.now_ms());
    Person::told(sign_in(&other, &right), 429).await;
    world.end().await;
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_an_administrator_turns_it_off() {
    let world = World::new().await;
    let (ada, dana) = (world.ada().await, world.dana().await);
    let Factor { codes, .. } = set_up(&world, &dana).await;
    assert_eq!(codes.codes.len(), 10);
    let code = codes.codes[3].expose().to_lowercase();
    let other = world.stranger();
    Person::told(sign_in(&other, &code), 200).await;
    Person::told(sign_in(&world.stranger(), &code), 401).await;
    let account: Account = other.read("/account").await;
    assert_eq!(account.recovery_codes_left, 9);
    assert!(account.second_factor_since_ms.is_some());
    Person::told(ada.delete("/people/dana/second-factor"), 204).await;
    assert_eq!(
        world.stranger().sign_in("dana", PASSWORD).await.status(),
        200
    );
    world.end().await;
}

#[tokio::test]
async fn turning_it_off_needs_a_fresh_code_and_the_secret_is_never_shown_again() {
    let world = World::new().await;
    let dana = world.dana().await;
    let Factor { authenticator, .. } = set_up(&world, &dana).await;
    let again = dana.post("/account/second-factor", &json!({}));
    let refused = Person::told(again, 409).await;
    assert_eq!(refused, Some(ProblemCode::AlreadyExists));
    world.pass(Duration::from_mins(11));
    let off = || dana.delete("/account/second-factor");
    Person::told(off(), 403).await;
    // The password is not enough any more.
    let password = json!({"password": PASSWORD});
    Person::told(dana.post("/session/confirmation", &password), 401).await;
    let code = json!({"code": authenticator.shows(world.now_ms())});
    Person::told(dana.post("/session/confirmation", &code), 204).await;
    Person::told(off(), 204).await;
    assert_eq!(
        world.stranger().sign_in("dana", PASSWORD).await.status(),
        200
    );
    world.end().await;
}

#[tokio::test]
async fn an_authenticator_that_was_never_confirmed_is_not_asked_for() {
    let world = World::new().await;
    let dana = world.dana().await;
    Person::told(dana.post("/account/second-factor", &json!({})), 200).await;
    let wrong = json!({"code": "000000"});
    let refused = Person::told(dana.put("/account/second-factor", &wrong), 400).await;
    assert_eq!(refused, Some(ProblemCode::BadRequest));
    let path = "/audit?action=account.second-factor-on&outcome=refused";
    let told: Value = world.ada().await.read(path).await;
    assert_eq!(told["items"][0]["who"], "dana", "{told}");
    assert_eq!(
        world.stranger().sign_in("dana", PASSWORD).await.status(),
        200
    );
    world.end().await;
}
