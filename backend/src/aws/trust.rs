//! Who may act as a role, read from its trust policy.

use std::collections::BTreeSet;

use serde_json::Value;
use shared::check::Trust;

use super::percent;

/// The service that acts for tasks.
const TASKS: &str = "ecs-tasks.amazonaws.com";

/// Who a trust policy lets act as its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trusted {
    /// In words: services by their names, others as `another account` and the like.
    pub(super) who: Vec<String>,
    /// Whether ECS tasks are among them.
    pub(super) trust: Trust,
}

/// Reads a trust policy, as IAM gives it; nothing where it cannot be read.
pub(super) fn read(encoded: &str) -> Option<Trusted> {
    let policy: Value = serde_json::from_str(&percent::decode(encoded)).ok()?;
    let mut who = BTreeSet::new();
    for statement in some(policy.get("Statement")?) {
        let allows = statement.get("Effect").and_then(Value::as_str) == Some("Allow");
        let assumes = statement.get("Action").is_some_and(|actions| {
            some(actions)
                .filter_map(Value::as_str)
                .any(|action| action == "*" || action.to_lowercase().starts_with("sts:"))
        });
        if let Some(principal) = statement.get("Principal").filter(|_| allows && assumes) {
            principals(principal, &mut who);
        }
    }
    let trust = if who.contains(TASKS) || who.contains("everybody") {
        Trust::Tasks
    } else {
        Trust::Others
    };
    Some(Trusted {
        who: who.into_iter().collect(),
        trust,
    })
}

fn principals(principal: &Value, who: &mut BTreeSet<String>) {
    let Value::Object(kinds) = principal else {
        who.insert("everybody".to_owned());
        return;
    };
    for (kind, named) in kinds {
        for name in some(named).filter_map(Value::as_str) {
            who.insert(match (kind.as_str(), name) {
                ("AWS", "*") => "everybody".to_owned(),
                ("Federated", name) => format!("people and jobs of {}", last(name)),
                ("AWS", name) if name.ends_with(":root") => format!("account {}", account(name)),
                (_, name) => name.to_owned(),
            });
        }
    }
}

fn account(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or(arn)
}

fn last(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// One value or a list of them.
fn some(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(values) => values.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

#[cfg(test)]
mod tests {
    use shared::check::Trust;

    use super::read;

    #[test]
    fn tells_tasks_from_others() {
        let policy = |principal: &str| {
            let text = format!(
                "{{\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Principal\": {principal}}}]}}"
            );
            read(&super::percent::encode(&text)).unwrap()
        };
        let tasks = policy(r#"{"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}"#);
        assert_eq!(tasks.trust, Trust::Tasks);
        let other = policy(r#"{"Service": "ec2.amazonaws.com"}"#);
        assert_eq!(other.trust, Trust::Others);
        assert_eq!(other.who, ["ec2.amazonaws.com"]);
        let account = policy(r#"{"AWS": "arn:aws:iam::123456789012:root"}"#);
        assert_eq!(account.who, ["account 123456789012"]);
        assert_eq!(policy("\"*\"").trust, Trust::Tasks);
        assert_eq!(read("nonsense"), None);
    }
}
