//! Everything that is found in a document after a few edits, advice included: each fault beside
//! its twin without it.

mod containers;
mod dependencies;
mod fargate;
mod files;
mod gpu;
mod health;
mod known;
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
use shared::json::{self, Json};
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

#[test]
fn takes_a_hundred_port_ranges_and_not_more() {
    for (count, expected) in [
        (100, &[] as &[&str]),
        (101, &["error port-ranges-too-many web/portMappings"]),
    ] {
        let ranges: Vec<String> = (0..count)
            .map(|at| {
                format!(
                    r#"{{"containerPortRange": "{}-{}"}}"#,
                    1000 + 10 * at,
                    1001 + 10 * at
                )
            })
            .collect();
        let ranges = format!("[{}]", ranges.join(","));
        assert_eq!(
            found(
                Base::Instances,
                &[("web/portMappings", &ranges)],
                &Known::default()
            ),
            expected
        );
    }
}

/// A list of this many elements; `#` stands for the number of one.
fn list(element: &str, count: usize) -> String {
    let elements: Vec<String> = (0..count)
        .map(|at| element.replace('#', &at.to_string()))
        .collect();
    format!("[{}]", elements.join(","))
}

#[test]
fn takes_so_many_and_not_more() {
    for (at, element, most) in [
        ("/tags", r#"{"key": "k#", "value": ""}"#, 50),
        (
            "/placementConstraints",
            r#"{"type": "memberOf", "expression": "attribute:a == #"}"#,
            10,
        ),
        (
            "web/environmentFiles",
            r#"{"type": "s3", "value": "arn:aws:s3:::cfg/#.env"}"#,
            10,
        ),
        (
            "web/credentialSpecs",
            r#""credentialspec:arn:aws:s3:::cfg/#.json""#,
            1,
        ),
    ] {
        let enough = list(element, most);
        let fine: Vec<String> = Vec::new();
        assert_eq!(
            found(Base::Instances, &[(at, &enough)], &Known::default()),
            fine
        );
        let more = list(element, most + 1);
        assert_eq!(
            found(Base::Instances, &[(at, &more)], &Known::default()),
            [format!("error too-many {at}")]
        );
    }
}

#[test]
fn takes_texts_so_long_and_not_longer() {
    let image = "public.ecr.aws/";
    for (at, code, start, most) in [
        ("/family", "wrong-form", "", 255),
        ("side/name", "wrong-form", "", 255),
        ("web/image", "image-invalid", image, 253),
        (
            "web/logConfiguration/options/awslogs-group",
            "log-group-name",
            "",
            512,
        ),
        ("web/portMappings/0/name", "wrong-form", "", 64),
    ] {
        // The image's tag takes two more.
        let end = if start.is_empty() { "" } else { ":1" };
        let text = |length: usize| format!("\"{start}{}{end}\"", "a".repeat(length - start.len()));
        let fine: Vec<String> = Vec::new();
        assert_eq!(
            found(Base::Instances, &[(at, &text(most))], &Known::default()),
            fine
        );
        assert_eq!(
            found(Base::Instances, &[(at, &text(most + 1))], &Known::default()),
            [format!("error {code} {at}")]
        );
    }
    for (at, before, after, most) in [
        ("/tags/0/key", r#"[{"key": ""#, r#"", "value": ""}]"#, 128),
        (
            "/tags/0/value",
            r#"[{"key": "a", "value": ""#,
            r#""}]"#,
            256,
        ),
        (
            "/placementConstraints/0/expression",
            r#"[{"type": "memberOf", "expression": ""#,
            r#""}]"#,
            2000,
        ),
    ] {
        let list = at.split('/').nth(1).map(|name| format!("/{name}")).unwrap();
        let text = |length: usize| format!("{before}{}{after}", "a".repeat(length));
        let fine: Vec<String> = Vec::new();
        assert_eq!(
            found(Base::Instances, &[(&list, &text(most))], &Known::default()),
            fine
        );
        assert_eq!(
            found(
                Base::Instances,
                &[(&list, &text(most + 1))],
                &Known::default()
            ),
            [format!("error too-long {at}")]
        );
    }
}

#[test]
fn weighs_the_definition() {
    for (bytes, expected) in [
        (50_000, &[] as &[&str]),
        (62_000, &["warning definition-too-large "]),
        (66_000, &["error definition-too-large "]),
    ] {
        let command = format!(r#"["{}"]"#, "a".repeat(bytes));
        assert_eq!(
            found(
                Base::Instances,
                &[("web/command", &command)],
                &Known::default()
            ),
            expected
        );
    }
}

#[test]
fn takes_ten_containers_and_not_eleven() {
    let mut document = Document::new(
        DocumentKind::TaskDefinition,
        json::parse(&Base::Instances.text()).unwrap(),
    );
    let containers = Pointer::parse("/containerDefinitions");
    let one = document.json().at(&containers.index(1)).unwrap().clone();
    for number in 2..11 {
        let mut container = one.clone();
        container.set(
            &Pointer::parse("/name"),
            Json::from(format!("c{number}").as_str()),
        );
        document
            .json_mut()
            .set(&containers.index(number), container);
        let documents = Documents {
            task_definition: Some(&document),
            ..Documents::default()
        };
        let too_many = report(&documents, &Known::default())
            .issues
            .iter()
            .any(|issue| issue.code == "too-many");
        assert_eq!(too_many, number >= 10, "{} containers", number + 1);
    }
}
