//! Faults of services, each with its twin that has none.

mod advice;
mod capacity;
mod connect;
mod controller;
mod deployment;
mod health;
mod known;
mod network;
mod scope;
mod shifting;
mod unfilled;
mod volumes;

use shared::check::{Documents, Known, Report, report};
use shared::document::Document;
use shared::issue::{DocumentKind, Issue, Severity};
use shared::json;
use shared::pointer::Pointer;

use super::{FARGATE, GROUP, SERVICE, TASK};

/// What the documents of a case are like before its changes.
#[derive(Clone, Copy)]
pub(super) enum Base {
    /// Both, for instances.
    Ec2,
    /// Both, for Fargate.
    Fargate,
    /// The service without a task definition.
    Alone,
}

/// A fault and its twin.
pub(super) struct Case {
    base: Base,
    /// Changes of the task definition and of the service that make the fault.
    fault: [&'static str; 2],
    /// Changes that are like it and make none.
    fine: [&'static str; 2],
    /// The severity, the code and the place, in the service unless it begins with `task:`.
    finds: &'static str,
}

/// A fault of a service that runs on instances.
pub(super) const fn on_ec2(fault: &'static str, fine: &'static str, finds: &'static str) -> Case {
    pair(Base::Ec2, ["", fault], ["", fine], finds)
}

/// A fault of a service that runs on Fargate.
pub(super) const fn on_fargate(
    fault: &'static str,
    fine: &'static str,
    finds: &'static str,
) -> Case {
    pair(Base::Fargate, ["", fault], ["", fine], finds)
}

/// A fault of a service whose task definition is not at hand.
pub(super) const fn alone(fault: &'static str, fine: &'static str, finds: &'static str) -> Case {
    pair(Base::Alone, ["", fault], ["", fine], finds)
}

/// A fault between a task definition and a service.
pub(super) const fn pair(
    base: Base,
    fault: [&'static str; 2],
    fine: [&'static str; 2],
    finds: &'static str,
) -> Case {
    Case {
        base,
        fault,
        fine,
        finds,
    }
}

const ON_FARGATE: &str = r#"{"cluster": "test", "serviceName": "web", "taskDefinition": "web:1", "desiredCount": 2, "launchType": "FARGATE",
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678", "subnet-23456789"], "securityGroups": ["sg-12345678"]}}}"#;

/// What a service is like whose loads are balanced by `GROUP`, in short.
const BALANCED: &str =
    r#"[{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80}]"#;

/// The text with the short words of the cases written out.
fn written_out(text: &str) -> String {
    text.replace("BALANCED", BALANCED)
        .replace("GROUP2", &GROUP.replace("/web/", "/other/"))
        .replace("GROUP", GROUP)
}

/// The document with members put in, or taken out where they are null.
fn changed(kind: DocumentKind, base: &str, changes: &str) -> Document {
    let mut document = Document::read(base, Some(kind)).unwrap();
    if changes.is_empty() {
        return document;
    }
    let changes = json::parse(&written_out(changes)).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        let at = Pointer::root().member(name);
        if value.is_null() {
            document.json_mut().remove(&at);
        } else {
            assert!(document.json_mut().set(&at, value.clone()));
        }
    }
    document
}

/// What is found in the documents of a base with changes.
pub(super) fn look(base: Base, [task, service]: [&str; 2], known: &Known) -> Report {
    let (task_base, service_base) = match base {
        Base::Ec2 | Base::Alone => (TASK, SERVICE),
        Base::Fargate => (FARGATE, ON_FARGATE),
    };
    let task = changed(DocumentKind::TaskDefinition, task_base, task);
    let service = changed(DocumentKind::Service, service_base, service);
    report(
        &Documents {
            task_definition: Some(&task).filter(|_| !matches!(base, Base::Alone)),
            service: Some(&service),
            ..Documents::default()
        },
        known,
    )
}

/// An issue as the cases write it.
pub(super) fn words(issue: &Issue) -> String {
    let severity = match issue.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    };
    format!("{severity} {} {}", issue.code, place(issue))
}

fn place(issue: &Issue) -> String {
    let document = match issue.document {
        DocumentKind::TaskDefinition => "task:",
        DocumentKind::Service => "",
        DocumentKind::RunTask => "run-task:",
    };
    format!("{document}{}", issue.pointer)
}

/// Clusters are known, target groups are not.
pub(super) fn known() -> Known {
    Known {
        target_groups: None,
        ..super::known()
    }
}

/// What is wrong with what is found of a case.
fn judge(case: &Case) -> Result<(), String> {
    let faults = look(case.base, case.fault, &known()).issues;
    let found: Vec<String> = faults.iter().map(words).collect();
    if !found.iter().any(|one| one == case.finds) {
        return Err(format!("is not {}: {found:#?}", case.finds));
    }
    let mut parts = case.finds.split(' ');
    let mut part = || parts.next().unwrap_or_default();
    let (severity, code, at) = (part(), part(), part());
    let there = faults
        .iter()
        .filter(|issue| issue.severity != Severity::Advice && place(issue) == at)
        .count();
    if there != usize::from(severity != "advice") {
        return Err(format!("has more than one finding at {at}: {found:#?}"));
    }
    let twin = look(case.base, case.fine, &known()).issues;
    if twin.iter().any(|issue| issue.code == code) {
        return Err(format!("has a twin {:?} that is {code} too", case.fine));
    }
    Ok(())
}

/// Fixes of these cases settle them.
fn fixes_settle(cases: &[Case]) {
    for case in cases {
        let code = case.finds.split(' ').nth(1).unwrap();
        let (task_base, service_base) = match case.base {
            Base::Ec2 | Base::Alone => (TASK, SERVICE),
            Base::Fargate => (FARGATE, ON_FARGATE),
        };
        let task = changed(DocumentKind::TaskDefinition, task_base, case.fault[0]);
        let mut service = changed(DocumentKind::Service, service_base, case.fault[1]);
        let mut fixed = false;
        let faults = look(case.base, case.fault, &known()).issues;
        for issue in faults.iter().filter(|issue| issue.code == code) {
            if let (DocumentKind::Service, Some(fix)) = (issue.document, &issue.fix) {
                service.apply(fix);
                fixed = true;
            }
        }
        if !fixed {
            continue;
        }
        let documents = Documents {
            task_definition: Some(&task).filter(|_| !matches!(case.base, Base::Alone)),
            service: Some(&service),
            ..Documents::default()
        };
        let left = report(&documents, &known()).issues;
        assert!(
            left.iter().all(|issue| issue.code != code),
            "{:?} stays {code}",
            case.fault
        );
    }
}

const ALL: &[&[Case]] = &[
    advice::CASES,
    capacity::CASES,
    connect::CASES,
    controller::CASES,
    deployment::CASES,
    health::CASES,
    network::CASES,
    scope::CASES,
    shifting::CASES,
    volumes::CASES,
];

#[test]
fn finds_each_fault_of_a_service_and_not_its_twin() {
    let wrong: Vec<String> = ALL
        .iter()
        .copied()
        .flatten()
        .filter_map(|case| {
            let words = judge(case).err()?;
            Some(format!("{:?} {words}", case.fault))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_fix_of_a_service_is_for_is_gone_with_it() {
    for cases in ALL {
        fixes_settle(cases);
    }
}

/// A list of so many elements; each takes its number for `#`.
fn many(count: usize, element: &str) -> String {
    let elements: Vec<String> = (10..10 + count)
        .map(|number| element.replace('#', &number.to_string()))
        .collect();
    format!("[{}]", elements.join(", "))
}

#[test]
fn lists_have_a_most() {
    for (list, most, element, finds) in [
        (
            r#"{"capacityProviderStrategy": LIST}"#,
            20,
            r#"{"capacityProvider": "p#", "weight": 1}"#,
            "error too-many /capacityProviderStrategy",
        ),
        (
            r#"{"placementConstraints": LIST}"#,
            10,
            r#"{"type": "memberOf", "expression": "a == #"}"#,
            "error too-many /placementConstraints",
        ),
        (
            r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": LIST}}}"#,
            16,
            r#""subnet-123456#""#,
            "error too-many /networkConfiguration/awsvpcConfiguration/subnets",
        ),
        (
            r#"{"loadBalancers": LIST}"#,
            5,
            r#"{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/01234567890123#", "containerName": "web", "containerPort": 80}"#,
            "error load-balancer-count /loadBalancers",
        ),
    ] {
        for count in [most, most + 1] {
            let change = list.replace("LIST", &many(count, element));
            let found = look(Base::Alone, ["", &change], &known()).issues;
            let is_found = found.iter().map(words).any(|one| one == finds);
            assert_eq!(is_found, count > most, "{finds} {count}");
        }
    }
    for (length, long) in [(2000, false), (2001, true)] {
        let change = format!(
            r#"{{"placementConstraints": [{{"type": "memberOf", "expression": "{}"}}]}}"#,
            "a".repeat(length)
        );
        let found = look(Base::Ec2, ["", &change], &known()).issues;
        let finds = "error too-long /placementConstraints/0/expression";
        assert_eq!(found.iter().map(words).any(|one| one == finds), long);
    }
}
