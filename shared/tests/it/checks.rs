//! One case a rule: what is wrong, where, and that it is right without.

mod cases;
mod exact;
mod open;
mod services;

use std::collections::BTreeSet;

use shared::check::{Documents, Known, check};
use shared::document::Document;
use shared::issue::{DocumentKind, Severity};
use shared::json;
use shared::pointer::Pointer;
use shared::wire::{Cluster, Route, TargetGroup};

const GROUP: &str =
    "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef";

/// A task definition and a service without an error.
const TASK: &str = r#"{"family": "web", "executionRoleArn": "arn:aws:iam::123456789012:role/e", "containerDefinitions": [
    {"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80}]},
    {"name": "side", "image": "side:1", "memory": 64, "essential": false}]}"#;
const FARGATE: &str = r#"{"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "executionRoleArn": "arn:aws:iam::123456789012:role/e", "containerDefinitions": [
    {"name": "web", "image": "web:1", "portMappings": [{"containerPort": 80, "name": "http"}]}]}"#;
const SERVICE: &str =
    r#"{"cluster": "test", "serviceName": "web", "taskDefinition": "web:1", "desiredCount": 2}"#;

fn known() -> Known {
    let cluster = Cluster {
        name: "test".to_owned(),
        arn: "arn:aws:ecs:eu-central-1:123456789012:cluster/test".to_owned(),
        status: "ACTIVE".to_owned(),
        active_services: 0,
        running_tasks: 0,
        container_instances: 2,
    };
    let group = TargetGroup {
        arn: GROUP.to_owned(),
        name: "web".to_owned(),
        target_type: "instance".to_owned(),
        protocol: "HTTP".to_owned(),
        port: Some(80),
        vpc_id: None,
        health_check: String::new(),
        health: None,
        deregistration_delay_seconds: None,
        routes: vec![Route {
            load_balancer: "lb".to_owned(),
            dns_name: "lb.example.com".to_owned(),
            internet_facing: true,
            listener: "HTTP:80".to_owned(),
            rule: "everything else".to_owned(),
        }],
        healthy_targets: None,
        targets: None,
    };
    Known {
        clusters: Some(vec![cluster]),
        target_groups: Some(vec![group]),
        ..Known::default()
    }
}

/// The codes of the errors and warnings, and of what is not filled in, with their places.
fn found(task: &str, service: &str, edits: &[(&str, &str)]) -> Vec<String> {
    let mut task = Document::read(task, Some(DocumentKind::TaskDefinition)).unwrap();
    let mut service = Document::read(service, Some(DocumentKind::Service)).unwrap();
    for (pointer, value) in edits {
        let (document, pointer) = match pointer.strip_prefix("service:") {
            Some(pointer) => (&mut service, pointer),
            None => (&mut task, *pointer),
        };
        let pointer = Pointer::parse(pointer);
        if value.is_empty() {
            document.json_mut().remove(&pointer);
        } else {
            assert!(
                document
                    .json_mut()
                    .set(&pointer, json::parse(value).unwrap())
            );
        }
    }
    check(
        &Documents {
            task_definition: Some(&task),
            service: Some(&service),
            run_task: None,
        },
        &known(),
    )
    .into_iter()
    .inspect(|issue| crate::is_listed(&issue.code))
    .filter(|issue| issue.severity != Severity::Advice || issue.code == "placeholder-unfilled")
    .map(|issue| format!("{} {}", issue.code, issue.pointer))
    .collect()
}

#[test]
fn finds_nothing_where_nothing_is_wrong() {
    assert_eq!(found(TASK, SERVICE, &[]), Vec::<String>::new());
    let network = (
        "service:/networkConfiguration/awsvpcConfiguration/subnets",
        r#"["subnet-12345678"]"#,
    );
    assert_eq!(
        found(
            FARGATE,
            SERVICE,
            &[network, ("service:/launchType", "\"FARGATE\"")]
        ),
        Vec::<String>::new()
    );
}

#[test]
fn finds_each_fault_at_its_place() {
    for (pointer, value, expected) in cases::ON_EC2 {
        let found = found(TASK, SERVICE, &[(pointer, value)]);
        assert!(
            found.iter().any(|one| one == expected),
            "{pointer} = {value}: {found:?}"
        );
    }
}

