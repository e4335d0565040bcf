//! Services that are deleted.

use serde_json::json;

use crate::account::Account;

#[tokio::test]
async fn a_service_drains_and_its_name_is_free_again() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 2, json!({})).await;
    let (code, message) = account
        .refused("DeleteService", json!({"cluster": "c", "service": "web"}))
        .await;
    assert_eq!(code, "InvalidParameterException");
    assert_eq!(
        message,
        "The service cannot be stopped while it is scaled above 0."
    );
    let answer = account
        .ecs(
            "DeleteService",
            json!({"cluster": "c", "service": "web", "force": true}),
        )
        .await;
    assert_eq!(answer["service"]["status"], "DRAINING");
    let listed = account.ecs("ListServices", json!({"cluster": "c"})).await;
    assert_eq!(listed["serviceArns"].as_array().unwrap().len(), 0);
    let again = json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                       "desiredCount": 1});
    let (code, message) = account.refused("CreateService", again.clone()).await;
    assert_eq!(code, "InvalidParameterException");
    assert_eq!(message, "Unable to Start a service that is still Draining.");
    let update = json!({"cluster": "c", "service": "web", "desiredCount": 1});
    let (code, _) = account.refused("UpdateService", update).await;
    assert_eq!(code, "ServiceNotActiveException");
    account.pass(60).await;
    let service = account.service("web").await;
    assert_eq!(service["status"], "INACTIVE");
    assert_eq!(service["runningCount"], 0);
    account.ecs("CreateService", again).await;
    account.pass(120).await;
    assert_eq!(account.service("web").await["status"], "ACTIVE");
    account.close().await;
}

#[tokio::test]
async fn a_service_without_tasks_needs_no_force() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 0, json!({})).await;
    account
        .ecs("DeleteService", json!({"cluster": "c", "service": "web"}))
        .await;
    account.pass(5).await;
    assert_eq!(account.service("web").await["status"], "INACTIVE");
    let (code, _) = account
        .refused("DeleteService", json!({"cluster": "c", "service": "none"}))
        .await;
    assert_eq!(code, "ServiceNotFoundException");
    account.close().await;
}
