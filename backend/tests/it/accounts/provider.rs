//! Signing in at an identity provider, a real one.

use std::time::Duration;

use serde_json::json;
use shared::permission::Role;
use shared::wire::{
    ConfirmsWith, Entrances, Listing, OpenSession, ProblemCode, Session, SignedOut,
};

use crate::support::{IdentityProvider, PASSWORD, Person, Setup, Traveller, World, told};

async fn world(provider: &IdentityProvider) -> World {
    World::with(Setup {
        provider: Some(provider.settings()),
        ..Setup::default()
    })
    .await
}

#[tokio::test]
async fn somebody_comes_in_with_the_roles_of_their_groups_as_of_now() {
    let provider = IdentityProvider::start();
    let world = world(&provider).await;
    let grace = Traveller::new(&world);
    let entrances: Entrances = grace.person.read("/entrances").await;
    assert_eq!(entrances.provider.as_deref(), Some("127.0.0.1"));
    assert!(entrances.passwords);
    let away = grace.begin(&json!({"next": "/queue"})).await;
    assert!(away.contains("code_challenge_method=S256"), "{away}");
    let back = grace.visit(&away, "grace").await;
    assert_eq!(grace.come_back(&back).await, "/queue");
    let session: Session = grace.person.read("/session").await;
    assert_eq!(session.name, "Grace-Hopper");
    assert_eq!(session.grants.roles_in("test"), [Role::Editor]);
    assert_eq!(session.confirms_with, ConfirmsWith::Provider);

    provider
        .set("grace", "Grace Hopper", &["ops", "unknown"])
        .await;
    let again = Traveller::new(&world);
    assert_eq!(again.sign_in("grace").await, "/");
    let session: Session = again.person.read("/session").await;
    assert_eq!(session.name, "Grace-Hopper");
    assert_eq!(session.grants.roles_everywhere(), [Role::Administrator]);
    provider.set("grace", "Grace Hopper", &[]).await;
    assert_eq!(Traveller::new(&world).sign_in("grace").await, "/");
    // What a session may is asked each time, so the older one lost it too.
    Person::told(again.person.get("/people"), 403).await;
    world.end().await;
}

#[tokio::test]
async fn a_name_or_address_of_e_mail_takes_nobody_s_account_over() {
    let provider = IdentityProvider::start();
    let world = world(&provider).await;
    provider.set("someone", "dana", &["ops"]).await;
    let someone = Traveller::new(&world);
    assert_eq!(someone.sign_in("someone").await, "/");
    let session: Session = someone.person.read("/session").await;
    assert_eq!(session.name, "dana-2");
    let dana = world.dana().await;
    let session: Session = dana.read("/session").await;
    assert_eq!(session.grants.roles_everywhere(), [Role::Deployer]);
    // Somebody from the provider has no password to guess.
    let guess = world.stranger().sign_in("dana-2", PASSWORD).await;
    assert_eq!(guess.status(), 401);
    world.end().await;
}

/// Under another name they would approve what they wrote under the first.
#[tokio::test]
async fn who_comes_in_anew_has_the_name_that_they_had_and_nobody_else_gets_it() {
    let provider = IdentityProvider::start();
    let world = world(&provider).await;
    assert_eq!(Traveller::new(&world).sign_in("grace").await, "/");
    let ada = world.ada().await;
    for _ in 0..2 {
        Person::told(ada.delete("/people/Grace-Hopper"), 204).await;
        provider.set("other", "Grace Hopper", &["ops"]).await;
        let other = Traveller::new(&world);
        assert_eq!(other.sign_in("other").await, "/");
        let session: Session = other.person.read("/session").await;
        assert_eq!(session.name, "Grace-Hopper-2");
        let again = Traveller::new(&world);
        assert_eq!(again.sign_in("grace").await, "/");
        let session: Session = again.person.read("/session").await;
        assert_eq!(session.name, "Grace-Hopper");
        assert_eq!(session.grants.roles_in("test"), [Role::Editor]);
    }
    world.end().await;
}

#[tokio::test]
async fn an_answer_counts_once_and_only_in_the_browser_that_asked() {
    let provider = IdentityProvider::start();
    let world = world(&provider).await;
    let (ada, eve) = (Traveller::new(&world), Traveller::new(&world));
    let away = ada.begin(&json!({})).await;
    let back = ada.visit(&away, "ada").await;
    // Without the cookie, and with that of another sign-in.
    assert_eq!(
        eve.come_back(&back).await,
        "/sign-in?problem=sign-in-expired"
    );
    eve.begin(&json!({})).await;
    assert_eq!(
        eve.come_back(&back).await,
        "/sign-in?problem=sign-in-expired"
    );
    assert_eq!(eve.person.get("/queue").send().await.unwrap().status(), 401);
    assert_eq!(ada.come_back(&back).await, "/");
    assert_eq!(
        ada.come_back(&back).await,
        "/sign-in?problem=sign-in-expired"
    );
    // A code that was used, in a sign-in of its own.
    let away = ada.begin(&json!({})).await;
    let fresh = ada.visit(&away, "ada").await;
    let code = |url: &str| {
        let url = reqwest::Url::parse(url).unwrap();
        let pair = url.query_pairs().find(|(name, _)| name == "code");
        pair.unwrap().1.into_owned()
    };
    let replayed = fresh.replace(&code(&fresh), &code(&back));
    assert_eq!(
        ada.come_back(&replayed).await,
        "/sign-in?problem=provider-failed"
    );
    world.end().await;
}

