//! Elastic Load Balancing v2: load balancers, listeners, rules, target groups and the health of
//! their targets.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// All load balancing resources of the account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Elbv2 {}

/// A registered or to be registered target: an instance id or an address, and a port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) id: String,
    pub(crate) port: u16,
}

/// What a health check of a target gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum TargetAnswer {
    #[default]
    Ok,
    Code(u16),
    Timeout,
}

/// The health of a target as the load balancer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Health {
    Initial,
    Healthy,
    Unhealthy { reason: String, description: String },
    Draining,
    Unused,
}

/// A target group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TargetGroup {
    pub(crate) target_type: String,
    pub(crate) port: Option<u16>,
    pub(crate) protocol: Option<String>,
    pub(crate) vpc_id: Option<String>,
    pub(crate) load_balancer_arns: Vec<String>,
}

pub(crate) fn register_targets(_world: &mut World, _target_group_arn: &str, _targets: &[Target]) {}

pub(crate) fn deregister_targets(_world: &mut World, _target_group_arn: &str, _targets: &[Target]) {
}

pub(crate) fn target_health(_world: &World, _target_group_arn: &str, _target: &Target) -> Health {
    Health::Unused
}

pub(crate) fn set_target_answer(
    _world: &mut World,
    _target_group_arn: &str,
    _target: &Target,
    _answer: TargetAnswer,
) {
}

pub(crate) fn tick(_world: &mut World) {}

pub(crate) fn find_target_group<'a>(_world: &'a World, _arn: &str) -> Option<&'a TargetGroup> {
    None
}

/// Answers one operation.
pub(crate) fn call(_world: &mut World, operation: &str, _input: &Value) -> Answer {
    Err(AwsError::new("InvalidAction", operation))
}