#[test]
fn finds_what_fargate_refuses() {
    let network = (
        "service:/networkConfiguration/awsvpcConfiguration/subnets",
        r#"["subnet-12345678"]"#,
    );
    for (pointer, value, expected) in [
        ("/memory", "\"3072\"", "fargate-size /memory"),
        ("/cpu", "\"300\"", "fargate-size /cpu"),
        ("/cpu", "256", "wrong-type /cpu"),
        ("/networkMode", "", "fargate-network-mode /networkMode"),
        (
            "/containerDefinitions/0/privileged",
            "true",
            "not-on-platform /containerDefinitions/0/privileged",
        ),
        (
            "/containerDefinitions/0/links",
            "[\"web\"]",
            "not-on-platform /containerDefinitions/0/links",
        ),
        (
            "/containerDefinitions/0/logConfiguration",
            r#"{"logDriver": "json-file"}"#,
            "fargate-log-driver /containerDefinitions/0/logConfiguration/logDriver",
        ),
        (
            "/containerDefinitions/0/stopTimeout",
            "300",
            "fargate-timeout /containerDefinitions/0/stopTimeout",
        ),
        ("/pidMode", "\"host\"", "fargate-process-namespace /pidMode"),
        (
            "/containerDefinitions/0/portMappings/0/hostPort",
            "8080",
            "host-port-differs /containerDefinitions/0/portMappings/0/hostPort",
        ),
        (
            "/containerDefinitions/0/linuxParameters",
            r#"{"capabilities": {"add": ["NET_ADMIN"]}}"#,
            "fargate-capability /containerDefinitions/0/linuxParameters/capabilities/add/0",
        ),
        (
            "service:/networkConfiguration",
            "",
            "network-missing /networkConfiguration/awsvpcConfiguration/subnets",
        ),
        (
            "service:/launchType",
            "\"EXTERNAL\"",
            "launch-type-unsupported /launchType",
        ),
        (
            "service:/capacityProviderStrategy",
            r#"[{"capacityProvider": "FARGATE", "weight": 1}]"#,
            "launch-type-and-providers /launchType",
        ),
        (
            "service:/placementStrategy",
            r#"[{"type": "random"}]"#,
            "placement-on-fargate /placementStrategy",
        ),
        (
            "service:/loadBalancers",
            &format!(
                r#"[{{"targetGroupArn": "{GROUP}", "containerName": "web", "containerPort": 80}}]"#
            ),
            "target-group-type /loadBalancers/0/targetGroupArn",
        ),
        (
            "service:/serviceConnectConfiguration",
            r#"{"enabled": true, "services": [{"portName": "grpc"}]}"#,
            "service-connect-port /serviceConnectConfiguration/services/0/portName",
        ),
    ] {
        let found = found(
            FARGATE,
            SERVICE,
            &[
                network,
                ("service:/launchType", "\"FARGATE\""),
                (pointer, value),
            ],
        );
        assert!(
            found.iter().any(|one| one == expected),
            "{pointer} = {value}: {found:?}"
        );
    }
}

#[test]
fn finds_what_does_not_fit_between_the_documents() {
    for (balancer, expected) in [
        (
            format!(
                r#"{{"targetGroupArn": "{GROUP}", "containerName": "nope", "containerPort": 80}}"#
            ),
            "load-balancer-container /loadBalancers/0/containerName",
        ),
        (
            format!(
                r#"{{"targetGroupArn": "{GROUP}", "containerName": "web", "containerPort": 81}}"#
            ),
            "load-balancer-port /loadBalancers/0/containerPort",
        ),
        (
            format!(
                r#"{{"targetGroupArn": "{}", "containerName": "web", "containerPort": 80}}"#,
                GROUP.replace("cdef", "0000")
            ),
            "target-group-unknown /loadBalancers/0/targetGroupArn",
        ),
    ] {
        let list = format!("[{balancer}]");
        let found = found(TASK, SERVICE, &[("service:/loadBalancers", &list)]);
        assert_eq!(found, [expected], "{balancer}");
    }
}