#[tokio::test]
async fn who_is_refused_or_shut_out_is_told_by_a_code() {
    let provider = IdentityProvider::start();
    let world = world(&provider).await;
    let ada = Traveller::new(&world);
    assert_eq!(
        ada.sign_in("nobody").await,
        "/sign-in?problem=provider-refused"
    );
    let grace = Traveller::new(&world);
    assert_eq!(grace.sign_in("grace").await, "/");
    let admin = world.ada().await;
    let close = admin.patch("/people/Grace-Hopper", &json!({"disabled": true}));
    Person::told(close, 200).await;
    assert_eq!(
        grace.sign_in("grace").await,
        "/sign-in?problem=account-closed"
    );
    Person::told(grace.person.get("/queue"), 401).await;
    // A browser shows what comes of an address that nobody can read, so it is a page.
    let back = world.url("/api/v1/provider/callback?code=a&code=b&state=c");
    assert_eq!(
        ada.come_back(&back).await,
        "/sign-in?problem=sign-in-expired"
    );
    // An address of another site is no page to go on to.
    let away = ada.begin(&json!({"next": "//evil.example"})).await;
    let back = ada.visit(&away, "ada").await;
    assert_eq!(ada.come_back(&back).await, "/");
    world.end().await;
}

#[tokio::test]
async fn who_they_are_is_shown_again_at_the_provider() {
    let provider = IdentityProvider::start();
    let world = world(&provider).await;
    let ada = Traveller::new(&world);
    assert_eq!(ada.sign_in("ada").await, "/");
    world.pass(Duration::from_mins(11));
    let token =
        json!({"label": "x", "grants": [{"environment": null, "role": "viewer"}], "days": 1});
    let refused = Person::told(ada.person.post("/tokens", &token), 403).await;
    assert_eq!(refused, Some(ProblemCode::ConfirmIdentity));
    let away = ada.begin(&json!({"again": true, "next": "/account"})).await;
    // The provider knows ada from before, and asks all the same.
    let back = ada.visit(&away, "ada").await;
    // Its clock has not moved, so it says that this was eleven minutes ago; and Longshore says so,
    // or ada would be sent there again and again.
    assert_eq!(
        ada.come_back(&back).await,
        "/sign-in?problem=provider-not-asked&next=%2Faccount"
    );
    Person::told(ada.person.post("/tokens", &token), 403).await;
    let open: Listing<OpenSession> = ada.person.read("/sessions").await;
    assert_eq!(open.items.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn signing_out_leads_to_the_provider_s_own_sign_out() {
    let provider = IdentityProvider::start();
    let world = world(&provider).await;
    let ada = Traveller::new(&world);
    assert_eq!(ada.sign_in("ada").await, "/");
    let told: SignedOut = Person::answered(ada.person.delete("/session"), 200).await;
    let go_to = told.go_to.unwrap();
    assert!(go_to.starts_with(&provider.issuer), "{go_to}");
    assert!(!go_to.contains("id_token"), "{go_to}");
    let page = ada.client.get(&go_to).send().await.unwrap();
    assert_eq!(page.status(), 200);
    Person::told(ada.person.get("/queue"), 401).await;
    world.end().await;
}

#[tokio::test]
async fn where_only_the_provider_is_open_the_operator_may_still_let_somebody_in() {
    let provider = IdentityProvider::start();
    let mut settings = provider.settings();
    settings.is_only_way = true;
    let world = World::with(Setup {
        provider: Some(settings),
        ..Setup::default()
    })
    .await;
    let dana = world.stranger();
    let refused = dana.sign_in("dana", PASSWORD).await;
    assert_eq!(refused.status(), 403);
    // Nor is anybody told whose password is right.
    assert_eq!(dana.sign_in("dana", "not it at all").await.status(), 403);
    assert_eq!(dana.sign_in("nobody", PASSWORD).await.status(), 403);
    let entrances: Entrances = dana.read("/entrances").await;
    assert!(!entrances.passwords);
    let store = world.store().await;
    assert!(store.set_break_glass("dana", true, told(0)).await.unwrap());
    assert_eq!(dana.sign_in("dana", PASSWORD).await.status(), 200);
    world.end().await;
}

#[tokio::test]
async fn without_a_provider_there_is_no_way_to_one() {
    let world = World::new().await;
    let traveller = Traveller::new(&world);
    Person::told(traveller.person.post("/provider", &json!({})), 404).await;
    Person::told(traveller.person.get("/provider/callback?code=x"), 404).await;
    world.end().await;
}
