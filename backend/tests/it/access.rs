//! Who may do what, and what a browser may be made to do.

use std::collections::BTreeSet;

use shared::permission::{Grant, Role};
use shared::wire::{Environment, Listing, ProblemCode};

use crate::support::{Person, REGION, World, problem};

/// Every route, as the document of the API names it, and the roles that may use it: *v*iewer,
/// *e*ditor, *r*eviewer, *d*eployer, *a*dministrator; `*` for everybody, also who is not signed in,
/// `own` for everybody who is, whatever their roles, about their own account.
/// A route that the document lists and this table does not fails the test.
const ROUTES: &[(&str, &str, &str)] = &[
    ("get", "/about", "*"),
    ("get", "/openapi.json", "*"),
    ("get", "/session", "*"),
    ("post", "/session", "*"),
    ("delete", "/session", "*"),
    ("get", "/entrances", "*"),
    ("post", "/setup", "*"),
    ("post", "/password", "*"),
    ("post", "/provider", "*"),
    ("get", "/provider/callback", "*"),
    ("post", "/session/confirmation", "own"),
    ("get", "/account", "own"),
    ("put", "/account/password", "own"),
    ("post", "/account/second-factor", "own"),
    ("put", "/account/second-factor", "own"),
    ("delete", "/account/second-factor", "own"),
    ("get", "/sessions", "own"),
    ("delete", "/sessions", "own"),
    ("delete", "/sessions/{id}", "own"),
    ("get", "/tokens", "own"),
    ("post", "/tokens", "own"),
    ("delete", "/tokens/{id}", "own"),
    ("get", "/environments", "verda"),
    ("get", "", "verda"),
    ("get", "/environment-start", "a"),
    ("post", "/environment-check", "a"),
    ("get", "/environment-settings", "a"),
    ("get", "/environment-settings/{name}", "a"),
    ("put", "/environment-settings/{name}", "a"),
    ("delete", "/environment-settings/{name}", "a"),
    ("get", "/people", "a"),
    ("post", "/people", "a"),
    ("patch", "/people/{name}", "a"),
    ("delete", "/people/{name}", "a"),
    ("post", "/people/{name}/password-code", "a"),
    ("delete", "/people/{name}/second-factor", "a"),
    ("delete", "/people/{name}/sessions", "a"),
    ("get", "/services", "verda"),
    ("get", "/services/events", "verda"),
    ("get", "/clusters/{cluster}/services/{service}", "verda"),
    (
        "get",
        "/clusters/{cluster}/services/{service}/events",
        "verda",
    ),
    (
        "get",
        "/clusters/{cluster}/services/{service}/revisions",
        "verda",
    ),
    (
        "get",
        "/clusters/{cluster}/services/{service}/blame",
        "verda",
    ),
    ("get", "/clusters", "verda"),
    ("get", "/target-groups", "verda"),
    ("get", "/parameters", "verda"),
    ("put", "/parameters", "da"),
    ("get", "/offers/{kind}", "verda"),
    ("post", "/readability", "verda"),
    ("get", "/iam-policy", "verda"),
    ("post", "/plans", "verda"),
    ("post", "/plans/task", "verda"),
    ("post", "/plans/rollback", "verda"),
    ("post", "/plans/deletion", "verda"),
    ("post", "/plans/scalable-target", "verda"),
    ("get", "/plans/{hash}", "verda"),
    ("get", "/plans/{hash}/base", "verda"),
    ("post", "/plans/{hash}/preflight", "verda"),
    ("get", "/drafts", "verda"),
    ("get", "/drafts/{id}", "verda"),
    ("put", "/drafts/{id}", "verda"),
    ("delete", "/drafts/{id}", "verda"),
    ("get", "/drafts/{id}/events", "verda"),
    ("post", "/deployments", "da"),
    ("get", "/deployments", "verda"),
    ("get", "/deployments/{id}", "verda"),
    ("get", "/deployments/{id}/events", "verda"),
    ("post", "/deployments/{id}/commands", "da"),
    ("post", "/releases", "da"),
    ("get", "/releases/{id}", "verda"),
    ("get", "/queue", "verda"),
    ("get", "/queue/events", "verda"),
    ("put", "/pauses/{scope}", "da"),
    ("delete", "/pauses/{scope}", "da"),
    ("get", "/changes", "verda"),
    ("get", "/changes/counts", "verda"),
    ("post", "/changes", "eda"),
    ("get", "/changes/{id}", "verda"),
    ("get", "/changes/{id}/events", "verda"),
    ("post", "/changes/{id}/versions", "eda"),
    ("put", "/changes/{id}/words", "eda"),
    ("post", "/changes/{id}/withdrawal", "eda"),
    ("post", "/changes/{id}/carrying-over", "eda"),
    ("post", "/changes/{id}/reviews", "ra"),
    ("delete", "/changes/{id}/reviews", "ra"),
    ("post", "/changes/{id}/late-review", "ra"),
    ("post", "/changes/{id}/comments", "erda"),
    ("put", "/changes/{id}/comments/{comment}", "erda"),
    ("put", "/changes/{id}/viewed", "verda"),
    ("put", "/changes/{id}/schedule", "da"),
    ("post", "/changes/{id}/deployments", "da"),
    ("get", "/policy", "verda"),
    ("put", "/policy", "a"),
    ("get", "/audit", "a"),
    ("get", "/audit/head", "a"),
    ("get", "/audit/verify", "a"),
    ("get", "/audit/export", "a"),
    ("get", "/webhooks", "a"),
    ("post", "/webhooks", "a"),
    ("put", "/webhooks/{id}", "a"),
    ("delete", "/webhooks/{id}", "a"),
    ("post", "/webhooks/{id}/secret", "a"),
    ("post", "/webhooks/{id}/tests", "a"),
    ("get", "/webhooks/{id}/deliveries", "a"),
    ("post", "/webhooks/{id}/deliveries/{delivery}", "a"),
    ("get", "/account/hearing", "own"),
    ("put", "/account/hearing", "own"),
    ("put", "/account/address", "own"),
    ("post", "/account/address", "own"),
    ("delete", "/account/address", "own"),
    ("get", "/account/news", "own"),
    ("put", "/account/news", "own"),
];

