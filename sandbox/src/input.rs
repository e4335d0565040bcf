//! Reading members of a request. Query clients send every value as text, JSON clients send typed
//! values; both are understood here, so that a service need not know who is asking.

use serde_json::Value;

/// A text member; an empty text counts as absent.
pub(crate) fn text<'a>(input: &'a Value, member: &str) -> Option<&'a str> {
    input
        .get(member)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

/// A whole number.
pub(crate) fn number(input: &Value, member: &str) -> Option<i64> {
    match input.get(member)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A boolean; `false` when absent.
pub(crate) fn flag(input: &Value, member: &str) -> bool {
    match input.get(member) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}

/// The items of a list; none when absent.
pub(crate) fn list<'a>(input: &'a Value, member: &str) -> &'a [Value] {
    input
        .get(member)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The items of a list of texts.
pub(crate) fn texts(input: &Value, member: &str) -> Vec<String> {
    list(input, member)
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Puts a member into an output when there is a value: AWS leaves absent members out.
pub(crate) fn set_some(output: &mut Value, member: &str, value: Option<impl Into<Value>>) {
    if let (Some(object), Some(value)) = (output.as_object_mut(), value) {
        object.insert(member.to_owned(), value.into());
    }
}
