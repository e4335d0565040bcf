//! What `CODE_DEPLOY` and `EXTERNAL` refuse.

use super::{Base, Case, alone, on_ec2, on_fargate, pair};

pub(super) const CASES: &[Case] = &[
    on_ec2(
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}}"#,
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": BALANCED}"#,
        "error code-deploy-load-balancer /deploymentController/type",
    ),
    on_ec2(
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": [{"loadBalancerName": "classic", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "serviceName": null, "service": "web"}"#,
        "error code-deploy-load-balancer /deploymentController/type",
    ),
    on_ec2(
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80}, {"targetGroupArn": "GROUP2", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80}, {"targetGroupArn": "GROUP2", "containerName": "web", "containerPort": 80}]}"#,
        "error code-deploy-target-groups /loadBalancers",
    ),
    on_ec2(
        r#"{"deploymentController": {"type": "EXTERNAL"}, "taskDefinition": null, "loadBalancers": BALANCED}"#,
        r#"{"deploymentController": {"type": "EXTERNAL"}, "taskDefinition": null, "loadBalancers": []}"#,
        "error external-load-balancers /loadBalancers",
    ),
    on_ec2(
        r#"{"deploymentController": {"type": "EXTERNAL"}}"#,
        r#"{"deploymentController": {"type": "EXTERNAL"}, "taskDefinition": null}"#,
        "error external-task-definition /taskDefinition",
    ),
    on_ec2(
        r#"{"deploymentController": {"type": "EXTERNAL"}, "taskDefinition": null, "schedulingStrategy": "DAEMON", "desiredCount": null}"#,
        r#"{"schedulingStrategy": "DAEMON", "desiredCount": null}"#,
        "error daemon-controller /schedulingStrategy",
    ),
    on_ec2(
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": BALANCED, "deploymentConfiguration": {"minimumHealthyPercent": 50}}"#,
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": BALANCED, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 200}}"#,
        "error percent-fixed /deploymentConfiguration/minimumHealthyPercent",
    ),
    pair(
        Base::Ec2,
        [
            "",
            r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": BALANCED, "deploymentConfiguration": {"maximumPercent": 150}}"#,
        ],
        [
            r#"{"requiresCompatibilities": ["FARGATE"]}"#,
            r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": BALANCED, "deploymentConfiguration": {"maximumPercent": 150}}"#,
        ],
        "error percent-fixed /deploymentConfiguration/maximumPercent",
    ),
    on_fargate(
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": BALANCED, "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#,
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": BALANCED, "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": false, "rollback": false}}}"#,
        "error breaker-controller /deploymentConfiguration/deploymentCircuitBreaker",
    ),
    on_fargate(
        r#"{"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": BALANCED, "deploymentConfiguration": {"alarms": {"alarmNames": ["a"], "enable": true, "rollback": true}}}"#,
        r#"{"deploymentController": {"type": "ECS"}, "loadBalancers": BALANCED, "deploymentConfiguration": {"alarms": {"alarmNames": ["a"], "enable": true, "rollback": true}}}"#,
        "error alarms-controller /deploymentConfiguration/alarms",
    ),
    on_fargate(
        r#"{"deploymentController": {"type": "EXTERNAL"}, "taskDefinition": null, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}}"#,
        r#"{"deploymentController": {"type": "ECS"}, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}}"#,
        "error strategy-controller /deploymentConfiguration/strategy",
    ),
    alone(
        r#"{"deploymentController": {"type": "EXTERNAL"}, "taskDefinition": null, "serviceConnectConfiguration": {"enabled": true}}"#,
        r#"{"deploymentController": {"type": "EXTERNAL"}, "taskDefinition": null, "serviceConnectConfiguration": {"enabled": false}}"#,
        "error service-connect-controller /deploymentController/type",
    ),
];
