//! IAM's refusals that several operations share.

use serde_json::Value;

use super::Role;
use crate::{error::AwsError, input, paging, world::World};

pub(super) fn no_such_entity(message: String) -> AwsError {
    AwsError::new("NoSuchEntity", message).with_status(404)
}

pub(super) fn already_exists(message: String) -> AwsError {
    AwsError::new("EntityAlreadyExists", message).with_status(409)
}

pub(super) fn malformed(reason: &'static str) -> AwsError {
    AwsError::new("MalformedPolicyDocument", reason)
}

/// A member that must be there; `shown` is how the refusal spells it.
pub(super) fn required<'a>(
    input: &'a Value,
    member: &str,
    shown: &str,
) -> Result<&'a str, AwsError> {
    input::text(input, member).ok_or_else(|| {
        AwsError::new(
            "ValidationError",
            format!(
                "1 validation error detected: Value null at '{shown}' failed to satisfy \
                 constraint: Member must not be null"
            ),
        )
    })
}

/// A new name: letters, digits and `+=,.@_-`, not longer than `most`.
pub(super) fn check_name(name: &str, shown: &str, most: usize) -> Result<(), AwsError> {
    if name.len() > most {
        return Err(AwsError::new(
            "ValidationError",
            format!(
                "1 validation error detected: Value '{name}' at '{shown}' failed to satisfy \
                 constraint: Member must have length less than or equal to {most}"
            ),
        ));
    }
    if name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "+=,.@_-".contains(letter))
    {
        return Ok(());
    }
    Err(AwsError::new(
        "ValidationError",
        format!(
            "The specified value for {shown} is invalid. It must contain only alphanumeric \
             characters and/or the following: +=,.@_-"
        ),
    ))
}

/// A new path; `/` when absent.
pub(super) fn path(input: &Value) -> Result<String, AwsError> {
    let path = input::text(input, "Path").unwrap_or("/");
    let good = path.starts_with('/') && path.ends_with('/') && path.len() <= 512;
    if good && path.chars().all(|letter| ('!'..='~').contains(&letter)) {
        return Ok(path.to_owned());
    }
    Err(AwsError::new(
        "ValidationError",
        "The specified value for path is invalid. It must begin and end with / and contain only \
         alphanumeric characters and/or / characters.",
    ))
}

/// The role that an operation is about.
pub(super) fn role<'a>(world: &'a World, input: &Value) -> Result<&'a Role, AwsError> {
    let name = required(input, "RoleName", "roleName")?;
    world.iam.roles.get(name).ok_or_else(|| missing_role(name))
}

/// The same, to be changed.
pub(super) fn role_mut<'a>(world: &'a mut World, input: &Value) -> Result<&'a mut Role, AwsError> {
    let name = required(input, "RoleName", "roleName")?;
    world
        .iam
        .roles
        .get_mut(name)
        .ok_or_else(|| missing_role(name))
}

fn missing_role(name: &str) -> AwsError {
    no_such_entity(format!("The role with name {name} cannot be found."))
}

/// One page as IAM writes it: `IsTruncated`, and `Marker` when there is more.
pub(super) fn paged(input: &Value, member: &str, items: Vec<Value>) -> crate::error::Answer {
    let size = input::number(input, "MaxItems").unwrap_or(100);
    if !(1..=1000).contains(&size) {
        return Err(AwsError::new(
            "ValidationError",
            format!(
                "1 validation error detected: Value '{size}' at 'maxItems' failed to satisfy \
                 constraint: Member must have value between 1 and 1000"
            ),
        ));
    }
    let size = usize::try_from(size).unwrap_or(100);
    let page = paging::page(items, input::text(input, "Marker"), size)
        .map_err(|_| AwsError::new("ValidationError", "Invalid Marker."))?;
    let mut output = serde_json::json!({ member: page.items, "IsTruncated": page.next.is_some() });
    input::set_some(&mut output, "Marker", page.next);
    Ok(output)
}

/// A policy document as IAM returns it: percent-encoded.
pub(super) fn encode_document(document: &str) -> String {
    use std::fmt::Write as _;

    let mut encoded = String::with_capacity(document.len() * 2);
    for byte in document.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
