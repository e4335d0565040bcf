//! Task definitions: what is kept, filled in and counted.

use serde_json::json;

use crate::account::Account;

#[tokio::test]
async fn every_member_comes_back() {
    let account = Account::new().await;
    let input = json!({
        "family": "web", "cpu": ".5 vCPU", "memory": "1 GB", "somethingNew": {"a": [1, 2.5]},
        "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
        "tags": [{"key": "team", "value": "a"}],
        "containerDefinitions": [{
            "name": "web", "image": "nginx", "alsoNew": "x",
            "portMappings": [{"containerPort": 80, "name": "http", "appProtocol": "http"}],
        }],
    });
    let answer = account.ecs("RegisterTaskDefinition", input).await;
    assert_eq!(answer["tags"], json!([{"key": "team", "value": "a"}]));
    let shown = account
        .ecs(
            "DescribeTaskDefinition",
            json!({"taskDefinition": "web", "include": ["TAGS"]}),
        )
        .await;
    assert_eq!(shown, answer);
    let definition = &shown["taskDefinition"];
    assert_eq!(
        (&definition["cpu"], &definition["memory"]),
        (&json!("512"), &json!("1024"))
    );
    assert_eq!(definition["somethingNew"], json!({"a": [1, 2.5]}));
    assert_eq!(definition["compatibilities"], json!(["EC2", "FARGATE"]));
    assert_eq!(definition["status"], "ACTIVE");
    let container = &definition["containerDefinitions"][0];
    assert_eq!(container["alsoNew"], "x");
    assert_eq!(
        container["portMappings"],
        json!([{"containerPort": 80, "name": "http", "appProtocol": "http", "protocol": "tcp",
                "hostPort": 80}])
    );
    account.close().await;
}

#[tokio::test]
async fn revisions_only_go_up() {
    let account = Account::new().await;
    assert!(account.register("nginx:1").await.ends_with("web:1"));
    assert!(account.register("nginx:1").await.ends_with("web:2"));
    let gone = account
        .ecs(
            "DeregisterTaskDefinition",
            json!({"taskDefinition": "web:2"}),
        )
        .await;
    assert_eq!(gone["taskDefinition"]["status"], "INACTIVE");
    account
        .ecs(
            "DeleteTaskDefinitions",
            json!({"taskDefinitions": ["web:2"]}),
        )
        .await;
    assert!(account.register("nginx:1").await.ends_with("web:3"));
    let kept = account
        .ecs(
            "DeleteTaskDefinitions",
            json!({"taskDefinitions": ["web:1", "web:9"]}),
        )
        .await;
    assert_eq!(kept["taskDefinitions"], json!([]));
    assert_eq!(kept["failures"].as_array().unwrap().len(), 2);
    account.close().await;
}

#[tokio::test]
async fn an_inactive_revision_serves_on_but_is_not_taken_anew() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 1, json!({})).await;
    account
        .ecs(
            "DeregisterTaskDefinition",
            json!({"taskDefinition": "web:1"}),
        )
        .await;
    account
        .ecs(
            "UpdateService",
            json!({"cluster": "c", "service": "web", "desiredCount": 2}),
        )
        .await;
    account.pass(120).await;
    assert_eq!(account.service("web").await["runningCount"], 2);
    let (code, message) = account
        .refused(
            "UpdateService",
            json!({"cluster": "c", "service": "web", "taskDefinition": "web:1"}),
        )
        .await;
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("ClientException", "TaskDefinition is inactive")
    );
    account.close().await;
}
