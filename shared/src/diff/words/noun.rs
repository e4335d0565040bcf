//! What a change is of: the labels of the members on the way, and the names of elements.

use super::super::{Change, Place};
use crate::json::Json;
use crate::pointer::Pointer;
use crate::schema;

/// The noun of a change, such as `health check interval` or `ports 80/tcp host port`; `place` is
/// the part of the way that is said.
pub(super) fn of(change: &Change, place: &[Place]) -> String {
    let skipped = change.place.len() - place.len();
    let mut pointer = Pointer::root();
    let mut parts = Vec::new();
    for (at, step) in change.place.iter().enumerate() {
        let said = at >= skipped;
        match step {
            Place::Member(name) => {
                pointer = pointer.member(name);
                let label = schema::member(change.document, &pointer)
                    .filter(|member| member.name == name)
                    .map(|member| member.label);
                if said {
                    parts.push(label.map_or_else(|| name.clone(), lower));
                }
            }
            Place::Element { name, .. } => {
                if let Some(list) = parts.last_mut().filter(|_| at > skipped) {
                    *list = singular(list);
                }
                // Any index will do to find the members of an element in the schema.
                pointer = pointer.index(0);
                if said {
                    parts.push(name.clone());
                }
            }
        }
    }
    parts.join(" ")
}

/// The label of a list for one of its elements: `ports` becomes `port`.
fn singular(label: &str) -> String {
    match label.strip_suffix('s') {
        Some(one) if !one.ends_with('s') && !label.contains(' ') || label.ends_with("groups") => {
            one.to_owned()
        }
        _ => label.to_owned(),
    }
}

/// A label in the middle of a sentence: `Health check` becomes `health check`; `DNS servers` and
/// names such as `Service Connect` stay.
fn lower(label: &str) -> String {
    let mut words = label.split(' ');
    let first = words.next().unwrap_or_default();
    let is_name = first.chars().skip(1).any(char::is_uppercase)
        || words.any(|word| word.starts_with(char::is_uppercase));
    let mut characters = label.chars();
    match characters.next() {
        Some(first) if !is_name => first.to_lowercase().chain(characters).collect(),
        _ => label.to_owned(),
    }
}

/// The target group or the Classic Load Balancer of a load balancer, such as `target group web`.
pub(super) fn balancer(balancer: &Json) -> String {
    let text = |name: &str| balancer.get(name).and_then(Json::as_str);
    match text("targetGroupArn") {
        Some(arn) => format!("target group {}", target_group(arn)),
        None => format!(
            "load balancer {}",
            text("loadBalancerName").unwrap_or("without a name")
        ),
    }
}

/// A target group's name in its ARN.
fn target_group(arn: &str) -> &str {
    arn.split(":targetgroup/")
        .nth(1)
        .and_then(|resource| resource.split('/').next())
        .unwrap_or(arn)
}

/// Where a secret comes from, such as `parameter /prod/db`.
pub(super) fn source(value_from: &str) -> String {
    if let Some((_, name)) = value_from.split_once(":parameter") {
        return format!("parameter {name}");
    }
    if let Some((_, secret)) = value_from.split_once(":secret:") {
        let mut parts = secret.split(':');
        let name = parts.next().unwrap_or_default();
        return match parts.next() {
            Some(key) if !key.is_empty() => format!("secret {name}, key {key}"),
            _ => format!("secret {name}"),
        };
    }
    format!("parameter {value_from}")
}

#[cfg(test)]
mod tests {
    use super::{lower, source};

    #[test]
    fn says_where_secrets_come_from() {
        assert_eq!(source("/prod/db"), "parameter /prod/db");
        assert_eq!(
            source("arn:aws:ssm:eu-central-1:123456789012:parameter/prod/db"),
            "parameter /prod/db"
        );
        assert_eq!(
            source("arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf:password::"),
            "secret db-AbCdEf, key password"
        );
    }

    #[test]
    fn keeps_abbreviations() {
        assert_eq!(lower("Health check"), "health check");
        assert_eq!(lower("DNS servers"), "DNS servers");
        assert_eq!(lower("Service Connect"), "Service Connect");
    }
}
