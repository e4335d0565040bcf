//! Refusals that the services with JSON protocols share.

use serde_json::Value;

use crate::{error::AwsError, input};

/// An operation that a service does not have, or that is not simulated.
pub(crate) fn unknown_operation(operation: &str) -> AwsError {
    AwsError::new(
        "UnknownOperationException",
        format!("The operation {operation} is not known to this simulated AWS."),
    )
}

/// A request that breaks a constraint of the model: `shown` is the member as the refusal spells it.
pub(crate) fn constraint(value: &str, shown: &str, constraint: &str) -> AwsError {
    let value = if value == "null" {
        value.to_owned()
    } else {
        format!("'{value}'")
    };
    AwsError::new(
        "ValidationException",
        format!(
            "1 validation error detected: Value {value} at '{shown}' failed to satisfy constraint: \
             {constraint}"
        ),
    )
}

/// A text member that must be there.
pub(crate) fn required<'a>(request: &'a Value, member: &str) -> Result<&'a str, AwsError> {
    input::text(request, member).ok_or_else(|| {
        let mut shown = member.to_owned();
        if let Some(first) = shown.get_mut(0..1) {
            first.make_ascii_lowercase();
        }
        constraint("null", &shown, "Member must not be null")
    })
}

/// The size of a page that a request asks for, between 1 and `most`; `usual` when it does not.
pub(crate) fn page_size(
    request: &Value,
    member: &str,
    usual: usize,
    most: usize,
) -> Result<usize, AwsError> {
    let Some(size) = input::number(request, member) else {
        return Ok(usual);
    };
    usize::try_from(size)
        .ok()
        .filter(|size| (1..=most).contains(size))
        .ok_or_else(|| {
            let (word, bound) = if size < 1 {
                ("greater", 1)
            } else {
                ("less", most)
            };
            constraint(
                &size.to_string(),
                member,
                &format!("Member must have value {word} than or equal to {bound}"),
            )
        })
}
