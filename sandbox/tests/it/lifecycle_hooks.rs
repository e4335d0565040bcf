//! Hooks that hold a rollout up.

use serde_json::{Value, json};

use crate::account::{Account, assert_said};

const FUNCTION: &str = "arn:aws:lambda:eu-central-1:123456789012:function:check";
const ROLE: &str = "arn:aws:iam::123456789012:role/ecsHooks";

async fn settled(hooks: Value) -> Account {
    let account = Account::new().await;
    account
        .configured_service(
            "nginx:1",
            1,
            json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0}),
        )
        .await;
    account
        .ecs(
            "UpdateService",
            json!({"cluster": "c", "service": "web",
                   "deploymentConfiguration": {"lifecycleHooks": hooks}}),
        )
        .await;
    account
}

fn pause(stage: &str, timeout: &Value) -> Value {
    json!({"targetType": "PAUSE", "lifecycleStages": [stage], "timeoutConfiguration": timeout})
}

async fn proceed(account: &Account, action: &str) -> Value {
    let record = account.record().await;
    let input = json!({
        "serviceDeploymentArn": record["serviceDeploymentArn"],
        "hookId": record["lifecycleHookDetails"][0]["hookId"],
        "action": action,
    });
    account.ecs("ContinueServiceDeployment", input).await
}

#[tokio::test]
async fn a_pause_waits_for_a_person() {
    let hook = pause("POST_TEST_TRAFFIC_SHIFT", &json!({"timeoutInMinutes": 60}));
    let account = settled(json!([hook])).await;
    account.deploy("nginx:2").await;
    account.pass(1_200).await;
    let record = account.record().await;
    assert_eq!(record["status"], "IN_PROGRESS");
    assert_eq!(record["lifecycleStage"], "POST_TEST_TRAFFIC_SHIFT");
    let hook = &record["lifecycleHookDetails"][0];
    assert_eq!(hook["targetType"], "PAUSE");
    assert_eq!(hook["status"], "AWAITING_ACTION");
    assert_eq!(hook["timeoutAction"], "ROLLBACK");
    assert!(hook.get("targetArn").is_none());
    assert!(hook["hookId"].as_str().unwrap().starts_with("ecs-pause-"));
    let (_, clock) = account
        .control(reqwest::Method::GET, "clock", json!({}))
        .await;
    let left = hook["expiresAt"].as_f64().unwrap() - clock["now"].as_f64().unwrap();
    assert!((2_400.0..2_520.0).contains(&left), "{left}");
    let answer = proceed(&account, "CONTINUE").await;
    assert_eq!(
        answer["serviceDeploymentArn"],
        record["serviceDeploymentArn"]
    );
    account.pass(1).await;
    let (code, message) = account
        .refused(
            "ContinueServiceDeployment",
            json!({"serviceDeploymentArn": record["serviceDeploymentArn"],
                   "hookId": hook["hookId"]}),
        )
        .await;
    assert_eq!(code, "InvalidParameterException");
    assert!(message.contains("AWAITING_ACTION"), "{message}");
    account.pass(120).await;
    let record = account.record().await;
    assert_eq!(record["status"], "SUCCESSFUL");
    assert!(record.get("lifecycleHookDetails").is_none());
    account.close().await;
}

#[tokio::test]
async fn a_person_can_say_no() {
    let account = settled(json!([pause("PRE_SCALE_UP", &json!({}))])).await;
    account.deploy("nginx:2").await;
    account.pass(60).await;
    proceed(&account, "ROLLBACK").await;
    assert_eq!(account.record().await["status"], "ROLLBACK_REQUESTED");
    account.pass(60).await;
    let record = account.record().await;
    assert_eq!(record["status"], "ROLLBACK_SUCCESSFUL");
    assert_eq!(record["targetServiceRevision"]["runningTaskCount"], 0);
    account.close().await;
}

#[tokio::test]
async fn running_out_of_time_goes_on_or_back() {
    for (action, status, hook) in [
        ("CONTINUE", "SUCCESSFUL", Value::Null),
        ("ROLLBACK", "ROLLBACK_SUCCESSFUL", json!("TIMED_OUT")),
    ] {
        let timeout = json!({"timeoutInMinutes": 5, "action": action});
        let account = settled(json!([pause("POST_SCALE_UP", &timeout)])).await;
        account.deploy("nginx:2").await;
        account.pass_until_stage("POST_SCALE_UP").await;
        account.pass(290).await;
        assert_eq!(account.record().await["status"], "IN_PROGRESS");
        account.pass(120).await;
        let record = account.record().await;
        assert_eq!(record["status"], status);
        assert_eq!(record["lifecycleHookDetails"][0]["status"], hook);
        account.close().await;
    }
}

