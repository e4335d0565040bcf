//! Alarms that fail a rollout.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::account::{Account, assert_said};

fn watched(rollback: bool, more: Value) -> Value {
    let mut configuration = json!({"alarms": {
        "alarmNames": ["errors", "latency"], "enable": true, "rollback": rollback,
    }});
    crate::account::merge(&mut configuration, more);
    configuration
}

/// A settled service that two alarms watch; its rollouts bake for five minutes.
async fn settled(configuration: Value) -> Account {
    let account = Account::new().await;
    account.alarm("errors", "OK").await;
    account.alarm("latency", "OK").await;
    account.register("nginx:1").await;
    account
        .ecs(
            "CreateService",
            json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                   "desiredCount": 2, "deploymentConfiguration": configuration}),
        )
        .await;
    account.pass(480).await;
    assert_eq!(account.record().await["status"], "SUCCESSFUL");
    account
}

#[tokio::test]
async fn an_alarm_rolls_a_rollout_back() {
    let account = settled(watched(true, json!({}))).await;
    let record = account.record().await;
    assert_eq!(record["alarms"]["status"], "MONITORING_COMPLETE");
    let good = account.service("web").await["taskDefinition"].clone();
    account.deploy("nginx:2").await;
    account.pass(10).await;
    assert_eq!(account.record().await["alarms"]["status"], "MONITORING");
    account.alarm("errors", "ALARM").await;
    account.pass(1).await;
    let service = account.service("web").await;
    assert_said(&service, "deployment failed: alarm detected.");
    assert_said(&service, "rolling back to deployment");
    let record = account.record().await;
    assert_eq!(record["status"], "ROLLBACK_IN_PROGRESS");
    assert_eq!(
        record["alarms"],
        json!({"status": "TRIGGERED", "alarmNames": ["errors", "latency"],
               "triggeredAlarmNames": ["errors"]})
    );
    account.pass(180).await;
    assert_eq!(account.record().await["status"], "ROLLBACK_SUCCESSFUL");
    assert_eq!(account.service("web").await["taskDefinition"], good);
    account.close().await;
}

#[tokio::test]
async fn a_rollout_that_has_taken_over_is_watched_for_a_while() {
    let account = settled(watched(true, json!({}))).await;
    let before = account.service("web").await;
    account.deploy("nginx:2").await;
    account.pass(200).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"].as_array().unwrap().len(), 1);
    assert_eq!(service["runningCount"], 2);
    assert_eq!(service["deployments"][0]["rolloutState"], "IN_PROGRESS");
    assert_eq!(account.record().await["status"], "IN_PROGRESS");
    account.alarm("latency", "ALARM").await;
    account.pass(300).await;
    let record = account.record().await;
    assert_eq!(record["status"], "ROLLBACK_SUCCESSFUL");
    let service = account.service("web").await;
    assert_eq!(service["taskDefinition"], before["taskDefinition"]);
    assert_eq!(
        service["deployments"][0]["id"],
        before["deployments"][0]["id"]
    );
    account.close().await;
}

#[tokio::test]
async fn without_rollback_the_rollout_only_fails() {
    let account = settled(watched(false, json!({}))).await;
    account.deploy("nginx:2").await;
    account.pass(10).await;
    account.alarm("errors", "ALARM").await;
    account.pass(2).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["rolloutState"], "FAILED");
    assert_eq!(account.record().await["status"], "STOPPED");
    account.close().await;
}

#[tokio::test]
async fn an_alarm_that_was_on_before_lets_a_repair_through() {
    let account = settled(watched(true, json!({}))).await;
    account.alarm("errors", "ALARM").await;
    account.deploy("nginx:2").await;
    account.pass(480).await;
    let record = account.record().await;
    assert_eq!(record["status"], "SUCCESSFUL");
    assert_eq!(record["alarms"]["status"], "DISABLED");
    account.close().await;
}

#[tokio::test]
async fn an_alarm_during_the_bake_time_brings_blue_back() {
    let shifting = json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 10});
    let account = settled(watched(true, shifting)).await;
    account.deploy("nginx:2").await;
    account.pass_until_stage("BAKE_TIME").await;
    account.pass(300).await;
    account.alarm("errors", "ALARM").await;
    account.pass(1).await;
    let record = account.record().await;
    assert_eq!(record["status"], "ROLLBACK_IN_PROGRESS");
    assert_eq!(
        record["sourceServiceRevisions"][0]["requestedProductionTrafficWeight"],
        100.0
    );
    account.pass(60).await;
    assert_eq!(account.record().await["status"], "ROLLBACK_SUCCESSFUL");
    assert_eq!(account.service("web").await["runningCount"], 2);
    account.close().await;
}

#[tokio::test]
async fn states_are_set_by_cloudwatch_too_and_nonsense_is_refused() {
    let account = Account::new().await;
    account.alarm("errors", "OK").await;
    account
        .query(
            "2010-08-01",
            "SetAlarmState",
            &[
                ("AlarmName", "errors"),
                ("StateValue", "ALARM"),
                ("StateReason", "test"),
            ],
        )
        .await;
    let (_, shown) = account.control(Method::GET, "alarms", json!({})).await;
    assert_eq!(
        shown["alarms"],
        json!([{"name": "errors", "state": "ALARM"}])
    );
    let (status, body) = account
        .control(
            Method::PUT,
            "alarms",
            json!({"name": "errors", "state": "RED"}),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body["message"].as_str().unwrap().contains("RED"), "{body}");
    account.close().await;
}
