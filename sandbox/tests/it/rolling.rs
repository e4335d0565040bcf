//! The arithmetic of a rolling update.

use serde_json::{Value, json};

use crate::account::{Account, assert_said};

/// What was seen of a rollout, second by second.
struct Watched {
    fewest_running: i64,
    most_alive: i64,
}

async fn watch(account: &Account, seconds: u32) -> Watched {
    let mut watched = Watched {
        fewest_running: i64::MAX,
        most_alive: 0,
    };
    for _ in 0..seconds {
        account.pass(1).await;
        let service = account.service("web").await;
        let count = |member: &str| service[member].as_i64().unwrap();
        watched.fewest_running = watched.fewest_running.min(count("runningCount"));
        watched.most_alive = watched
            .most_alive
            .max(count("runningCount") + count("pendingCount"));
    }
    watched
}

fn percents(minimum: u32, maximum: u32) -> Value {
    json!({"deploymentConfiguration": {
        "minimumHealthyPercent": minimum, "maximumPercent": maximum,
    }})
}

#[tokio::test]
async fn percents_bound_how_many_run() {
    for (count, minimum, maximum, fewest, most) in [
        (4, 100, 200, 4, 8),
        (4, 50, 100, 2, 4),
        (4, 100, 125, 4, 5),
        (1, 0, 100, 0, 1),
        (3, 67, 134, 3, 4),
    ] {
        let account = Account::new().await;
        account
            .settled_service("nginx:1", count, percents(minimum, maximum))
            .await;
        let definition = account.deploy("nginx:2").await;
        let watched = watch(&account, 320).await;
        let case = format!("{count} tasks, {minimum} to {maximum} %");
        assert_eq!(watched.fewest_running, fewest, "{case}");
        assert_eq!(watched.most_alive, most, "{case}");
        let service = account.service("web").await;
        assert_eq!(
            service["deployments"].as_array().unwrap().len(),
            1,
            "{case}"
        );
        assert_eq!(
            service["deployments"][0]["rolloutState"], "COMPLETED",
            "{case}"
        );
        assert_eq!(service["taskDefinition"], definition.as_str(), "{case}");
        assert_eq!(service["runningCount"], count, "{case}");
        account.close().await;
    }
}

#[tokio::test]
async fn both_deployments_are_shown_while_one_replaces_the_other() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 2, json!({})).await;
    account.deploy("nginx:2").await;
    account.pass(20).await;
    let service = account.service("web").await;
    let shown: Vec<(&str, &str)> = service["deployments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|deployment| {
            (
                deployment["status"].as_str().unwrap(),
                deployment["rolloutState"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(shown, [("PRIMARY", "IN_PROGRESS"), ("ACTIVE", "COMPLETED")]);
    let record = account.record().await;
    assert_eq!(record["status"], "IN_PROGRESS");
    assert_eq!(
        record["sourceServiceRevisions"].as_array().unwrap().len(),
        1
    );
    account.close().await;
}

#[tokio::test]
async fn percents_that_leave_no_room_are_reported() {
    let account = Account::new().await;
    account
        .settled_service("nginx:1", 1, percents(100, 150))
        .await;
    account.deploy("nginx:2").await;
    account.pass(300).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["rolloutState"], "IN_PROGRESS");
    assert_said(
        &service,
        "was unable to stop or start tasks during a deployment because of the service deployment \
         configuration.",
    );
    account
        .ecs(
            "UpdateService",
            json!({"cluster": "c", "service": "web",
                   "deploymentConfiguration": {"maximumPercent": 200}}),
        )
        .await;
    account.pass(300).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["rolloutState"], "COMPLETED");
    assert_eq!(
        service["deploymentConfiguration"]["minimumHealthyPercent"], 100,
        "what was not sent stays"
    );
    account.close().await;
}

#[tokio::test]
async fn only_what_changes_a_version_starts_a_deployment() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 1, json!({})).await;
    let id = |service: &Value| service["deployments"][0]["id"].clone();
    let first = id(&account.service("web").await);
    let update = async |more: Value| {
        let mut input = json!({"cluster": "c", "service": "web"});
        crate::account::merge(&mut input, more);
        id(&account.ecs("UpdateService", input).await["service"])
    };
    assert_eq!(update(json!({"taskDefinition": "web:1"})).await, first);
    assert_eq!(update(json!({"enableExecuteCommand": true})).await, first);
    assert_eq!(update(json!({"loadBalancers": []})).await, first);
    assert_ne!(update(json!({"forceNewDeployment": true})).await, first);
    account.close().await;
}

#[tokio::test]
async fn a_newer_deployment_takes_over() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 2, json!({})).await;
    account.deploy("nginx:missing").await;
    account.pass(10).await;
    let overtaken = account.record().await["serviceDeploymentArn"].clone();
    let last = account.deploy("nginx:3").await;
    account.pass(300).await;
    let service = account.service("web").await;
    assert_eq!(service["taskDefinition"], last.as_str());
    assert_eq!(service["deployments"].as_array().unwrap().len(), 1);
    let records = account
        .ecs(
            "DescribeServiceDeployments",
            json!({"serviceDeploymentArns": [overtaken]}),
        )
        .await;
    assert_eq!(records["serviceDeployments"][0]["status"], "STOPPED");
    account.close().await;
}

#[tokio::test]
async fn early_success_ends_a_rollout_while_the_rest_still_starts() {
    let account = Account::new().await;
    account
        .settled_service(
            "nginx:1",
            4,
            json!({"deploymentConfiguration": {
                "minimumHealthyPercent": 50, "maximumPercent": 100,
                "earlySuccessCriteria": {"enable": true, "healthyPercent": 50},
            }}),
        )
        .await;
    account.deploy("nginx:2").await;
    let mut early = None;
    for _ in 0..320 {
        account.pass(1).await;
        let service = account.service("web").await;
        let primary = &service["deployments"][0];
        if primary["rolloutState"] == "COMPLETED" {
            early = Some(primary["runningCount"].as_i64().unwrap());
            break;
        }
    }
    let running = early.unwrap();
    assert!((2..4).contains(&running), "{running}");
    account.pass(320).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"].as_array().unwrap().len(), 1);
    assert_eq!(service["deployments"][0]["runningCount"], 4);
}
