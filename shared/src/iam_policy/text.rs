//! The policy as texts: IAM's JSON, and a data source of Terraform.

use std::fmt::Write as _;

use crate::json::Json;
use crate::wire::IamStatement;

pub(super) fn json(statements: &[IamStatement]) -> String {
    let statements: Vec<Json> = statements.iter().map(statement).collect();
    Json::from(vec![
        ("Version".to_owned(), Json::from("2012-10-17")),
        ("Statement".to_owned(), Json::from(statements)),
    ])
    .to_pretty()
}

fn statement(statement: &IamStatement) -> Json {
    let mut members = vec![
        ("Sid".to_owned(), Json::from(statement.sid.as_str())),
        ("Effect".to_owned(), Json::from("Allow")),
        ("Action".to_owned(), texts(&statement.actions)),
        ("Resource".to_owned(), texts(&statement.resources)),
    ];
    if !statement.conditions.is_empty() {
        let conditions: Vec<(String, Json)> = statement
            .conditions
            .iter()
            .map(|condition| {
                let keys = vec![(condition.key.clone(), texts(&condition.values))];
                (condition.test.clone(), Json::from(keys))
            })
            .collect();
        members.push(("Condition".to_owned(), Json::from(conditions)));
    }
    Json::from(members)
}

fn texts(texts: &[String]) -> Json {
    let texts: Vec<Json> = texts.iter().map(|one| Json::from(one.as_str())).collect();
    Json::from(texts)
}

pub(super) fn terraform(statements: &[IamStatement]) -> String {
    let mut text = "data \"aws_iam_policy_document\" \"longshore\" {\n".to_owned();
    for (at, statement) in statements.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        let _infallible = writeln!(
            text,
            "  # {}\n  statement {{\n    sid       = {}\n    actions   = {}\n    resources = {}",
            statement.purpose,
            quoted(&statement.sid),
            list(&statement.actions, "    "),
            list(&statement.resources, "    "),
        );
        for condition in &statement.conditions {
            let _infallible = writeln!(
                text,
                "\n    condition {{\n      test     = {}\n      variable = {}\n      values   = {}\n    }}",
                quoted(&condition.test),
                quoted(&condition.key),
                list(&condition.values, "      "),
            );
        }
        text.push_str("  }\n");
    }
    text.push_str("}\n");
    text
}

fn list(texts: &[String], indent: &str) -> String {
    if let [one] = texts {
        return format!("[{}]", quoted(one));
    }
    let mut list = "[\n".to_owned();
    for one in texts {
        let _infallible = writeln!(list, "{indent}  {},", quoted(one));
    }
    list.push_str(indent);
    list.push(']');
    list
}

/// A string of HCL, in which `${` and `%{` would begin a template.
fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace("${", "$${")
        .replace("%{", "%%{");
    format!("\"{escaped}\"")
}
