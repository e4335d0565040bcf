//! Reading one secret.

use serde_json::{Map, Value, json};

use super::{Content, Secret, found, marked_for_deletion};
use crate::{
    error::{Answer, AwsError},
    input, tags, timestamp,
    world::World,
};

pub(super) fn describe(world: &World, input: &Value) -> Answer {
    Ok(metadata(found(world, input)?, "VersionIdsToStages"))
}

/// What is known of a secret but its value; `stages` is the member that holds the versions.
pub(super) fn metadata(secret: &Secret, stages: &str) -> Value {
    let versions: Map<String, Value> = secret
        .versions
        .iter()
        .filter(|version| !version.stages.is_empty())
        .map(|version| (version.id.clone(), json!(version.stages)))
        .collect();
    let mut output = json!({
        "ARN": secret.arn,
        "Name": secret.name,
        "LastChangedDate": timestamp::epoch_seconds(secret.changed_ms),
        "CreatedDate": timestamp::epoch_seconds(secret.created_ms),
        "Tags": tags::write(&secret.tags),
        stages: versions,
    });
    input::set_some(&mut output, "Description", secret.description.as_deref());
    input::set_some(&mut output, "KmsKeyId", secret.kms_key_id.as_deref());
    input::set_some(
        &mut output,
        "DeletedDate",
        secret.deleted_ms.map(timestamp::epoch_seconds),
    );
    output
}

pub(super) fn value(world: &World, input: &Value) -> Answer {
    let secret = found(world, input)?;
    if secret.deleted_ms.is_some() {
        return Err(marked_for_deletion());
    }
    let id = input::text(input, "VersionId");
    let stage = input::text(input, "VersionStage");
    let version = match (id, stage) {
        (Some(id), _) => secret.versions.iter().find(|version| {
            version.id == id
                && stage.is_none_or(|stage| version.stages.iter().any(|one| one == stage))
        }),
        (None, stage) => secret.at_stage(stage.unwrap_or("AWSCURRENT")),
    };
    let version = version.ok_or_else(|| {
        let wanted = match id {
            Some(id) => format!("VersionId: {id}"),
            None => format!("staging label: {}", stage.unwrap_or("AWSCURRENT")),
        };
        AwsError::new(
            "ResourceNotFoundException",
            format!("Secrets Manager can't find the specified secret value for {wanted}"),
        )
    })?;
    let mut output = json!({
        "ARN": secret.arn,
        "Name": secret.name,
        "VersionId": version.id,
        "VersionStages": version.stages,
        "CreatedDate": timestamp::epoch_seconds(version.created_ms),
    });
    let (member, content) = match &version.content {
        Content::Text(text) => ("SecretString", text),
        Content::Binary(text) => ("SecretBinary", text),
    };
    input::set_some(&mut output, member, Some(content.as_str()));
    Ok(output)
}
