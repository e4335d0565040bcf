//! Launch types, capacity providers, placement and platform versions.

use super::{Base, Case, alone, on_ec2, on_fargate, pair};

const EFS: &str =
    r#"{"volumes": [{"name": "d", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678"}}]}"#;
const WINDOWS: &str = r#"{"cpu": "1024", "memory": "2048", "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}"#;
const SPOT: &str = r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}, {"capacityProvider": "FARGATE", "base": 1}]}"#;

pub(super) const CASES: &[Case] = &[
    on_ec2(
        r#"{"launchType": "EC2", "capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1}]}"#,
        r#"{"capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1}]}"#,
        "error launch-type-and-providers /launchType",
    ),
    on_ec2(
        r#"{"launchType": "MANAGED_INSTANCES"}"#,
        r#"{"launchType": "EC2"}"#,
        "error launch-type-managed-instances /launchType",
    ),
    on_fargate(
        r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "base": 1, "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "base": 1}]}"#,
        SPOT,
        "error provider-base /capacityProviderStrategy/1/base",
    ),
    on_fargate(
        r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 0}, {"capacityProvider": "FARGATE_SPOT"}]}"#,
        r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 0}]}"#,
        "error provider-weight /capacityProviderStrategy/0/weight",
    ),
    on_fargate(
        r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 0}]}"#,
        r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": "${WEIGHT}"}]}"#,
        "error provider-weight /capacityProviderStrategy/0/weight",
    ),
    on_ec2(
        r#"{"capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1001}]}"#,
        r#"{"capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1000}]}"#,
        "error out-of-range /capacityProviderStrategy/0/weight",
    ),
    on_ec2(
        r#"{"capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1, "base": 100001}]}"#,
        r#"{"capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1, "base": 100000}]}"#,
        "error out-of-range /capacityProviderStrategy/0/base",
    ),
    on_fargate(
        r#"{"launchType": null, "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "instances", "weight": 1}]}"#,
        SPOT,
        "error providers-mixed /capacityProviderStrategy/1/capacityProvider",
    ),
    on_ec2(
        r#"{"capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1}, {"capacityProvider": "a", "weight": 1}]}"#,
        r#"{"capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1}, {"capacityProvider": "b", "weight": 1}]}"#,
        "error element-twice /capacityProviderStrategy/1",
    ),
    alone(
        r#"{"launchType": "EC2", "platformVersion": "1.4.0"}"#,
        r#"{"launchType": "FARGATE", "platformVersion": "1.4.0"}"#,
        "error platform-version-without-fargate /platformVersion",
    ),
    on_fargate(
        r#"{"platformVersion": "1.4"}"#,
        r#"{"platformVersion": "LATEST"}"#,
        "error wrong-form /platformVersion",
    ),
    pair(
        Base::Fargate,
        [EFS, r#"{"platformVersion": "1.3.0"}"#],
        [EFS, r#"{"platformVersion": "1.4.0"}"#],
        "error platform-version-old /platformVersion",
    ),
    pair(
        Base::Fargate,
        [
            r#"{"cpu": "8192", "memory": "16384"}"#,
            r#"{"platformVersion": "1.3.0"}"#,
        ],
        [
            r#"{"cpu": "4096", "memory": "16384"}"#,
            r#"{"platformVersion": "1.3.0"}"#,
        ],
        "error platform-version-old /platformVersion",
    ),
    pair(
        Base::Fargate,
        [r#"{"pidMode": "task"}"#, r#"{"platformVersion": "1.3.0"}"#],
        [r#"{"pidMode": "task"}"#, r#"{"platformVersion": "LATEST"}"#],
        "error platform-version-old /platformVersion",
    ),
    pair(
        Base::Fargate,
        [
            r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "secrets": [{"name": "A", "valueFrom": "/a"}]}]}"#,
            r#"{"platformVersion": "1.2.0"}"#,
        ],
        [
            r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "secrets": [{"name": "A", "valueFrom": "/a"}]}]}"#,
            r#"{"platformVersion": "1.3.0"}"#,
        ],
        "error platform-version-old /platformVersion",
    ),
    pair(
        Base::Fargate,
        [EFS, r#"{"platformVersion": "1.3.0"}"#],
        [WINDOWS, r#"{"platformVersion": "1.0.0"}"#],
        "error platform-version-old /platformVersion",
    ),
    pair(
        Base::Ec2,
        [
            r#"{"requiresCompatibilities": ["EC2"]}"#,
            r#"{"launchType": "FARGATE"}"#,
        ],
        [
            r#"{"requiresCompatibilities": ["EC2", "FARGATE"]}"#,
            r#"{"launchType": "FARGATE"}"#,
        ],
        "error launch-type-unsupported /launchType",
    ),
    pair(
        Base::Ec2,
        [
            r#"{"requiresCompatibilities": ["EC2"]}"#,
            r#"{"capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]}"#,
        ],
        [
            r#"{"requiresCompatibilities": ["${COMPATIBILITY}"]}"#,
            r#"{"capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]}"#,
        ],
        "error launch-type-unsupported /capacityProviderStrategy/0/capacityProvider",
    ),
    pair(
        Base::Ec2,
        [
            r#"{"requiresCompatibilities": ["FARGATE"]}"#,
            r#"{"launchType": "EC2"}"#,
        ],
        [
            r#"{"requiresCompatibilities": ["FARGATE", "EC2"]}"#,
            r#"{"launchType": "EC2"}"#,
        ],
        "advice launch-type-not-required /launchType",
    ),
    pair(
        Base::Ec2,
        [
            r#"{"networkMode": "awsvpc"}"#,
            r#"{"launchType": "EXTERNAL"}"#,
        ],
        ["", r#"{"launchType": "EXTERNAL"}"#],
        "error anywhere-unsupported task:/networkMode",
    ),
    on_ec2(
        r#"{"launchType": "EXTERNAL", "loadBalancers": BALANCED}"#,
        r#"{"launchType": "EXTERNAL", "loadBalancers": []}"#,
        "error anywhere-unsupported /loadBalancers",
    ),
    on_ec2(
        r#"{"launchType": "EXTERNAL", "serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-abc", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"launchType": "EC2", "serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-abc", "containerName": "web", "containerPort": 80}]}"#,
        "error anywhere-unsupported /serviceRegistries",
    ),
    pair(
        Base::Fargate,
        [WINDOWS, SPOT],
        ["", SPOT],
        "error spot-on-windows /capacityProviderStrategy/0/capacityProvider",
    ),
    alone(
        r#"{"launchType": "FARGATE", "placementConstraints": [{"type": "distinctInstance"}]}"#,
        r#"{"launchType": "EC2", "placementConstraints": [{"type": "distinctInstance"}]}"#,
        "error placement-on-fargate /placementConstraints",
    ),
    alone(
        r#"{"launchType": "FARGATE", "placementStrategy": [{"type": "random"}]}"#,
        r#"{"launchType": "FARGATE", "placementStrategy": []}"#,
        "error placement-on-fargate /placementStrategy",
    ),
    on_ec2(
        r#"{"schedulingStrategy": "DAEMON", "desiredCount": null, "placementStrategy": [{"type": "random"}]}"#,
        r#"{"placementStrategy": [{"type": "random"}]}"#,
        "error daemon-placement-strategy /placementStrategy",
    ),
    on_ec2(
        r#"{"placementConstraints": [{"type": "distinctInstance", "expression": "a == b"}]}"#,
        r#"{"placementConstraints": [{"type": "distinctInstance"}]}"#,
        "error distinct-instance-expression /placementConstraints/0/expression",
    ),
    on_ec2(
        r#"{"placementStrategy": [{"field": "cpu"}]}"#,
        r#"{"placementStrategy": [{"type": "binpack", "field": "cpu"}]}"#,
        "warning element-incomplete /placementStrategy/0/type",
    ),
    on_ec2(
        r#"{"placementConstraints": [{"type": "memberOf"}]}"#,
        r#"{"placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}]}"#,
        "error placement-expression-missing /placementConstraints/0/expression",
    ),
    on_ec2(
        r#"{"placementStrategy": [{"type": "random"}, {"type": "random"}, {"type": "random"}, {"type": "random"}, {"type": "random"}, {"type": "random"}]}"#,
        r#"{"placementStrategy": [{"type": "random"}]}"#,
        "error too-many /placementStrategy",
    ),
    on_ec2(
        r#"{"placementStrategy": [{"type": "random", "field": "instanceId"}]}"#,
        r#"{"placementStrategy": [{"type": "random"}]}"#,
        "error random-field /placementStrategy/0/field",
    ),
    on_ec2(
        r#"{"placementStrategy": [{"type": "binpack", "field": "instanceId"}]}"#,
        r#"{"placementStrategy": [{"type": "binpack", "field": "MEMORY"}]}"#,
        "error binpack-field /placementStrategy/0/field",
    ),
    on_ec2(
        r#"{"placementStrategy": [{"type": "spread"}]}"#,
        r#"{"placementStrategy": [{"type": "spread", "field": "host"}]}"#,
        "error spread-field /placementStrategy/0/field",
    ),
    on_ec2(
        r#"{"placementStrategy": [{"type": "spread", "field": "memory"}]}"#,
        r#"{"placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}]}"#,
        "error spread-field /placementStrategy/0/field",
    ),
    on_ec2(
        r#"{"availabilityZoneRebalancing": "ENABLED", "schedulingStrategy": "DAEMON", "desiredCount": null}"#,
        r#"{"availabilityZoneRebalancing": "ENABLED"}"#,
        "error rebalancing-daemon /availabilityZoneRebalancing",
    ),
    on_ec2(
        r#"{"availabilityZoneRebalancing": "ENABLED", "loadBalancers": [{"loadBalancerName": "classic", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"availabilityZoneRebalancing": "ENABLED", "loadBalancers": BALANCED}"#,
        "error rebalancing-impossible /availabilityZoneRebalancing",
    ),
    on_ec2(
        r#"{"availabilityZoneRebalancing": "ENABLED", "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 50}}"#,
        r#"{"availabilityZoneRebalancing": "ENABLED", "deploymentConfiguration": {"maximumPercent": 150, "minimumHealthyPercent": 50}}"#,
        "error rebalancing-impossible /availabilityZoneRebalancing",
    ),
    on_ec2(
        r#"{"availabilityZoneRebalancing": "ENABLED", "launchType": "EXTERNAL"}"#,
        r#"{"availabilityZoneRebalancing": "DISABLED", "launchType": "EXTERNAL"}"#,
        "error rebalancing-impossible /availabilityZoneRebalancing",
    ),
    on_ec2(
        r#"{"availabilityZoneRebalancing": "ENABLED", "placementStrategy": [{"type": "binpack", "field": "cpu"}]}"#,
        r#"{"availabilityZoneRebalancing": "ENABLED", "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "binpack", "field": "cpu"}]}"#,
        "error rebalancing-impossible /availabilityZoneRebalancing",
    ),
];
