//! A whole version beside the other, and what is seen of it: services without a load balancer.

use serde_json::{Value, json};

use crate::account::{Account, assert_said};

fn blue_green(bake: u32) -> Value {
    json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": bake})
}

/// The stages of a rollout as they were seen, second by second.
async fn stages(account: &Account, seconds: u32) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..seconds {
        let record = account.record().await;
        let stage = record["lifecycleStage"].as_str().unwrap().to_owned();
        if seen.last() != Some(&stage) {
            seen.push(stage);
        }
        account.pass(1).await;
    }
    seen
}

/// Production of blue and of green, test of blue and of green.
fn weights(record: &Value) -> Value {
    let of = |revision: &Value, member: &str| revision[member].clone();
    let (blue, green) = (
        &record["sourceServiceRevisions"][0],
        &record["targetServiceRevision"],
    );
    json!([
        of(blue, "requestedProductionTrafficWeight"),
        of(green, "requestedProductionTrafficWeight"),
        of(blue, "requestedTestTrafficWeight"),
        of(green, "requestedTestTrafficWeight"),
    ])
}

#[tokio::test]
async fn every_stage_comes_in_its_order() {
    let account = Account::new().await;
    account
        .configured_service("nginx:1", 2, blue_green(1))
        .await;
    account.deploy("nginx:2").await;
    let seen = stages(&account, 240).await;
    assert_eq!(
        seen,
        [
            "PRE_SCALE_UP",
            "SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            "BAKE_TIME",
            "CLEAN_UP",
        ]
    );
    let record = account.record().await;
    assert_eq!(record["status"], "SUCCESSFUL");
    assert_eq!(weights(&record), json!([0.0, 100.0, 0.0, 100.0]));
    account.close().await;
}

#[tokio::test]
async fn both_versions_run_in_full_until_the_bake_time_is_over() {
    let account = Account::new().await;
    account
        .configured_service("nginx:1", 2, blue_green(2))
        .await;
    let old = account.service("web").await["deployments"][0]["id"].clone();
    account.deploy("nginx:2").await;
    let record = account.pass_until_stage("PRE_SCALE_UP").await;
    assert_eq!(record["targetServiceRevision"]["requestedTaskCount"], 0);
    assert_eq!(weights(&record), json!([100.0, 0.0, 100.0, 0.0]));
    let record = account.pass_until_stage("POST_SCALE_UP").await;
    assert_eq!(record["targetServiceRevision"]["runningTaskCount"], 2);
    assert_eq!(weights(&record), json!([100.0, 0.0, 100.0, 0.0]));
    let record = account.pass_until_stage("POST_TEST_TRAFFIC_SHIFT").await;
    assert_eq!(weights(&record), json!([100.0, 0.0, 0.0, 100.0]));
    let record = account.pass_until_stage("BAKE_TIME").await;
    assert_eq!(record["status"], "IN_PROGRESS");
    assert_eq!(weights(&record), json!([0.0, 100.0, 0.0, 100.0]));
    assert_eq!(
        record["sourceServiceRevisions"][0]["runningTaskCount"], 2,
        "the old version stays for the way back"
    );
    account.pass(100).await;
    let service = account.service("web").await;
    assert_eq!(service["runningCount"], 4);
    let shown: Vec<(&str, &str)> = service["deployments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |member: &str| one[member].as_str().unwrap();
            (text("status"), text("rolloutState"))
        })
        .collect();
    assert_eq!(shown, [("PRIMARY", "IN_PROGRESS"), ("ACTIVE", "COMPLETED")]);
    let revisions = service["currentServiceRevisions"].as_array().unwrap();
    assert_eq!(revisions.len(), 2);
    assert_eq!(
        service["currentServiceDeployment"],
        record["serviceDeploymentArn"]
    );
    account.pass(60).await;
    let service = account.service("web").await;
    assert_eq!(service["runningCount"], 2);
    assert_eq!(service["deployments"].as_array().unwrap().len(), 1);
    assert_eq!(
        service["currentServiceRevisions"][0]["arn"],
        record["targetServiceRevision"]["arn"]
    );
    let new = service["deployments"][0]["id"].as_str().unwrap();
    assert_said(
        &service,
        &format!("(service web, taskSet {new}) has started 2 tasks"),
    );
    let old = old.as_str().unwrap();
    assert_said(
        &service,
        &format!("(service web, taskSet {old}) has stopped 2 running tasks"),
    );
    assert_said(
        &service,
        &format!("(service web) (deployment {new}) deployment completed."),
    );
    account.close().await;
}

#[tokio::test]
async fn a_version_that_does_not_start_never_gets_traffic() {
    for image in ["nginx:missing", "nginx:crash"] {
        let account = Account::new().await;
        let mut configuration = blue_green(1);
        configuration["deploymentCircuitBreaker"] = json!({"enable": true, "rollback": true});
        account
            .configured_service("nginx:1", 2, configuration)
            .await;
        let before = account.service("web").await;
        account.deploy(image).await;
        for _ in 0..300 {
            account.pass(1).await;
            let record = account.record().await;
            assert_eq!(weights(&record), json!([100.0, 0.0, 100.0, 0.0]), "{image}");
        }
        let record = account.record().await;
        assert_eq!(record["status"], "ROLLBACK_SUCCESSFUL", "{record:#}");
        assert_eq!(record["lifecycleStage"], "SCALE_UP");
        assert_eq!(record["deploymentCircuitBreaker"]["status"], "TRIGGERED");
        let service = account.service("web").await;
        assert_eq!(
            service["deployments"][0]["id"],
            before["deployments"][0]["id"]
        );
        assert_eq!(service["deployments"].as_array().unwrap().len(), 1);
        assert_eq!(service["runningCount"], 2);
        account.close().await;
    }
}

