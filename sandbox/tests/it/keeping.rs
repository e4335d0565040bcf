//! The world outlives the process.

use serde_json::json;

use crate::account::Account;

#[tokio::test]
async fn a_state_file_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    let account = Account::open(Some(file.clone())).await;
    account
        .ecs("CreateCluster", json!({"clusterName": "c"}))
        .await;
    account.settled_service("nginx:1", 2, json!({})).await;
    account.deploy("nginx:2").await;
    account.pass(10).await;
    let before = account.service("web").await;
    account.close().await;

    let account = Account::open(Some(file)).await;
    assert_eq!(account.service("web").await, before);
    account.pass(180).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["rolloutState"], "COMPLETED");
    account.close().await;
}

#[tokio::test]
async fn what_was_accepted_is_written_down_before_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    let account = Account::open(Some(file.clone())).await;
    account
        .ecs("CreateCluster", json!({"clusterName": "c"}))
        .await;
    // What a process that is killed now leaves behind.
    let left = folder.path().join("left.json");
    std::fs::copy(&file, &left).unwrap();
    account.close().await;

    let account = Account::open(Some(left)).await;
    let clusters = account
        .ecs("DescribeClusters", json!({"clusters": ["c"]}))
        .await;
    assert_eq!(clusters["clusters"][0]["status"], "ACTIVE");
    account.close().await;
}

#[tokio::test]
async fn a_file_that_is_no_state_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    std::fs::write(&file, "{}").unwrap();
    let refused = sandbox::start(sandbox::Config {
        listen: ([127, 0, 0, 1], 0).into(),
        clock: sandbox::Clock::Manual,
        state_file: Some(file.clone()),
        seed: false,
        record_exchanges: false,
        account: "123456789012".to_owned(),
        region: "eu-central-1".to_owned(),
    })
    .await
    .unwrap_err();
    assert!(
        refused.to_string().contains("delete it to start afresh"),
        "{refused}"
    );
    assert_eq!(std::fs::read_to_string(file).unwrap(), "{}");
}
