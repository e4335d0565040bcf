//! Values brought to the type that the schema asks for, as formats that are lenient in types need
//! it. What does not fit stays as it is.

use crate::json::{Json, Number};
use crate::schema::{Element, Value};

/// The value as the schema has it.
pub(super) fn scalar(value: &Value, json: Json) -> Json {
    match value {
        Value::Text(_) => text(json),
        Value::Whole(_) => whole(json),
        Value::Decimal(_) => decimal(json),
        Value::Flag => flag(json),
        _ => json,
    }
}

/// An element of a list as the schema has it.
pub(super) fn element(element: &Element, json: Json) -> Json {
    match element {
        Element::Text(_) => text(json),
        Element::Whole(_) => whole(json),
        Element::Object(_) => json,
    }
}

/// A number or a switch as the text that it was written as.
pub(super) fn text(json: Json) -> Json {
    match json {
        Json::Number(number) => Json::from(number.as_str()),
        Json::Bool(value) => Json::from(if value { "true" } else { "false" }),
        other => other,
    }
}

fn whole(json: Json) -> Json {
    match &json {
        Json::String(text) => match text.trim().parse::<i64>() {
            Ok(number) => Json::from(number),
            Err(_) => json,
        },
        _ => json,
    }
}

fn decimal(json: Json) -> Json {
    match &json {
        Json::String(text) => Number::parse(text).map_or(json, Json::Number),
        _ => json,
    }
}

fn flag(json: Json) -> Json {
    match &json {
        Json::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            // YAML 1.1 reads these words as switches.
            "true" | "yes" | "on" => Json::Bool(true),
            "false" | "no" | "off" => Json::Bool(false),
            _ => json,
        },
        _ => json,
    }
}
