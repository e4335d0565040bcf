//! What goes wrong on purpose.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::account::Account;

async fn set(account: &Account, faults: Value) {
    let (status, body) = account.control(Method::PUT, "faults", faults).await;
    assert_eq!(status, StatusCode::OK, "{body}");
}

#[tokio::test]
async fn throttling_strikes_as_often_as_asked() {
    let account = Account::new().await;
    set(
        &account,
        json!([{"operation": "ListClusters", "times": 2, "kind": "throttle"}]),
    )
    .await;
    for _ in 0..2 {
        let (code, message) = account.refused("ListClusters", json!({})).await;
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("ThrottlingException", "Rate exceeded")
        );
    }
    account.ecs("ListClusters", json!({})).await;
    account.close().await;
}

#[tokio::test]
async fn a_reset_after_commit_leaves_the_change_behind() {
    let account = Account::new().await;
    set(
        &account,
        json!([{"operation": "CreateCluster", "times": 1, "kind": "reset_after_commit"}]),
    )
    .await;
    let sent = account
        .send_ecs("CreateCluster", json!({"clusterName": "d"}))
        .await;
    assert!(sent.is_err(), "the connection is cut");
    let clusters = account.ecs("ListClusters", json!({})).await["clusterArns"].clone();
    assert_eq!(clusters.as_array().unwrap().len(), 2);

    set(
        &account,
        json!([{"operation": "CreateCluster", "times": 1, "kind": "reset_before"}]),
    )
    .await;
    let sent = account
        .send_ecs("CreateCluster", json!({"clusterName": "e"}))
        .await;
    assert!(sent.is_err(), "the connection is cut");
    let clusters = account.ecs("ListClusters", json!({})).await["clusterArns"].clone();
    assert_eq!(clusters.as_array().unwrap().len(), 2);
    account.close().await;
}

#[tokio::test]
async fn stale_answers_come_from_the_past() {
    let account = Account::new().await;
    set(
        &account,
        json!([{"operation": "ListClusters", "kind": "stale", "seconds": 10}]),
    )
    .await;
    account.pass(20).await;
    account
        .ecs("CreateCluster", json!({"clusterName": "d"}))
        .await;
    let count = async || {
        account.ecs("ListClusters", json!({})).await["clusterArns"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(count().await, 1);
    account.pass(9).await;
    assert_eq!(count().await, 1);
    account.pass(2).await;
    assert_eq!(count().await, 2);
    account.close().await;
}

#[tokio::test]
async fn errors_are_what_the_table_says_and_the_table_counts() {
    let account = Account::new().await;
    set(
        &account,
        json!([{"service": "ecs", "nth": 1, "kind": "error", "status": 500,
                "code": "ServerException", "message": "Service Unavailable"}]),
    )
    .await;
    let response = account.send_ecs("ListClusters", json!({})).await.unwrap();
    assert_eq!(response.status(), 500);
    let (_, table) = account.control(Method::GET, "faults", json!({})).await;
    assert_eq!(table["faults"][0]["fired"], 1);
    let (_, table) = account.control(Method::DELETE, "faults", json!({})).await;
    assert_eq!(table["faults"], json!([]));
    let (status, body) = account
        .control(
            Method::POST,
            "faults",
            json!({"operaton": "X", "kind": "throttle"}),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        body["message"].as_str().unwrap().contains("operaton"),
        "{body}"
    );
    account.close().await;
}

#[tokio::test]
async fn an_answer_can_break_off_after_the_change() {
    let account = Account::new().await;
    set(
        &account,
        json!([{"operation": "CreateCluster", "times": 1, "kind": "truncate_after_commit"}]),
    )
    .await;
    let sent = account
        .send_ecs("CreateCluster", json!({"clusterName": "d"}))
        .await;
    let response = sent.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.bytes().await.is_err(), "the rest never comes");
    let clusters = account.ecs("ListClusters", json!({})).await["clusterArns"].clone();
    assert_eq!(clusters.as_array().unwrap().len(), 2);
    account.close().await;
}

#[tokio::test]
async fn a_server_with_another_clock_refuses_and_tells_its_time() {
    let account = Account::new().await;
    set(&account, json!([{"kind": "skew", "seconds": 3600}])).await;
    let response = account.send_ecs("ListClusters", json!({})).await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(response.headers().contains_key("date"));
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["__type"], "InvalidSignatureException");
    let message = body["message"].as_str().unwrap();
    assert!(message.starts_with("Signature expired: "), "{message}");
    set(&account, json!([{"kind": "skew", "seconds": 60}])).await;
    account.ecs("ListClusters", json!({})).await;
    set(
        &account,
        json!([{"kind": "delay_after_commit", "delay_ms": 1}]),
    )
    .await;
    account.ecs("ListClusters", json!({})).await;
    account.close().await;
}
