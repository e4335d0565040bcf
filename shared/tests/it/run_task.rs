//! The request that runs tasks by themselves: recognized, compared, said in words, checked.

use shared::check::{Documents, Known, check};
use shared::diff::{diff, words};
use shared::document::Document;
use shared::issue::{DocumentKind, Severity};
use shared::json;
use shared::plan::Effect;
use shared::pointer::Pointer;

use crate::read;

const REQUEST: &str = r#"{"cluster": "test", "taskDefinition": "web:3", "count": 2, "startedBy": "jobs/nightly",
    "overrides": {"memory": "512", "containerOverrides": [
        {"name": "web", "command": ["migrate"], "environment": [{"name": "LEVEL", "value": "info"}]}]}}"#;

#[test]
fn is_told_from_a_service_and_a_task_definition() {
    for (text, kind) in [
        (REQUEST, DocumentKind::RunTask),
        (
            r#"{"taskDefinition": "web", "count": 1, "launchType": "FARGATE"}"#,
            DocumentKind::RunTask,
        ),
        (
            r#"{"cluster": "a", "taskDefinition": "web", "startedBy": "me"}"#,
            DocumentKind::RunTask,
        ),
        // Without a member of its own it may be a service whose name stands elsewhere.
        (
            r#"{"cluster": "a", "taskDefinition": "web", "launchType": "FARGATE"}"#,
            DocumentKind::Service,
        ),
        (
            r#"{"serviceName": "a", "taskDefinition": "web", "count": 1}"#,
            DocumentKind::Service,
        ),
        (
            r#"{"cluster": "a", "taskDefinition": "web", "desiredCount": 1, "startedBy": "me"}"#,
            DocumentKind::Service,
        ),
        (
            r#"{"family": "a", "taskDefinition": "web", "count": 1, "cpu": "256", "memory": "512"}"#,
            DocumentKind::TaskDefinition,
        ),
    ] {
        assert_eq!(read(text).kind(), kind, "{text}");
    }
    let error = Document::read(REQUEST, Some(DocumentKind::Service)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "this is a run-task request, a service is needed here; choose the other file"
    );
}

#[test]
fn what_ecs_fills_in_is_no_difference() {
    let written = read(
        r#"{"taskDefinition": "web:3", "launchType": "FARGATE", "overrides": {}, "startedBy": "me", "clientToken": "a"}"#,
    );
    let spelled_out = read(
        r#"{"cluster": "arn:aws:ecs:eu-central-1:123456789012:cluster/default", "count": 1, "launchType": "FARGATE", "platformVersion": "LATEST", "startedBy": "me", "enableECSManagedTags": false, "enableExecuteCommand": false, "taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:3"}"#,
    );
    assert_eq!(diff(&written, &spelled_out), []);
}

#[test]
fn says_what_changes() {
    let after = r#"{"cluster": "test", "taskDefinition": "web:4", "count": 3, "startedBy": "jobs/nightly",
        "overrides": {"memory": "1 GB", "containerOverrides": [
            {"name": "side", "cpu": 64},
            {"name": "web", "command": ["migrate", "--all"], "environment": [{"name": "LEVEL", "value": "debug"}]}]}}"#;
    let changes = diff(&read(REQUEST), &read(after));
    assert!(
        changes
            .iter()
            .all(|change| change.effect == Effect::NewTasksOnly)
    );
    let said: Vec<String> = words(&changes)
        .into_iter()
        .map(|change| format!("{}: {}", change.group, change.words))
        .collect();
    assert_eq!(
        said,
        [
            "Revision: revision web:3 → web:4",
            "Containers: adds container overrides side cpu 64",
            "Environment: web: variable LEVEL info → debug",
            "CPU and memory: overrides task memory 512 → 1024 MiB",
            "Command: web: command migrate → migrate --all",
            "Scaling: count 2 → 3 tasks",
        ]
    );
}

/// The codes of the errors and warnings of a request after changes, with their places.
fn found(edits: &[(&str, &str)]) -> Vec<String> {
    found_beside(None, edits)
}

/// The same beside the task definition.
fn found_beside(task_definition: Option<&str>, edits: &[(&str, &str)]) -> Vec<String> {
    let task_definition = task_definition.map(read);
    let mut document = read(REQUEST);
    for (pointer, value) in edits {
        let pointer = Pointer::parse(pointer);
        if value.is_empty() {
            document.json_mut().remove(&pointer);
        } else {
            let value = json::parse(value).unwrap();
            assert!(document.json_mut().set(&pointer, value));
        }
    }
    let documents = Documents {
        task_definition: task_definition.as_ref(),
        run_task: Some(&document),
        ..Documents::default()
    };
    check(&documents, &Known::default())
        .into_iter()
        .filter(|issue| issue.severity != Severity::Advice)
        .filter(|issue| issue.document == DocumentKind::RunTask)
        .map(|issue| format!("{} {}", issue.code, issue.pointer))
        .collect()
}

