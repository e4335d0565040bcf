//! Tags as ECS has them: a list of `key` and `value`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Verdict;
use crate::{ecs::refusal::invalid_parameter, input};

const MAX_TAGS: usize = 50;

/// Checks the tags that a request brings.
pub(crate) fn check(tags: &[Value]) -> Verdict {
    if tags.len() > MAX_TAGS {
        return Err(invalid_parameter(format!(
            "Tags can have a maximum of {MAX_TAGS} items."
        )));
    }
    let mut seen = BTreeSet::new();
    for tag in tags {
        let key = input::text(tag, "key").unwrap_or_default();
        let value = input::text(tag, "value").unwrap_or_default();
        if key.is_empty() || key.chars().count() > 128 || !key.chars().all(is_allowed) {
            return Err(invalid_parameter(format!("Invalid tag key '{key}'.")));
        }
        if value.chars().count() > 256 || !value.chars().all(is_allowed) {
            return Err(invalid_parameter(format!("Invalid tag value '{value}'.")));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(invalid_parameter(
                "Tag keys starting with aws: are reserved for internal use.",
            ));
        }
        if !seen.insert(key) {
            return Err(invalid_parameter(format!("Duplicate tag key '{key}'.")));
        }
    }
    Ok(())
}

fn is_allowed(character: char) -> bool {
    character.is_alphanumeric() || character.is_whitespace() || "_.:/=+-@".contains(character)
}
