//! The service itself: its names, its counts, its role, and which call takes what.

use super::{Base, Case, alone, on_ec2, on_fargate, pair};

pub(super) const CASES: &[Case] = &[
    on_ec2(
        r#"{"serviceName": "my service"}"#,
        r#"{"serviceName": "my-service_1"}"#,
        "error wrong-form /serviceName",
    ),
    alone(
        r#"{"taskDefinition": null}"#,
        "",
        "error task-definition-missing /taskDefinition",
    ),
    alone(
        r#"{"taskDefinition": null}"#,
        r#"{"taskDefinition": null, "deploymentController": {"type": "EXTERNAL"}}"#,
        "error task-definition-missing /taskDefinition",
    ),
    // A task definition that is at hand is registered first.
    pair(
        Base::Alone,
        ["", r#"{"taskDefinition": null}"#],
        [
            "",
            r#"{"taskDefinition": null, "serviceName": null, "service": "web"}"#,
        ],
        "error task-definition-missing /taskDefinition",
    ),
    on_ec2(
        r#"{"taskDefinition": "web:latest"}"#,
        r#"{"taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:3"}"#,
        "error wrong-form /taskDefinition",
    ),
    on_ec2(
        r#"{"taskDefinition": "api:3"}"#,
        r#"{"taskDefinition": "web"}"#,
        "warning task-definition-other /taskDefinition",
    ),
    on_ec2(
        r#"{"taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/api:3"}"#,
        r#"{"taskDefinition": "@@TASKDEFINITION_ARN@@"}"#,
        "warning task-definition-other /taskDefinition",
    ),
    on_ec2(
        r#"{"desiredCount": null}"#,
        r#"{"desiredCount": null, "serviceName": null, "service": "web"}"#,
        "error desired-count-missing /desiredCount",
    ),
    on_ec2(
        r#"{"desiredCount": null}"#,
        r#"{"desiredCount": null, "schedulingStrategy": "DAEMON"}"#,
        "error desired-count-missing /desiredCount",
    ),
    on_ec2(
        r#"{"desiredCount": -1}"#,
        r#"{"desiredCount": 0}"#,
        "error out-of-range /desiredCount",
    ),
    on_ec2(
        r#"{"desiredCount": 0, "schedulingStrategy": "DAEMON"}"#,
        r#"{"desiredCount": null, "schedulingStrategy": "DAEMON"}"#,
        "error daemon-desired-count /desiredCount",
    ),
    on_ec2(
        r#"{"clientToken": "with a space"}"#,
        r#"{"clientToken": "0c4e-9d"}"#,
        "error wrong-form /clientToken",
    ),
    on_ec2(
        r#"{"role": "lb"}"#,
        r#"{"role": "lb", "loadBalancers": BALANCED}"#,
        "error role-refused /role",
    ),
    on_ec2(
        r#"{"role": "lb", "loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80}, {"targetGroupArn": "GROUP2", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"role": "lb", "loadBalancers": BALANCED}"#,
        "error role-refused /role",
    ),
    on_ec2(
        r#"{"role": "lb", "loadBalancers": BALANCED, "serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-abc", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"role": "lb", "loadBalancers": BALANCED}"#,
        "error role-refused /role",
    ),
    on_fargate(
        r#"{"role": "lb", "loadBalancers": BALANCED}"#,
        r#"{"loadBalancers": BALANCED}"#,
        "error role-refused /role",
    ),
    on_ec2(
        r#"{"schedulingStrategy": "DAEMON", "desiredCount": null, "deploymentConfiguration": {"maximumPercent": 200}}"#,
        r#"{"schedulingStrategy": "DAEMON", "desiredCount": null, "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0}}"#,
        "error daemon-maximum-percent /deploymentConfiguration/maximumPercent",
    ),
    on_fargate(
        r#"{"schedulingStrategy": "DAEMON", "desiredCount": null}"#,
        r#"{"schedulingStrategy": "REPLICA"}"#,
        "error daemon-on-fargate /schedulingStrategy",
    ),
    on_fargate(
        r#"{"launchType": null, "schedulingStrategy": "DAEMON", "desiredCount": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#,
        r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#,
        "error daemon-on-fargate /schedulingStrategy",
    ),
    on_ec2(
        r#"{"serviceName": null, "service": "web", "launchType": "EC2"}"#,
        r#"{"serviceName": null, "service": "web", "taskDefinition": "web:2"}"#,
        "error other-call /launchType",
    ),
    on_ec2(
        r#"{"serviceName": null, "service": "web", "role": "lb"}"#,
        r#"{"serviceName": null, "service": "web"}"#,
        "error other-call /role",
    ),
    on_ec2(
        r#"{"serviceName": null, "service": "web", "tags": [{"key": "a", "value": "b"}]}"#,
        r#"{"tags": [{"key": "a", "value": "b"}]}"#,
        "error other-call /tags",
    ),
    on_ec2(
        r#"{"forceNewDeployment": true}"#,
        r#"{"serviceName": null, "service": "web", "forceNewDeployment": true}"#,
        "error other-call /forceNewDeployment",
    ),
    on_ec2(
        r#"{"enableECSManagedTags": true}"#,
        r#"{"enableECSManagedTags": true, "propagateTags": "SERVICE", "tags": [{"key": "a", "value": "b"}]}"#,
        "warning managed-tags-not-propagated /propagateTags",
    ),
    on_ec2(
        r#"{"enableECSManagedTags": true}"#,
        r#"{"serviceName": null, "service": "web", "enableECSManagedTags": true}"#,
        "warning managed-tags-not-propagated /propagateTags",
    ),
    on_ec2(
        r#"{"monitoring": {"metricConfigurations": [{"metricNames": ["CPUUtilization"], "resolutionSeconds": 30}]}}"#,
        r#"{"monitoring": {"metricConfigurations": [{"metricNames": ["CPUUtilization"], "resolutionSeconds": 20}]}}"#,
        "error metric-resolution /monitoring/metricConfigurations/0/resolutionSeconds",
    ),
    on_ec2(
        r#"{"monitoring": {"metricConfigurations": [{"metricNames": ["CPUUtilization"], "resolutionSeconds": 61}]}}"#,
        r#"{"monitoring": {"metricConfigurations": [{"metricNames": ["CPUUtilization"], "resolutionSeconds": 60}]}}"#,
        "error out-of-range /monitoring/metricConfigurations/0/resolutionSeconds",
    ),
    on_ec2(
        r#"{"monitoring": {"metricConfigurations": [{"metricNames": ["CPUUtilization", "DiskUtilization"], "resolutionSeconds": 20}]}}"#,
        r#"{"monitoring": {"metricConfigurations": [{"metricNames": ["CPUUtilization", "MemoryUtilization"], "resolutionSeconds": 20}]}}"#,
        "error metric-unknown /monitoring/metricConfigurations/0/metricNames/1",
    ),
];