#[tokio::test]
async fn a_function_is_waited_for_and_can_fail() {
    for (function, status, stage) in [
        (FUNCTION.to_owned(), "SUCCESSFUL", "CLEAN_UP"),
        (
            format!("{FUNCTION}-fail"),
            "ROLLBACK_SUCCESSFUL",
            "TEST_TRAFFIC_SHIFT",
        ),
    ] {
        let hook = json!({"hookTargetArn": function, "roleArn": ROLE,
                          "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]});
        let account = settled(json!([hook])).await;
        account.deploy("nginx:2").await;
        let record = account.pass_until_stage("TEST_TRAFFIC_SHIFT").await;
        let shown = &record["lifecycleHookDetails"][0];
        assert_eq!(shown["targetType"], "AWS_LAMBDA");
        assert_eq!(shown["targetArn"], function);
        assert_eq!(shown["status"], "IN_PROGRESS");
        account.pass(180).await;
        let record = account.record().await;
        assert_eq!(record["status"], status);
        assert_eq!(record["lifecycleStage"], stage);
        if status != "SUCCESSFUL" {
            assert_eq!(record["lifecycleHookDetails"][0]["status"], "FAILED");
            assert_said(
                &account.service("web").await,
                "deployment failed: hook execution failure(s) detected.",
            );
        }
        account.close().await;
    }
}

#[tokio::test]
async fn every_step_of_a_line_waits_for_its_hook() {
    let account = settled(json!([pause("PRE_PRODUCTION_TRAFFIC_SHIFT", &json!({}))])).await;
    account
        .ecs(
            "UpdateService",
            json!({"cluster": "c", "service": "web", "deploymentConfiguration": {
                "strategy": "LINEAR",
                "linearConfiguration": {"stepPercent": 50, "stepBakeTimeInMinutes": 0},
            }}),
        )
        .await;
    account.deploy("nginx:2").await;
    for (weight, stage) in [
        (0.0, "POST_TEST_TRAFFIC_SHIFT"),
        (50.0, "PRODUCTION_TRAFFIC_SHIFT"),
    ] {
        account.pass(300).await;
        let record = account.record().await;
        assert_eq!(record["lifecycleStage"], stage);
        let target = &record["targetServiceRevision"];
        assert_eq!(target["requestedProductionTrafficWeight"], weight);
        proceed(&account, "CONTINUE").await;
    }
    account.pass(300).await;
    assert_eq!(account.record().await["status"], "SUCCESSFUL");
    account.close().await;
}

#[tokio::test]
async fn hooks_that_cannot_be_are_refused() {
    let account = settled(json!([])).await;
    for (hook, expected) in [
        (
            pause("TEST_TRAFFIC_SHIFT", &json!({})),
            "cannot be configured at the TEST_TRAFFIC_SHIFT lifecycle stage",
        ),
        (
            pause("PRODUCTION_TRAFFIC_SHIFT", &json!({})),
            "cannot be configured at the PRODUCTION_TRAFFIC_SHIFT lifecycle stage",
        ),
        (
            json!({"targetType": "PAUSE", "lifecycleStages": []}),
            "lifecycleStages must be specified",
        ),
        (
            json!({"lifecycleStages": ["PRE_SCALE_UP"], "roleArn": ROLE}),
            "hookTargetArn must be specified",
        ),
        (
            pause("PRE_SCALE_UP", &json!({"timeoutInMinutes": 20_161})),
            "less than or equal to 20160",
        ),
        (
            pause("SCALE_UP", &json!({})),
            "Member must satisfy enum value set",
        ),
    ] {
        let (code, message) = account
            .refused(
                "UpdateService",
                json!({"cluster": "c", "service": "web",
                       "deploymentConfiguration": {"lifecycleHooks": [hook]}}),
            )
            .await;
        assert_eq!(code, "InvalidParameterException");
        assert!(message.contains(expected), "{expected}: {message}");
    }
    let (_, message) = account
        .refused(
            "UpdateService",
            json!({"cluster": "c", "service": "web", "deploymentConfiguration": {
                "strategy": "ROLLING", "lifecycleHooks": [pause("PRE_SCALE_UP", &json!({}))],
            }}),
        )
        .await;
    assert!(message.contains("ROLLING"), "{message}");
    let (code, _) = account
        .refused(
            "ContinueServiceDeployment",
            json!({"serviceDeploymentArn": "arn:aws:ecs:eu-central-1:123456789012:service-deployment/c/web/none",
                   "hookId": "none"}),
        )
        .await;
    assert_eq!(code, "ServiceDeploymentNotFoundException");
    account.close().await;
}
