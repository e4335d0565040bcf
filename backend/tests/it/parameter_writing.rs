//! Writing parameters: the value goes to AWS and nowhere else.

use serde_json::json;
use shared::wire::{Parameter, ProblemCode};

use crate::support::{Listening, World, holds, problem};

const PLANTED: &str = "planted-7f3a-value-that-nobody-may-see";
const ROTATED: &str = "planted-9b1c-value-that-nobody-may-see";
/// What both begin with, so that a part of one would be found too.
const TRACE: &str = "planted-";

#[tokio::test]
async fn a_value_is_nowhere_but_in_aws() {
    let log = Listening::begin();
    let world = World::new().await;
    let dana = world.dana().await;
    let body = |value: &str, rotate: bool| {
        json!({
            "name": "/shop/planted", "parameter_type": "SecureString", "value": value,
            "rotate": rotate,
        })
    };
    let mut answers = Vec::new();
    for fault in [
        json!({"operation": "PutParameter", "kind": "error", "status": 400, "times": 1,
            "code": "ValidationException",
            "message": format!("Value '{PLANTED}' at 'value' failed to satisfy constraint")}),
        json!({"operation": "PutParameter", "kind": "error", "status": 400, "times": 1,
            "code": "AccessDeniedException", "message": format!("No {PLANTED}.")}),
        json!({"operation": "PutParameter", "kind": "error", "status": 500, "times": 1,
            "code": "InternalServerError", "message": format!("No {PLANTED}.")}),
        json!({"operation": "PutParameter", "kind": "reset_before", "times": 1}),
        json!({"operation": "PutParameter", "kind": "throttle", "times": 1}),
    ] {
        world.fault(fault).await;
        let answer = dana.put("/parameters", &body(PLANTED, false)).send().await;
        let answer = answer.unwrap();
        let status = answer.status();
        assert!(
            status.is_client_error() || status.is_server_error(),
            "{status}"
        );
        answers.push(answer.text().await.unwrap());
    }
    let created = dana.put("/parameters", &body(PLANTED, false)).send().await;
    answers.push(created.unwrap().text().await.unwrap());
    let rotated = dana.put("/parameters", &body(ROTATED, true)).send().await;
    answers.push(rotated.unwrap().text().await.unwrap());
    // Refused before AWS is asked, in every way.
    for wrong in [
        json!({"name": "/x", "parameter_type": "String", "value": [PLANTED]}),
        json!({"name": "/x", "parameter_type": "String", "value": PLANTED, "rotate": PLANTED}),
        json!({"name": "/x", "parameter_type": PLANTED, "value": PLANTED}),
        json!({"name": "/x", "parameter_type": "String", "value": PLANTED, "key_id": "alias/x"}),
        json!({"name": "/x", "parameter_type": "String", "value": PLANTED.repeat(200)}),
    ] {
        let answer = dana.put("/parameters", &wrong).send().await.unwrap();
        assert_eq!(answer.status(), 400);
        answers.push(answer.text().await.unwrap());
    }
    for answer in &answers {
        assert!(!answer.contains(TRACE), "{answer}");
    }
    assert!(answers[5].contains("\"version\":1"), "{}", answers[5]);
    assert!(answers[6].contains("\"version\":2"), "{}", answers[6]);
    assert!(world.carried(PLANTED) && world.carried(ROTATED));
    for file in world.database_files() {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!holds(&bytes, TRACE), "{}", file.display());
    }
    let logged = log.heard();
    assert!(holds(&logged, "a parameter was written"));
    assert!(!holds(&logged, TRACE), "{}", around(&logged));
    world.end().await;
}

/// The place where a value was logged, to find out who did it.
fn around(logged: &[u8]) -> String {
    let text = String::from_utf8_lossy(logged);
    let at = text.find(TRACE).unwrap_or_default();
    let line = text.get(..at).and_then(|before| before.rfind('\n'));
    let from = line.unwrap_or_default();
    text.chars()
        .skip(from.saturating_sub(200))
        .take(600)
        .collect()
}

/// What tasks start with is as good as a deployment, so it does not pass by who has to have seen one.
#[tokio::test]
async fn where_approvals_are_asked_for_no_other_value_passes_them_by() {
    let world = World::new().await;
    let dana = world.dana().await;
    let ada = world.signed_in("ada").await;
    let body = |rotate: bool| json!({"name": "/shop/seen", "parameter_type": "String", "value": "x", "rotate": rotate});
    let write = async |rotate| dana.put("/parameters", &body(rotate)).send().await.unwrap();
    assert_eq!(write(false).await.status(), 200);
    assert_eq!(write(true).await.status(), 200);
    let policy = json!({"policy": {"review": {"approvals": 1}}, "base_version": 0});
    let kept = ada.put("/policy", &policy).send().await.unwrap();
    assert!(kept.status().is_success());
    let refused = problem(write(true).await).await;
    assert_eq!(refused.code, ProblemCode::NeedsApproval);
    assert!(
        refused.detail.contains("another name"),
        "{}",
        refused.detail
    );
    let other = json!({"name": "/shop/other", "parameter_type": "String", "value": "x"});
    let created = dana.put("/parameters", &other).send().await.unwrap();
    assert_eq!(created.status(), 200);
    world.end().await;
}

#[tokio::test]
async fn creating_and_rotating_do_not_stand_in_for_each_other() {
    let world = World::new().await;
    let dana = world.dana().await;
    let body = |kind: &str, rotate: bool| {
        json!({
            "name": "/shop/one", "parameter_type": kind, "value": "x", "rotate": rotate,
            "description": "Something",
        })
    };
    let put = |body| {
        let request = dana.put("/parameters", &body);
        async { request.send().await.unwrap() }
    };
    let missing = put(body("SecureString", true)).await;
    assert_eq!(missing.status(), 404);
    assert_eq!(problem(missing).await.code, ProblemCode::NotFound);
    let created = put(body("SecureString", false)).await;
    assert_eq!(created.status(), 200);
    let parameter: Parameter = created.json().await.unwrap();
    assert_eq!(parameter.name, "/shop/one");
    assert_eq!(parameter.description.as_deref(), Some("Something"));
    let again = put(body("SecureString", false)).await;
    assert_eq!(again.status(), 409);
    assert_eq!(problem(again).await.code, ProblemCode::AlreadyExists);
    assert_eq!(put(body("String", true)).await.status(), 400);
    let rotated: Parameter = put(body("SecureString", true)).await.json().await.unwrap();
    assert_eq!(rotated.version, 2);
    world.end().await;
}

#[tokio::test]
async fn what_was_written_is_told_although_it_cannot_be_listed() {
    let world = World::new().await;
    world
        .fault(json!({
            "operation": "DescribeParameters", "kind": "error", "status": 403, "nth": 2,
            "code": "AccessDeniedException", "message": "No.",
        }))
        .await;
    let dana = world.dana().await;
    let body = json!({"name": "/shop/two", "parameter_type": "String", "value": "x"});
    let answer = dana.put("/parameters", &body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let parameter: Parameter = answer.json().await.unwrap();
    assert_eq!(
        (parameter.name.as_str(), parameter.version),
        ("/shop/two", 1)
    );
    world.end().await;
}

#[tokio::test]
async fn only_who_may_write_writes() {
    let world = World::new().await;
    let vera = world.vera().await;
    let body = json!({"name": "/shop/three", "parameter_type": "String", "value": "x"});
    let answer = vera.put("/parameters", &body).send().await.unwrap();
    assert_eq!(answer.status(), 403);
    assert!(world.sent("PutParameter").await.is_empty());
    world.end().await;
}
