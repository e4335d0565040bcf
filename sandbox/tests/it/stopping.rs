//! Stopping a rollout, and what a service says of itself meanwhile.

use serde_json::{Value, json};

use crate::account::Account;

fn strategy(name: &str) -> Value {
    match name {
        "ROLLING" => json!({}),
        "BLUE_GREEN" => json!({"strategy": name, "bakeTimeInMinutes": 5}),
        _ => json!({"strategy": name}),
    }
}

/// Holds what a service says of its rollout against the rollout.
async fn check_current(account: &Account) {
    let (service, record) = (account.service("web").await, account.record().await);
    assert_eq!(
        service["currentServiceDeployment"],
        record["serviceDeploymentArn"]
    );
    let deployments = service["deployments"].as_array().unwrap();
    let revisions = service["currentServiceRevisions"].as_array().unwrap();
    assert_eq!(deployments.len(), revisions.len());
    for (deployment, revision) in deployments.iter().zip(revisions) {
        let number = deployment["id"].as_str().unwrap().replace("ecs-svc/", "");
        assert!(revision["arn"].as_str().unwrap().ends_with(&number));
        for (of_deployment, of_revision) in [
            ("runningCount", "runningTaskCount"),
            ("pendingCount", "pendingTaskCount"),
            ("desiredCount", "requestedTaskCount"),
        ] {
            assert_eq!(deployment[of_deployment], revision[of_revision]);
        }
    }
}

#[tokio::test]
async fn every_strategy_can_be_stopped_at_any_time() {
    for name in ["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"] {
        // After 50 seconds a rolling update has replaced everything, but is not complete.
        for after in [0, 20, 50, 70] {
            if (name, after) == ("ROLLING", 70) {
                continue;
            }
            let account = Account::new().await;
            account
                .configured_service("nginx:1", 2, strategy(name))
                .await;
            let before = account.service("web").await;
            account.deploy("nginx:2").await;
            account.pass(after).await;
            check_current(&account).await;
            let arn = account.record().await["serviceDeploymentArn"].clone();
            let case = format!("{name} after {after} s");
            let stop = json!({"serviceDeploymentArn": arn, "stopType": "ROLLBACK"});
            account.ecs("StopServiceDeployment", stop.clone()).await;
            assert_eq!(account.record().await["status"], "ROLLBACK_REQUESTED");
            for _ in 0..24 {
                account.pass(6).await;
                check_current(&account).await;
                assert!(
                    account.service("web").await["runningCount"].as_u64() >= Some(2),
                    "{case}"
                );
            }
            let record = account.record().await;
            assert_eq!(record["status"], "ROLLBACK_SUCCESSFUL", "{case}");
            let source = &record["sourceServiceRevisions"][0]["arn"];
            assert_eq!(&record["rollback"]["serviceRevisionArn"], source, "{case}");
            let service = account.service("web").await;
            assert_eq!(
                service["taskDefinition"], before["taskDefinition"],
                "{case}"
            );
            assert_eq!(
                service["deployments"].as_array().unwrap().len(),
                1,
                "{case}"
            );
            assert_eq!(&service["currentServiceRevisions"][0]["arn"], source);
            let (code, _) = account.refused("StopServiceDeployment", stop).await;
            assert_eq!(code, "ConflictException", "{case}");
            account.close().await;
        }
    }
}

#[tokio::test]
async fn a_rollout_that_is_stopped_twice_goes_on_stopping() {
    let account = Account::new().await;
    account
        .configured_service("nginx:1", 1, strategy("BLUE_GREEN"))
        .await;
    account.deploy("nginx:2").await;
    account.pass(30).await;
    let stop = json!({"serviceDeploymentArn": account.record().await["serviceDeploymentArn"]});
    account.ecs("StopServiceDeployment", stop.clone()).await;
    account.ecs("StopServiceDeployment", stop.clone()).await;
    account.pass(1).await;
    account.ecs("StopServiceDeployment", stop).await;
    account.pass(60).await;
    assert_eq!(account.record().await["status"], "ROLLBACK_SUCCESSFUL");
    account.close().await;
}

#[tokio::test]
async fn aborting_is_refused_openly() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 1, json!({})).await;
    let arn = account.record().await["serviceDeploymentArn"].clone();
    let (code, message) = account
        .refused(
            "StopServiceDeployment",
            json!({"serviceDeploymentArn": arn, "stopType": "ABORT"}),
        )
        .await;
    assert_eq!(code, "UnsupportedFeatureException");
    assert!(message.contains("ABORT"), "{message}");
    account.close().await;
}
