//! What Describe commands answer for what was sent is no difference.

use shared::diff::diff;
use shared::normal::normal;

use crate::read;

/// What was registered, and what `DescribeTaskDefinition` answers for it.
const REGISTERED: &[(&str, &str)] = &[
    (
        // EC2 in bridge mode: lists, host port, protocol and CPU are filled in.
        r#"{"family": "nginx", "containerDefinitions": [{"name": "nginx", "image": "nginx:alpine", "memory": 128, "portMappings": [{"containerPort": 80, "protocol": "tcp"}]}]}"#,
        r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-central-1:123456789012:task-definition/nginx:3", "containerDefinitions": [{"name": "nginx", "image": "nginx:alpine", "cpu": 0, "memory": 128, "portMappings": [{"containerPort": 80, "hostPort": 0, "protocol": "tcp"}], "essential": true, "environment": [], "mountPoints": [], "volumesFrom": [], "systemControls": []}], "family": "nginx", "revision": 3, "volumes": [], "status": "ACTIVE", "requiresAttributes": [{"name": "com.amazonaws.ecs.capability.docker-remote-api.1.21"}], "placementConstraints": [], "compatibilities": ["EC2"], "registeredAt": 1700000000.5, "registeredBy": "arn:aws:iam::123456789012:user/a", "enableFaultInjection": false}, "tags": [{"key": "longshore:plan", "value": "p1"}]}"#,
    ),
    (
        // Fargate: units, awsvpc's host ports, health check, capabilities, EFS, order of sets.
        r#"{"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "1 vCPU", "memory": "2 GB",
            "containerDefinitions": [
              {"name": "web", "image": "web:1", "portMappings": [{"containerPort": 80}], "healthCheck": {"command": ["CMD-SHELL", "true"]},
               "environment": [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}, {"name": "C"}],
               "linuxParameters": {"capabilities": {"drop": ["ALL"]}},
               "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}],
               "secrets": [{"name": "S", "valueFrom": "/s"}, {"name": "R", "valueFrom": "/r"}]},
              {"name": "agent", "image": "agent:1", "essential": false}],
            "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678"}}],
            "tags": [{"key": "b", "value": "2"}, {"key": "a", "value": "1"}]}"#,
        r#"{"taskDefinition": {"family": "web", "revision": 7, "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "1024", "memory": "2048",
            "containerDefinitions": [
              {"name": "agent", "image": "agent:1", "essential": false, "cpu": 0, "environment": [], "mountPoints": [], "portMappings": [], "volumesFrom": []},
              {"name": "web", "image": "web:1", "cpu": 0, "essential": true, "portMappings": [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}],
               "healthCheck": {"command": ["CMD-SHELL", "true"], "interval": 30, "timeout": 5, "retries": 3},
               "environment": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
               "linuxParameters": {"capabilities": {"add": [], "drop": ["ALL"]}, "devices": [], "tmpfs": []},
               "mountPoints": [{"sourceVolume": "data", "containerPath": "/data", "readOnly": false}],
               "secrets": [{"name": "R", "valueFrom": "/r"}, {"name": "S", "valueFrom": "/s"}], "volumesFrom": []}],
            "volumes": [{"name": "data", "host": {}, "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "rootDirectory": "/", "transitEncryption": "DISABLED"}}],
            "placementConstraints": [], "compatibilities": ["EC2", "FARGATE"], "status": "ACTIVE"},
            "tags": [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]}"#,
    ),
    (
        r#"{"cluster": "test", "serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE", "role": "/ecs/lb", "clientToken": "p1"}"#,
        r#"{"services": [{"serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/test/web", "serviceName": "web", "clusterArn": "arn:aws:ecs:eu-central-1:123456789012:cluster/test", "loadBalancers": [], "serviceRegistries": [], "status": "ACTIVE", "desiredCount": 2, "runningCount": 1, "pendingCount": 1, "launchType": "FARGATE", "platformVersion": "LATEST", "platformFamily": "Linux", "taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:7",
            "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": false, "rollback": false}, "maximumPercent": 200, "minimumHealthyPercent": 100, "strategy": "ROLLING", "bakeTimeInMinutes": 0}, "deployments": [{"id": "ecs-svc/1", "status": "PRIMARY"}], "roleArn": "arn:aws:iam::123456789012:role/ecs/lb", "events": [], "createdAt": 1.0, "placementConstraints": [], "placementStrategy": [], "healthCheckGracePeriodSeconds": 0, "schedulingStrategy": "REPLICA", "deploymentController": {"type": "ECS"}, "enableECSManagedTags": false, "propagateTags": "NONE", "enableExecuteCommand": false, "availabilityZoneRebalancing": "ENABLED"}]}"#,
    ),
    (
        // Windows: its default network mode gives free ports as well.
        r#"{"family": "iis", "containerDefinitions": [{"name": "iis", "image": "iis:1", "memory": 512, "portMappings": [{"containerPort": 80}]}], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}"#,
        r#"{"taskDefinition": {"family": "iis", "revision": 1, "containerDefinitions": [{"name": "iis", "image": "iis:1", "memory": 512, "cpu": 0, "essential": true, "portMappings": [{"containerPort": 80, "hostPort": 0, "protocol": "tcp"}]}], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}}"#,
    ),
    (
        // Capacity providers of Fargate have its platform version.
        r#"{"serviceName": "web", "desiredCount": 1, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#,
        r#"{"services": [{"serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/default/web", "serviceName": "web", "desiredCount": 1, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}], "platformVersion": "LATEST", "availabilityZoneRebalancing": "ENABLED"}]}"#,
    ),
    (
        // Without a launch type it is EC2, and what begins with packing is not rebalanced.
        r#"{"serviceName": "web", "desiredCount": 1, "placementStrategy": [{"type": "binpack", "field": "memory"}]}"#,
        r#"{"services": [{"serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/default/web", "serviceName": "web", "desiredCount": 1, "launchType": "EC2", "placementStrategy": [{"type": "binpack", "field": "memory"}], "availabilityZoneRebalancing": "DISABLED"}]}"#,
    ),
];

