//! AWS Secrets Manager.

mod list;
mod read;
mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    arn,
    error::{Answer, AwsError},
    refusal,
    tags::Tags,
    world::World,
};

/// All secrets, by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct SecretsManager {
    pub(crate) secrets: BTreeMap<String, Secret>,
}

/// A secret with its versions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Secret {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) kms_key_id: Option<String>,
    pub(crate) created_ms: i64,
    pub(crate) changed_ms: i64,
    /// When it will be gone, once it is marked for deletion.
    pub(crate) deleted_ms: Option<i64>,
    /// Oldest first.
    pub(crate) versions: Vec<Version>,
    pub(crate) tags: Tags,
}

/// One version of a secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) stages: Vec<String>,
    pub(crate) content: Content,
    pub(crate) created_ms: i64,
}

/// What a secret holds; binary content stays in base64 as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Content {
    Text(String),
    Binary(String),
}

impl Secret {
    fn at_stage(&self, stage: &str) -> Option<&Version> {
        self.versions
            .iter()
            .find(|version| version.stages.iter().any(|one| one == stage))
    }
}

/// Why what a container's `valueFrom` names cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing<'a> {
    /// There is no such secret, or no such version.
    Secret,
    /// Its value is no JSON with this member.
    Key(&'a str),
}

/// Whether what a container's `valueFrom` names is there: an ARN, perhaps with
/// `:json-key:version-stage:version-id`.
pub(crate) fn look<'a>(world: &World, value_from: &'a str) -> Result<(), Missing<'a>> {
    let Some(resource) = arn::resource(value_from, "secretsmanager") else {
        return find(world, value_from)
            .filter(|secret| secret.deleted_ms.is_none())
            .map(|_| ())
            .ok_or(Missing::Secret);
    };
    let mut parts = resource.split(':');
    let (Some("secret"), Some(name)) = (parts.next(), parts.next()) else {
        return Err(Missing::Secret);
    };
    let mut given = || parts.next().filter(|part| !part.is_empty());
    let (key, stage, version_id) = (given(), given(), given());
    let secret_arn = arn::regional(world, "secretsmanager", &format!("secret:{name}"));
    let found = value_from
        .starts_with(&secret_arn)
        .then(|| find(world, &secret_arn))
        .flatten();
    let secret = found
        .filter(|secret| secret.deleted_ms.is_none())
        .ok_or(Missing::Secret)?;
    let version = match version_id {
        Some(id) => secret.versions.iter().find(|version| version.id == id),
        None => secret.at_stage(stage.unwrap_or("AWSCURRENT")),
    };
    let version = version.ok_or(Missing::Secret)?;
    match key {
        Some(key) if !has_key(version, key) => Err(Missing::Key(key)),
        _ => Ok(()),
    }
}

fn has_key(version: &Version, key: &str) -> bool {
    match &version.content {
        Content::Text(text) => {
            serde_json::from_str::<Value>(text).is_ok_and(|value| value.get(key).is_some())
        }
        Content::Binary(_) => false,
    }
}

/// A secret by name, by ARN, or by ARN without its last six letters.
fn find<'a>(world: &'a World, id: &str) -> Option<&'a Secret> {
    let secrets = &world.secretsmanager.secrets;
    secrets
        .get(id)
        .or_else(|| secrets.values().find(|secret| answers_to(secret, id)))
}

fn answers_to(secret: &Secret, id: &str) -> bool {
    secret.arn == id
        || secret
            .arn
            .strip_prefix(id)
            .is_some_and(|rest| rest.len() == 7 && rest.starts_with('-'))
}

fn found<'a>(world: &'a World, input: &Value) -> Result<&'a Secret, AwsError> {
    find(world, refusal::required(input, "SecretId")?).ok_or_else(not_found)
}

fn found_mut<'a>(world: &'a mut World, input: &Value) -> Result<&'a mut Secret, AwsError> {
    let name = found(world, input)?.name.clone();
    world
        .secretsmanager
        .secrets
        .get_mut(&name)
        .ok_or_else(not_found)
}

fn not_found() -> AwsError {
    AwsError::new(
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret.",
    )
}

fn marked_for_deletion() -> AwsError {
    AwsError::new(
        "InvalidRequestException",
        "You can't perform this operation on the secret because it was marked for deletion.",
    )
}

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    match operation {
        "ListSecrets" => list::secrets(world, input),
        "ListSecretVersionIds" => list::versions(world, input),
        "DescribeSecret" => read::describe(world, input),
        "GetSecretValue" => read::value(world, input),
        "CreateSecret" => write::create(world, input),
        "PutSecretValue" => write::put_value(world, input),
        "DeleteSecret" => write::delete(world, input),
        "RestoreSecret" => write::restore(world, input),
        "TagResource" => write::tag(world, input),
        "UntagResource" => write::untag(world, input),
        _ => Err(refusal::unknown_operation(operation)),
    }
}