#[test]
fn finds_each_fault_at_its_place() {
    assert_eq!(found(&[]), Vec::<String>::new());
    let long = format!("\"{}\"", "a".repeat(129));
    for (pointer, value, expected) in [
        ("/taskDefinition", "", "member-missing /taskDefinition"),
        ("/count", "0", "out-of-range /count"),
        ("/count", "11", "out-of-range /count"),
        ("/startedBy", "\"jobs:nightly\"", "wrong-form /startedBy"),
        ("/startedBy", &long, "too-long /startedBy"),
        ("/clientToken", &long, "too-long /clientToken"),
        ("/desiredCount", "1", "unknown-member /desiredCount"),
        (
            "/overrides/containerOverrides/0/name",
            "",
            "member-missing /overrides/containerOverrides/0/name",
        ),
        (
            "/volumeConfigurations",
            r#"[{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/v", "terminationPolicy": {}}}]"#,
            "member-missing /volumeConfigurations/0/managedEBSVolume/terminationPolicy/deleteOnTermination",
        ),
    ] {
        assert_eq!(
            found(&[(pointer, value)]),
            [expected],
            "{pointer} = {value}"
        );
    }
}

/// What the request runs.
const TASK: &str = r#"{"family": "web", "networkMode": "awsvpc", "placementConstraints": [{"type": "memberOf", "expression": "a"}],
    "containerDefinitions": [{"name": "web", "image": "web:1", "memory": 64}]}"#;
const NETWORK: (&str, &str) = (
    "/networkConfiguration/awsvpcConfiguration/subnets",
    r#"["subnet-12345678"]"#,
);

#[test]
fn finds_what_run_task_refuses() {
    assert_eq!(found_beside(Some(TASK), &[NETWORK]), Vec::<String>::new());
    assert_eq!(
        found_beside(Some(TASK), &[]),
        ["run-task-network /networkConfiguration/awsvpcConfiguration/subnets"]
    );
    let bridge = TASK.replace("awsvpc", "bridge");
    assert_eq!(
        found_beside(Some(&bridge), &[NETWORK]),
        ["run-task-network /networkConfiguration"]
    );
    assert_eq!(
        found(&[("/launchType", "\"FARGATE\"")]),
        ["run-task-network /networkConfiguration/awsvpcConfiguration/subnets"]
    );
    let providers = (
        "/capacityProviderStrategy",
        r#"[{"capacityProvider": "spot", "weight": 1}]"#,
    );
    let constraints: Vec<String> = (0..10)
        .map(|number| format!(r#"{{"type": "memberOf", "expression": "{number}"}}"#))
        .collect();
    let constraints = format!("[{}]", constraints.join(", "));
    let command = |length: usize| format!(r#"["{}"]"#, "ü".repeat(length));
    let at_command = "/overrides/containerOverrides/0/command";
    let longest = 8192 - characters_without(at_command);
    for (edits, expected) in [
        (
            vec![("/overrides/containerOverrides/0/name", "\"wbe\"")],
            vec!["run-task-container-unknown /overrides/containerOverrides/0/name"],
        ),
        (
            vec![("/propagateTags", "\"SERVICE\"")],
            vec!["run-task-tags-of-service /propagateTags"],
        ),
        (
            vec![("/launchType", "\"EC2\""), providers],
            vec!["run-task-launch-type-and-providers /launchType"],
        ),
        (
            vec![("/launchType", "\"MANAGED_INSTANCES\"")],
            vec!["run-task-launch-type-and-providers /launchType"],
        ),
        (vec![("/launchType", "\"EC2\"")], vec![]),
        (
            vec![("/enableExecuteCommand", "true")],
            vec!["run-task-exec-role /enableExecuteCommand"],
        ),
        (
            vec![
                ("/enableExecuteCommand", "true"),
                ("/overrides/taskRoleArn", "\"exec\""),
            ],
            vec![],
        ),
        (
            vec![("/placementConstraints", constraints.as_str())],
            vec!["run-task-constraints /placementConstraints"],
        ),
        (vec![(at_command, command(longest).as_str())], vec![]),
        (
            vec![(at_command, command(longest + 1).as_str())],
            vec!["run-task-overrides-too-long /overrides"],
        ),
    ] {
        let edits: Vec<_> = edits.into_iter().chain([NETWORK]).collect();
        assert_eq!(found_beside(Some(TASK), &edits), expected, "{edits:?}");
    }
}

/// How many characters the overrides have when the command is one empty word.
fn characters_without(at_command: &str) -> usize {
    let mut document = read(REQUEST);
    let empty = json::parse(r#"[""]"#).unwrap();
    assert!(document.json_mut().set(&Pointer::parse(at_command), empty));
    let overrides = document.json().get("overrides").unwrap();
    overrides.to_compact().chars().count()
}
