//! Pages of ECS's lists: bounds of `maxResults` and what a wrong token is answered with.

use serde_json::{Value, json};

use crate::{
    ecs::refusal::{bad_token, invalid_parameter},
    error::AwsError,
    input, paging,
};

/// The most that a page holds.
const MAX_RESULTS: i64 = 100;

/// Cuts the page that a request asks for and puts it into an output under a name.
pub(super) fn cut(
    items: Vec<Value>,
    request: &Value,
    default_size: i64,
    name: &str,
) -> Result<Value, AwsError> {
    cut_small(items, request, (default_size, MAX_RESULTS), name)
}

/// The same where a page has another bound: how much it usually holds, and how much at most.
pub(super) fn cut_small(
    items: Vec<Value>,
    request: &Value,
    (default_size, most): (i64, i64),
    name: &str,
) -> Result<Value, AwsError> {
    let size = input::number(request, "maxResults").unwrap_or(default_size);
    let size = usize::try_from(size)
        .ok()
        .filter(|_| (1..=most).contains(&size))
        .ok_or_else(|| {
            invalid_parameter(format!(
                "maxResults must be between 1 and {most}, but was {size}"
            ))
        })?;
    let page =
        paging::page(items, input::text(request, "nextToken"), size).map_err(|_| bad_token())?;
    let mut output = json!({});
    input::set_some(&mut output, name, Some(page.items));
    input::set_some(&mut output, "nextToken", page.next);
    Ok(output)
}

/// An entry of `failures`.
pub(super) fn missing(arn: &str) -> Value {
    json!({ "arn": arn, "reason": "MISSING" })
}

/// Whether a request's `include` names something.
pub(super) fn includes(request: &Value, what: &str) -> bool {
    input::list(request, "include")
        .iter()
        .any(|item| item == what)
}
