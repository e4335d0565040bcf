//! Tags as every service but ECS writes them: a list of `Key` and `Value`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::input;

/// The tags of one resource, by key.
pub(crate) type Tags = BTreeMap<String, String>;

/// Reads a list of tags; what has no key is left out.
pub(crate) fn read(input: &Value, member: &str) -> Tags {
    input::list(input, member)
        .iter()
        .filter_map(|tag| {
            let value = input::text(tag, "Value").unwrap_or_default();
            Some((input::text(tag, "Key")?.to_owned(), value.to_owned()))
        })
        .collect()
}

/// The tags as a list for an output.
pub(crate) fn write(tags: &Tags) -> Value {
    tags.iter()
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect()
}
