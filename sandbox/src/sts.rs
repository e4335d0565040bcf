//! AWS STS: who is calling, and roles on loan. It keeps no state: every credential is good.

use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// Answers one operation.
pub(crate) fn call(_world: &mut World, operation: &str, _input: &Value) -> Answer {
    Err(AwsError::new("InvalidAction", operation))
}
