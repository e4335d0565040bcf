//! Faults of the documents for EC2, one a line.

/// A change of the EC2 documents, and what is found then.
pub(super) const ON_EC2: &[(&str, &str, &str)] = &[
    ("/family", "", "member-missing /family"),
    ("/family", "\"my app\"", "wrong-form /family"),
    (
        "/containerDefinitions/0/name",
        "",
        "member-missing /containerDefinitions/0/name",
    ),
    (
        "/containerDefinitions/0/image",
        "\"\"",
        "empty-text /containerDefinitions/0/image",
    ),
    (
        "/containerDefinitions/0/image",
        "\"web@sha256:abc\"",
        "image-invalid /containerDefinitions/0/image",
    ),
    (
        "/containerDefinitions/0/memory",
        "\"128\"",
        "wrong-type /containerDefinitions/0/memory",
    ),
    (
        "/containerDefinitions/0/memory",
        "2",
        "out-of-range /containerDefinitions/0/memory",
    ),
    (
        "/containerDefinitions/0/memory",
        "",
        "container-memory-missing /containerDefinitions/0/memory",
    ),
    (
        "/containerDefinitions/0/memoryReservation",
        "256",
        "memory-reservation-above-limit /containerDefinitions/0/memoryReservation",
    ),
    (
        "/containerDefinitions/0/memroy",
        "1",
        "unknown-member /containerDefinitions/0/memroy",
    ),
    (
        "/containerDefinitions/0/environment",
        r#"[{"name": "TOKEN", "value": "••••••"}]"#,
        "value-masked /containerDefinitions/0/environment/0/value",
    ),
    (
        "/containerDefinitions/0/logConfiguration",
        r#"{"logDriver": "splunk", "options": {"splunk-token": "••••••"}}"#,
        "value-masked /containerDefinitions/0/logConfiguration/options/splunk-token",
    ),
    (
        "/containerDefinitions/0/cpu",
        "null",
        "null-member /containerDefinitions/0/cpu",
    ),
    (
        "/containerDefinitions/0/versionConsistency",
        "\"\"",
        "empty-text /containerDefinitions/0/versionConsistency",
    ),
    (
        "/containerDefinitions/0/portMappings/0/protocol",
        "\"TCP\"",
        "not-listed /containerDefinitions/0/portMappings/0/protocol",
    ),
    (
        "/containerDefinitions/0/portMappings/0/containerPort",
        "70000",
        "out-of-range /containerDefinitions/0/portMappings/0/containerPort",
    ),
    (
        "/containerDefinitions/0/portMappings/0/containerPort",
        "",
        "port-missing /containerDefinitions/0/portMappings/0/containerPort",
    ),
    (
        "/containerDefinitions/0/portMappings",
        r#"[{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 80}]"#,
        "host-port-twice /containerDefinitions/0/portMappings/1/hostPort",
    ),
    (
        "/containerDefinitions/0/essential",
        "false",
        "no-essential-container /containerDefinitions/0/essential",
    ),
    (
        "/containerDefinitions/0/dependsOn",
        r#"[{"containerName": "nope", "condition": "START"}]"#,
        "dependency-unknown /containerDefinitions/0/dependsOn/0/containerName",
    ),
    (
        "/containerDefinitions/0/dependsOn",
        r#"[{"containerName": "side", "condition": "HEALTHY"}]"#,
        "dependency-unhealthy /containerDefinitions/0/dependsOn/0/condition",
    ),
    (
        "/containerDefinitions/1/dependsOn",
        r#"[{"containerName": "web", "condition": "SUCCESS"}]"#,
        "dependency-essential /containerDefinitions/1/dependsOn/0/condition",
    ),
    (
        "/containerDefinitions/0/dependsOn",
        r#"[{"containerName": "web", "condition": "START"}]"#,
        "dependency-cycle /containerDefinitions/0/dependsOn",
    ),
    (
        "/containerDefinitions/0/healthCheck",
        r#"{"command": ["CMD", "a"], "interval": 4, "timeout": 2}"#,
        "out-of-range /containerDefinitions/0/healthCheck/interval",
    ),
    (
        "/containerDefinitions/0/healthCheck",
        r#"{"command": []}"#,
        "health-command /containerDefinitions/0/healthCheck/command",
    ),
    (
        "/containerDefinitions/0/healthCheck",
        r#"{"command": ["CMD", "a"], "interval": 10, "timeout": 10}"#,
        "health-overlap /containerDefinitions/0/healthCheck/timeout",
    ),
    (
        "/containerDefinitions/0/logConfiguration",
        r#"{"logDriver": "awslogs", "options": {"awslogs-region": "eu-central-1"}}"#,
        "log-options /containerDefinitions/0/logConfiguration/options/awslogs-group",
    ),
    (
        "/containerDefinitions/0/logConfiguration",
        r#"{"logDriver": "awsfirelens"}"#,
        "log-router-missing /containerDefinitions/0/logConfiguration/logDriver",
    ),
    (
        "/containerDefinitions/1/firelensConfiguration",
        r#"{"type": "fluentbit"}"#,
        "log-router-unused /containerDefinitions/1/firelensConfiguration",
    ),
    (
        "/containerDefinitions/0/environment",
        r#"[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]"#,
        "element-twice /containerDefinitions/0/environment/1",
    ),
    (
        "/containerDefinitions/0/secrets",
        r#"[{"name": "A", "valueFrom": "/a"}, {"name": "A", "valueFrom": "/b"}]"#,
        "element-twice /containerDefinitions/0/secrets/1",
    ),
    (
        "/containerDefinitions/0/secrets",
        r#"[{"name": "A", "valueFrom": "arn:aws:s3:::a/b"}]"#,
        "secret-source /containerDefinitions/0/secrets/0/valueFrom",
    ),
    (
        "/containerDefinitions/0/mountPoints",
        r#"[{"sourceVolume": "data", "containerPath": "/d"}]"#,
        "volume-unknown /containerDefinitions/0/mountPoints/0/sourceVolume",
    ),
    (
        "/volumes",
        r#"[{"name": "v", "host": {"sourcePath": "/d"}, "efsVolumeConfiguration": {"fileSystemId": "fs-12345678"}}]"#,
        "volume-kinds /volumes/0",
    ),
    (
        "/volumes",
        r#"[{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "authorizationConfig": {"iam": "ENABLED"}}}]"#,
        "efs-encryption /volumes/0/efsVolumeConfiguration/transitEncryption",
    ),
    (
        "/containerDefinitions/0/ulimits",
        r#"[{"name": "nofile", "softLimit": 2, "hardLimit": 1}]"#,
        "ulimit-soft-above-hard /containerDefinitions/0/ulimits/0/softLimit",
    ),
    (
        "/tags",
        r#"[{"key": "AWS:x", "value": ""}]"#,
        "reserved-tag /tags/0/key",
    ),
    (
        "/memory",
        "\"100\"",
        "memory-above-task /containerDefinitions/0/memory",
    ),
    ("service:/cluster", "\"tset\"", "cluster-unknown /cluster"),
    ("service:/desiredCount", "\"2\"", "wrong-type /desiredCount"),
    (
        // The late value is a text.
        "service:/desiredCount",
        "\"@@TASKDEFINITION_ARN@@\"",
        "placeholder-unfilled /desiredCount",
    ),
    (
        "service:/serviceConnectConfiguration",
        r#"{"enabled": true, "containerConfigurations": [{}]}"#,
        "not-one-member /serviceConnectConfiguration/containerConfigurations/0",
    ),
    (
        "/containerDefinitions/0/resourceRequirements",
        r#"[{"type": "GPU", "value": "1", "sharingStrategy": {}}]"#,
        "not-one-member /containerDefinitions/0/resourceRequirements/0/sharingStrategy",
    ),
    (
        "service:/desiredCount",
        "",
        "desired-count-missing /desiredCount",
    ),
    ("service:/desiredCount", "-1", "out-of-range /desiredCount"),
    (
        "service:/schedulingStrategy",
        "\"DAEMON\"",
        "daemon-desired-count /desiredCount",
    ),
    ("service:/service", "\"web\"", "other-call /service"),
    ("service:/serviceName", "", "service-unnamed /serviceName"),
    ("service:/role", "\"lb\"", "role-refused /role"),
    (
        "service:/deploymentConfiguration",
        r#"{"minimumHealthyPercent": 100, "maximumPercent": 100}"#,
        "percent-deadlock /deploymentConfiguration/maximumPercent",
    ),
    (
        "service:/deploymentConfiguration",
        r#"{"minimumHealthyPercent": 75, "maximumPercent": 125}"#,
        "percent-deadlock /deploymentConfiguration/maximumPercent",
    ),
    (
        "service:/deploymentConfiguration",
        r#"{"minimumHealthyPercent": 0, "maximumPercent": 99}"#,
        "out-of-range /deploymentConfiguration/maximumPercent",
    ),
    (
        "service:/capacityProviderStrategy",
        r#"[{"capacityProvider": "a", "weight": 0}]"#,
        "provider-weight /capacityProviderStrategy/0/weight",
    ),
    (
        "service:/networkConfiguration",
        r#"{"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}}"#,
        "network-superfluous /networkConfiguration",
    ),
    (
        "service:/loadBalancers",
        r#"[{"containerName": "web", "containerPort": 80}]"#,
        "load-balancer-kind /loadBalancers/0/targetGroupArn",
    ),
    (
        "service:/loadBalancers",
        r#"[{"targetGroupArn": "@@TARGET_GROUP_ARN@@", "containerName": "web", "containerPort": 80}]"#,
        "placeholder-unfilled /loadBalancers/0/targetGroupArn",
    ),
];
