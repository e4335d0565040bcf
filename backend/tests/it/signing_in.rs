//! Signing in and out.

use shared::wire::{ProblemCode, Session};

use crate::support::{PASSWORD, Setup, World, problem, told};

#[tokio::test]
async fn the_right_password_opens_a_session_and_signing_out_ends_it() {
    let world = World::new().await;
    let person = world.stranger();
    let answer = person.sign_in("dana", PASSWORD).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly"), "{cookie}");
    assert!(cookie.contains("SameSite=Strict"), "{cookie}");
    let session: Session = person.read("/session").await;
    assert_eq!(session.name, "dana");
    let kept = cookie.split(';').next().unwrap().to_owned();
    let out = person.delete("/session").send().await.unwrap();
    assert_eq!(out.status(), 204);
    // The old cookie is worth nothing, whoever kept a copy of it.
    let copy = world.stranger();
    let answer = copy
        .get("/session")
        .header("cookie", kept)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.text().await.unwrap(), "null");
    world.end().await;
}

#[tokio::test]
async fn a_session_known_before_the_sign_in_is_worth_nothing_after_it() {
    let world = World::new().await;
    let first = world.stranger();
    let one = first.sign_in("dana", PASSWORD).await;
    let known = one.headers()["set-cookie"].to_str().unwrap().to_owned();
    let known = known.split(';').next().unwrap().to_owned();
    first.sign_in("dana", PASSWORD).await;
    let answer = world
        .stranger()
        .get("/session")
        .header("cookie", known)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.text().await.unwrap(), "null");
    world.end().await;
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_are_answered_alike() {
    let world = World::new().await;
    let person = world.stranger();
    let wrong = problem(person.sign_in("dana", "not my password").await).await;
    let unknown = problem(person.sign_in("nobody", "not my password").await).await;
    assert_eq!(wrong.code, ProblemCode::WrongCredentials);
    assert_eq!(
        (wrong.status, wrong.code, wrong.detail),
        (unknown.status, unknown.code, unknown.detail)
    );
    world.end().await;
}

#[tokio::test]
async fn guessing_is_stopped_also_across_a_restart_without_locking_others_out() {
    let mut world = World::new().await;
    let person = world.stranger();
    for _ in 0..6 {
        let answer = person.sign_in("dana", "a wrong password").await;
        assert_eq!(answer.status(), 401);
    }
    world.stop().await;
    world.start().await;
    let person = world.stranger();
    let answer = person.sign_in("dana", PASSWORD).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "600");
    assert_eq!(problem(answer).await.code, ProblemCode::TooMany);
    let other = person.sign_in("vera", PASSWORD).await;
    assert_eq!(other.status(), 200);
    world.end().await;
}

#[tokio::test]
async fn a_session_ends_with_its_owners_account() {
    let world = World::new().await;
    let dana = world.dana().await;
    world
        .store()
        .await
        .remove_user("dana", told(0))
        .await
        .unwrap();
    let answer = dana.get("/services").send().await.unwrap();
    assert_eq!(answer.status(), 401);
    world.end().await;
}

#[tokio::test]
async fn behind_tls_the_cookie_is_bound_to_the_host() {
    let world = World::with(Setup {
        public_url: Some("https://longshore.example.com".to_owned()),
        ..Setup::default()
    })
    .await;
    let answer = world.stranger().sign_in("dana", PASSWORD).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-longshore="), "{cookie}");
    assert!(cookie.contains("Secure"), "{cookie}");
    assert!(answer.headers().contains_key("strict-transport-security"));
    // The client speaks no TLS, so that it keeps no such cookie by itself.
    let pair = cookie.split(';').next().unwrap();
    let out = reqwest::Client::new()
        .delete(world.url("/api/v1/session"))
        .header("x-longshore", "1")
        .header("cookie", pair)
        .send()
        .await
        .unwrap();
    let taken = out.headers()["set-cookie"].to_str().unwrap();
    assert!(taken.starts_with("__Host-longshore=;"), "{taken}");
    assert!(taken.contains("Max-Age=0"), "{taken}");
    assert!(taken.contains("; Secure"), "{taken}");
    world.end().await;
}

#[tokio::test]
async fn a_browser_that_is_known_is_not_locked_out_by_who_shares_its_address() {
    let world = World::new().await;
    let dana = world.dana().await;
    let stranger = world.stranger();
    for _ in 0..6 {
        let answer = stranger.sign_in("dana", "a wrong password").await;
        assert_eq!(answer.status(), 401);
    }
    assert_eq!(stranger.sign_in("dana", PASSWORD).await.status(), 429);
    assert_eq!(dana.sign_in("dana", PASSWORD).await.status(), 200);
    // What the browser keeps counts for its own name alone, and has a limit of its own.
    assert_eq!(dana.sign_in("vera", "a wrong password").await.status(), 401);
    for _ in 0..6 {
        let answer = dana.sign_in("dana", "a wrong password").await;
        assert_eq!(answer.status(), 401);
    }
    assert_eq!(dana.sign_in("dana", PASSWORD).await.status(), 429);
    world.end().await;
}

#[tokio::test]
async fn behind_a_proxy_the_last_address_counts_in_whatever_line_it_stands() {
    let world = World::with(Setup {
        public_url: Some("http://longshore.example.com".to_owned()),
        ..Setup::default()
    })
    .await;
    let person = world.stranger();
    let guess = async |made_up: u32| {
        let body = serde_json::json!({"name": "dana", "password": "a wrong password"});
        let request = person
            .post("/session", &body)
            .header("x-forwarded-for", format!("198.51.100.{made_up}"))
            .header("x-forwarded-for", "203.0.113.7");
        request.send().await.unwrap().status()
    };
    for made_up in 0..6 {
        assert_eq!(guess(made_up).await, 401);
    }
    assert_eq!(guess(6).await, 429);
    world.end().await;
}

#[tokio::test]
async fn a_proxy_s_own_authorization_stands_for_no_header_of_ours() {
    let world = World::new().await;
    let dana = world.dana().await;
    let request = reqwest::Client::new()
        .post(world.url("/api/v1/session"))
        .header("authorization", "Basic YTpi")
        .json(&serde_json::json!({"name": "dana", "password": PASSWORD}));
    assert_eq!(request.send().await.unwrap().status(), 400);
    drop(dana);
    world.end().await;
}
