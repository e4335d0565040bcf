//! The grace period and ECS Exec, against what the containers have.

use super::{Base, Case, alone, on_ec2, pair};

/// Needs 10 + 30 × 3 seconds.
const CHECKED: &str = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80}], "healthCheck": {"command": ["CMD", "a"], "startPeriod": 10}}]}"#;
/// Needs 20 × 2 seconds, and none to start.
const QUICK: &str = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80}], "healthCheck": {"command": ["CMD", "a"], "interval": 20, "retries": 2}}]}"#;

const READY: &str = r#"{"taskRoleArn": "arn:aws:iam::123456789012:role/t", "containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "linuxParameters": {"initProcessEnabled": true}}]}"#;

pub(super) const CASES: &[Case] = &[
    pair(
        Base::Ec2,
        [
            CHECKED,
            r#"{"loadBalancers": BALANCED, "healthCheckGracePeriodSeconds": 99}"#,
        ],
        [
            CHECKED,
            r#"{"loadBalancers": BALANCED, "healthCheckGracePeriodSeconds": 100}"#,
        ],
        "warning grace-period-short /healthCheckGracePeriodSeconds",
    ),
    pair(
        Base::Ec2,
        [CHECKED, r#"{"loadBalancers": BALANCED}"#],
        [
            CHECKED,
            r#"{"loadBalancers": BALANCED, "serviceName": null, "service": "web"}"#,
        ],
        "warning grace-period-short /healthCheckGracePeriodSeconds",
    ),
    pair(
        Base::Ec2,
        [QUICK, r#"{"healthCheckGracePeriodSeconds": 39}"#],
        [QUICK, r#"{"healthCheckGracePeriodSeconds": 40}"#],
        "warning grace-period-short /healthCheckGracePeriodSeconds",
    ),
    pair(
        Base::Ec2,
        [CHECKED, r#"{"healthCheckGracePeriodSeconds": 30}"#],
        [CHECKED, ""],
        "warning grace-period-short /healthCheckGracePeriodSeconds",
    ),
    alone(
        r#"{"healthCheckGracePeriodSeconds": 30}"#,
        r#"{"healthCheckGracePeriodSeconds": 30, "loadBalancers": BALANCED}"#,
        "warning grace-period-unused /healthCheckGracePeriodSeconds",
    ),
    alone(
        r#"{"healthCheckGracePeriodSeconds": 30}"#,
        r#"{"healthCheckGracePeriodSeconds": 0}"#,
        "warning grace-period-unused /healthCheckGracePeriodSeconds",
    ),
    alone(
        r#"{"healthCheckGracePeriodSeconds": 30}"#,
        r#"{"healthCheckGracePeriodSeconds": 30, "serviceName": null, "service": "web"}"#,
        "warning grace-period-unused /healthCheckGracePeriodSeconds",
    ),
    pair(
        Base::Ec2,
        ["", r#"{"healthCheckGracePeriodSeconds": 100}"#],
        [CHECKED, r#"{"healthCheckGracePeriodSeconds": 100}"#],
        "warning grace-period-unused /healthCheckGracePeriodSeconds",
    ),
    on_ec2(
        r#"{"healthCheckGracePeriodSeconds": 2147483648, "loadBalancers": BALANCED}"#,
        r#"{"healthCheckGracePeriodSeconds": 2147483647, "loadBalancers": BALANCED}"#,
        "error out-of-range /healthCheckGracePeriodSeconds",
    ),
    pair(
        Base::Ec2,
        ["", r#"{"enableExecuteCommand": true}"#],
        [READY, r#"{"enableExecuteCommand": true}"#],
        "warning exec-task-role task:/taskRoleArn",
    ),
    pair(
        Base::Ec2,
        ["", r#"{"enableExecuteCommand": true}"#],
        [READY, r#"{"enableExecuteCommand": true}"#],
        "warning exec-init-process task:/containerDefinitions/0/linuxParameters/initProcessEnabled",
    ),
    pair(
        Base::Ec2,
        [
            r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "readonlyRootFilesystem": true}]}"#,
            r#"{"enableExecuteCommand": true}"#,
        ],
        [
            r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "readonlyRootFilesystem": true}]}"#,
            r#"{"enableExecuteCommand": false}"#,
        ],
        "warning exec-read-only task:/containerDefinitions/0/readonlyRootFilesystem",
    ),
    pair(
        Base::Ec2,
        [
            r#"{"pidMode": "task"}"#,
            r#"{"enableExecuteCommand": true}"#,
        ],
        [r#"{"pidMode": "task"}"#, ""],
        "warning exec-process-namespace task:/pidMode",
    ),
];