/// Somebody of each role, by its letter.
const TEAM: [(char, &str); 5] = [
    ('v', "vera"),
    ('e', "eli"),
    ('r', "rosa"),
    ('d', "dana"),
    ('a', "ada"),
];

pub(crate) fn filled(path: &str) -> String {
    path.replace("{environment}", "test")
        .replace("{cluster}", "production")
        .replace("{service}", "shop-web")
        .replace("{kind}", "clusters")
        .replace("{scope}", "neither")
        .replace("{id}", "00000000000000000000000000000000")
        .replace("{hash}", "unknown")
        .replace("{comment}", "1")
        .replace("{delivery}", "none")
        .replace("{name}", "whoever")
}

fn ask(person: &Person, method: &str, path: &str) -> reqwest::RequestBuilder {
    let (path, body) = (filled(path), serde_json::json!({}));
    match method {
        "get" => person.get(&path),
        "post" => person.post(&path, &body),
        "put" => person.put(&path, &body),
        "patch" => person.patch(&path, &body),
        "delete" => person.delete(&path),
        other => panic!("no test sends {other}"),
    }
}

#[tokio::test]
async fn every_route_is_for_the_roles_that_it_should_be_and_for_nobody_else() {
    let world = World::new().await;
    let stranger = world.stranger();
    let document: serde_json::Value = stranger.read("/openapi.json").await;
    let listed: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap();
            methods.keys().map(|method| (method.clone(), path.clone()))
        })
        .collect();
    let known: BTreeSet<(String, String)> = ROUTES
        .iter()
        .map(|(method, path, _)| {
            let whole = if Person::is_of_environment(path, *method == "get") {
                format!("/environments/{{environment}}{path}")
            } else {
                (*path).to_owned()
            };
            ((*method).to_owned(), whole)
        })
        .collect();
    assert_eq!(listed, known);
    world.add("nora", None).await;
    let nobody = world.signed_in("nora").await;
    let mut team = Vec::new();
    for (letter, name) in TEAM {
        team.push((letter, name, world.signed_in(name).await));
    }
    for &(method, path, roles) in ROUTES {
        let (is_open, is_own) = (roles == "*", roles == "own");
        // A session that signs out is over for those that come after.
        if path == "/session" {
            continue;
        }
        let answer = ask(&stranger, method, path).send().await.unwrap();
        assert_eq!(answer.status() == 401, !is_open, "{method} {path}");
        let answer = ask(&nobody, method, path).send().await.unwrap();
        let is_denied = !is_open && !is_own;
        assert_eq!(
            answer.status() == 403,
            is_denied,
            "{method} {path}, no role"
        );
        for (letter, name, person) in &team {
            let may = is_open || is_own || roles.contains(*letter);
            let answer = ask(person, method, path).send().await.unwrap();
            let status = answer.status();
            assert_eq!(status != 403, may, "{method} {path} as {name}: {status}");
            if status == 401 {
                // Wrong credentials in the body, and not a session that is over.
                let code = problem(answer).await.code;
                assert_ne!(code, ProblemCode::SignedOut, "{method} {path} as {name}");
            }
            assert!(status.as_u16() < 500, "{method} {path} as {name}: {status}");
        }
    }
    world.end().await;
}

