//! EC2's filters: a name and values with wildcards; one of the values of each filter must match.

use serde_json::Value;

use crate::{error::AwsError, input, tags::Tags, wildcard};

/// What a filter's name means for one resource; `None` when EC2 knows no such filter.
pub(super) type Values = Option<Vec<String>>;

/// Keeps the resources that all filters let through.
pub(super) fn keep<'a, T>(
    resources: impl Iterator<Item = &'a T>,
    request: &Value,
    tags: impl Fn(&T) -> &Tags,
    values: impl Fn(&T, &str) -> Values,
) -> Result<Vec<&'a T>, AwsError> {
    let mut kept: Vec<&T> = resources.collect();
    // A filter that is unknown is refused also where an earlier one let nothing through.
    let any = kept.first().copied();
    for filter in input::list(request, "Filter") {
        let name = input::text(filter, "Name").unwrap_or_default();
        let wanted = input::texts(filter, "Value");
        let look = |resource| by_tag(tags(resource), name).or_else(|| values(resource, name));
        if any.is_some_and(|any| look(any).is_none()) {
            return Err(unknown(name));
        }
        kept.retain(|resource| {
            let found = look(resource).unwrap_or_default();
            found
                .iter()
                .any(|one| wanted.iter().any(|want| wildcard::matches(want, one)))
        });
    }
    Ok(kept)
}

fn by_tag(tags: &Tags, name: &str) -> Values {
    match name {
        "tag-key" => Some(tags.keys().cloned().collect()),
        _ => name
            .strip_prefix("tag:")
            .map(|key| tags.get(key).cloned().into_iter().collect()),
    }
}

fn unknown(name: &str) -> AwsError {
    AwsError::new(
        "InvalidParameterValue",
        format!("The filter '{name}' is invalid"),
    )
}

/// Keeps the resources that a list of ids names; all without a list. An id that nothing has is
/// refused with `code`.
pub(super) fn by_ids<'a, T>(
    resources: &'a [T],
    wanted: &[String],
    id: impl Fn(&T) -> &str,
    kind: &str,
    code: &'static str,
) -> Result<Vec<&'a T>, AwsError> {
    let missing: Vec<&str> = wanted
        .iter()
        .map(String::as_str)
        .filter(|want| !resources.iter().any(|resource| id(resource) == *want))
        .collect();
    if let [first, ..] = missing.as_slice() {
        return Err(AwsError::new(
            code,
            format!("The {kind} '{first}' does not exist"),
        ));
    }
    Ok(resources
        .iter()
        .filter(|resource| wanted.is_empty() || wanted.iter().any(|want| want == id(resource)))
        .collect())
}
