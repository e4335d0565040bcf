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

/// The codes of the errors and warnings of a request after a change, with their places.
fn found(edits: &[(&str, &str)]) -> Vec<String> {
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
        run_task: Some(&document),
        ..Documents::default()
    };
    check(&documents, &Known::default())
        .into_iter()
        .filter(|issue| issue.severity != Severity::Advice)
        .map(|issue| {
            assert_eq!(issue.document, DocumentKind::RunTask);
            format!("{} {}", issue.code, issue.pointer)
        })
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