#[tokio::test]
async fn the_first_version_of_a_service_has_nothing_to_bake_beside() {
    let account = Account::new().await;
    account.register("nginx:1").await;
    account
        .ecs(
            "CreateService",
            json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                   "desiredCount": 1, "deploymentConfiguration": blue_green(1440)}),
        )
        .await;
    let seen = stages(&account, 120).await;
    assert!(!seen.contains(&"BAKE_TIME".to_owned()), "{seen:?}");
    let record = account.record().await;
    assert_eq!(record["status"], "SUCCESSFUL");
    assert_eq!(
        record["targetServiceRevision"]["requestedProductionTrafficWeight"],
        100.0
    );
    account.close().await;
}

#[tokio::test]
async fn a_canary_gets_a_little_first_and_a_line_goes_up_in_steps() {
    let canary = json!({
        "strategy": "CANARY", "bakeTimeInMinutes": 0,
        "canaryConfiguration": {"canaryPercent": 12.5, "canaryBakeTimeInMinutes": 2},
    });
    let linear = json!({
        "strategy": "LINEAR", "bakeTimeInMinutes": 0,
        "linearConfiguration": {"stepPercent": 40, "stepBakeTimeInMinutes": 1},
    });
    for (configuration, expected, least_seconds) in [
        (canary, vec![0.0, 12.5, 100.0], 120),
        (linear, vec![0.0, 40.0, 80.0, 100.0], 120),
    ] {
        let account = Account::new().await;
        account
            .configured_service("nginx:1", 1, configuration)
            .await;
        account.deploy("nginx:2").await;
        let (mut seen, mut seconds) = (Vec::new(), 0);
        while account.record().await["status"] != "SUCCESSFUL" {
            let record = account.record().await;
            let [blue, green] = [0, 1].map(|index| weights(&record)[index].as_f64().unwrap());
            assert!((blue + green - 100.0).abs() < 1e-9);
            if seen.last() != Some(&green) {
                seen.push(green);
            }
            if record["lifecycleStage"] == "PRODUCTION_TRAFFIC_SHIFT" {
                seconds += 1;
            }
            account.pass(1).await;
        }
        assert_eq!(seen, expected);
        assert!(
            (least_seconds..least_seconds + 30).contains(&seconds),
            "{seconds}"
        );
        account.close().await;
    }
}

#[tokio::test]
async fn a_newer_version_takes_the_place_of_one_that_is_not_done() {
    let account = Account::new().await;
    account
        .configured_service("nginx:1", 1, blue_green(10))
        .await;
    account.deploy("nginx:2").await;
    let half = account.pass_until_stage("BAKE_TIME").await;
    account.deploy("nginx:3").await;
    account.pass(1).await;
    let record = account.record().await;
    assert_eq!(record["lifecycleStage"], "RECONCILE_SERVICE");
    assert_eq!(
        record["sourceServiceRevisions"].as_array().unwrap().len(),
        2
    );
    let again = account
        .ecs(
            "DescribeServiceDeployments",
            json!({"serviceDeploymentArns": [half["serviceDeploymentArn"]]}),
        )
        .await;
    assert_eq!(again["serviceDeployments"][0]["status"], "STOPPED");
    account.pass(1_200).await;
    let service = account.service("web").await;
    assert_eq!(service["deployments"].as_array().unwrap().len(), 1);
    assert_eq!(service["runningCount"], 1);
    assert_eq!(account.record().await["status"], "SUCCESSFUL");
    account.close().await;
}

#[tokio::test]
async fn what_a_strategy_does_not_take_is_refused() {
    let account = Account::new().await;
    account.register("nginx:1").await;
    for (configuration, message) in [
        (
            json!({"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 2.0}}),
            "stepPercent must be a multiple of 0.1 between 3.0 and 100.0.",
        ),
        (
            json!({"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0.15}}),
            "canaryPercent must be a multiple of 0.1 between 0.1 and 100.0.",
        ),
        (
            json!({"strategy": "CANARY",
                   "canaryConfiguration": {"canaryBakeTimeInMinutes": 1441}}),
            "canaryBakeTimeInMinutes must be between 0 and 1440.",
        ),
        (
            json!({"strategy": "CANARY", "linearConfiguration": {"stepPercent": 10}}),
            "linearConfiguration is only valid with the LINEAR deployment strategy.",
        ),
    ] {
        let (code, refused) = account
            .refused(
                "CreateService",
                json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                       "desiredCount": 1, "deploymentConfiguration": configuration}),
            )
            .await;
        assert_eq!(
            (code.as_str(), refused.as_str()),
            ("InvalidParameterException", message)
        );
    }
    account.close().await;
}

#[tokio::test]
async fn a_service_can_change_its_strategy() {
    let account = Account::new().await;
    let linear = json!({"strategy": "LINEAR", "linearConfiguration": {"stepBakeTimeInMinutes": 0}});
    account.configured_service("nginx:1", 1, linear).await;
    let update = async |configuration: Value| {
        let input = json!({"cluster": "c", "service": "web",
                           "deploymentConfiguration": configuration});
        account.ecs("UpdateService", input).await["service"]["deploymentConfiguration"].clone()
    };
    let shown = update(json!({"strategy": "CANARY"})).await;
    assert_eq!(shown["canaryConfiguration"]["canaryPercent"], 5.0);
    assert!(shown.get("linearConfiguration").is_none(), "{shown}");
    update(json!({"strategy": "ROLLING"})).await;
    account.deploy("nginx:2").await;
    account.pass(180).await;
    let record = account.record().await;
    assert_eq!(record["status"], "SUCCESSFUL");
    assert!(record.get("lifecycleStage").is_none());
    account.close().await;
}
