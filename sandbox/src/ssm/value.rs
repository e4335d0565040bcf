//! Reading values of parameters.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Parameter, Version, parameter_arn};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, refusal, timestamp,
    world::World,
};

pub(super) fn get(world: &World, input: &Value) -> Answer {
    let wanted = refusal::required(input, "Name")?;
    let decrypt = input::flag(input, "WithDecryption");
    let (name, selector) = name_and_selector(wanted);
    let parameter = world.ssm.parameters.get(&name).ok_or_else(not_found)?;
    let version = pick(parameter, selector.as_deref()).ok_or_else(|| {
        AwsError::new(
            "ParameterVersionNotFound",
            format!(
                "Systems Manager could not find version {} of {name}. Verify the version and try \
                 again.",
                selector.as_deref().unwrap_or_default()
            ),
        )
    })?;
    let mut shown = show(world, parameter, version, decrypt);
    input::set_some(
        &mut shown,
        "Selector",
        selector.map(|selector| format!(":{selector}")),
    );
    Ok(json!({ "Parameter": shown }))
}

/// What AWS says of a parameter that is not there: nothing.
pub(super) fn not_found() -> AwsError {
    AwsError::new("ParameterNotFound", "")
}

pub(super) fn get_many(world: &World, input: &Value) -> Answer {
    let names = input::texts(input, "Names");
    if names.is_empty() || names.len() > 10 {
        return Err(refusal::constraint(
            &format!("[{}]", names.join(", ")),
            "names",
            "Member must have length between 1 and 10",
        ));
    }
    let decrypt = input::flag(input, "WithDecryption");
    let (mut found, mut invalid) = (Vec::new(), Vec::new());
    for wanted in names {
        let (name, selector) = name_and_selector(&wanted);
        let parameter = world.ssm.parameters.get(&name);
        let version = parameter.and_then(|parameter| pick(parameter, selector.as_deref()));
        match (parameter, version) {
            (Some(parameter), Some(version)) => {
                let mut shown = show(world, parameter, version, decrypt);
                let selector = selector.map(|selector| format!(":{selector}"));
                input::set_some(&mut shown, "Selector", selector);
                found.push(shown);
            }
            _ => invalid.push(wanted),
        }
    }
    Ok(json!({ "Parameters": found, "InvalidParameters": invalid }))
}

/// Takes `name`, `name:3` or an ARN apart.
pub(super) fn name_and_selector(wanted: &str) -> (String, Option<String>) {
    let (path, of_arn) = match arn::resource(wanted, "ssm") {
        Some(resource) => (resource.strip_prefix("parameter").unwrap_or(resource), true),
        None => (wanted, false),
    };
    let (name, selector) = match path.split_once(':') {
        Some((name, selector)) => (name, Some(selector.to_owned())),
        None => (path, None),
    };
    // In an ARN `parameter/x` is the parameter `x`, `parameter/a/b` is `/a/b`.
    let plain = name
        .strip_prefix('/')
        .filter(|rest| of_arn && !rest.contains('/'));
    (plain.unwrap_or(name).to_owned(), selector)
}

fn pick<'a>(parameter: &'a Parameter, selector: Option<&str>) -> Option<&'a Version> {
    match selector {
        None => parameter.latest(),
        Some(wanted) => parameter
            .versions
            .iter()
            .find(|version| version.number.to_string() == wanted),
    }
}

pub(super) fn show(
    world: &World,
    parameter: &Parameter,
    version: &Version,
    decrypt: bool,
) -> Value {
    json!({
        "Name": parameter.name,
        "Type": version.kind,
        "Value": shown_value(version, decrypt),
        "Version": version.number,
        "LastModifiedDate": timestamp::epoch_seconds(version.modified_ms),
        "ARN": parameter_arn(world, &parameter.name),
        "DataType": version.data_type,
    })
}

/// The value, or what an encrypted one looks like.
pub(super) fn shown_value(version: &Version, decrypt: bool) -> String {
    use std::fmt::Write as _;

    if decrypt || version.kind != "SecureString" {
        return version.value.clone();
    }
    let mut text = "AQICAHh".to_owned();
    for byte in Sha256::digest(version.value.as_bytes()) {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.push_str("AAAAZDBiBgkqhkiG9w0BBwagVTBTAgEAME4GCSqGSIb3DQEHATAeBglghkgBZQMEAS4wEQQM");
    text
}

#[cfg(test)]
mod tests {
    use super::name_and_selector;

    #[test]
    fn takes_names_and_arns_apart() {
        let check = |wanted: &str, name: &str, selector: Option<&str>| {
            assert_eq!(
                name_and_selector(wanted),
                (name.to_owned(), selector.map(str::to_owned))
            );
        };
        check("/a/b", "/a/b", None);
        check("/a/b:3", "/a/b", Some("3"));
        check("plain", "plain", None);
        check(
            "arn:aws:ssm:eu-central-1:123456789012:parameter/a/b",
            "/a/b",
            None,
        );
        check(
            "arn:aws:ssm:eu-central-1:123456789012:parameter/plain",
            "plain",
            None,
        );
        check(
            "arn:aws:ssm:eu-central-1:123456789012:parameter/a/b:2",
            "/a/b",
            Some("2"),
        );
    }
}
