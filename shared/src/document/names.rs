//! What List commands print: names of definitions, and none of their content.

use super::ReadError;
use crate::json::Json;

/// The error for the output of a List command, which says the command to run instead.
pub(super) fn only_names(json: &Json) -> Option<ReadError> {
    let (name, value) = json
        .as_object()?
        .iter()
        .find(|(name, _)| LISTS.contains(&name.as_str()))?;
    let texts = value.as_array()?;
    if !texts.iter().all(|text| text.as_str().is_some()) {
        return None;
    }
    // Lists of revisions go from the oldest to the newest.
    let last = texts.last().and_then(Json::as_str).unwrap_or_default();
    let (listed, command) = match name.as_str() {
        "serviceArns" => ("services", describe_services(last)),
        "clusterArns" => ("clusters", describe_clusters(last)),
        "families" => ("families", describe_task_definition(last, "FAMILY")),
        _ => (
            "task definitions",
            describe_task_definition(last_part(last), "FAMILY:REVISION"),
        ),
    };
    Some(ReadError::OnlyNames { listed, command })
}

/// The members that hold what List commands found.
const LISTS: [&str; 4] = [
    "taskDefinitionArns",
    "families",
    "serviceArns",
    "clusterArns",
];

fn describe_task_definition(name: &str, otherwise: &str) -> String {
    format!(
        "aws ecs describe-task-definition --include TAGS --task-definition {}",
        safe(name, otherwise)
    )
}

fn describe_services(arn: &str) -> String {
    let cluster = arn
        .split_once(":service/")
        .and_then(|(_, name)| name.split_once('/'))
        .map_or("", |(cluster, _)| cluster);
    format!(
        "aws ecs describe-services --include TAGS --cluster {} --services {}",
        safe(cluster, "CLUSTER"),
        safe(last_part(arn), "SERVICE")
    )
}

fn describe_clusters(arn: &str) -> String {
    format!(
        "aws ecs list-services --cluster {}",
        safe(last_part(arn), "CLUSTER")
    )
}

fn last_part(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

/// A name that can stand in a command as it is, or the word for one.
fn safe<'a>(name: &'a str, otherwise: &'a str) -> &'a str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-:".contains(&byte);
    if !name.is_empty() && name.len() <= 300 && name.bytes().all(plain) && !name.starts_with('-') {
        name
    } else {
        otherwise
    }
}
