//! Services that another deployer is in charge of.

use serde_json::{Value, json};

use crate::account::Account;

async fn reviews(account: &Account) -> Value {
    account
        .ecs(
            "DescribeServices",
            json!({"cluster": "staging", "services": ["reviews"]}),
        )
        .await["services"][0]
        .clone()
}

#[tokio::test]
async fn codedeploy_has_task_sets_in_place_of_deployments() {
    let account = Account::seeded().await;
    let service = reviews(&account).await;
    assert_eq!(service["deploymentController"]["type"], "CODE_DEPLOY");
    assert_eq!(service["deployments"], json!([]));
    let sets = service["taskSets"].as_array().unwrap();
    assert_eq!(sets.len(), 1);
    assert_eq!(sets[0]["status"], "PRIMARY");
    assert_eq!(sets[0]["stabilityStatus"], "STEADY_STATE");
    assert_eq!(sets[0]["runningCount"], 2);
    assert_eq!(sets[0]["taskDefinition"], service["taskDefinition"]);
    assert!(service.get("currentServiceDeployment").is_none());
    account.close().await;
}

#[tokio::test]
async fn codedeploy_lets_only_some_things_be_updated() {
    let account = Account::seeded().await;
    let update = |more: Value| {
        let mut input = json!({"cluster": "staging", "service": "reviews"});
        crate::account::merge(&mut input, more);
        input
    };
    for (change, what) in [
        (json!({"taskDefinition": "reviews"}), "task definition"),
        (
            json!({"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s"]}}}),
            "network parameters",
        ),
        (json!({"platformVersion": "1.4.0"}), "platform version"),
        (json!({"loadBalancers": []}), "load balancers"),
        (json!({"serviceRegistries": []}), "service registries"),
    ] {
        let (code, message) = account.refused("UpdateService", update(change)).await;
        assert_eq!(code, "InvalidParameterException");
        assert_eq!(
            message,
            format!(
                "Unable to update {what} on services with a CODE_DEPLOY deployment controller. \
                 Use AWS CodeDeploy to trigger a new deployment."
            )
        );
    }
    let (_, message) = account
        .refused("UpdateService", update(json!({"forceNewDeployment": true})))
        .await;
    assert!(
        message.contains("Cannot force a new deployment"),
        "{message}"
    );
    let change = json!({"desiredCount": 3, "healthCheckGracePeriodSeconds": 60});
    account.ecs("UpdateService", update(change)).await;
    account.pass(120).await;
    let service = reviews(&account).await;
    assert_eq!(service["runningCount"], 3);
    assert_eq!(service["taskSets"][0]["computedDesiredCount"], 3);
    account.close().await;
}
