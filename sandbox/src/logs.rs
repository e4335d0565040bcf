//! Amazon CloudWatch Logs: groups, streams and the lines that the simulated tasks write.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// All log groups.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Logs {}

/// Appends lines at the present simulated time, making group and stream where they are missing.
pub(crate) fn write(_world: &mut World, _group: &str, _stream: &str, _lines: &[String]) {}

/// Answers one operation.
pub(crate) fn call(_world: &mut World, operation: &str, _input: &Value) -> Answer {
    Err(AwsError::new("UnknownOperationException", operation))
}
