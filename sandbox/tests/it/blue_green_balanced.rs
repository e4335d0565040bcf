//! Blue and green behind a load balancer: target groups and listener rules.

use serde_json::{Value, json};

use crate::{
    account::{Account, merge},
    two_groups::TwoGroups,
};

/// A service of two tasks that has settled.
async fn settled(more: Value) -> (Account, TwoGroups) {
    let account = Account::seeded().await;
    let groups = TwoGroups::make(&account).await;
    let mut configuration = json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5});
    merge(&mut configuration, more);
    account
        .settled_service(
            "nginx:1",
            2,
            json!({"loadBalancers": groups.members(), "deploymentConfiguration": configuration}),
        )
        .await;
    (account, groups)
}

async fn weights(account: &Account, groups: &TwoGroups) -> [(u32, u32); 2] {
    [
        groups.weights(account, &groups.production).await,
        groups.weights(account, &groups.test).await,
    ]
}

#[tokio::test]
async fn rules_are_rewritten_and_groups_take_turns() {
    let (account, groups) = settled(json!({})).await;
    assert_eq!(weights(&account, &groups).await, [(100, 0), (100, 0)]);
    assert_eq!(groups.targets(&account, &groups.main).await, 2);

    account.deploy("nginx:2").await;
    account.pass_until_stage("POST_SCALE_UP").await;
    assert_eq!(weights(&account, &groups).await, [(100, 0), (100, 0)]);
    assert_eq!(groups.targets(&account, &groups.alternate).await, 2);
    account.pass_until_stage("POST_TEST_TRAFFIC_SHIFT").await;
    assert_eq!(weights(&account, &groups).await, [(100, 0), (0, 100)]);
    let record = account.pass_until_stage("BAKE_TIME").await;
    assert_eq!(weights(&account, &groups).await, [(0, 100), (0, 100)]);
    assert_eq!(groups.targets(&account, &groups.main).await, 2);
    let revisions = account
        .ecs(
            "DescribeServiceRevisions",
            json!({"serviceRevisionArns": [record["targetServiceRevision"]["arn"],
                                           record["sourceServiceRevisions"][0]["arn"]]}),
        )
        .await;
    for (index, group) in [&groups.alternate, &groups.main].into_iter().enumerate() {
        let resolved = &revisions["serviceRevisions"][index]["resolvedConfiguration"];
        let shown = &resolved["loadBalancers"][0];
        assert_eq!(shown["targetGroupArn"], group.as_str());
        assert_eq!(shown["productionListenerRule"], groups.production.as_str());
    }
    account.pass(600).await;
    assert_eq!(account.record().await["status"], "SUCCESSFUL");
    assert_eq!(groups.targets(&account, &groups.main).await, 0);

    account.deploy("nginx:3").await;
    account.pass(900).await;
    assert_eq!(account.record().await["status"], "SUCCESSFUL");
    assert_eq!(weights(&account, &groups).await, [(100, 0), (100, 0)]);
    assert_eq!(groups.targets(&account, &groups.alternate).await, 0);
    account.close().await;
}

#[tokio::test]
async fn traffic_goes_back_at_once() {
    let (account, groups) = settled(json!({})).await;
    account.deploy("nginx:2").await;
    let record = account.pass_until_stage("BAKE_TIME").await;
    account
        .ecs(
            "StopServiceDeployment",
            json!({"serviceDeploymentArn": record["serviceDeploymentArn"]}),
        )
        .await;
    account.pass(1).await;
    assert_eq!(weights(&account, &groups).await, [(100, 0), (100, 0)]);
    let record = account.record().await;
    assert_eq!(record["status"], "ROLLBACK_IN_PROGRESS");
    assert_eq!(
        record["targetServiceRevision"]["requestedProductionTrafficWeight"],
        0.0
    );
    // Green's targets are drained for five minutes.
    account.pass(360).await;
    assert_eq!(account.record().await["status"], "ROLLBACK_SUCCESSFUL");
    assert_eq!(groups.targets(&account, &groups.alternate).await, 0);
    assert_eq!(account.service("web").await["runningCount"], 2);
    account.close().await;
}

#[tokio::test]
async fn tenths_of_a_percent_become_whole_weights() {
    let (account, groups) = settled(json!({
        "strategy": "CANARY",
        "canaryConfiguration": {"canaryPercent": 0.5, "canaryBakeTimeInMinutes": 5},
    }))
    .await;
    account.deploy("nginx:2").await;
    account.pass_until_stage("PRODUCTION_TRAFFIC_SHIFT").await;
    let production = groups.weights(&account, &groups.production).await;
    assert_eq!(production, (995, 5));
    account.close().await;
}

#[tokio::test]
async fn an_unhealthy_version_never_gets_traffic() {
    let breaker = json!({"deploymentCircuitBreaker": {"enable": true, "rollback": true}});
    let (account, groups) = settled(breaker).await;
    account.deploy("nginx:unhealthy").await;
    for _ in 0..60 {
        account.pass(20).await;
        assert_eq!(weights(&account, &groups).await, [(100, 0), (100, 0)]);
    }
    assert_eq!(account.record().await["status"], "ROLLBACK_SUCCESSFUL");
    account.close().await;
}

#[tokio::test]
async fn a_load_balancer_needs_all_its_parts() {
    let account = Account::seeded().await;
    let groups = TwoGroups::make(&account).await;
    account.register("nginx:1").await;
    let without = |member: &str| {
        let mut members = groups.members();
        let entry = members[0].as_object_mut().unwrap();
        let advanced = entry["advancedConfiguration"].as_object_mut().unwrap();
        if advanced.remove(member).is_none() {
            entry.remove(member);
        }
        members
    };
    let with = |member: &str, value: &str| {
        let mut members = groups.members();
        members[0]["advancedConfiguration"][member] = json!(value);
        members
    };
    let missing = groups
        .production
        .replace("listener-rule/app", "listener-rule/none");
    for (balancers, part) in [
        (
            without("advancedConfiguration"),
            "advancedConfiguration must be",
        ),
        (without("roleArn"), "roleArn must be specified"),
        (
            without("productionListenerRule"),
            "productionListenerRule must be specified",
        ),
        (
            without("alternateTargetGroupArn"),
            "alternateTargetGroupArn must be specified",
        ),
        (
            with("alternateTargetGroupArn", &groups.main),
            "must be different",
        ),
        (with("productionListenerRule", &missing), "does not exist"),
    ] {
        let (code, message) = account
            .refused(
                "CreateService",
                json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                "desiredCount": 1, "loadBalancers": balancers,
                "deploymentConfiguration": {
                    "strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0,
                }}),
            )
            .await;
        assert_eq!(code, "InvalidParameterException");
        assert!(message.contains(part), "{part}: {message}");
    }
    let rolling = account
        .try_ecs(
            "CreateService",
            json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                   "desiredCount": 1, "loadBalancers": without("advancedConfiguration")}),
        )
        .await;
    assert!(rolling.is_ok(), "{rolling:?}");
    account.close().await;
}
