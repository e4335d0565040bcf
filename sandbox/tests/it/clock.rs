//! The clock that tests drive.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::account::Account;

/// Everything that is visible of a service and its tasks.
async fn picture(account: &Account) -> String {
    let service = account.service("web").await;
    let running = account.tasks("RUNNING").await;
    let stopped = account.tasks("STOPPED").await;
    format!("{service:#}\n{running:#?}\n{stopped:#?}")
}

#[tokio::test]
async fn a_long_leap_gives_the_same_as_many_short_ones() {
    let mut pictures = Vec::new();
    for steps in [1_u32, 30, 300] {
        let account = Account::new().await;
        account.settled_service("nginx:1", 2, json!({})).await;
        account.deploy("nginx:crash").await;
        for _ in 0..steps {
            account.pass(300 / steps).await;
        }
        pictures.push(picture(&account).await);
        account.close().await;
    }
    assert_eq!(pictures[0], pictures[1]);
    assert_eq!(pictures[0], pictures[2]);
}

#[tokio::test]
async fn the_clock_can_be_read_and_refuses_nonsense() {
    let account = Account::new().await;
    let (_, before) = account.control(Method::GET, "clock", json!({})).await;
    assert_eq!(before["mode"], "manual");
    account.pass(90).await;
    let (_, after) = account.control(Method::GET, "clock", json!({})).await;
    let passed = after["now"].as_f64().unwrap() - before["now"].as_f64().unwrap();
    assert!((passed - 90.0).abs() < 0.001, "{passed}");
    let (status, body) = account
        .control(Method::POST, "clock/advance", json!({"seconds": -1}))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        body["message"].as_str().unwrap().contains("seconds"),
        "{body}"
    );
    account.close().await;
}
