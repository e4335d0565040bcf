//! Log events: writing them, reading one stream, searching a group.

use serde_json::{Value, json};

use super::{Event, group, group_mut, invalid_token, pattern::Pattern, stream_not_found};
use crate::{
    error::{Answer, AwsError},
    input, paging, refusal,
    world::World,
};

/// Events a call returns at most, and when no limit is sent.
const MAX_RETURNED: usize = 10_000;

pub(super) fn put(world: &mut World, request: &Value) -> Answer {
    let now_ms = world.now_ms;
    let name = refusal::required(request, "logStreamName")?;
    let group = group_mut(world, request)?;
    let stream = group.streams.get_mut(name).ok_or_else(stream_not_found)?;
    let mut last_ms = i64::MIN;
    let mut read = Vec::new();
    for event in input::list(request, "logEvents") {
        let timestamp_ms = input::number(event, "timestamp").unwrap_or_default();
        if timestamp_ms < last_ms {
            return Err(AwsError::new(
                "InvalidParameterException",
                "Log events in a single PutLogEvents request must be in chronological order.",
            ));
        }
        last_ms = timestamp_ms;
        read.push((
            timestamp_ms,
            refusal::required(event, "message")?.to_owned(),
        ));
    }
    if read.is_empty() {
        return Err(AwsError::new(
            "InvalidParameterException",
            "1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: \
             Member must have length greater than or equal to 1",
        ));
    }
    for (timestamp_ms, message) in read {
        stream.push(timestamp_ms, now_ms, message);
    }
    Ok(json!({ "nextSequenceToken": format!("{:056}", stream.written) }))
}

fn in_time<'a>(request: &Value) -> impl Fn(&&'a Event) -> bool + use<'a> {
    let start = input::number(request, "startTime").unwrap_or(i64::MIN);
    let end = input::number(request, "endTime").unwrap_or(i64::MAX);
    move |event| (start..end).contains(&event.timestamp_ms)
}

/// Reads a stream in either direction. The tokens name the place between two events, so that a
/// reader that goes on forward gets what was written since; as in AWS the same token comes back
/// when there is nothing more.
pub(super) fn get(world: &World, request: &Value) -> Answer {
    let name = refusal::required(request, "logStreamName")?;
    let stream = group(world, request)?
        .streams
        .get(name)
        .ok_or_else(stream_not_found)?;
    let limit = refusal::page_size(request, "limit", MAX_RETURNED, MAX_RETURNED)?;
    let events = stream.events.iter().filter(in_time(request));
    let page: Vec<&Event> = match input::text(request, "nextToken") {
        None if input::flag(request, "startFromHead") => events.take(limit).collect(),
        None => last(events.collect(), limit),
        Some(token) => match direction(token)? {
            ('f', from) => events
                .filter(|event| event.number >= from)
                .take(limit)
                .collect(),
            (_, before) => last(
                events.filter(|event| event.number < before).collect(),
                limit,
            ),
        },
    };
    let (forward, backward) = match (page.first(), page.last()) {
        (Some(first), Some(last)) => (last.number + 1, first.number),
        _ => match input::text(request, "nextToken") {
            Some(token) => direction(token).map(|(_, number)| (number, number))?,
            None => (stream.written, stream.written),
        },
    };
    Ok(json!({
        "events": page.into_iter().map(show).collect::<Vec<_>>(),
        "nextForwardToken": format!("f/{forward:056}"),
        "nextBackwardToken": format!("b/{backward:056}"),
    }))
}

fn last(mut events: Vec<&Event>, limit: usize) -> Vec<&Event> {
    let surplus = events.len().saturating_sub(limit);
    events.drain(..surplus);
    events
}

fn direction(token: &str) -> Result<(char, u64), AwsError> {
    match token.split_once('/') {
        Some(("f", number)) => Ok(('f', number.parse().map_err(|_| invalid_token())?)),
        Some(("b", number)) => Ok(('b', number.parse().map_err(|_| invalid_token())?)),
        _ => Err(invalid_token()),
    }
}

fn show(event: &Event) -> Value {
    json!({
        "timestamp": event.timestamp_ms,
        "message": event.message,
        "ingestionTime": event.ingested_ms,
    })
}

pub(super) fn filter(world: &World, request: &Value) -> Answer {
    let pattern = Pattern::parse(input::text(request, "filterPattern").unwrap_or_default())?;
    let names = input::texts(request, "logStreamNames");
    let prefix = input::text(request, "logStreamNamePrefix");
    if !names.is_empty() && prefix.is_some() {
        return Err(AwsError::new(
            "InvalidParameterException",
            "Only one of logStreamNames or logStreamNamePrefix can be specified.",
        ));
    }
    let group = group(world, request)?;
    if names.iter().any(|name| !group.streams.contains_key(name)) {
        return Err(stream_not_found());
    }
    let mut found: Vec<(&String, &Event)> = group
        .streams
        .iter()
        .filter(|(name, _)| names.is_empty() || names.contains(name))
        .filter(|(name, _)| prefix.is_none_or(|prefix| name.starts_with(prefix)))
        .flat_map(|(name, stream)| {
            let events = stream.events.iter().filter(in_time(request));
            events
                .filter(|event| pattern.matches(&event.message))
                .map(move |event| (name, event))
        })
        .collect();
    found.sort_by_key(|(_, event)| event.timestamp_ms);
    let items: Vec<Value> = found
        .into_iter()
        .map(|(name, event)| {
            let mut shown = show(event);
            input::set_some(&mut shown, "logStreamName", Some(name.as_str()));
            let id = format!("{:028}{:028}", event.timestamp_ms, event.number);
            input::set_some(&mut shown, "eventId", Some(id));
            shown
        })
        .collect();
    let limit = refusal::page_size(request, "limit", MAX_RETURNED, MAX_RETURNED)?;
    let page = paging::page(items, input::text(request, "nextToken"), limit)
        .map_err(|_| invalid_token())?;
    let mut output = json!({ "events": page.items, "searchedLogStreams": [] });
    input::set_some(&mut output, "nextToken", page.next);
    Ok(output)
}
