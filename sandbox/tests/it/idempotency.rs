//! Requests that are sent twice.

use serde_json::json;

use crate::account::Account;

#[tokio::test]
async fn the_same_creation_twice_makes_one_service() {
    let account = Account::new().await;
    account.register("nginx:1").await;
    let input = json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                       "desiredCount": 1, "clientToken": "t"});
    let first = account.ecs("CreateService", input.clone()).await;
    let second = account.ecs("CreateService", input).await;
    assert_eq!(
        first["service"]["deployments"][0]["id"],
        second["service"]["deployments"][0]["id"]
    );
    let (code, message) = account
        .refused(
            "CreateService",
            json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web", "desiredCount": 2}),
        )
        .await;
    assert_eq!(code, "InvalidParameterException");
    assert_eq!(message, "Creation of service was not idempotent.");
    account.close().await;
}

#[tokio::test]
async fn a_client_token_runs_a_task_once() {
    let account = Account::new().await;
    account.register("nginx:1").await;
    let input = json!({"cluster": "c", "taskDefinition": "web", "clientToken": "t"});
    let first = account.ecs("RunTask", input.clone()).await;
    let second = account.ecs("RunTask", input).await;
    assert_eq!(first["tasks"][0]["taskArn"], second["tasks"][0]["taskArn"]);
    let (code, _) = account
        .refused(
            "RunTask",
            json!({"cluster": "c", "taskDefinition": "web", "clientToken": "t", "count": 2}),
        )
        .await;
    assert_eq!(code, "ConflictException");
    account.close().await;
}
