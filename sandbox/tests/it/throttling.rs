//! Calls that come too fast, and calls that are counted.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::account::Account;

#[tokio::test]
async fn a_bucket_empties_and_fills_with_simulated_time() {
    let account = Account::new().await;
    let (status, body) = account
        .control(Method::PUT, "throttle", json!({"enabled": true}))
        .await;
    assert_eq!(status, StatusCode::OK, "{body}");
    for _ in 0..50 {
        account.ecs("ListClusters", json!({})).await;
    }
    let (code, message) = account
        .refused("DescribeClusters", json!({"clusters": ["c"]}))
        .await;
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("ThrottlingException", "Rate exceeded"),
        "the bucket is shared"
    );
    account.ecs("ListServices", json!({"cluster": "c"})).await;
    account.pass(1).await;
    for _ in 0..20 {
        account.ecs("ListClusters", json!({})).await;
    }
    account.refused("ListClusters", json!({})).await;
    account
        .control(Method::PUT, "throttle", json!({"enabled": false}))
        .await;
    account.ecs("ListClusters", json!({})).await;
    let (status, _) = account.control(Method::PUT, "throttle", json!({})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    account.close().await;
}

#[tokio::test]
async fn calls_are_counted_by_operation() {
    let account = Account::new().await;
    account.control(Method::DELETE, "calls", json!({})).await;
    account.ecs("ListClusters", json!({})).await;
    account.ecs("ListClusters", json!({})).await;
    account.refused("CreateTaskSet", json!({})).await;
    let (_, calls) = account.control(Method::GET, "calls", json!({})).await;
    assert_eq!(
        calls,
        json!({"calls": {"ecs.CreateTaskSet": 1, "ecs.ListClusters": 2}, "total": 3,
               "throttled": 0})
    );
    account.close().await;
}
