//! Log groups.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Group, group_mut, group_not_found, invalid_token};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, paging, refusal,
    world::World,
};

pub(super) fn create(world: &mut World, request: &Value) -> Answer {
    let name = refusal::required(request, "logGroupName")?;
    let good = |letter: char| letter.is_ascii_alphanumeric() || "_-/.#".contains(letter);
    if name.len() > 512 || !name.chars().all(good) {
        return Err(AwsError::new(
            "InvalidParameterException",
            format!(
                "1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy \
                 constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
            ),
        ));
    }
    if world.logs.groups.contains_key(name) {
        return Err(AwsError::new(
            "ResourceAlreadyExistsException",
            "The specified log group already exists",
        ));
    }
    let tags: BTreeMap<String, String> = request
        .get("tags")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect();
    let group = Group {
        created_ms: world.now_ms,
        tags,
        ..Group::default()
    };
    world.logs.groups.insert(name.to_owned(), group);
    Ok(json!({}))
}

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    let (prefix, pattern) = (
        input::text(request, "logGroupNamePrefix"),
        input::text(request, "logGroupNamePattern"),
    );
    if prefix.is_some() && pattern.is_some() {
        return Err(AwsError::new(
            "InvalidParameterException",
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        ));
    }
    let prefix = prefix.unwrap_or_default();
    let pattern = pattern.map(str::to_lowercase);
    let wanted = |name: &str| {
        name.starts_with(prefix)
            && pattern
                .as_ref()
                .is_none_or(|pattern| name.to_lowercase().contains(pattern))
    };
    let items: Vec<Value> = world
        .logs
        .groups
        .iter()
        .filter(|(name, _)| wanted(name))
        .map(|(name, group)| show(world, name, group))
        .collect();
    let size = refusal::page_size(request, "limit", 50, 50)?;
    let page = paging::page(items, input::text(request, "nextToken"), size)
        .map_err(|_| invalid_token())?;
    let mut output = json!({ "logGroups": page.items });
    input::set_some(&mut output, "nextToken", page.next);
    Ok(output)
}

fn show(world: &World, name: &str, group: &Group) -> Value {
    let arn = arn::regional(world, "logs", &format!("log-group:{name}"));
    let stored: usize = group
        .streams
        .values()
        .flat_map(|stream| &stream.events)
        .map(|event| event.message.len() + 26)
        .sum();
    let mut output = json!({
        "logGroupName": name,
        "creationTime": group.created_ms,
        "metricFilterCount": 0,
        "arn": format!("{arn}:*"),
        "logGroupArn": arn,
        "storedBytes": stored,
        "logGroupClass": "STANDARD",
    });
    input::set_some(&mut output, "retentionInDays", group.retention_days);
    output
}

pub(super) fn delete(world: &mut World, request: &Value) -> Answer {
    let name = refusal::required(request, "logGroupName")?;
    world.logs.groups.remove(name).ok_or_else(group_not_found)?;
    Ok(json!({}))
}

pub(super) fn put_retention(world: &mut World, request: &Value) -> Answer {
    let days = input::number(request, "retentionInDays").unwrap_or_default();
    let allowed = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
        2922, 3288, 3653,
    ];
    if !allowed.contains(&days) {
        return Err(AwsError::new(
            "InvalidParameterException",
            format!(
                "{days} is not a valid value for retentionInDays. Valid values are: {allowed:?}"
            ),
        ));
    }
    group_mut(world, request)?.retention_days = Some(days);
    Ok(json!({}))
}
