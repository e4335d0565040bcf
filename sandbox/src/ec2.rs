//! Amazon EC2: the networks that services are placed in. Instances are not simulated here.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// The networks of the account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ec2 {}

/// A subnet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subnet {
    pub(crate) subnet_id: String,
    pub(crate) vpc_id: String,
    pub(crate) cidr_block: String,
    pub(crate) availability_zone: String,
}

/// The subnet with an id.
pub(crate) fn subnet<'a>(_world: &'a World, _subnet_id: &str) -> Option<&'a Subnet> {
    None
}

/// Takes the lowest free address of a subnet; `None` when it is full or unknown.
pub(crate) fn allocate_address(_world: &mut World, _subnet_id: &str) -> Option<String> {
    None
}

/// Gives an address back.
pub(crate) fn release_address(_world: &mut World, _subnet_id: &str, _address: &str) {}

/// Answers one operation.
pub(crate) fn call(_world: &mut World, operation: &str, _input: &Value) -> Answer {
    Err(AwsError::new("InvalidAction", operation))
}
