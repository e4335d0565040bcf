//! Log streams; those of ECS tasks are called `prefix/container/taskid`.

use serde_json::{Value, json};

use super::{Stream, group, group_mut, group_name, invalid_token};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, paging, refusal,
    world::World,
};

pub(super) fn create(world: &mut World, request: &Value) -> Answer {
    let now_ms = world.now_ms;
    let name = refusal::required(request, "logStreamName")?;
    if name.len() > 512 || name.contains([':', '*']) {
        return Err(AwsError::new(
            "InvalidParameterException",
            format!(
                "1 validation error detected: Value '{name}' at 'logStreamName' failed to satisfy \
                 constraint: Member must satisfy regular expression pattern: [^:*]*"
            ),
        ));
    }
    let group = group_mut(world, request)?;
    if group.streams.contains_key(name) {
        return Err(AwsError::new(
            "ResourceAlreadyExistsException",
            "The specified log stream already exists",
        ));
    }
    let stream = Stream {
        created_ms: now_ms,
        ..Stream::default()
    };
    group.streams.insert(name.to_owned(), stream);
    Ok(json!({}))
}

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    let group_name = group_name(request)?;
    let prefix = input::text(request, "logStreamNamePrefix");
    let by_time = input::text(request, "orderBy") == Some("LastEventTime");
    if by_time && prefix.is_some() {
        return Err(AwsError::new(
            "InvalidParameterException",
            "Cannot order by LastEventTime with a logStreamNamePrefix.",
        ));
    }
    let mut streams: Vec<(&String, &Stream)> = group(world, request)?
        .streams
        .iter()
        .filter(|(name, _)| prefix.is_none_or(|prefix| name.starts_with(prefix)))
        .collect();
    if by_time {
        streams.sort_by_key(|(_, stream)| stream.events.back().map(|event| event.timestamp_ms));
    }
    if input::flag(request, "descending") {
        streams.reverse();
    }
    let items: Vec<Value> = streams
        .into_iter()
        .map(|(name, stream)| show(world, &group_name, name, stream))
        .collect();
    let size = refusal::page_size(request, "limit", 50, 50)?;
    let page = paging::page(items, input::text(request, "nextToken"), size)
        .map_err(|_| invalid_token())?;
    let mut output = json!({ "logStreams": page.items });
    input::set_some(&mut output, "nextToken", page.next);
    Ok(output)
}

fn show(world: &World, group: &str, name: &str, stream: &Stream) -> Value {
    let resource = format!("log-group:{group}:log-stream:{name}");
    let mut output = json!({
        "logStreamName": name,
        "creationTime": stream.created_ms,
        "arn": arn::regional(world, "logs", &resource),
        "storedBytes": 0,
        "uploadSequenceToken": format!("{:056}", stream.written),
    });
    let (first, last) = (stream.events.front(), stream.events.back());
    input::set_some(
        &mut output,
        "firstEventTimestamp",
        first.map(|event| event.timestamp_ms),
    );
    input::set_some(
        &mut output,
        "lastEventTimestamp",
        last.map(|event| event.timestamp_ms),
    );
    input::set_some(
        &mut output,
        "lastIngestionTime",
        last.map(|event| event.ingested_ms),
    );
    output
}
