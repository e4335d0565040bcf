//! Application Auto Scaling: scalable targets and scaling policies. Nothing here scales a service
//! by itself; the activities are those that an operation caused.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// All scalable targets, policies and activities.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Autoscaling {}

/// Answers one operation.
pub(crate) fn call(_world: &mut World, operation: &str, _input: &Value) -> Answer {
    Err(AwsError::new("UnknownOperationException", operation))
}
