//! Names, roles and images of a task definition.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Verdict,
    draft::{Draft, is_essential, name_of},
};
use crate::{
    arn,
    ecs::refusal::{client, invalid_parameter},
    error::AwsError,
    input,
};

const MAX_CONTAINERS: usize = 10;
const MAX_NAME: usize = 255;
const MAX_SIZE: usize = 65_536;

pub(super) fn check(draft: &Draft<'_>) -> Verdict {
    let family = draft.text("family").unwrap_or_default();
    if !is_name(family) {
        return Err(client("Family contains invalid characters."));
    }
    check_size(draft)?;
    if draft.containers.is_empty() {
        return Err(client("Container list cannot be empty."));
    }
    if draft.containers.len() > MAX_CONTAINERS {
        return Err(client("Too many containers."));
    }
    let mut seen = BTreeSet::new();
    for container in draft.containers {
        let name = name_of(container);
        if name.is_empty() {
            return Err(client("Container.name should not be null or empty."));
        }
        if !is_name(name) {
            return Err(client("Container.name contains invalid characters."));
        }
        if !seen.insert(name) {
            return Err(client(
                "Container names must be unique within a Task Definition.",
            ));
        }
        check_image(container)?;
    }
    if !draft.containers.iter().any(is_essential) {
        return Err(client(
            "Task definition doesn't have any essential container",
        ));
    }
    for member in ["taskRoleArn", "executionRoleArn"] {
        check_role(draft, member)?;
    }
    if draft.body.contains_key("inferenceAccelerators") {
        return Err(client("Unsupported field 'inferenceAccelerators'."));
    }
    Ok(())
}

/// A name as clusters, services, families and containers have it.
pub(super) fn is_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Checks a name that a parameter gives.
pub(crate) fn name(parameter: &str, text: &str) -> Result<(), AwsError> {
    if is_name(text) {
        return Ok(());
    }
    Err(invalid_parameter(format!(
        "{parameter} must match ^[a-zA-Z0-9\\-_]{{1,255}}, but was {text}"
    )))
}

fn check_size(draft: &Draft<'_>) -> Verdict {
    let length = serde_json::to_vec(draft.body).map_or(0, |bytes| bytes.len());
    if length > MAX_SIZE {
        return Err(client(format!(
            "Actual length: '{length}'. Max allowed length is '{MAX_SIZE}' bytes."
        )));
    }
    Ok(())
}

fn check_image(container: &Value) -> Verdict {
    let image = input::text(container, "image").unwrap_or_default();
    if image.is_empty() {
        return Err(client("Container.image should not be null or empty."));
    }
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/#@".contains(&byte);
    if !image.bytes().all(is_allowed) {
        return Err(client("Container.image contains invalid characters."));
    }
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    if name.len() > MAX_NAME {
        return Err(client("Container.image is too long"));
    }
    let is_digest = |digest: &str| {
        digest
            .strip_prefix("sha256:")
            .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return Err(client("Container.image contains an invalid digest."));
    }
    Ok(())
}

/// A role is given by its ARN or by its bare name. An empty one counts as none: AWS was seen to
/// refuse it for a while in 2024, but deploy tools in wide use send it and do their work.
fn check_role(draft: &Draft<'_>, member: &str) -> Verdict {
    let Some(role) = draft.text(member).filter(|role| !role.is_empty()) else {
        return Ok(());
    };
    let is_valid = if role.starts_with("arn:") {
        arn::resource(role, "iam").is_some_and(|resource| resource.starts_with("role/"))
    } else {
        !role.contains(char::is_whitespace)
    };
    if is_valid {
        Ok(())
    } else {
        Err(client("Role is not valid"))
    }
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_are_letters_digits_dashes_and_underscores() {
        assert!(is_name("web-1_a"));
        assert!(!is_name(""));
        assert!(!is_name("web.1"));
        assert!(!is_name(&"a".repeat(256)));
    }
}
