//! Making, changing and deleting secrets.

use serde_json::{Value, json};

use super::{Content, Secret, Version, found, found_mut, marked_for_deletion};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, refusal, tags, timestamp,
    world::World,
};

const CURRENT: &str = "AWSCURRENT";
const PREVIOUS: &str = "AWSPREVIOUS";

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let name = refusal::required(input, "Name")?;
    let good = |letter: char| letter.is_ascii_alphanumeric() || "/_+=.@-".contains(letter);
    if name.len() > 512 || !name.chars().all(good) {
        return Err(AwsError::new(
            "ValidationException",
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the \
             following: -/_+=.@!",
        ));
    }
    let content = content(input)?;
    if let Some(present) = world.secretsmanager.secrets.get(name) {
        if present.deleted_ms.is_some() {
            return Err(AwsError::new(
                "InvalidRequestException",
                "You can't create this secret because a secret with this name is already scheduled \
                 for deletion.",
            ));
        }
        let token = input::text(input, "ClientRequestToken");
        let same = present.versions.iter().find(|version| {
            token == Some(version.id.as_str()) && Some(&version.content) == content.as_ref()
        });
        return same
            .map(|version| created(present, Some(version)))
            .ok_or_else(|| {
                AwsError::new(
                    "ResourceExistsException",
                    format!("The operation failed because the secret {name} already exists."),
                )
            });
    }
    let resource = format!("secret:{name}-{}", world.next_hex(6));
    let versions: Vec<Version> = match content {
        Some(content) => vec![version(world, input, content, vec![CURRENT.to_owned()])],
        None => Vec::new(),
    };
    let secret = Secret {
        arn: arn::regional(world, "secretsmanager", &resource),
        name: name.to_owned(),
        description: input::text(input, "Description").map(str::to_owned),
        kms_key_id: input::text(input, "KmsKeyId").map(str::to_owned),
        created_ms: world.now_ms,
        changed_ms: world.now_ms,
        deleted_ms: None,
        versions,
        tags: tags::read(input, "Tags"),
    };
    let output = created(&secret, secret.versions.first());
    world.secretsmanager.secrets.insert(name.to_owned(), secret);
    Ok(output)
}

fn created(secret: &Secret, version: Option<&Version>) -> Value {
    let mut output = json!({ "ARN": secret.arn, "Name": secret.name });
    let id = version.map(|version| version.id.as_str());
    input::set_some(&mut output, "VersionId", id);
    output
}

fn content(input: &Value) -> Result<Option<Content>, AwsError> {
    match (
        input::text(input, "SecretString"),
        input::text(input, "SecretBinary"),
    ) {
        (Some(_), Some(_)) => Err(AwsError::new(
            "InvalidParameterException",
            "You can't specify both a binary secret value and a string secret value in the same \
             secret.",
        )),
        (Some(text), None) => Ok(Some(Content::Text(text.to_owned()))),
        (None, Some(binary)) => Ok(Some(Content::Binary(binary.to_owned()))),
        (None, None) => Ok(None),
    }
}

fn version(world: &mut World, input: &Value, content: Content, stages: Vec<String>) -> Version {
    let id = match input::text(input, "ClientRequestToken") {
        Some(token) => token.to_owned(),
        None => [8, 4, 4, 4, 12]
            .map(|length| world.next_hex(length))
            .join("-"),
    };
    Version {
        id,
        stages,
        content,
        created_ms: world.now_ms,
    }
}

pub(super) fn put_value(world: &mut World, input: &Value) -> Answer {
    let secret = found(world, input)?;
    if secret.deleted_ms.is_some() {
        return Err(marked_for_deletion());
    }
    let name = secret.name.clone();
    let content = content(input)?.ok_or_else(|| {
        AwsError::new(
            "InvalidRequestException",
            "You must provide either SecretString or SecretBinary.",
        )
    })?;
    let token = input::text(input, "ClientRequestToken");
    let same = secret
        .versions
        .iter()
        .find(|version| token == Some(version.id.as_str()));
    if let Some(same) = same {
        if same.content == content {
            return Ok(put(secret, same));
        }
        return Err(AwsError::new(
            "ResourceExistsException",
            "You can't use ClientRequestToken because that value is already in use for a version \
             of this secret.",
        ));
    }
    let stages = match input::texts(input, "VersionStages") {
        none if none.is_empty() => vec![CURRENT.to_owned()],
        stages => stages,
    };
    let now_ms = world.now_ms;
    let added = version(world, input, content, stages);
    let Some(secret) = world.secretsmanager.secrets.get_mut(&name) else {
        return Err(super::not_found());
    };
    move_stages(secret, &added.stages);
    secret.changed_ms = now_ms;
    let output = put(secret, &added);
    secret.versions.push(added);
    Ok(output)
}

fn put(secret: &Secret, version: &Version) -> Value {
    json!({
        "ARN": secret.arn,
        "Name": secret.name,
        "VersionId": version.id,
        "VersionStages": version.stages,
    })
}

/// Takes stages away from the versions that have them; what was current becomes the previous one.
fn move_stages(secret: &mut Secret, stages: &[String]) {
    let current_moves = stages.iter().any(|stage| stage == CURRENT);
    for version in &mut secret.versions {
        let was_current = version.stages.iter().any(|stage| stage == CURRENT);
        version
            .stages
            .retain(|stage| !stages.contains(stage) && (!current_moves || stage != PREVIOUS));
        if was_current && current_moves {
            version.stages.push(PREVIOUS.to_owned());
        }
    }
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let now_ms = world.now_ms;
    let force = input::flag(input, "ForceDeleteWithoutRecovery");
    let window = input::number(input, "RecoveryWindowInDays");
    if force && window.is_some() {
        return Err(AwsError::new(
            "InvalidParameterException",
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        ));
    }
    let days = window.unwrap_or(30);
    if !(7..=30).contains(&days) {
        return Err(AwsError::new(
            "InvalidParameterException",
            "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
        ));
    }
    let secret = found_mut(world, input)?;
    if secret.deleted_ms.is_some() && !force {
        return Err(marked_for_deletion());
    }
    let at_ms = if force {
        now_ms
    } else {
        now_ms.saturating_add(days * 86_400_000)
    };
    secret.deleted_ms = Some(at_ms);
    let (arn, name) = (secret.arn.clone(), secret.name.clone());
    if force {
        world.secretsmanager.secrets.remove(&name);
    }
    Ok(json!({ "ARN": arn, "Name": name, "DeletionDate": timestamp::epoch_seconds(at_ms) }))
}

pub(super) fn restore(world: &mut World, input: &Value) -> Answer {
    let secret = found_mut(world, input)?;
    secret.deleted_ms = None;
    Ok(json!({ "ARN": secret.arn, "Name": secret.name }))
}

pub(super) fn tag(world: &mut World, input: &Value) -> Answer {
    let added = tags::read(input, "Tags");
    found_mut(world, input)?.tags.extend(added);
    Ok(json!({}))
}

pub(super) fn untag(world: &mut World, input: &Value) -> Answer {
    let keys = input::texts(input, "TagKeys");
    found_mut(world, input)?
        .tags
        .retain(|key, _| !keys.contains(key));
    Ok(json!({}))
}
