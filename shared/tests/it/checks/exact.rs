//! Everything that is found in a document after a few edits, advice included: each fault beside
//! its twin without it.

mod containers;
mod dependencies;
mod fargate;
mod files;
mod gpu;
mod health;
mod known;
mod limits;
mod linux;
mod logs;
mod network;
mod proxy;
mod resources;
mod roles;
mod secrets;
mod security;
mod shapes;
mod windows;

use std::collections::BTreeSet;

use shared::check::{Documents, Known, report};
use shared::document::Document;
use shared::issue::{DocumentKind, Severity};
use shared::json;
use shared::pointer::Pointer;

/// The document, its edits (no value removes a member), and all that is found then.
///
/// In pointers `web` and `side` stand for the two containers. The service is looked at only where
/// an edit is about it.
type Case = (
    Base,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

/// A document in which nothing is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Instances,
    Fargate,
    Windows,
}

const LINUX_CONTAINERS: &str = r#"[
    {"name": "web", "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1", "memory": 128, "user": "1000",
     "readonlyRootFilesystem": true, "linuxParameters": {"capabilities": {"drop": ["ALL"]}}, "stopTimeout": 60,
     "healthCheck": {"command": ["CMD", "true"]}, "portMappings": [{"containerPort": 80}],
     "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "web"}}},
    {"name": "side", "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/side:1", "memory": 64, "user": "1000", "essential": false,
     "readonlyRootFilesystem": true, "linuxParameters": {"capabilities": {"drop": ["ALL"]}},
     "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "side"}}}]"#;
const WINDOWS_CONTAINERS: &str = r#"[
    {"name": "web", "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1", "memory": 1024,
     "healthCheck": {"command": ["CMD", "true"]},
     "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "web"}}}]"#;
const SERVICE: &str = r#"{"cluster": "test", "serviceName": "web", "taskDefinition": "web:1", "desiredCount": 2,
    "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#;

impl Base {
    fn text(self) -> String {
        let (containers, more) = match self {
            Self::Instances => (LINUX_CONTAINERS, ""),
            Self::Fargate => (
                LINUX_CONTAINERS,
                r#""cpu": "256", "memory": "512", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "#,
            ),
            Self::Windows => (
                WINDOWS_CONTAINERS,
                r#""runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}, "#,
            ),
        };
        format!(
            r#"{{"family": "web", {more}"taskRoleArn": "arn:aws:iam::123456789012:role/web",
            "executionRoleArn": "arn:aws:iam::123456789012:role/ecs", "containerDefinitions": {containers}}}"#
        )
    }
}

fn pointer(short: &str) -> Pointer {
    let long = ["web", "side"].iter().enumerate().find_map(|(at, name)| {
        let rest = short.strip_prefix(name)?;
        (rest.is_empty() || rest.starts_with('/'))
            .then(|| format!("/containerDefinitions/{at}{rest}"))
    });
    Pointer::parse(&long.unwrap_or_else(|| short.to_owned()))
}

fn edit(document: &mut Document, at: &str, value: &str) {
    let at = pointer(at);
    if value.is_empty() {
        document.json_mut().remove(&at);
    } else {
        let value = json::parse(value).unwrap();
        assert!(document.json_mut().set(&at, value), "{at}");
    }
}

/// What is found after the edits, in short pointers.
fn found(base: Base, edits: &[(&str, &str)], known: &Known) -> Vec<String> {
    let mut task = Document::new(
        DocumentKind::TaskDefinition,
        json::parse(&base.text()).unwrap(),
    );
    let mut service = Document::new(DocumentKind::Service, json::parse(SERVICE).unwrap());
    let mut with_service = false;
    for (at, value) in edits {
        match at.strip_prefix("service:") {
            Some(at) => {
                with_service = true;
                edit(&mut service, at, value);
            }
            None => edit(&mut task, at, value),
        }
    }
    let documents = Documents {
        task_definition: Some(&task),
        service: with_service.then_some(&service),
        run_task: None,
    };
    let report = report(&documents, known);
    let mut places = BTreeSet::new();
    for issue in &report.issues {
        assert_fix_helps(issue, &task, &service);
        // One fault is said once; advice may stand beside other advice.
        let first = places.insert((issue.document, &issue.pointer));
        assert!(
            first || issue.severity == Severity::Advice,
            "{} says it again: {edits:?}",
            issue.code
        );
    }
    let mut found: Vec<String> = report
        .issues
        .iter()
        // The service has rules of its own, which other tests are about.
        .filter(|issue| issue.document == DocumentKind::TaskDefinition)
        .map(|issue| {
            let severity = match issue.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "advice",
            };
            let at = issue.pointer.as_str();
            let at = at.replacen("/containerDefinitions/0", "web", 1).replacen(
                "/containerDefinitions/1",
                "side",
                1,
            );
            format!("{severity} {} {at}", issue.code)
        })
        .collect();
    found.sort();
    found
}

/// A fix never points outside of the document, and what it is for is not found again.
fn assert_fix_helps(issue: &shared::issue::Issue, task: &Document, service: &Document) {
    let Some(fix) = &issue.fix else {
        return;
    };
    let (mut task, mut service) = (task.clone(), service.clone());
    if issue.document == DocumentKind::Service {
        service.apply(fix);
    } else {
        task.apply(fix);
    }
    let documents = Documents {
        task_definition: Some(&task),
        service: Some(&service),
        run_task: None,
    };
    let again = report(&documents, &Known::default());
    assert!(
        !again.issues.iter().any(|one| one.code == issue.code
            && one.pointer == issue.pointer
            && one.message == issue.message),
        "{} does not settle {} {}",
        fix.label,
        issue.code,
        issue.pointer
    );
}

#[test]
fn finds_exactly_what_is_wrong() {
    let mut wrong = Vec::new();
    let topics = [
        containers::CASES,
        dependencies::CASES,
        fargate::CASES,
        files::CASES,
        gpu::CASES,
        health::CASES,
        linux::CASES,
        logs::CASES,
        network::CASES,
        proxy::CASES,
        resources::CASES,
        roles::CASES,
        secrets::CASES,
        security::CASES,
        shapes::CASES,
        windows::CASES,
    ];
    for (base, edits, expected) in topics.into_iter().flatten() {
        let found = found(*base, edits, &Known::default());
        if found != *expected {
            wrong.push(format!(
                "{base:?} {edits:?}\n   found {found:?}\nexpected {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn finds_nothing_in_the_documents_themselves() {
    for base in [Base::Instances, Base::Fargate, Base::Windows] {
        assert_eq!(found(base, &[], &Known::default()), Vec::<String>::new());
    }
}

/// The questions that stay open after the edits.
fn open(base: Base, edits: &[(&str, &str)], known: &Known) -> Vec<String> {
    let mut task = Document::new(
        DocumentKind::TaskDefinition,
        json::parse(&base.text()).unwrap(),
    );
    for (at, value) in edits {
        edit(&mut task, at, value);
    }
    let documents = Documents {
        task_definition: Some(&task),
        ..Documents::default()
    };
    report(&documents, known)
        .unknown
        .into_iter()
        .map(|unknown| format!("{} {}", unknown.code, unknown.pointer))
        .collect()
}
