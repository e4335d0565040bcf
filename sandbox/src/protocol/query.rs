//! The Query protocol of EC2, IAM, STS, both kinds of load balancers, and older clients of
//! `CloudWatch`: form-encoded requests, XML answers.
//!
//! Services see JSON with the model's member names on both ways; this is the only place that knows
//! what those become on the wire.

mod ec2_names;
mod form;

use serde_json::{Map, Number, Value};

pub(super) use self::form::pairs;
use super::{Call, Written, xml::Document};
use crate::{
    error::{Answer, AwsError},
    timestamp,
};

/// Takes a form-encoded request apart: the operation and its input; `None` without an `Action`.
///
/// Lists are `Name.member.1`, or `Name.1` as EC2 has it. All values are texts. The `Version` of the
/// interface stays in the input: for a request without a signature it tells the service.
pub(super) fn parse(body: &str) -> Option<(String, Value)> {
    let mut operation = None;
    let mut input = Map::new();
    for (key, value) in pairs(body) {
        match key.as_str() {
            "Action" => operation = Some(value),
            _ => insert(&mut input, &key, value),
        }
    }
    let input = input
        .into_iter()
        .map(|(name, value)| (name, lists(value)))
        .collect();
    Some((
        operation.filter(|operation| !operation.is_empty())?,
        Value::Object(input),
    ))
}

/// Deeper names do not occur in any model; more would only be a way to exhaust the stack.
const MAX_DEPTH: usize = 24;

fn insert(input: &mut Map<String, Value>, key: &str, value: String) {
    let mut segments = key.splitn(MAX_DEPTH, '.').peekable();
    let mut at = input;
    while let Some(segment) = segments.next() {
        if segments.peek().is_none() {
            at.insert(segment.to_owned(), Value::String(value));
            return;
        }
        let child = at
            .entry(segment)
            .or_insert_with(|| Value::Object(Map::new()));
        match child {
            Value::Object(object) => at = object,
            // The same name as a text and as a structure: the first one stays.
            _ => return,
        }
    }
}

/// Makes lists of the structures whose members are numbers.
fn lists(value: Value) -> Value {
    let Value::Object(mut object) = value else {
        return value;
    };
    if object.len() == 1
        && let Some(items) = object.get_mut("member").filter(|items| is_list(items))
    {
        return lists(items.take());
    }
    let value = Value::Object(object);
    let numbered = is_list(&value);
    let Value::Object(object) = value else {
        return value;
    };
    if numbered {
        let mut items: Vec<(u64, Value)> = object
            .into_iter()
            .map(|(index, item)| (index.parse().unwrap_or(u64::MAX), lists(item)))
            .collect();
        items.sort_by_key(|(index, _)| *index);
        return items.into_iter().map(|(_, item)| item).collect();
    }
    object
        .into_iter()
        .map(|(name, value)| (name, lists(value)))
        .collect()
}

fn is_list(value: &Value) -> bool {
    value.as_object().is_some_and(|object| {
        !object.is_empty() && object.keys().all(|key| key.parse::<u64>().is_ok())
    })
}

/// Puts an answer together.
pub(super) fn write(call: &Call, answer: &Answer, request_id: &str) -> Written {
    let service = call.service.name();
    let (status, body) = match answer {
        Ok(output) => (200, render(service, &call.operation, output, request_id)),
        Err(error) => (error.status, render_error(service, error, request_id)),
    };
    Written {
        status,
        content_type: "text/xml;charset=UTF-8",
        headers: Vec::new(),
        body: body.into_bytes(),
    }
}

/// The XML of an output. `service` is the service's name: `elasticloadbalancing`, `iam`, `sts` …
fn render(service: &str, operation: &str, output: &Value, request_id: &str) -> String {
    let response = format!("{operation}Response");
    let mut xml = Document::default();
    xml.open(&response, Some(namespace(service)));
    if service == "ec2" {
        xml.leaf("requestId", request_id);
        write_members(&mut xml, output, Naming::Ec2, "");
    } else {
        let result = format!("{operation}Result");
        xml.open(&result, None);
        write_members(&mut xml, output, Naming::Query, "");
        xml.close(&result);
        xml.open("ResponseMetadata", None);
        xml.leaf("RequestId", request_id);
        xml.close("ResponseMetadata");
    }
    xml.close(&response);
    xml.finish()
}

/// The XML of a refusal.
fn render_error(service: &str, error: &AwsError, request_id: &str) -> String {
    let mut xml = Document::default();
    if service == "ec2" {
        xml.open("Response", None);
        xml.open("Errors", None);
        xml.open("Error", None);
        xml.leaf("Code", &error.code);
        xml.leaf("Message", &error.message);
        xml.close("Error");
        xml.close("Errors");
        xml.leaf("RequestID", request_id);
        xml.close("Response");
    } else {
        xml.open("ErrorResponse", Some(namespace(service)));
        xml.open("Error", None);
        xml.leaf(
            "Type",
            if error.status < 500 {
                "Sender"
            } else {
                "Receiver"
            },
        );
        xml.leaf("Code", &error.code);
        xml.leaf("Message", &error.message);
        xml.close("Error");
        xml.leaf("RequestId", request_id);
        xml.close("ErrorResponse");
    }
    xml.finish()
}

fn namespace(service: &str) -> &'static str {
    match service {
        "ec2" => "http://ec2.amazonaws.com/doc/2016-11-15/",
        "iam" => "https://iam.amazonaws.com/doc/2010-05-08/",
        "elb" => "http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/",
        "monitoring" => "http://monitoring.amazonaws.com/doc/2010-08-01/",
        "sts" => "https://sts.amazonaws.com/doc/2011-06-15/",
        _ => "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
    }
}

/// How members are called on the wire.
#[derive(Clone, Copy)]
enum Naming {
    /// As in the model; list items are `member`.
    Query,
    /// EC2's own location names; list items are `item`.
    Ec2,
}

fn write_members(xml: &mut Document, output: &Value, naming: Naming, within: &str) {
    for (member, value) in output.as_object().into_iter().flatten() {
        let name = match naming {
            Naming::Query => member.clone(),
            Naming::Ec2 => ec2_names::location_name(within, member),
        };
        write_value(xml, &name, value, naming, member);
    }
}

fn write_value(xml: &mut Document, name: &str, value: &Value, naming: Naming, within: &str) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => xml.leaf(name, if *flag { "true" } else { "false" }),
        Value::Number(number) => match milliseconds(name, number) {
            Some(ms) => xml.leaf(name, &timestamp::iso8601(ms)),
            None => xml.leaf(name, &number.to_string()),
        },
        Value::String(text) => xml.leaf(name, text),
        Value::Array(items) => {
            let item_name = match naming {
                Naming::Query => "member",
                Naming::Ec2 => "item",
            };
            xml.open(name, None);
            for item in items {
                write_value(xml, item_name, item, naming, within);
            }
            xml.close(name);
        }
        Value::Object(_) => {
            xml.open(name, None);
            write_members(xml, value, naming, within);
            xml.close(name);
        }
    }
}

/// A point in time of a service that speaks other protocols too, which gives it as seconds.
fn milliseconds(name: &str, number: &Number) -> Option<i64> {
    let seconds = number.as_f64().filter(|_| name.ends_with("Timestamp"))?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the simulated time was made of milliseconds that fit"
    )]
    let ms = (seconds * 1000.0).round() as i64;
    Some(ms)
}

#[cfg(test)]
mod tests;
