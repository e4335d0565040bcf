//! What is known of AWS: roles, secrets and parameters that are there or are not.

use std::collections::{BTreeMap, BTreeSet};

use shared::check::{Known, Trust};

use super::Base::Instances;
use super::{found, open};

const SECRET: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf";

fn known() -> Known {
    let role = |name: &str| format!("arn:aws:iam::123456789012:role/{name}");
    Known {
        account: Some("123456789012".to_owned()),
        region: Some("eu-central-1".to_owned()),
        roles: BTreeMap::from([
            (role("web"), Some(Trust::Tasks)),
            (role("ecs"), Some(Trust::Tasks)),
            (role("path/lambda"), Some(Trust::Others)),
            (role("gone"), None),
        ]),
        secrets: Some(BTreeSet::from([SECRET.to_owned()])),
        parameters: Some(BTreeSet::from(["/db/host".to_owned(), "plain".to_owned()])),
        readable: BTreeMap::from([
            (SECRET.to_owned(), true),
            ("plain".to_owned(), false),
            ("gone".to_owned(), false),
        ]),
        there: BTreeMap::from([
            ("looked/at".to_owned(), true),
            ("looked/for".to_owned(), false),
        ]),
        ..Known::default()
    }
}

fn secret(from: &str) -> String {
    format!(r#"[{{"name": "A", "valueFrom": "{from}"}}]"#)
}

#[test]
fn knows_which_roles_are_there_and_whom_they_trust() {
    for (role, expected) in [
        ("arn:aws:iam::123456789012:role/web", None),
        ("web", None),
        (
            "arn:aws:iam::123456789012:role/gone",
            Some("error role-unknown /taskRoleArn"),
        ),
        ("gone", Some("error role-unknown /taskRoleArn")),
        (
            "arn:aws:iam::123456789012:role/path/lambda",
            Some("error role-trust /taskRoleArn"),
        ),
        ("lambda", Some("error role-trust /taskRoleArn")),
        ("arn:aws:iam::123456789012:role/unseen", None),
    ] {
        let edit = [("/taskRoleArn", format!("\"{role}\""))];
        let edit = edit.each_ref().map(|(at, value)| (*at, value.as_str()));
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(found(Instances, &edit, &known()), expected, "{role}");
    }
}

#[test]
fn knows_which_secrets_and_parameters_are_there() {
    let missing = "error secret-unknown web/secrets/0/valueFrom";
    let unreadable = "warning execution-role-cannot-read-secret web/secrets/0/valueFrom";
    let foreign = "error parameter-account web/secrets/0/valueFrom";
    for (from, expected) in [
        (SECRET, None),
        // Without the characters that Secrets Manager adds, and with a selector.
        (
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db",
            None,
        ),
        (
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf:password::",
            None,
        ),
        (
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:d",
            Some(missing),
        ),
        (
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:other-AbCdEf",
            Some(missing),
        ),
        // Of other regions and accounts nothing is known.
        (
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:other-AbCdEf",
            None,
        ),
        (
            "arn:aws:secretsmanager:eu-central-1:210987654321:secret:other-AbCdEf",
            None,
        ),
        ("/db/host", None),
        ("/db/port", Some(missing)),
        (
            "arn:aws:ssm:eu-central-1:123456789012:parameter/db/host",
            None,
        ),
        (
            "arn:aws:ssm:eu-central-1:123456789012:parameter/plain",
            None,
        ),
        (
            "arn:aws:ssm:eu-central-1:123456789012:parameter/db/port",
            Some(missing),
        ),
        (
            "arn:aws:ssm:eu-central-1:210987654321:parameter/db/host",
            Some(foreign),
        ),
        ("/aws/service/ecs/optimized-ami", None),
        ("plain", Some(unreadable)),
        // What is not there cannot be read either, which is said once.
        ("gone", Some(missing)),
        ("looked/at", None),
        ("looked/for", Some(missing)),
        ("${SECRET}", None),
    ] {
        let value = secret(from);
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(
            found(Instances, &[("web/secrets", &value)], &known()),
            expected,
            "{from}"
        );
    }
}

#[test]
fn asks_what_it_does_not_know() {
    let value = secret("/db/host");
    let edits = [("web/secrets", value.as_str())];
    let at = |pointer: &str| {
        [
            "role-unknown /executionRoleArn",
            "role-unknown /taskRoleArn",
            "role-trust /executionRoleArn",
            "role-trust /taskRoleArn",
        ]
        .into_iter()
        .map(str::to_owned)
        .chain([
            format!("secret-unknown {pointer}"),
            format!("execution-role-cannot-read-secret {pointer}"),
        ])
        .collect::<Vec<_>>()
    };
    assert_eq!(
        open(Instances, &edits, &Known::default()),
        at("/containerDefinitions/0/secrets/0/valueFrom")
    );
    assert_eq!(
        found(Instances, &edits, &Known::default()),
        Vec::<String>::new()
    );
    assert_eq!(open(Instances, &[], &known()), Vec::<String>::new());
    // Neither the account nor a role of it is known.
    let value = secret("arn:aws:ssm:eu-central-1:123456789012:parameter/a");
    let edits = [
        ("/taskRoleArn", "\"web\""),
        ("/executionRoleArn", "\"ecs\""),
        ("web/secrets", value.as_str()),
    ];
    assert!(
        open(Instances, &edits, &Known::default())
            .contains(&"parameter-account /containerDefinitions/0/secrets/0/valueFrom".to_owned())
    );
}
