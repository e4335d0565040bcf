//! AWS Systems Manager Parameter Store.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// All parameters.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ssm {}

/// Whether a parameter exists, by name or by ARN.
pub(crate) fn exists(_world: &World, _name_or_arn: &str) -> bool {
    false
}

/// Answers one operation.
pub(crate) fn call(_world: &mut World, operation: &str, _input: &Value) -> Answer {
    Err(AwsError::new("UnknownOperationException", operation))
}
