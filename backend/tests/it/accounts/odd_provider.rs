//! Signing in at an identity provider that is away, set wrong, or does what few do.

use std::time::Duration;

use backend::auth::make_set_up_code;
use backend::clock::Clock;
use serde_json::{Value, json};
use shared::permission::Role;
use shared::wire::{Entrances, MadeToken, Problem, ProblemCode, Session, SignedOut};

use crate::support::{
    Listening, OddProvider, PASSWORD, Person, Setup, SigningKey, Traveller, World, holds,
};

/// Longer than a provider's keys are taken as they were where none fits.
const A_WHILE: Duration = Duration::from_secs(6);

async fn world(provider: &OddProvider) -> World {
    World::with(Setup {
        provider: Some(provider.settings()),
        ..Setup::default()
    })
    .await
}

fn token_request() -> Value {
    json!({"label": "x", "grants": [{"environment": null, "role": "administrator"}], "days": 1})
}

#[tokio::test]
async fn a_moment_in_a_token_may_have_a_fraction() {
    let provider = OddProvider::start().await;
    let world = world(&provider).await;
    let now_s = Clock::system().now_ms() / 1000;
    let moment =
        |away: i64| -> Value { serde_json::from_str(&format!("{}.856366", now_s + away)).unwrap() };
    provider.set(|manner| {
        manner.claims = json!({
            "exp": moment(300), "iat": moment(-1), "nbf": moment(-1), "auth_time": moment(-1),
            "groups": ["ops"],
        });
    });
    let grace = Traveller::new(&world);
    assert_eq!(grace.sign_in("grace").await, "/");
    let session: Session = grace.person.read("/session").await;
    assert_eq!(session.name, "grace");
    // And is known to be of just now.
    let made: MadeToken =
        Person::answered(grace.person.post("/tokens", &token_request()), 201).await;
    assert!(!made.secret.expose().is_empty());
    world.end().await;
}

#[tokio::test]
async fn keys_without_names_are_exchanged_without_a_word() {
    let provider = OddProvider::start().await;
    let world = world(&provider).await;
    let grace = Traveller::new(&world);
    assert_eq!(grace.sign_in("grace").await, "/");
    provider.set(|manner| {
        manner.published = SigningKey::Second;
        manner.signs_with = SigningKey::Second;
    });
    world.pass(A_WHILE);
    assert_eq!(grace.sign_in("grace").await, "/");
    // Whoever signs with something else is not believed, however often the keys are looked at; and
    // that is not often.
    provider.set(|manner| manner.signs_with = SigningKey::First);
    world.pass(A_WHILE);
    let before = provider.n_asked();
    for _ in 0..3 {
        assert_eq!(
            grace.sign_in("grace").await,
            "/sign-in?problem=provider-failed"
        );
    }
    assert_eq!(provider.n_asked(), before + 1);
    world.end().await;
}

#[tokio::test]
async fn who_signs_out_does_not_wait_for_a_provider_that_thinks() {
    let provider = OddProvider::start().await;
    let mut world = world(&provider).await;
    let grace = Traveller::new(&world);
    assert_eq!(grace.sign_in("grace").await, "/");
    let asked = provider.n_asked();
    world.stop().await;
    provider.hold(true);
    world.start().await;
    let grace = grace.moved_to(world.url(""));
    let other = Traveller::new(&world);
    let begin = tokio::spawn(async move { other.begin(&json!({})).await });
    provider.asked(asked + 1).await;
    // The provider has not told yet where its own session ends.
    Person::told(grace.person.delete("/session"), 204).await;
    assert!(!begin.is_finished());
    Person::told(grace.person.get("/queue"), 401).await;
    provider.hold(false);
    let away = begin.await.unwrap();
    assert!(away.starts_with(&provider.issuer), "{away}");
    // All of them waited for one answer, which is at hand for whoever comes later.
    assert_eq!(provider.n_asked(), asked + 1);
    assert_eq!(grace.sign_in("grace").await, "/");
    let told: SignedOut = Person::answered(grace.person.delete("/session"), 200).await;
    assert!(told.go_to.unwrap().starts_with(&provider.issuer));
    world.end().await;
}

async fn not_begun(world: &World, status: u16) -> Problem {
    let begin = world.stranger().post("/provider", &json!({}));
    Person::answered(begin, status).await
}

