//! Refusals and look-ups that several operations share.

use serde_json::{Value, json};

use super::state::{Listener, LoadBalancer, TargetGroup};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, paging,
    world::World,
};

pub(super) fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationError", message)
}

/// A member that must be there.
pub(super) fn required<'a>(input: &'a Value, member: &str) -> Result<&'a str, AwsError> {
    input::text(input, member).ok_or_else(|| {
        let mut shown = member.to_owned();
        if let Some(first) = shown.get_mut(0..1) {
            first.make_ascii_lowercase();
        }
        validation(format!(
            "1 validation error detected: Value null at '{shown}' failed to satisfy constraint: \
             Member must not be null"
        ))
    })
}

/// Refuses what is not an ARN of the kind: `prefix` is how its resource starts, `kind` its name.
pub(super) fn check_arn(arn: &str, prefix: &str, kind: &str) -> Result<(), AwsError> {
    let good = arn::resource(arn, "elasticloadbalancing")
        .is_some_and(|resource| resource.starts_with(prefix));
    if good {
        Ok(())
    } else {
        Err(validation(format!("'{arn}' is not a valid {kind} ARN")))
    }
}

pub(super) fn load_balancer<'a>(
    world: &'a World,
    input: &Value,
) -> Result<&'a LoadBalancer, AwsError> {
    let arn = required(input, "LoadBalancerArn")?;
    check_arn(arn, "loadbalancer/", "load balancer")?;
    world
        .elbv2
        .load_balancers
        .get(arn)
        .ok_or_else(|| load_balancer_not_found(arn))
}

pub(super) fn load_balancer_not_found(wanted: &str) -> AwsError {
    AwsError::new(
        "LoadBalancerNotFound",
        format!("Load balancers '[{wanted}]' not found"),
    )
}

pub(super) fn listener<'a>(world: &'a World, input: &Value) -> Result<&'a Listener, AwsError> {
    let arn = required(input, "ListenerArn")?;
    check_arn(arn, "listener/", "listener")?;
    world
        .elbv2
        .listeners
        .get(arn)
        .ok_or_else(listener_not_found)
}

pub(super) fn listener_not_found() -> AwsError {
    AwsError::new("ListenerNotFound", "One or more listeners not found")
}

pub(super) fn rule_not_found() -> AwsError {
    AwsError::new("RuleNotFound", "One or more rules not found")
}

pub(super) fn target_group<'a>(
    world: &'a World,
    input: &Value,
) -> Result<&'a TargetGroup, AwsError> {
    let arn = required(input, "TargetGroupArn")?;
    check_arn(arn, "targetgroup/", "target group")?;
    world
        .elbv2
        .target_groups
        .get(arn)
        .ok_or_else(|| target_group_not_found(arn))
}

pub(super) fn target_group_not_found(arn: &str) -> AwsError {
    AwsError::new(
        "TargetGroupNotFound",
        format!("Target groups '{arn}' not found"),
    )
}

/// Refuses a name of a load balancer or target group that AWS would refuse.
pub(super) fn check_name(name: &str, kind: &str) -> Result<(), AwsError> {
    if name.len() > 32 {
        return Err(validation(format!(
            "{kind} name '{name}' cannot be longer than '32' characters"
        )));
    }
    if !name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    {
        return Err(validation(format!(
            "{kind} name '{name}' can only contain characters that are alphanumeric characters or \
             hyphens(-)"
        )));
    }
    if name.starts_with('-') || name.ends_with('-') {
        return Err(validation(format!(
            "{kind} name '{name}' cannot begin or end with a hyphen"
        )));
    }
    Ok(())
}

/// One page with `NextMarker`.
pub(super) fn paged(input: &Value, member: &str, items: Vec<Value>) -> Answer {
    let size = input::number(input, "PageSize").unwrap_or(400);
    if !(1..=400).contains(&size) {
        return Err(validation(format!(
            "1 validation error detected: Value '{size}' at 'pageSize' failed to satisfy \
             constraint: Member must have value between 1 and 400"
        )));
    }
    let size = usize::try_from(size).unwrap_or(400);
    let page = paging::page(items, input::text(input, "Marker"), size)
        .map_err(|_| validation("The marker is not valid"))?;
    let mut output = json!({ member: page.items });
    input::set_some(&mut output, "NextMarker", page.next);
    Ok(output)
}
