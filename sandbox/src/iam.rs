//! IAM: roles, policies and what they allow.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// Roles and customer managed policies.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Iam {}

/// Whether a role exists, by ARN.
pub(crate) fn role_exists(_world: &World, _role_arn: &str) -> bool {
    false
}

/// Whether a role's policies allow an action on a resource.
pub(crate) fn role_can(_world: &World, _role_arn: &str, _action: &str, _resource: &str) -> bool {
    false
}

/// Answers one operation.
pub(crate) fn call(_world: &mut World, operation: &str, _input: &Value) -> Answer {
    Err(AwsError::new("InvalidAction", operation))
}
