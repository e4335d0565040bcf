//! Elastic Load Balancing v2: load balancers, listeners, rules, target groups and the health of
//! their targets.

mod actions;
mod attributes;
mod conditions;
mod health;
mod listeners;
mod load_balancers;
mod refusal;
mod resource_tags;
mod rules;
mod state;
mod target_groups;
mod targets;
mod weights;

use serde_json::Value;

pub(crate) use self::{
    health::{
        Health, Target, TargetAnswer, deregister_targets, register_targets, set_target_answer,
        target_health, tick,
    },
    state::{Elbv2, TargetGroup},
    weights::{routes, set_weights},
};
use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// The target group with an ARN.
pub(crate) fn find_target_group<'a>(world: &'a World, arn: &str) -> Option<&'a TargetGroup> {
    world.elbv2.target_groups.get(arn)
}

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    match operation {
        "DescribeLoadBalancers" => load_balancers::describe(world, input),
        "CreateLoadBalancer" => load_balancers::create(world, input),
        "DeleteLoadBalancer" => load_balancers::delete(world, input),
        "DescribeLoadBalancerAttributes" => attributes::describe_load_balancer(world, input),
        "ModifyLoadBalancerAttributes" => attributes::modify_load_balancer(world, input),
        "DescribeListeners" => listeners::describe(world, input),
        "CreateListener" => listeners::create(world, input),
        "ModifyListener" => listeners::modify(world, input),
        "DeleteListener" => listeners::delete(world, input),
        "DescribeRules" => rules::describe(world, input),
        "CreateRule" => rules::create(world, input),
        "ModifyRule" => rules::modify(world, input),
        "DeleteRule" => rules::delete(world, input),
        "DescribeTargetGroups" => target_groups::describe(world, input),
        "CreateTargetGroup" => target_groups::create(world, input),
        "ModifyTargetGroup" => target_groups::modify(world, input),
        "DeleteTargetGroup" => target_groups::delete(world, input),
        "DescribeTargetGroupAttributes" => attributes::describe_target_group(world, input),
        "ModifyTargetGroupAttributes" => attributes::modify_target_group(world, input),
        "DescribeTargetHealth" => targets::describe_health(world, input),
        "RegisterTargets" => targets::register(world, input),
        "DeregisterTargets" => targets::deregister(world, input),
        "DescribeTags" => resource_tags::describe(world, input),
        "AddTags" => resource_tags::add(world, input),
        "RemoveTags" => resource_tags::remove(world, input),
        _ => Err(AwsError::new(
            "InvalidAction",
            format!("Could not find operation {operation} for version 2015-12-01"),
        )),
    }
}
