//! Who may do what, and what a browser may be made to do.

use shared::wire::ProblemCode;

use crate::support::{World, problem};

/// Every route, and whether a viewer may use it. A route that is missing here is not tested.
const ROUTES: &[(&str, &str, bool)] = &[
    ("GET", "/services", true),
    ("GET", "/services/events", true),
    ("GET", "/clusters/production/services/shop-web", true),
    ("GET", "/clusters/production/services/shop-web/events", true),
    ("GET", "/clusters", true),
    ("GET", "/target-groups", true),
    ("GET", "/parameters", true),
    ("PUT", "/parameters", false),
    ("GET", "/offers/clusters", true),
    ("POST", "/readability", true),
    ("POST", "/plans", true),
    ("POST", "/plans/task", true),
    ("POST", "/plans/rollback", true),
    ("POST", "/plans/deletion", true),
    (
        "GET",
        "/clusters/production/services/shop-web/revisions",
        true,
    ),
    ("POST", "/plans/scalable-target", true),
    ("GET", "/plans/unknown", true),
    ("POST", "/plans/unknown/preflight", true),
    ("POST", "/deployments", false),
    ("GET", "/deployments", true),
    ("GET", "/iam-policy", true),
    ("GET", "/deployments/unknown", true),
    ("GET", "/deployments/unknown/events", true),
    ("POST", "/deployments/unknown/commands", false),
    ("POST", "/releases", false),
    ("GET", "/releases/unknown", true),
    ("GET", "/queue", true),
    ("GET", "/queue/events", true),
    ("PUT", "/pauses/environment", false),
    ("DELETE", "/pauses/environment", false),
    ("GET", "/drafts", true),
    ("GET", "/drafts/unknown-but-a-valid-id", true),
    ("PUT", "/drafts/unknown-but-a-valid-id", true),
    ("DELETE", "/drafts/unknown-but-a-valid-id", true),
    ("GET", "/drafts/unknown-but-a-valid-id/events", true),
    ("GET", "/account", true),
    ("PUT", "/account/password", true),
    ("POST", "/account/second-factor", true),
    ("PUT", "/account/second-factor", true),
    ("DELETE", "/account/second-factor", true),
    ("POST", "/session/confirmation", true),
    ("GET", "/sessions", true),
    ("DELETE", "/sessions/unknown", true),
    ("DELETE", "/sessions", true),
    ("GET", "/tokens", true),
    ("POST", "/tokens", true),
    ("DELETE", "/tokens/unknown", true),
    ("GET", "/people", false),
    ("POST", "/people", false),
    ("PATCH", "/people/dana", false),
    ("DELETE", "/people/dana", false),
    ("POST", "/people/dana/password-code", false),
    ("DELETE", "/people/dana/second-factor", false),
    ("DELETE", "/people/dana/sessions", false),
    ("GET", "/session", true),
    ("DELETE", "/session", true),
];

#[tokio::test]
async fn every_route_asks_who_it_is_and_what_they_may() {
    let world = World::new().await;
    let (stranger, vera) = (world.stranger(), world.vera().await);
    let body = serde_json::json!({});
    for &(method, path, viewer_may) in ROUTES {
        let ask = |person: &crate::support::Person| match method {
            "GET" => person.get(path),
            "POST" => person.post(path, &body),
            "PUT" => person.put(path, &body),
            "PATCH" => person.patch(path, &body),
            _ => person.delete(path),
        };
        if path != "/session" {
            let answer = ask(&stranger).send().await.unwrap();
            assert_eq!(answer.status(), 401, "{method} {path}");
        }
        let answer = ask(&vera).send().await.unwrap();
        assert_eq!(answer.status() != 403, viewer_may, "{method} {path}");
        assert_ne!(answer.status(), 500, "{method} {path}");
        if answer.status() == 401 {
            // Wrong credentials in the body, and not a session that is over.
            let code = problem(answer).await.code;
            assert_ne!(code, ProblemCode::SignedOut, "{method} {path}");
        }
    }
    world.end().await;
}

#[tokio::test]
async fn a_token_that_is_none_is_refused_on_every_route() {
    let world = World::new().await;
    let vera = world.vera().await;
    let body = serde_json::json!({});
    let open = [
        ("GET", "/environment", true),
        ("GET", "/entrances", true),
        ("POST", "/setup", true),
        ("POST", "/password", true),
        ("POST", "/session", true),
    ];
    for &(method, path, _) in open.iter().chain(ROUTES) {
        for token in ["x", "", "longshore_", "longshore_0123456789abcdef"] {
            // A session beside it does not help.
            let request = match method {
                "GET" => vera.get(path),
                "POST" => vera.post(path, &body),
                "PUT" => vera.put(path, &body),
                "PATCH" => vera.patch(path, &body),
                _ => vera.delete(path),
            };
            let answer = request.bearer_auth(token).send().await.unwrap();
            assert_eq!(answer.status(), 401, "{method} {path} {token}");
        }
    }
    assert_eq!(vera.get("/queue").send().await.unwrap().status(), 200);
    world.end().await;
}

#[tokio::test]
async fn a_change_from_another_site_is_refused() {
    let world = World::new().await;
    let dana = world.dana().await;
    let body = serde_json::json!({"plan_hash": "x"});
    let cross = dana.post("/deployments", &body);
    let cross = cross.header("sec-fetch-site", "cross-site");
    let answer = cross.send().await.unwrap();
    assert_eq!(answer.status(), 403);
    let origin = dana.post("/deployments", &body);
    let origin = origin.header("origin", "https://evil.example");
    assert_eq!(origin.send().await.unwrap().status(), 403);
    let client = reqwest::Client::new();
    let bare = client.post(world.url("/api/v1/session")).body("{}");
    assert_eq!(bare.send().await.unwrap().status(), 400);
    world.end().await;
}

#[tokio::test]
async fn a_foreign_name_for_our_address_is_refused() {
    let world = World::new().await;
    let answer = reqwest::Client::new()
        .get(world.url("/api/v1/environment"))
        .header("host", "rebound.example:8080")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
    world.end().await;
}

#[tokio::test]
async fn every_answer_tells_browsers_what_may_run() {
    let world = World::new().await;
    for path in [
        "/",
        "/services/deep/link",
        "/api/v1/environment",
        "/api/v1/none",
    ] {
        let answer = reqwest::get(world.url(path)).await.unwrap();
        let headers = answer.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(!policy.contains("unsafe-inline"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert!(headers.contains_key("x-request-id"), "{path}");
    }
    world.end().await;
}

#[tokio::test]
async fn an_unknown_path_of_the_api_is_a_problem_and_not_a_page() {
    let world = World::new().await;
    for path in ["/api/v1/none", "/api/other"] {
        let answer = reqwest::get(world.url(path)).await.unwrap();
        assert_eq!(answer.status(), 404);
        assert_eq!(problem(answer).await.code, ProblemCode::NotFound);
    }
    world.end().await;
}

#[tokio::test]
async fn the_environment_is_told_to_everybody() {
    let world = World::new().await;
    let told: shared::wire::Environment = world.stranger().read("/environment").await;
    assert_eq!(told.account.as_deref(), Some("123456789012"));
    assert!(told.simulated);
    world.end().await;
}
