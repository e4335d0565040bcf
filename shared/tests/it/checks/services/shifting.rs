//! Blue/green, linear and canary deployments, and their hooks.

use super::{Case, on_ec2, on_fargate};

const ADVANCED: &str = r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 10.0, "stepBakeTimeInMinutes": 6}},
    "loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80, "advancedConfiguration": {"alternateTargetGroupArn": "GROUP2", "productionListenerRule": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/lb/1/2/3", "roleArn": "arn:aws:iam::123456789012:role/lb"}}]}"#;

pub(super) const CASES: &[Case] = &[
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN"}}"#,
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0}}"#,
        "warning bake-time-missing /deploymentConfiguration/bakeTimeInMinutes",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN"}}"#,
        r#"{"launchType": null, "serviceName": null, "service": "web", "deploymentConfiguration": {"strategy": "BLUE_GREEN"}}"#,
        "warning bake-time-missing /deploymentConfiguration/bakeTimeInMinutes",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"bakeTimeInMinutes": 1441}}"#,
        r#"{"deploymentConfiguration": {"bakeTimeInMinutes": 1440}}"#,
        "error out-of-range /deploymentConfiguration/bakeTimeInMinutes",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 5.0}, "linearConfiguration": {"stepPercent": 10.0}}}"#,
        ADVANCED,
        "error linear-configuration /deploymentConfiguration/linearConfiguration",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"linearConfiguration": {"stepPercent": 10.0}}}"#,
        r#"{"launchType": null, "serviceName": null, "service": "web", "deploymentConfiguration": {"linearConfiguration": {"stepPercent": 10.0}}}"#,
        "error linear-configuration /deploymentConfiguration/linearConfiguration",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "LINEAR"}}"#,
        ADVANCED,
        "error linear-configuration /deploymentConfiguration/linearConfiguration",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 2.0}}}"#,
        r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 3.0}}}"#,
        "error out-of-range /deploymentConfiguration/linearConfiguration/stepPercent",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 10.25}}}"#,
        r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 33.3}}}"#,
        "error traffic-step /deploymentConfiguration/linearConfiguration/stepPercent",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepBakeTimeInMinutes": 1441}}}"#,
        r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepBakeTimeInMinutes": 0}}}"#,
        "error out-of-range /deploymentConfiguration/linearConfiguration/stepBakeTimeInMinutes",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5, "canaryConfiguration": {"canaryPercent": 5.0}}}"#,
        r#"{"deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 5.0}}}"#,
        "error canary-configuration /deploymentConfiguration/canaryConfiguration",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "CANARY"}}"#,
        r#"{"deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 5.0}}}"#,
        "error canary-configuration /deploymentConfiguration/canaryConfiguration",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0.05}}}"#,
        r#"{"deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0.1}}}"#,
        "error traffic-step /deploymentConfiguration/canaryConfiguration/canaryPercent",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0}}}"#,
        r#"{"deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 100}}}"#,
        "error traffic-step /deploymentConfiguration/canaryConfiguration/canaryPercent",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryBakeTimeInMinutes": -1}}}"#,
        r#"{"deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryBakeTimeInMinutes": 1440}}}"#,
        "error out-of-range /deploymentConfiguration/canaryConfiguration/canaryBakeTimeInMinutes",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 10.0}}, "loadBalancers": BALANCED}"#,
        ADVANCED,
        "error traffic-shift-missing /loadBalancers/0/advancedConfiguration",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}, "loadBalancers": BALANCED}"#,
        r#"{"deploymentConfiguration": {"strategy": "ROLLING"}, "loadBalancers": BALANCED}"#,
        "error traffic-shift-missing /loadBalancers/0/advancedConfiguration",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}, "loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80, "advancedConfiguration": {"alternateTargetGroupArn": "GROUP2", "productionListenerRule": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/lb/1/2/3"}}]}"#,
        ADVANCED,
        "error traffic-shift-incomplete /loadBalancers/0/advancedConfiguration/roleArn",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}, "loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80, "advancedConfiguration": {"alternateTargetGroupArn": "GROUP2", "roleArn": "arn:aws:iam::123456789012:role/lb"}}]}"#,
        ADVANCED,
        "error traffic-shift-incomplete /loadBalancers/0/advancedConfiguration/productionListenerRule",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}, "loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80, "advancedConfiguration": {"alternateTargetGroupArn": "GROUP", "productionListenerRule": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/lb/1/2/3", "roleArn": "arn:aws:iam::123456789012:role/lb"}}]}"#,
        ADVANCED,
        "error second-target-group-same /loadBalancers/0/advancedConfiguration/alternateTargetGroupArn",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 10.0}}}"#,
        r#"{"deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 10.0}}, "serviceConnectConfiguration": {"enabled": true}}"#,
        "warning nothing-shifts /deploymentConfiguration/strategy",
    ),
    on_fargate(
        r#"{"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}, "serviceConnectConfiguration": {"enabled": false}}"#,
        ADVANCED,
        "warning nothing-shifts /deploymentConfiguration/strategy",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"hookTargetArn": "arn:aws:lambda:eu-central-1:123456789012:function:f", "lifecycleStages": ["PRE_SCALE_UP"]}]}}"#,
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"hookTargetArn": "arn:aws:lambda:eu-central-1:123456789012:function:f", "roleArn": "arn:aws:iam::123456789012:role/h", "lifecycleStages": ["PRE_SCALE_UP"]}]}}"#,
        "error hook-incomplete /deploymentConfiguration/lifecycleHooks/0/roleArn",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"targetType": "AWS_LAMBDA", "roleArn": "arn:aws:iam::123456789012:role/h", "lifecycleStages": ["PRE_SCALE_UP"]}]}}"#,
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["PRE_SCALE_UP"]}]}}"#,
        "error hook-incomplete /deploymentConfiguration/lifecycleHooks/0/hookTargetArn",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"hookTargetArn": "arn:aws:lambda:eu-central-1:123456789012:function:f", "roleArn": "arn:aws:iam::123456789012:role/h"}]}}"#,
        r#"{"deploymentConfiguration": {"lifecycleHooks": []}}"#,
        "error hook-incomplete /deploymentConfiguration/lifecycleHooks/0/lifecycleStages",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["PRODUCTION_TRAFFIC_SHIFT"]}]}}"#,
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}]}}"#,
        "error hook-pause-stage /deploymentConfiguration/lifecycleHooks/0/lifecycleStages/0",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"], "hookTargetArn": "arn:aws:lambda:eu-central-1:123456789012:function:f"}]}}"#,
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}]}}"#,
        "error hook-pause-function /deploymentConfiguration/lifecycleHooks/0/hookTargetArn",
    ),
    on_ec2(
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"], "timeoutConfiguration": {"timeoutInMinutes": 20161}}]}}"#,
        r#"{"deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"], "timeoutConfiguration": {"timeoutInMinutes": 20160}}]}}"#,
        "error out-of-range /deploymentConfiguration/lifecycleHooks/0/timeoutConfiguration/timeoutInMinutes",
    ),
];
