//! AWS Secrets Manager.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// All secrets.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct SecretsManager {}

/// Whether what a container's `valueFrom` names is there: an ARN, perhaps with
/// `:json-key:version-stage:version-id`.
pub(crate) fn exists(_world: &World, _value_from: &str) -> bool {
    false
}

/// Answers one operation.
pub(crate) fn call(_world: &mut World, operation: &str, _input: &Value) -> Answer {
    Err(AwsError::new("UnknownOperationException", operation))
}
