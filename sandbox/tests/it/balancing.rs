//! Services behind a target group, in the world that a new sandbox is planted with.

use serde_json::{Value, json};

use crate::account::{Account, assert_said, merge};

/// The first deploy of the tutorial: an own role, and no task more than wanted at any time.
async fn first_deploy(account: &Account, more: Value) -> String {
    let group = account.target_group("nginx").await;
    let definition = account.register("nginx:alpine").await;
    let mut input = json!({
        "cluster": "c", "serviceName": "web", "taskDefinition": definition, "desiredCount": 1,
        "role": "/ecs/test_ecs_lb_role",
        "loadBalancers": [{"targetGroupArn": group, "containerName": "web", "containerPort": 80}],
        "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0},
    });
    merge(&mut input, more);
    account.ecs("CreateService", input).await;
    account.pass(180).await;
    let service = account.service("web").await;
    assert_eq!(
        service["deployments"][0]["rolloutState"], "COMPLETED",
        "{service:#}"
    );
    group
}

#[tokio::test]
async fn targets_are_registered_and_drained() {
    let account = Account::seeded().await;
    let group = first_deploy(&account, json!({})).await;
    assert_eq!(
        account.service("web").await["roleArn"],
        "arn:aws:iam::123456789012:role/ecs/test_ecs_lb_role"
    );
    assert_said(
        &account.service("web").await,
        &format!("(service web) registered 1 targets in (target-group {group})"),
    );
    account.deploy("nginx:1.29").await;
    account.pass(5).await;
    let service = account.service("web").await;
    assert_said(
        &service,
        "(service web) has begun draining connections on 1 tasks.",
    );
    assert_said(
        &service,
        &format!("(service web) deregistered 1 targets in (target-group {group})"),
    );
    let stopping = account.tasks("STOPPED").await;
    assert_eq!(stopping[0]["lastStatus"], "DEACTIVATING");
    account.pass(600).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"].as_array().unwrap().len(), 1);
    assert_eq!(service["deployments"][0]["rolloutState"], "COMPLETED");
    account.close().await;
}

#[tokio::test]
async fn an_unhealthy_version_is_rolled_back() {
    let account = Account::seeded().await;
    let breaker = json!({"deploymentConfiguration": {
        "maximumPercent": 200, "minimumHealthyPercent": 100,
        "deploymentCircuitBreaker": {"enable": true, "rollback": true},
    }});
    let group = first_deploy(&account, breaker).await;
    account.deploy("nginx:unhealthy").await;
    account.pass(1200).await;
    let service = account.service("web").await;
    assert_said(
        &service,
        &format!(
            "is unhealthy in (target-group {group}) due to (reason Health checks failed with these codes: [503])"
        ),
    );
    assert_said(&service, "rolling back to deployment");
    assert_eq!(account.record().await["status"], "ROLLBACK_SUCCESSFUL");
    let stopped = account.tasks("STOPPED").await;
    assert!(
        stopped.iter().any(|task| task["stoppedReason"]
            == format!("Task failed ELB health checks in (target-group {group})")),
        "{stopped:#?}"
    );
    account.close().await;
}

#[tokio::test]
async fn a_grace_period_gives_a_slow_version_time() {
    let account = Account::seeded().await;
    first_deploy(&account, json!({"healthCheckGracePeriodSeconds": 300})).await;
    account.deploy("nginx:slow").await;
    account.pass(900).await;
    let service = account.service("web").await;
    assert_eq!(
        service["deployments"][0]["rolloutState"], "COMPLETED",
        "{service:#}"
    );
    assert_eq!(service["deployments"][0]["failedTasks"], 0);
    account.close().await;
}

#[tokio::test]
async fn a_target_group_must_fit_the_network_mode() {
    let account = Account::seeded().await;
    account.register("nginx:1").await;
    let group = account.target_group("shop-web").await;
    let (code, message) = account
        .refused(
            "CreateService",
            json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1,
                   "loadBalancers": [{"targetGroupArn": group, "containerName": "web", "containerPort": 80}]}),
        )
        .await;
    assert_eq!(code, "InvalidParameterException");
    assert_eq!(
        message,
        format!(
            "The provided target group {group} has target type ip, which is incompatible with the \
             bridge network mode specified in the task definition."
        )
    );
    account.close().await;
}

#[tokio::test]
async fn load_balancers_can_be_taken_off() {
    let account = Account::seeded().await;
    first_deploy(&account, json!({})).await;
    let before = account.service("web").await["deployments"][0]["id"].clone();
    let answer = account
        .ecs(
            "UpdateService",
            json!({"cluster": "c", "service": "web", "loadBalancers": []}),
        )
        .await;
    assert_ne!(answer["service"]["deployments"][0]["id"], before);
    account.pass(600).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"][0]["rolloutState"], "COMPLETED");
    assert_eq!(service["loadBalancers"], json!([]));
    account.close().await;
}

#[tokio::test]
async fn a_fargate_service_without_a_load_balancer_is_updated() {
    let account = Account::seeded().await;
    let update = json!({"cluster": "production", "service": "mail-worker",
                        "forceNewDeployment": true});
    account.ecs("UpdateService", update).await;
    account.pass(15).await;
    let tasks = account
        .ecs(
            "ListTasks",
            json!({"cluster": "production", "serviceName": "mail-worker"}),
        )
        .await["taskArns"]
        .clone();
    let described = account
        .ecs(
            "DescribeTasks",
            json!({"cluster": "production", "tasks": tasks}),
        )
        .await;
    let states: Vec<&str> = described["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["lastStatus"].as_str().unwrap())
        .collect();
    assert!(states.contains(&"PENDING"), "{states:?}");
    assert_eq!(
        described["tasks"][0]["attachments"][0]["type"],
        "ElasticNetworkInterface"
    );
    account.close().await;
}
