//! Lists of secrets and of their versions.

use serde_json::{Value, json};

use super::{Secret, found, read};
use crate::{
    error::{Answer, AwsError},
    input, paging, refusal, timestamp,
    world::World,
};

pub(super) fn secrets(world: &World, input: &Value) -> Answer {
    let deleted_too = input::flag(input, "IncludePlannedDeletion");
    let mut kept: Vec<&Secret> = world
        .secretsmanager
        .secrets
        .values()
        .filter(|secret| deleted_too || secret.deleted_ms.is_none())
        .collect();
    for filter in input::list(input, "Filters") {
        let values = input::texts(filter, "Values");
        let key = input::text(filter, "Key").unwrap_or_default();
        if !KEYS.contains(&key) {
            return Err(refusal::constraint(
                key,
                "filters.1.member.key",
                &format!("Member must satisfy enum value set: [{}]", KEYS.join(", ")),
            ));
        }
        kept.retain(|secret| matches(secret, key, &values));
    }
    match input::text(input, "SortBy").unwrap_or("created-date") {
        "name" => kept.sort_by(|one, other| one.name.cmp(&other.name)),
        "last-changed-date" => kept.sort_by_key(|secret| secret.changed_ms),
        _ => kept.sort_by_key(|secret| secret.created_ms),
    }
    if input::text(input, "SortOrder").unwrap_or("desc") == "desc" {
        kept.reverse();
    }
    let items = kept
        .into_iter()
        .map(|secret| read::metadata(secret, "SecretVersionsToStages"));
    let mut output = json!({});
    fill_page(&mut output, input, "SecretList", items.collect())?;
    Ok(output)
}

const KEYS: &[&str] = &[
    "all",
    "name",
    "tag-key",
    "description",
    "tag-value",
    "primary-region",
    "owning-service",
];

/// Values match from the start; `!` before a value turns it round.
fn matches(secret: &Secret, key: &str, values: &[String]) -> bool {
    let name = || vec![secret.name.as_str()];
    let description = || {
        secret
            .description
            .as_deref()
            .into_iter()
            .collect::<Vec<_>>()
    };
    let texts: Vec<&str> = match key {
        "name" => name(),
        "description" => description(),
        "tag-key" => secret.tags.keys().map(String::as_str).collect(),
        "tag-value" => secret.tags.values().map(String::as_str).collect(),
        "all" => {
            let of_tags = secret
                .tags
                .iter()
                .flat_map(|(key, value)| [key.as_str(), value.as_str()]);
            name()
                .into_iter()
                .chain(description())
                .chain(of_tags)
                .collect()
        }
        _ => Vec::new(),
    };
    // Names have case, and match from the start; all else matches words without case.
    let one = |value: &str| {
        texts.iter().any(|text| match key {
            "all" => text.to_lowercase().contains(&value.to_lowercase()),
            "description" => text
                .to_lowercase()
                .split_whitespace()
                .any(|word| word.starts_with(&value.to_lowercase())),
            _ => text.starts_with(value),
        })
    };
    values.iter().any(|value| match value.strip_prefix('!') {
        Some(value) => !one(value),
        None => one(value),
    })
}

pub(super) fn versions(world: &World, input: &Value) -> Answer {
    let secret = found(world, input)?;
    let deprecated_too = input::flag(input, "IncludeDeprecated");
    let items = secret
        .versions
        .iter()
        .filter(|version| deprecated_too || !version.stages.is_empty())
        .map(|version| {
            json!({
                "VersionId": version.id,
                "VersionStages": version.stages,
                "CreatedDate": timestamp::epoch_seconds(version.created_ms),
            })
        })
        .collect();
    let mut output = json!({ "ARN": secret.arn, "Name": secret.name });
    fill_page(&mut output, input, "Versions", items)?;
    Ok(output)
}

fn fill_page(
    output: &mut Value,
    input: &Value,
    member: &str,
    items: Vec<Value>,
) -> Result<(), AwsError> {
    let size = refusal::page_size(input, "MaxResults", 100, 100)?;
    let page = paging::page(items, input::text(input, "NextToken"), size)
        .map_err(|_| AwsError::new("InvalidNextTokenException", "The NextToken is not valid."))?;
    input::set_some(output, member, Some(page.items));
    input::set_some(output, "NextToken", page.next);
    Ok(())
}
