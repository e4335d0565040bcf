use super::{Context, Decision, Source, decide};
use crate::iam::document;

const ROLE: &str = "arn:aws:iam::123456789012:role/taskRole";

fn source(text: &str) -> Source {
    Source {
        id: "p".to_owned(),
        kind: "role",
        document: document::parse_identity(text).unwrap(),
    }
}

fn check(policies: &[&str], action: &str, resource: &str, wanted: Decision) {
    check_with(policies, action, resource, &Context::default(), wanted);
}

fn check_with(
    policies: &[&str],
    action: &str,
    resource: &str,
    context: &Context,
    wanted: Decision,
) {
    let sources: Vec<Source> = policies.iter().map(|text| source(text)).collect();
    assert_eq!(decide(&sources, action, resource, context).decision, wanted);
}

const ALL_ECS: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ecs:*","Resource":"*"}}"#;
const NO_DELETE: &str = r#"{"Statement":[{"Effect":"Deny","Action":["ecs:Delete*"],
    "Resource":"arn:aws:ecs:*:*:service/production/*"}]}"#;
const PASS_TASK_ROLES: &str = r#"{"Statement":[{"Effect":"Allow","Action":"iam:PassRole",
    "Resource":"arn:aws:iam::123456789012:role/task*",
    "Condition":{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}}]}"#;

#[test]
fn nothing_is_allowed_without_an_allow() {
    check(&[], "ecs:ListClusters", "*", Decision::ImplicitDeny);
    check(&[ALL_ECS], "ssm:GetParameter", "*", Decision::ImplicitDeny);
}

#[test]
fn wildcards_match_actions_without_case() {
    check(&[ALL_ECS], "ECS:listclusters", "*", Decision::Allowed);
}

#[test]
fn an_explicit_deny_wins() {
    let service = "arn:aws:ecs:eu-central-1:123456789012:service/production/shop-web";
    check(
        &[ALL_ECS, NO_DELETE],
        "ecs:DeleteService",
        service,
        Decision::ExplicitDeny,
    );
    check(
        &[ALL_ECS, NO_DELETE],
        "ecs:UpdateService",
        service,
        Decision::Allowed,
    );
    let other = "arn:aws:ecs:eu-central-1:123456789012:service/test/shop-web";
    check(
        &[ALL_ECS, NO_DELETE],
        "ecs:DeleteService",
        other,
        Decision::Allowed,
    );
}

#[test]
fn everything_but_what_not_action_names() {
    let policy =
        r#"{"Statement":[{"Effect":"Allow","NotAction":["iam:*","sts:*"],"Resource":["*"]}]}"#;
    check(&[policy], "ecs:RunTask", "*", Decision::Allowed);
    check(&[policy], "iam:PassRole", ROLE, Decision::ImplicitDeny);
}

#[test]
fn a_condition_needs_its_key() {
    let sources = [source(PASS_TASK_ROLES)];
    let verdict = decide(&sources, "iam:PassRole", ROLE, &Context::default());
    assert_eq!(verdict.decision, Decision::ImplicitDeny);
    assert!(verdict.missing.contains("iam:PassedToService"));

    let to = |service: &str| {
        Context::from([("iam:passedtoservice".to_owned(), vec![service.to_owned()])])
    };
    let tasks = to("ecs-tasks.amazonaws.com");
    check_with(
        &[PASS_TASK_ROLES],
        "iam:PassRole",
        ROLE,
        &tasks,
        Decision::Allowed,
    );
    let lambda = to("lambda.amazonaws.com");
    check_with(
        &[PASS_TASK_ROLES],
        "iam:PassRole",
        ROLE,
        &lambda,
        Decision::ImplicitDeny,
    );
}

#[test]
fn operators_with_if_exists_hold_without_the_key() {
    let policy = r#"{"Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*",
        "Condition":{"StringLikeIfExists":{"iam:PassedToService":"ecs*"}}}]}"#;
    check(&[policy], "iam:PassRole", ROLE, Decision::Allowed);
}

#[test]
fn refuses_documents_that_iam_refuses() {
    let refused = |text: &str| document::parse_identity(text).unwrap_err();
    assert_eq!(refused("{"), "This policy contains invalid Json");
    assert_eq!(refused("[]"), "Syntax errors in policy.");
    assert_eq!(
        refused(r#"{"Statement":[{"Effect":"Allow","Action":"ecs:*"}]}"#),
        "Policy statement must contain resources."
    );
    assert_eq!(
        refused(r#"{"Statement":[{"Effect":"Allow","Resource":"*"}]}"#),
        "Policy statement must contain actions."
    );
    assert_eq!(
        refused(r#"{"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}"#),
        "Syntax errors in policy."
    );
}
