//! Conditions of rules: which requests a rule matches.

use serde_json::{Value, json};

use super::refusal::validation;
use crate::{error::AwsError, input};

/// Reads conditions and writes them as AWS shows them: those on paths and hosts have both their
/// short and their long form.
pub(super) fn read(input: &Value) -> Result<Vec<Value>, AwsError> {
    let conditions = input::list(input, "Conditions");
    if conditions.is_empty() {
        return Err(validation("A condition must be specified"));
    }
    conditions.iter().map(condition).collect()
}

fn condition(sent: &Value) -> Result<Value, AwsError> {
    let field = input::text(sent, "Field")
        .ok_or_else(|| validation("A condition field must be specified"))?;
    let config = match field {
        "path-pattern" => "PathPatternConfig",
        "host-header" => "HostHeaderConfig",
        "http-header" => "HttpHeaderConfig",
        "http-request-method" => "HttpRequestMethodConfig",
        "query-string" => "QueryStringConfig",
        "source-ip" => "SourceIpConfig",
        other => {
            return Err(validation(format!(
                "Condition field '{other}' must be one of '[path-pattern, host-header, http-header, http-request-method, query-string, source-ip]'"
            )));
        }
    };
    let long = sent.get(config);
    let values = match (long, input::list(sent, "Values")) {
        (Some(long), _) => input::list(long, "Values"),
        (None, short) => short,
    };
    if values.is_empty() {
        return Err(validation("A condition value must be specified"));
    }
    if values.len() > 5 {
        return Err(validation("A rule can have at most '5' condition values"));
    }
    let mut condition = json!({ "Field": field });
    if matches!(field, "path-pattern" | "host-header") {
        input::set_some(&mut condition, "Values", Some(values.to_vec()));
    }
    let long = long.cloned().unwrap_or_else(|| json!({ "Values": values }));
    input::set_some(&mut condition, config, Some(long));
    Ok(condition)
}
