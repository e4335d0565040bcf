//! What Parameter Store takes, so that it does not have to refuse. No message ever holds a value.

use aws_sdk_ssm::types::ParameterType;
use shared::wire::ParameterWrite;

/// So long may a value of the standard tier be, in bytes.
const VALUE: usize = 4096;
/// So long may a name be.
const NAME: usize = 1011;
/// So many levels may a name have.
const LEVELS: usize = 15;

/// Tells the type of a parameter that can be written.
///
/// # Errors
/// What stands against it.
pub(super) fn check(write: &ParameterWrite) -> Result<ParameterType, &'static str> {
    name(&write.name)?;
    let kind = match write.parameter_type.as_str() {
        "String" => ParameterType::String,
        "SecureString" => ParameterType::SecureString,
        _ => return Err("Choose the type String or SecureString."),
    };
    let key = write.key_id.as_deref().unwrap_or_default();
    if !key.is_empty() && kind != ParameterType::SecureString {
        return Err("Leave the key out: only a SecureString is encrypted.");
    }
    if write.value.is_empty() {
        return Err("Give the parameter a value: it may not be empty.");
    }
    if write.value.len() > VALUE {
        return Err("Shorten the value to 4096 bytes, or keep it as a secret of Secrets Manager.");
    }
    Ok(kind)
}

fn name(name: &str) -> Result<(), &'static str> {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_.-/".contains(letter);
    if name.is_empty() || !name.chars().all(is_letter) {
        return Err(
            "Write the name with letters, digits and `.`, `-`, `_`, and `/` between levels.",
        );
    }
    if name.len() > NAME {
        return Err("Shorten the name to 1011 letters.");
    }
    if name.contains('/') && !name.starts_with('/') {
        return Err("Begin the name with `/`, as it has levels.");
    }
    let levels: Vec<&str> = name.strip_prefix('/').unwrap_or(name).split('/').collect();
    if levels.iter().any(|level| level.is_empty()) {
        return Err(
            "Leave no level of the name empty: one `/` between two levels, none at its end.",
        );
    }
    if levels.len() > LEVELS {
        return Err("Give the name 15 levels at most.");
    }
    let first = levels.first().copied().unwrap_or_default().to_lowercase();
    if first.starts_with("aws") || first.starts_with("ssm") {
        return Err("Begin the name with something else than `aws` and `ssm`: AWS keeps these.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shared::wire::ParameterWrite;

    use super::check;

    fn write(name: &str) -> ParameterWrite {
        ParameterWrite {
            name: name.to_owned(),
            parameter_type: "SecureString".to_owned(),
            value: "x".to_owned(),
            key_id: None,
            description: None,
            rotate: false,
        }
    }

    #[test]
    fn names_are_as_parameter_store_has_them() {
        for good in ["plain", "/shop/web/API_KEY", "/a.b-c/d"] {
            assert!(check(&write(good)).is_ok(), "{good}");
        }
        let deep = "/a".repeat(16);
        for bad in [
            "", "/", "a/b", "/a//b", "/a/", "/a b", "/aws/x", "ssm-x", &deep,
        ] {
            assert!(check(&write(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn keys_and_values_fit_the_type() {
        let plain = ParameterWrite {
            parameter_type: "String".to_owned(),
            key_id: Some("alias/shop".to_owned()),
            ..write("/a")
        };
        assert!(check(&plain).is_err());
        let list = ParameterWrite {
            parameter_type: "StringList".to_owned(),
            ..write("/a")
        };
        assert!(check(&list).is_err());
        for (length, fits) in [(0, false), (4096, true), (4097, false)] {
            let sized = ParameterWrite {
                value: "x".repeat(length),
                ..write("/a")
            };
            assert_eq!(check(&sized).is_ok(), fits, "{length}");
        }
    }
}
