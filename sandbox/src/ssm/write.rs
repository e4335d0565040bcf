//! Writing and deleting parameters.

use serde_json::{Value, json};

use super::{Parameter, Version, value::not_found};
use crate::{
    error::{Answer, AwsError},
    input, kms, refusal,
    tags::{self, Tags},
    world::World,
};

/// How many versions are kept.
const MAX_VERSIONS: usize = 100;

pub(super) fn put(world: &mut World, input: &Value) -> Answer {
    let name = refusal::required(input, "Name")?;
    check_name(name)?;
    let text = refusal::required(input, "Value")?;
    let overwrite = input::flag(input, "Overwrite");
    let sent_tags = tags::read(input, "Tags");
    let before = world
        .ssm
        .parameters
        .get(name)
        .and_then(Parameter::latest)
        .cloned();
    if before.is_some() && !overwrite {
        return Err(AwsError::new(
            "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in \
             the request to true.",
        ));
    }
    if overwrite && !sent_tags.is_empty() {
        return Err(AwsError::new(
            "ValidationException",
            "Invalid request: tags and overwrite can't be used together. To create a parameter \
             with tags, please remove overwrite flag. To update tags for an existing parameter, \
             please use AddTagsToResource or RemoveTagsFromResource.",
        ));
    }
    let kind = kind(input, before.as_ref())?;
    let tier = tier(input, text, before.as_ref())?;
    let inherit = |member: &str, of: fn(&Version) -> Option<&String>| {
        let sent = input::text(input, member).map(str::to_owned);
        sent.or_else(|| before.as_ref().and_then(of).cloned())
    };
    let secure = kind == "SecureString";
    if secure && let Some(key) = input::text(input, "KeyId") {
        check_key(world, key)?;
    }
    let version = Version {
        number: before.as_ref().map_or(1, |before| before.number + 1),
        value: text.to_owned(),
        key_id: secure.then(|| {
            inherit("KeyId", |before| before.key_id.as_ref())
                .unwrap_or_else(|| "alias/aws/ssm".to_owned())
        }),
        kind,
        description: inherit("Description", |before| before.description.as_ref()),
        allowed_pattern: inherit("AllowedPattern", |before| before.allowed_pattern.as_ref()),
        tier,
        data_type: input::text(input, "DataType").unwrap_or("text").to_owned(),
        modified_ms: world.now_ms,
    };
    let output = json!({ "Version": version.number, "Tier": version.tier });
    let parameter = world
        .ssm
        .parameters
        .entry(name.to_owned())
        .or_insert_with(|| Parameter {
            name: name.to_owned(),
            versions: Vec::new(),
            tags: Tags::new(),
        });
    parameter.tags.extend(sent_tags);
    parameter.versions.push(version);
    let surplus = parameter.versions.len().saturating_sub(MAX_VERSIONS);
    parameter.versions.drain(..surplus);
    Ok(output)
}

fn check_key(world: &World, key: &str) -> Result<(), AwsError> {
    if kms::is_usable(world, key) {
        return Ok(());
    }
    Err(AwsError::new(
        "InvalidKeyId",
        format!("Invalid keyId {key}"),
    ))
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let refuse = |message: &str| Err(AwsError::new("ValidationException", message));
    if !name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "_.-/".contains(letter))
    {
        return refuse(
            "Parameter name: can't contain characters other than a-zA-Z0-9_.- and the hierarchy \
             delimiter / (slash).",
        );
    }
    if name.contains('/') && !name.starts_with('/') {
        return refuse("Parameter name must be a fully qualified name.");
    }
    let first = name.trim_start_matches('/').to_ascii_lowercase();
    if first.starts_with("aws") || first.starts_with("ssm") {
        return refuse(
            "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a \
             path, it can consist of sub-paths divided by slash symbol; each sub-path can be \
             formed as a mix of letters, numbers and the following 3 symbols .-_",
        );
    }
    if name.split('/').count() > 16 {
        return Err(AwsError::new(
            "HierarchyLevelLimitExceededException",
            "A hierarchy can have a maximum of 15 levels. For more information, see Requirements \
             and constraints for parameter names in the AWS Systems Manager User Guide.",
        ));
    }
    Ok(())
}

fn kind(input: &Value, before: Option<&Version>) -> Result<String, AwsError> {
    let kind = match (input::text(input, "Type"), before) {
        (Some(kind), Some(before))
            if kind != before.kind && (kind == "SecureString" || before.kind == "SecureString") =>
        {
            return Err(AwsError::new(
                "HierarchyTypeMismatchException",
                format!(
                    "Parameter type can't be changed from {} to {kind}.",
                    before.kind
                ),
            ));
        }
        (Some(kind), _) => kind,
        (None, Some(before)) => &before.kind,
        (None, None) => {
            return Err(AwsError::new(
                "ValidationException",
                "A parameter type is required when you create a parameter.",
            ));
        }
    };
    if matches!(kind, "String" | "StringList" | "SecureString") {
        return Ok(kind.to_owned());
    }
    Err(refusal::constraint(
        kind,
        "type",
        "Member must satisfy enum value set: [SecureString, StringList, String]",
    ))
}

fn tier(input: &Value, text: &str, before: Option<&Version>) -> Result<String, AwsError> {
    let sent = input::text(input, "Tier").unwrap_or("Standard");
    let advanced = sent == "Advanced"
        || before.is_some_and(|before| before.tier == "Advanced")
        || (sent == "Intelligent-Tiering" && text.len() > 4096);
    let limit = if advanced { 8192 } else { 4096 };
    if text.len() > limit {
        let message = if advanced {
            "Parameter value exceeds the limit of 8192 characters."
        } else {
            "Standard tier parameters support a maximum parameter value of 4096 characters. To \
             create a larger parameter value, upgrade the parameter to use the advanced-parameter \
             tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/\
             userguide/parameter-store-advanced-parameters.html"
        };
        return Err(AwsError::new("ValidationException", message));
    }
    Ok(if advanced { "Advanced" } else { "Standard" }.to_owned())
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let name = refusal::required(input, "Name")?;
    world.ssm.parameters.remove(name).ok_or_else(not_found)?;
    Ok(json!({}))
}

pub(super) fn delete_many(world: &mut World, input: &Value) -> Value {
    let (deleted, invalid): (Vec<String>, Vec<String>) = input::texts(input, "Names")
        .into_iter()
        .partition(|name| world.ssm.parameters.remove(name).is_some());
    json!({ "DeletedParameters": deleted, "InvalidParameters": invalid })
}
