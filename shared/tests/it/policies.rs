//! The policy for Longshore's credentials.

use std::collections::BTreeSet;

use shared::iam_policy::{Scope, build};
use shared::json::{self, Json};

const ROLE: &str = "arn:aws:iam::123456789012:role/web-task";

fn scope() -> Scope {
    Scope {
        assumed_roles: BTreeSet::new(),
        partition: "aws".to_owned(),
        region: "eu-central-1".to_owned(),
        account: "123456789012".to_owned(),
        clusters: ["production", "test"].map(str::to_owned).into(),
        task_roles: [ROLE.to_owned()].into(),
        service_roles: BTreeSet::new(),
    }
}

fn texts(of: &Json, member: &str) -> Vec<String> {
    let list = of.get(member).and_then(Json::as_array).unwrap();
    let texts = list
        .iter()
        .filter_map(|one| one.as_str().map(str::to_owned));
    texts.collect()
}

#[test]
fn writes_are_limited_to_clusters_and_roles_are_passed_to_tasks_alone() {
    let policy = build(&scope(), Vec::new());
    let whole = json::parse(&policy.json).unwrap();
    let statements = whole.get("Statement").and_then(Json::as_array).unwrap();
    assert_eq!(statements.len(), policy.statements.len());
    let with = |action: &str| {
        let found: Vec<&Json> = statements
            .iter()
            .filter(|one| texts(one, "Action").iter().any(|held| held == action))
            .collect();
        assert_eq!(found.len(), 1, "{action}");
        found.into_iter().next().unwrap()
    };
    let services = texts(with("ecs:UpdateService"), "Resource");
    assert!(
        services.contains(&"arn:aws:ecs:eu-central-1:123456789012:service/production/*".to_owned()),
        "{services:?}"
    );
    assert!(
        services
            .iter()
            .all(|one| one.contains("/production/") || one.contains("/test/"))
    );
    let passed = with("iam:PassRole");
    assert_eq!(texts(passed, "Resource"), [ROLE]);
    let condition = passed.get("Condition").unwrap().to_compact();
    assert_eq!(
        condition,
        r#"{"StringEquals":{"iam:PassedToService":["ecs-tasks.amazonaws.com"]}}"#
    );
    let run = with("ecs:RunTask").get("Condition").unwrap().to_compact();
    assert!(run.contains("cluster/production"), "{run}");
    assert_eq!(policy.notes, Vec::<String>::new());
}

#[test]
fn nothing_that_writes_or_reads_values_is_allowed_on_everything() {
    let policy = build(&scope(), Vec::new());
    let mut sids = BTreeSet::new();
    for statement in &policy.statements {
        assert!(sids.insert(&statement.sid), "{}", statement.sid);
        assert!(statement.sid.chars().all(|one| one.is_ascii_alphanumeric()));
        for action in &statement.actions {
            let (_, name) = action.split_once(':').unwrap();
            assert!(!action.contains('*'), "{action}");
            if statement.resources.iter().any(|one| one == "*") {
                assert!(
                    name.starts_with("List") || name.starts_with("Describe"),
                    "{action}"
                );
            }
            // No value of a secret or a parameter is ever asked for.
            assert!(
                !name.starts_with("GetSecret") && !name.starts_with("GetParameter"),
                "{action}"
            );
            assert_ne!(action, "kms:Decrypt");
        }
    }
}

#[test]
fn what_is_not_known_is_told_and_no_role_is_passed_then() {
    let unknown = Scope {
        region: "*".to_owned(),
        account: "*".to_owned(),
        partition: "aws".to_owned(),
        ..Scope::default()
    };
    let policy = build(&unknown, vec!["First.".to_owned()]);
    assert_eq!(policy.notes.len(), 3);
    assert!(!policy.json.contains("iam:PassRole"));
    assert!(policy.json.contains("arn:aws:ecs:*:*:service/*"));
}

#[test]
fn terraform_reads_the_same_policy() {
    let policy = build(&scope(), Vec::new());
    let body: hcl::Body = hcl::from_str(&policy.terraform).unwrap();
    let data = body.blocks().next().unwrap();
    assert_eq!(data.identifier(), "data");
    let statements: Vec<&hcl::Block> = data.body().blocks().collect();
    assert_eq!(statements.len(), policy.statements.len());
    for (block, statement) in statements.iter().zip(&policy.statements) {
        let sid = block.body().attributes().find(|one| one.key() == "sid");
        assert_eq!(
            sid.unwrap().expr(),
            &hcl::Expression::String(statement.sid.clone())
        );
        let conditions = block.body().blocks().count();
        assert_eq!(conditions, statement.conditions.len());
    }
}