#[tokio::test]
async fn a_provider_that_is_away_is_its_own_trouble_and_not_ours() {
    let provider = OddProvider::start().await;
    provider.set(|manner| manner.status = Some(500));
    let world = world(&provider).await;
    let problem = not_begun(&world, 503).await;
    assert_eq!(problem.code, ProblemCode::ProviderUnreachable);
    for words in [
        provider.issuer.as_str(),
        "does not answer",
        "longshore user break-glass",
    ] {
        assert!(problem.detail.contains(words), "{}", problem.detail);
    }
    // What is set wrong does not pass.
    provider.set(|manner| manner.status = Some(404));
    let problem = not_begun(&world, 502).await;
    assert_eq!(problem.code, ProblemCode::ProviderFailed);
    assert!(problem.detail.contains("404"), "{}", problem.detail);
    let slash = format!("{}/", provider.issuer);
    provider.set(|manner| {
        manner.status = None;
        manner.name = Some(slash.clone());
    });
    let problem = not_begun(&world, 502).await;
    assert!(problem.detail.contains(&slash), "{}", problem.detail);
    let document: Value = world.stranger().read("/openapi.json").await;
    for status in ["502", "503"] {
        let told = &document["paths"]["/provider"]["post"]["responses"][status]["content"];
        assert!(told["application/problem+json"].is_object(), "{told}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_away_too() {
    let gone = OddProvider::settings_of_nobody().await;
    let world = World::with(Setup {
        provider: Some(gone),
        ..Setup::default()
    })
    .await;
    let problem = not_begun(&world, 503).await;
    assert_eq!(problem.code, ProblemCode::ProviderUnreachable);
    world.end().await;
}

#[tokio::test]
async fn what_is_set_wrong_at_the_provider_is_told_and_is_in_the_log() {
    let listening = Listening::begin();
    let provider = OddProvider::start().await;
    let world = world(&provider).await;
    provider.set(|manner| manner.refusal = Some((401, "invalid_client")));
    let grace = Traveller::new(&world);
    assert_eq!(
        grace.sign_in("grace").await,
        "/sign-in?problem=provider-unset"
    );
    let heard = listening.heard();
    assert!(holds(&heard, "invalid_client"));
    assert!(holds(&heard, "LONGSHORE_OIDC_CLIENT_SECRET"));
    provider.set(|manner| manner.refusal = Some((503, "temporarily_unavailable")));
    assert_eq!(
        grace.sign_in("grace").await,
        "/sign-in?problem=provider-away"
    );
    let tomorrow = Clock::system().now_ms() / 1000 + 24 * 60 * 60;
    provider.set(|manner| {
        manner.refusal = None;
        manner.claims = json!({"iat": tomorrow});
    });
    assert_eq!(
        grace.sign_in("grace").await,
        "/sign-in?problem=provider-clock"
    );
    for (error, problem) in [
        ("invalid_scope", "provider-unset"),
        ("server_error", "provider-away"),
        ("login_required", "provider-refused"),
        ("<what>", "provider-refused"),
    ] {
        provider.set(|manner| manner.error = Some(error));
        let page = grace.sign_in("grace").await;
        assert_eq!(page, format!("/sign-in?problem={problem}"));
    }
    world.end().await;
}

/// `OpenID` Connect Core, section 2: `auth_time` is required where `max_age` was asked for.
#[tokio::test]
async fn a_provider_that_does_not_say_when_is_not_asked_again_and_again() {
    let provider = OddProvider::start().await;
    let world = world(&provider).await;
    provider.set(|manner| manner.claims = json!({"auth_time": null, "groups": ["ops"]}));
    let grace = Traveller::new(&world);
    assert_eq!(grace.sign_in("grace").await, "/");
    let refused = Person::told(grace.person.post("/tokens", &token_request()), 403).await;
    assert_eq!(refused, Some(ProblemCode::ConfirmIdentity));
    let listening = Listening::begin();
    let again = json!({"again": true, "next": "/account?of=me&x"});
    let confirm = async || {
        let away = grace.begin(&again).await;
        grace.come_back(&grace.visit(&away, "grace").await).await
    };
    assert_eq!(
        confirm().await,
        "/sign-in?problem=provider-no-auth-time&next=%2Faccount%3Fof%3Dme%26x"
    );
    assert!(holds(&listening.heard(), "require_auth_time"));
    // Whoever could not show who they are is signed in as before.
    let session: Session = grace.person.read("/session").await;
    assert_eq!(session.name, "grace");
    let an_hour_ago = Clock::system().now_ms() / 1000 - 60 * 60;
    provider.set(|manner| manner.claims["auth_time"] = json!(an_hour_ago));
    assert_eq!(
        confirm().await,
        "/sign-in?problem=provider-not-asked&next=%2Faccount%3Fof%3Dme%26x"
    );
    provider.set(|manner| manner.claims = json!({"groups": ["ops"]}));
    assert_eq!(confirm().await, "/account?of=me&x");
    Person::told(grace.person.post("/tokens", &token_request()), 201).await;
    world.end().await;
}

async fn empty(provider: &OddProvider) -> World {
    World::with(Setup {
        people: false,
        provider: Some(provider.settings()),
        ..Setup::default()
    })
    .await
}

async fn code(world: &World) -> String {
    let made = make_set_up_code(&world.store().await, world.now_ms()).await;
    made.unwrap().unwrap().text.into_exposed()
}

async fn entrances(world: &World) -> Entrances {
    world.stranger().read("/entrances").await
}

#[tokio::test]
async fn who_comes_in_without_a_role_leaves_the_set_up_to_the_first_administrator() {
    let provider = OddProvider::start().await;
    let world = empty(&provider).await;
    let code = code(&world).await;
    assert_eq!(Traveller::new(&world).sign_in("grace").await, "/");
    let told = entrances(&world).await;
    assert!(told.set_up && !told.has_administrator);
    let first = world.stranger();
    let wanted = |name: &str| json!({"code": code, "name": name, "password": PASSWORD});
    let taken = Person::told(first.post("/setup", &wanted("Grace")), 409).await;
    assert_eq!(taken, Some(ProblemCode::AlreadyExists));
    let session: Session = Person::answered(first.post("/setup", &wanted("ada")), 200).await;
    assert_eq!(session.grants.roles_everywhere(), [Role::Administrator]);
    let told = entrances(&world).await;
    assert!(!told.set_up && told.has_administrator);
    // The code was good once.
    Person::told(world.stranger().post("/setup", &wanted("eve")), 404).await;
    world.end().await;
}

#[tokio::test]
async fn an_administrator_by_their_groups_closes_the_set_up_as_long_as_they_are_one() {
    let provider = OddProvider::start().await;
    let world = empty(&provider).await;
    let unused = code(&world).await;
    provider.set(|manner| manner.claims = json!({"groups": "ops"}));
    assert_eq!(Traveller::new(&world).sign_in("grace").await, "/");
    assert!(!entrances(&world).await.set_up);
    let wanted = |code: &str| json!({"code": code, "name": "ada", "password": PASSWORD});
    Person::told(world.stranger().post("/setup", &wanted(&unused)), 404).await;
    let store = world.store().await;
    let none = make_set_up_code(&store, world.now_ms()).await.unwrap();
    assert!(none.is_none());
    // Nobody is left who may do everything, and the next start prints another code.
    provider.set(|manner| manner.claims = json!({"groups": []}));
    assert_eq!(Traveller::new(&world).sign_in("grace").await, "/");
    let code = code(&world).await;
    assert!(entrances(&world).await.set_up);
    Person::told(world.stranger().post("/setup", &wanted(&unused)), 401).await;
    Person::told(world.stranger().post("/setup", &wanted(&code)), 200).await;
    world.end().await;
}

#[tokio::test]
async fn where_only_the_provider_is_open_no_set_up_code_is_asked_for() {
    let provider = OddProvider::start().await;
    let mut settings = provider.settings();
    settings.is_only_way = true;
    let world = World::with(Setup {
        people: false,
        provider: Some(settings),
        ..Setup::default()
    })
    .await;
    let told = entrances(&world).await;
    assert!(!told.set_up && !told.has_administrator);
    provider.set(|manner| manner.claims = json!({"groups": ["ops"]}));
    assert_eq!(Traveller::new(&world).sign_in("grace").await, "/");
    assert!(entrances(&world).await.has_administrator);
    world.end().await;
}
