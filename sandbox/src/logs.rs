//! Amazon CloudWatch Logs: groups, streams and the lines that the simulated tasks write.

mod events;
mod groups;
mod pattern;
mod streams;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    arn,
    error::{Answer, AwsError},
    input, refusal,
    world::World,
};

/// All log groups, by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Logs {
    groups: BTreeMap<String, Group>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Group {
    created_ms: i64,
    retention_days: Option<i64>,
    tags: BTreeMap<String, String>,
    /// By name.
    streams: BTreeMap<String, Stream>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Stream {
    created_ms: i64,
    /// How many events were ever written; the number of the next one.
    written: u64,
    /// Oldest first.
    events: VecDeque<Event>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Event {
    /// Its place in the stream, for tokens and ids.
    number: u64,
    timestamp_ms: i64,
    ingested_ms: i64,
    message: String,
}

/// How many events a stream keeps: a simulation that runs for weeks must not grow for ever.
const MAX_EVENTS: usize = 10_000;

impl Stream {
    fn push(&mut self, timestamp_ms: i64, ingested_ms: i64, message: String) {
        let event = Event {
            number: self.written,
            timestamp_ms,
            ingested_ms,
            message,
        };
        self.written += 1;
        self.events.push_back(event);
        if self.events.len() > MAX_EVENTS {
            self.events.pop_front();
        }
    }
}

/// Appends lines at the present simulated time, making group and stream where they are missing.
pub(crate) fn write(world: &mut World, group: &str, stream: &str, lines: &[String]) {
    let now_ms = world.now_ms;
    let group = world
        .logs
        .groups
        .entry(group.to_owned())
        .or_insert_with(|| Group {
            created_ms: now_ms,
            ..Group::default()
        });
    let stream = group
        .streams
        .entry(stream.to_owned())
        .or_insert_with(|| Stream {
            created_ms: now_ms,
            ..Stream::default()
        });
    for line in lines {
        stream.push(now_ms, now_ms, line.clone());
    }
}

fn group<'a>(world: &'a World, request: &Value) -> Result<&'a Group, AwsError> {
    let name = group_name(request)?;
    world.logs.groups.get(&name).ok_or_else(group_not_found)
}

fn group_mut<'a>(world: &'a mut World, request: &Value) -> Result<&'a mut Group, AwsError> {
    let name = group_name(request)?;
    world.logs.groups.get_mut(&name).ok_or_else(group_not_found)
}

/// The group that a request names, by name or as an ARN.
fn group_name(request: &Value) -> Result<String, AwsError> {
    let Some(identifier) = input::text(request, "logGroupIdentifier") else {
        return refusal::required(request, "logGroupName").map(str::to_owned);
    };
    let name = arn::resource(identifier, "logs")
        .and_then(|resource| resource.strip_prefix("log-group:"))
        .map(|name| name.trim_end_matches(":*"));
    Ok(name.unwrap_or(identifier).to_owned())
}

fn group_not_found() -> AwsError {
    AwsError::new(
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
}

fn stream_not_found() -> AwsError {
    AwsError::new(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
}

fn invalid_token() -> AwsError {
    AwsError::new(
        "InvalidParameterException",
        "The specified nextToken is invalid.",
    )
}

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    match operation {
        "CreateLogGroup" => groups::create(world, input),
        "DescribeLogGroups" => groups::describe(world, input),
        "DeleteLogGroup" => groups::delete(world, input),
        "PutRetentionPolicy" => groups::put_retention(world, input),
        "CreateLogStream" => streams::create(world, input),
        "DescribeLogStreams" => streams::describe(world, input),
        "PutLogEvents" => events::put(world, input),
        "GetLogEvents" => events::get(world, input),
        "FilterLogEvents" => events::filter(world, input),
        _ => Err(refusal::unknown_operation(operation)),
    }
}
