//! Holds JSON against a shape.

use serde_json::Value;

use super::model::{Model, Shape};
use super::report::Report;

/// Walks through a value and reports what does not fit the shape.
pub(super) fn check(model: &Model, shape_name: &str, value: &Value, report: &mut Report) {
    let Some(shape) = model.shape(shape_name) else {
        report.here(&format!(
            "has the shape {shape_name}, which is not in the model"
        ));
        return;
    };
    match (shape.kind.as_str(), value) {
        (_, Value::Null) => report.here("is null, which AWS never sends"),
        ("structure", Value::Object(members)) => {
            for (name, value) in members {
                let found = shape
                    .members
                    .iter()
                    .find(|(own_name, member)| Model::element_name(own_name, member) == name);
                report.within(name, |report| match found {
                    Some((_, member)) => check(model, &member.shape, value, report),
                    None => report.here("is not in the model"),
                });
            }
            for name in &shape.required {
                let on_wire = shape
                    .members
                    .get(name)
                    .map_or(name.as_str(), |member| Model::element_name(name, member));
                if !members.contains_key(on_wire) {
                    report.within(on_wire, |report| report.here("is required and missing"));
                }
            }
        }
        ("list", Value::Array(elements)) => {
            for element in elements {
                report.within("[]", |report| {
                    if let Some(member) = &shape.member {
                        check(model, &member.shape, element, report);
                    }
                });
            }
        }
        ("map", Value::Object(entries)) => {
            for (key, value) in entries {
                report.within("{}", |report| {
                    if let Some(member) = &shape.key {
                        check(model, &member.shape, &Value::String(key.clone()), report);
                    }
                    if let Some(member) = &shape.value {
                        check(model, &member.shape, value, report);
                    }
                });
            }
        }
        (_, value) => check_scalar(shape, value, report),
    }
}

fn check_scalar(shape: &Shape, value: &Value, report: &mut Report) {
    let fits = match (shape.kind.as_str(), value) {
        ("string", Value::String(text)) => {
            check_enum(shape, text, report);
            true
        }
        ("integer" | "long", Value::Number(number)) => number.is_i64() || number.is_u64(),
        ("float" | "double" | "timestamp", Value::Number(_))
        | ("boolean", Value::Bool(_))
        | ("blob", Value::String(_)) => true,
        _ => false,
    };
    if !fits {
        report.here(&format!(
            "is {}, and the model says {}",
            kind_of(value),
            shape.kind
        ));
    }
}

/// An enum's value must be one that the model lists.
pub(super) fn check_enum(shape: &Shape, text: &str, report: &mut Report) {
    if !shape.values.is_empty() && !shape.values.iter().any(|value| value == text) {
        report.here(&format!(
            "is {text:?}, which is none of {}",
            shape.values.join(", ")
        ));
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