#[test]
fn what_describe_answers_is_no_difference() {
    for (sent, described) in REGISTERED {
        let (sent, described) = (read(sent), read(described));
        assert_eq!(diff(&sent, &described), [], "{}", sent.text());
        assert_eq!(normal(&sent), normal(&described));
    }
}

#[test]
fn the_service_linked_role_is_no_difference() {
    let sent = read(r#"{"serviceName": "web", "desiredCount": 1}"#);
    let described = read(
        r#"{"serviceName": "web", "desiredCount": 1, "roleArn": "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"}"#,
    );
    assert_eq!(diff(&sent, &described), []);
    // And nothing that could be sent again.
    assert!(described.json().get("role").is_none());
}

/// Why a service is not rebalanced when it does not say, and the members that make it so.
const NOT_REBALANCED: &[&str] = &[
    r#""schedulingStrategy": "DAEMON""#,
    r#""launchType": "EXTERNAL""#,
    r#""deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 50}"#,
    r#""loadBalancers": [{"loadBalancerName": "classic", "containerName": "web", "containerPort": 80}]"#,
    r#""placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.availability-zone == eu-central-1a"}]"#,
    r#""placementStrategy": [{"type": "spread", "field": "instanceId"}]"#,
    r#""placementStrategy": [{"type": "random"}]"#,
];

#[test]
fn a_new_service_is_rebalanced_where_it_can_be() {
    let differs = |members: &str, reported: &str| {
        let sent = read(&format!(r#"{{"serviceName": "web", {members}}}"#));
        let described = read(&format!(
            r#"{{"serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/default/web", "serviceName": "web", {members}{reported}}}"#
        ));
        !diff(&sent, &described).is_empty()
    };
    let (on, off) = (
        r#", "availabilityZoneRebalancing": "ENABLED""#,
        r#", "availabilityZoneRebalancing": "DISABLED""#,
    );
    for members in NOT_REBALANCED {
        assert!(!differs(members, off), "{members}");
        assert!(differs(members, on), "{members}");
    }
    let plain =
        r#""placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}]"#;
    assert!(!differs(plain, on));
    assert!(differs(plain, off));
    // A service from before there was rebalancing has no value, and is not rebalanced.
    assert!(differs(plain, ""));
}
