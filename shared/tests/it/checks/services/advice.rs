//! What works and could be better.

use super::{Base, Case, alone, on_ec2, on_fargate, pair};

const UPDATE: &str = r#"{"serviceName": null, "service": "web"}"#;
const SPOT: &str = r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#;
const CHECKED: &str = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "healthCheck": {"command": ["CMD", "a"]}}]}"#;
const STOPS: &str = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80}], "stopTimeout": 60}]}"#;

pub(super) const CASES: &[Case] = &[
    on_fargate(
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "assignPublicIp": "ENABLED"}}}"#,
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "assignPublicIp": "DISABLED"}}}"#,
        "advice public-address /networkConfiguration/awsvpcConfiguration/assignPublicIp",
    ),
    on_fargate(
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}}}"#,
        "",
        "advice security-groups-missing /networkConfiguration/awsvpcConfiguration/securityGroups",
    ),
    on_ec2(
        r#"{"enableExecuteCommand": true}"#,
        r#"{"enableExecuteCommand": false}"#,
        "advice exec-enabled /enableExecuteCommand",
    ),
    on_ec2(
        r#"{"desiredCount": 1}"#,
        r#"{"desiredCount": 2}"#,
        "advice single-task /desiredCount",
    ),
    on_ec2(
        r#"{"desiredCount": 0}"#,
        r#"{"desiredCount": 1}"#,
        "advice no-tasks /desiredCount",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": 0}}"#,
        r#"{"deploymentConfiguration": {"minimumHealthyPercent": 0}, "desiredCount": 0}"#,
        "advice outage-possible /deploymentConfiguration/minimumHealthyPercent",
    ),
    on_ec2(
        "",
        UPDATE,
        "advice circuit-breaker-missing /deploymentConfiguration/deploymentCircuitBreaker",
    ),
    on_ec2(
        r#"{"serviceName": null, "service": "web", "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": false, "rollback": false}}}"#,
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#,
        "advice circuit-breaker-missing /deploymentConfiguration/deploymentCircuitBreaker",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": false}}}"#,
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#,
        "advice breaker-without-rollback /deploymentConfiguration/deploymentCircuitBreaker/rollback",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#,
        r#"{"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}, "alarms": {"alarmNames": ["a"], "enable": true, "rollback": true}}}"#,
        "advice alarms-missing /deploymentConfiguration/alarms",
    ),
    on_ec2(
        "",
        r#"{"loadBalancers": BALANCED}"#,
        "advice health-check-missing task:/containerDefinitions/0/healthCheck",
    ),
    pair(
        Base::Ec2,
        ["", ""],
        [CHECKED, ""],
        "advice health-check-missing task:/containerDefinitions/0/healthCheck",
    ),
    on_ec2(
        r#"{"loadBalancers": BALANCED}"#,
        r#"{"loadBalancers": BALANCED, "healthCheckGracePeriodSeconds": 60}"#,
        "advice grace-period-missing /healthCheckGracePeriodSeconds",
    ),
    on_fargate(
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "securityGroups": ["sg-12345678"]}}}"#,
        "",
        "advice single-subnet /networkConfiguration/awsvpcConfiguration/subnets",
    ),
    on_fargate(
        SPOT,
        r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}, {"capacityProvider": "FARGATE", "base": 1}]}"#,
        "advice only-spot /capacityProviderStrategy",
    ),
    on_fargate(
        r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}, {"capacityProvider": "FARGATE", "weight": 0}]}"#,
        r#"{"launchType": "FARGATE"}"#,
        "advice only-spot /capacityProviderStrategy",
    ),
    on_fargate(
        r#"{"platformVersion": "1.4.0"}"#,
        r#"{"platformVersion": "LATEST"}"#,
        "advice platform-version-pinned /platformVersion",
    ),
    pair(
        Base::Ec2,
        ["", r#"{"loadBalancers": BALANCED}"#],
        [STOPS, r#"{"loadBalancers": BALANCED}"#],
        "advice stop-timeout-short task:/containerDefinitions/0/stopTimeout",
    ),
    on_ec2(
        "",
        r#"{"placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}]}"#,
        "advice zone-spread-missing /placementStrategy",
    ),
    on_ec2(
        r#"{"placementStrategy": [{"type": "random"}]}"#,
        r#"{"schedulingStrategy": "DAEMON", "desiredCount": null}"#,
        "advice zone-spread-missing /placementStrategy",
    ),
    on_ec2("", UPDATE, "advice zone-spread-missing /placementStrategy"),
    on_ec2(
        "",
        r#"{"propagateTags": "SERVICE", "tags": [{"key": "a", "value": "b"}]}"#,
        "advice tags-not-propagated /propagateTags",
    ),
    on_ec2(
        r#"{"propagateTags": "NONE"}"#,
        UPDATE,
        "advice tags-not-propagated /propagateTags",
    ),
    alone(
        r#"{"propagateTags": "SERVICE"}"#,
        r#"{"propagateTags": "TASK_DEFINITION"}"#,
        "advice nothing-to-propagate /propagateTags",
    ),
    pair(
        Base::Ec2,
        ["", r#"{"propagateTags": "TASK_DEFINITION"}"#],
        [
            r#"{"tags": [{"key": "a", "value": "b"}]}"#,
            r#"{"propagateTags": "TASK_DEFINITION"}"#,
        ],
        "advice nothing-to-propagate /propagateTags",
    ),
];
