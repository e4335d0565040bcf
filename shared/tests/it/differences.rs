//! Changes in words.

use shared::diff::{apply, diff, words};
use shared::normal::normal;
use shared::plan::Effect;

use crate::read;

const BEFORE: &str = r#"{"family": "web", "containerDefinitions": [
    {"name": "nginx", "image": "nginx:1.26", "memory": 128, "command": ["a", "b"],
     "environment": [{"name": "LEVEL", "value": "info"}, {"name": "DB_PASSWORD", "value": "old-one-1"}, {"name": "GONE", "value": "x"}],
     "portMappings": [{"containerPort": 80}]},
    {"name": "old", "image": "old:1", "memory": 16}]}"#;

const AFTER: &str = r#"{"family": "web", "containerDefinitions": [
    {"name": "agent", "image": "agent:2", "memory": 32},
    {"name": "nginx", "image": "nginx:1.27", "memory": 256, "command": ["b", "a"], "readonlyRootFilesystem": true,
     "environment": [{"name": "DB_PASSWORD", "value": "new-one-2"}, {"name": "LEVEL", "value": "debug"}, {"name": "API_TOKEN", "value": "t0ps3cret"}],
     "secrets": [{"name": "DB_URL", "valueFrom": "arn:aws:ssm:eu-central-1:123456789012:parameter/prod/db"}],
     "portMappings": [{"containerPort": 80, "hostPort": 8080}, {"containerPort": 443}],
     "healthCheck": {"command": ["CMD", "true"]}, "somethingNew": {"a": 1}}]}"#;

#[test]
fn says_what_changes_in_groups_and_hides_secrets() {
    let said: Vec<String> = words(&diff(&read(BEFORE), &read(AFTER)))
        .into_iter()
        .map(|change| format!("{}: {}", change.group, change.words))
        .collect();
    assert_eq!(
        said,
        [
            "Image: nginx: image nginx:1.26 → nginx:1.27",
            "Containers: adds container agent with image agent:2",
            "Containers: removes container old with image old:1",
            "Environment: nginx: adds variable API_TOKEN = ••••••",
            "Environment: nginx: variable DB_PASSWORD changes (••••••)",
            "Environment: nginx: variable LEVEL info → debug",
            "Environment: nginx: removes variable GONE",
            "Secrets: nginx: adds secret DB_URL from parameter /prod/db",
            "CPU and memory: nginx: memory limit 128 → 256 MiB",
            "Command: nginx: command a b → b a",
            "Ports: nginx: port 80/tcp host port 0 → 8080",
            "Ports: nginx: adds port 443/tcp",
            "Health: nginx: adds health check command CMD true, interval 30, timeout 5, retries 3",
            "Permissions: nginx: turns read-only file system on",
            "Other: nginx: adds somethingNew a 1",
        ]
    );
}

#[test]
fn a_diff_says_everything() {
    let (before, after) = (read(BEFORE), read(AFTER));
    assert_eq!(apply(&diff(&before, &after), &before), normal(&after));
    assert_eq!(apply(&diff(&after, &before), &after), normal(&before));
}

#[test]
fn the_effect_of_a_service_change_is_known() {
    let before = read(
        r#"{"serviceName": "web", "desiredCount": 1, "healthCheckGracePeriodSeconds": 5, "enableExecuteCommand": false, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-11111111"]}}}"#,
    );
    let after = read(
        r#"{"serviceName": "web", "desiredCount": 3, "healthCheckGracePeriodSeconds": 9, "enableExecuteCommand": true, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-22222222", "subnet-11111111"]}}}"#,
    );
    let said: Vec<(String, Effect)> = words(&diff(&before, &after))
        .into_iter()
        .map(|change| (change.words, change.effect))
        .collect();
    assert_eq!(
        said,
        [
            ("grace period 5 → 9 seconds".to_owned(), Effect::None),
            ("desired count 1 → 3".to_owned(), Effect::Scales),
            (
                "adds network VPC subnet subnet-22222222".to_owned(),
                Effect::ReplacesTasks
            ),
            ("turns ECS Exec on".to_owned(), Effect::NewTasksOnly),
        ]
    );
}
