//! The filters of Cloud Map's lists: a name, a condition, and values.

use serde_json::Value;

use super::invalid;
use crate::{error::AwsError, input};

/// Keeps what all filters let through. `value` answers what a filter's name means for an item, and
/// `None` when there is no such filter; `names` are the filters that there are.
pub(super) fn keep<'a, T>(
    items: &'a [T],
    request: &Value,
    names: &[&str],
    value: impl Fn(&T, &str) -> Option<String>,
) -> Result<Vec<&'a T>, AwsError> {
    let mut kept: Vec<&T> = items.iter().collect();
    for filter in input::list(request, "Filters") {
        let name = input::text(filter, "Name").unwrap_or_default();
        if !names.contains(&name) {
            return Err(invalid(format!(
                "1 validation error detected: Value '{name}' at 'filters.1.member.name' failed to \
                 satisfy constraint: Member must satisfy enum value set: [{}]",
                names.join(", ")
            )));
        }
        let values = input::texts(filter, "Values");
        let condition = input::text(filter, "Condition").unwrap_or("EQ");
        let is_right = match condition {
            "EQ" | "BEGINS_WITH" => values.len() == 1,
            "IN" => !values.is_empty(),
            _ => false,
        };
        if !is_right {
            return Err(invalid(format!(
                "The filter {name} can't have {} values with the condition {condition}.",
                values.len()
            )));
        }
        kept.retain(|item| {
            value(item, name).is_some_and(|found| {
                values.iter().any(|wanted| match condition {
                    "BEGINS_WITH" => found.starts_with(wanted),
                    _ => found == *wanted,
                })
            })
        });
    }
    Ok(kept)
}
