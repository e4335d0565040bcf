//! Filters of parameter lists.

use serde_json::Value;

use super::Parameter;
use crate::{error::AwsError, input};

/// Keeps the parameters that all `Filters` and `ParameterFilters` let through.
pub(super) fn keep<'a>(
    parameters: Vec<&'a Parameter>,
    input: &Value,
) -> Result<Vec<&'a Parameter>, AwsError> {
    let mut kept = parameters;
    for filter in input::list(input, "Filters") {
        let values = input::texts(filter, "Values");
        let key = input::text(filter, "Key").unwrap_or_default();
        // The older kind of filter begins with its values, but for types.
        let option = if key == "Type" {
            "Equals"
        } else {
            "BeginsWith"
        };
        kept = keep_one(kept, key, option, &values)?;
    }
    for filter in input::list(input, "ParameterFilters") {
        let values = input::texts(filter, "Values");
        let key = input::text(filter, "Key").unwrap_or_default();
        let usual = if key == "Path" { "OneLevel" } else { "Equals" };
        kept = keep_one(
            kept,
            key,
            input::text(filter, "Option").unwrap_or(usual),
            &values,
        )?;
    }
    Ok(kept)
}

fn keep_one<'a>(
    mut parameters: Vec<&'a Parameter>,
    key: &str,
    option: &str,
    values: &[String],
) -> Result<Vec<&'a Parameter>, AwsError> {
    check(key, option, values)?;
    parameters.retain(|parameter| matches(parameter, key, option, values));
    Ok(parameters)
}

fn check(key: &str, option: &str, values: &[String]) -> Result<(), AwsError> {
    let options: &[&str] = match key {
        "Path" => &["Recursive", "OneLevel"],
        "Name" => &["Equals", "BeginsWith", "Contains"],
        "Type" | "KeyId" | "Tier" | "DataType" => &["Equals", "BeginsWith"],
        _ if key.starts_with("tag:") => &["Equals"],
        _ => {
            return Err(AwsError::new(
                "InvalidFilterKey",
                format!("The following filter key is not valid: {key}"),
            ));
        }
    };
    if !options.contains(&option) {
        return Err(AwsError::new(
            "InvalidFilterOption",
            format!(
                "The following filter option is not valid: {option}. Valid options include: \
                 [{}].",
                options.join(", ")
            ),
        ));
    }
    if values.is_empty() && !key.starts_with("tag:") {
        return Err(AwsError::new(
            "InvalidFilterValue",
            "The filter value is missing. Specify one or more values for the filter.",
        ));
    }
    if key == "Path" && values.iter().any(|value| !value.starts_with('/')) {
        return Err(AwsError::new(
            "ValidationException",
            "The parameter doesn't meet the parameter name requirements. The parameter name must \
             begin with a forward slash \"/\".",
        ));
    }
    Ok(())
}

fn matches(parameter: &Parameter, key: &str, option: &str, values: &[String]) -> bool {
    if key == "Path" {
        return values
            .iter()
            .any(|path| below(&parameter.name, path, option == "Recursive"));
    }
    if let Some(tag) = key.strip_prefix("tag:") {
        let found = parameter.tags.get(tag);
        return found.is_some_and(|found| values.is_empty() || values.contains(found));
    }
    let Some(latest) = parameter.latest() else {
        return false;
    };
    let text = match key {
        "Name" => parameter.name.as_str(),
        "Type" => latest.kind.as_str(),
        "Tier" => latest.tier.as_str(),
        "DataType" => latest.data_type.as_str(),
        _ => latest.key_id.as_deref().unwrap_or_default(),
    };
    values.iter().any(|value| match option {
        "BeginsWith" => text.starts_with(value.as_str()),
        "Contains" => text.contains(value.as_str()),
        _ => text == value || text.strip_prefix('/') == Some(value),
    })
}

/// Whether a name lies under a path, directly or at any depth.
pub(super) fn below(name: &str, path: &str, recursive: bool) -> bool {
    let path = path.trim_end_matches('/');
    name.strip_prefix(path)
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(|rest| !rest.is_empty() && (recursive || !rest.contains('/')))
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn a_path_has_levels() {
        assert!(below("/a/b", "/a", false));
        assert!(below("/a/b", "/a/", false));
        assert!(!below("/a/b/c", "/a", false));
        assert!(below("/a/b/c", "/a", true));
        assert!(below("/a", "/", false));
        assert!(!below("/ab/c", "/a", true));
        assert!(!below("plain", "/", true));
    }
}