#[test]
fn fixes_settle_what_they_are_for() {
    let mut document = crate::read(
        r#"{"family": "web", "cpu": 256, "memory": "512", "pidMode": "", "ipcMode": null, "containerDefinitions": [
            {"Name": "web", "image": "web:1", "memory": "128", "essential": "true", "command": "nginx -g x",
             "portMappings": {"containerPort": "80", "protocol": "TCP"}}]}"#,
    );
    for _ in 0..4 {
        let issues = check(
            &Documents {
                task_definition: Some(&document),
                ..Documents::default()
            },
            &Known::default(),
        );
        for issue in issues {
            if let Some(fix) = issue.fix {
                document.apply(&fix);
            }
        }
    }
    assert_eq!(
        document.json().to_compact(),
        r#"{"family":"web","cpu":"256","memory":"512","containerDefinitions":[{"name":"web","image":"web:1","memory":128,"essential":true,"command":["nginx","-g","x"],"portMappings":[{"containerPort":80,"protocol":"tcp"}]}]}"#
    );
}

#[test]
fn the_last_of_two_members_is_the_one_that_is_checked() {
    let of_container = |members: &str| {
        let text = format!(
            r#"{{"family": "web", "containerDefinitions": [{{"name": "a", "image": "b:1", {members}}}]}}"#
        );
        let document = crate::read(&text);
        let documents = Documents {
            task_definition: Some(&document),
            ..Documents::default()
        };
        let mut codes: Vec<_> = check(&documents, &Known::default())
            .into_iter()
            .filter(|issue| {
                issue.severity != Severity::Advice || issue.code == "placeholder-unfilled"
            })
            .map(|issue| issue.code)
            .collect();
        codes.sort();
        codes
    };
    assert_eq!(
        of_container(r#""memory": 9, "memory": "9""#),
        ["member-twice", "wrong-type"]
    );
    assert_eq!(
        of_container(r#""memory": "9", "memory": 9"#),
        ["member-twice"]
    );
    // A fix that removed the one that is null would remove both.
    assert_eq!(
        of_container(r#""memory": null, "memory": 9"#),
        ["member-twice"]
    );
}

#[test]
fn a_service_without_a_name_is_for_one_of_both_calls() {
    let without_name = ("service:/serviceName", "");
    let forced = ("service:/forceNewDeployment", "true");
    assert_eq!(
        found(TASK, SERVICE, &[without_name, forced]),
        ["service-unnamed /serviceName"]
    );
    assert_eq!(
        found(
            TASK,
            SERVICE,
            &[without_name, forced, ("service:/launchType", "\"EC2\"")]
        ),
        [
            "service-unnamed /serviceName",
            "other-call /forceNewDeployment"
        ]
    );
}

#[test]
fn messages_never_hold_a_secret() {
    let secret = "hunter2-very-secret";
    let url = format!("postgres://app:{secret}@db/app");
    let number = "948213774";
    let text = format!(
        r#"{{"family": "web", "containerDefinitions": [{{"name": "a", "image": "b:1", "memory": 9,
            "environment": [{{"name": "PASSWORD", "value": "{secret}"}}, {{"name": "PASSWORD", "value": "{secret}"}}, {{"name": "PIN_TOKEN", "value": {number}}}],
            "secrets": [{{"name": "A", "valueFrom": "{secret}"}}, {{"name": "B", "valueFrom": "arn:aws:s3:::{secret}"}}],
            "command": ["run", "{url}"], "entryPoint": ["{url}"], "dockerLabels": {{"api_key": "{secret}"}},
            "logConfiguration": {{"logDriver": "splunk", "options": {{"splunk-token": "{secret}"}}}}}}]}}"#
    );
    let document = crate::read(&text);
    let known = Known {
        parameters: Some(BTreeSet::new()),
        ..known()
    };
    let issues = check(
        &Documents {
            task_definition: Some(&document),
            ..Documents::default()
        },
        &known,
    );
    for code in [
        "secret-in-environment",
        "secret-in-command",
        "secret-in-options",
        "secret-source",
        "secret-unknown",
        "element-twice",
        "wrong-type",
    ] {
        assert!(issues.iter().any(|issue| issue.code == code), "{code}");
    }
    for issue in issues {
        let label = issue.fix.map(|fix| fix.label).unwrap_or_default();
        for hidden in [secret, number] {
            assert!(!issue.message.contains(hidden), "{}", issue.message);
            assert!(!label.contains(hidden), "{label}");
        }
    }
}