#[tokio::test]
async fn a_role_in_another_environment_is_no_role_here() {
    let world = World::new().await;
    let elsewhere = Grant {
        environment: Some("elsewhere".to_owned()),
        role: Role::Administrator,
    };
    world.add("otto", Some(elsewhere)).await;
    let otto = world.signed_in("otto").await;
    for &(method, path, roles) in ROUTES {
        if roles != "*" && roles != "own" {
            // What somebody has no part in is not there for them.
            let wanted = if Person::is_of_environment(path, method == "get") {
                404
            } else {
                403
            };
            let answer = ask(&otto, method, path).send().await.unwrap();
            assert_eq!(answer.status(), wanted, "{method} {path}");
            let absent = ask(&otto.at("nowhere"), method, path).send().await;
            assert_eq!(absent.unwrap().status(), wanted, "{method} {path}");
        }
    }
    world.end().await;
}

#[tokio::test]
async fn a_token_that_is_none_is_refused_on_every_route() {
    let world = World::new().await;
    let vera = world.vera().await;
    for &(method, path, _) in ROUTES {
        for token in ["x", "", "longshore_", "longshore_0123456789abcdef"] {
            // A session beside it does not help.
            let answer = ask(&vera, method, path).bearer_auth(token).send().await;
            assert_eq!(answer.unwrap().status(), 401, "{method} {path} {token}");
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
        .get(world.url("/api/v1/about"))
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
    for path in ["/", "/services/deep/link", "/api/v1/about", "/api/v1/none"] {
        let answer = reqwest::get(world.url(path)).await.unwrap();
        let headers = answer.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(!policy.contains("unsafe-inline"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
        assert_eq!(
            headers["cross-origin-opener-policy"], "same-origin",
            "{path}"
        );
        assert_eq!(
            headers["cross-origin-resource-policy"], "same-origin",
            "{path}"
        );
        // Only where people come by TLS is there something to insist on.
        assert!(!headers.contains_key("strict-transport-security"), "{path}");
        let kept = headers
            .get("cache-control")
            .map(|value| value.to_str().unwrap());
        assert_eq!(
            kept == Some("no-store"),
            path.starts_with("/api/"),
            "{path}: {kept:?}"
        );
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
async fn whether_anything_is_real_is_told_to_everybody_and_where_it_is_to_people() {
    let world = World::new().await;
    let told: shared::wire::About = world.stranger().read("/about").await;
    assert!(told.simulated);
    let listed: Listing<Environment> = world.vera().await.read("/environments").await;
    assert_eq!(listed.items[0].account.as_deref(), Some("123456789012"));
    assert_eq!(listed.items[0].region, REGION);
    world.end().await;
}
