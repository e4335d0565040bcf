//! Scalable targets.

use serde_json::{Value, json};

use super::{ScalableTarget, Scaled, activities, invalid, namespace, paged};
use crate::{
    arn, ecs,
    error::{Answer, AwsError},
    input, timestamp,
    world::World,
};

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    namespace(request)?;
    let ids = input::texts(request, "ResourceIds");
    let items = world
        .autoscaling
        .targets
        .iter()
        .filter(|target| target.scaled.wanted_by(request))
        .filter(|target| ids.is_empty() || ids.contains(&target.scaled.resource_id))
        .map(show)
        .collect();
    paged(request, "ScalableTargets", items)
}

fn show(target: &ScalableTarget) -> Value {
    json!({
        "ServiceNamespace": target.scaled.namespace,
        "ResourceId": target.scaled.resource_id,
        "ScalableDimension": target.scaled.dimension,
        "MinCapacity": target.min,
        "MaxCapacity": target.max,
        "RoleARN": target.role_arn,
        "CreationTime": timestamp::epoch_seconds(target.created_ms),
        "SuspendedState": target.suspended,
        "ScalableTargetARN": target.arn,
    })
}

pub(super) fn register(world: &mut World, request: &Value) -> Answer {
    let scaled = Scaled::read(request)?;
    let desired = desired_count(world, &scaled)?;
    let present = world
        .autoscaling
        .targets
        .iter()
        .find(|one| one.scaled == scaled)
        .cloned();
    let bound = |member, kept: Option<i64>| {
        input::number(request, member)
            .or(kept)
            .ok_or_else(|| invalid("Both minimum capacity and maximum capacity must be specified when registering a new scalable target."))
    };
    let min = bound("MinCapacity", present.as_ref().map(|target| target.min))?;
    let max = bound("MaxCapacity", present.as_ref().map(|target| target.max))?;
    if min < 0 || min > max {
        return Err(invalid(
            "Maximum capacity cannot be less than minimum capacity",
        ));
    }
    let mut suspended = present.as_ref().map_or_else(
        || {
            json!({
                "DynamicScalingInSuspended": false,
                "DynamicScalingOutSuspended": false,
                "ScheduledScalingSuspended": false,
            })
        },
        |target| target.suspended.clone(),
    );
    if let Some(sent) = request.get("SuspendedState").and_then(Value::as_object) {
        for (member, flag) in sent {
            input::set_some(&mut suspended, member, Some(flag.clone()));
        }
    }
    let id = world.next_hex(32);
    let target = ScalableTarget {
        arn: present.as_ref().map_or_else(
            || {
                arn::regional(
                    world,
                    "application-autoscaling",
                    &format!("scalable-target/{id}"),
                )
            },
            |target| target.arn.clone(),
        ),
        min,
        max,
        role_arn: arn::global(
            world,
            "iam",
            "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/\
             AWSServiceRoleForApplicationAutoScaling_ECSService",
        ),
        created_ms: present.map_or(world.now_ms, |target| target.created_ms),
        suspended,
        scaled,
    };
    let output = json!({ "ScalableTargetARN": target.arn });
    let (scaled, within) = (target.scaled.clone(), desired.clamp(min, max));
    world.autoscaling.targets.retain(|one| one.scaled != scaled);
    world.autoscaling.targets.push(target);
    if within != desired {
        let cause = if within == min { "minimum" } else { "maximum" };
        activities::set_desired_count(
            world,
            &scaled,
            within,
            format!("{cause} capacity was set to {within}"),
        )?;
    }
    Ok(output)
}

/// The service's desired count, asked of ECS as AWS does.
fn desired_count(world: &mut World, scaled: &Scaled) -> Result<i64, AwsError> {
    let missing = || invalid(format!("ECS service doesn't exist: {}", scaled.resource_id));
    let (cluster, service) = scaled.cluster_and_service().ok_or_else(missing)?;
    let request = json!({ "cluster": cluster, "services": [service] });
    let answer = ecs::call(world, "DescribeServices", &request).map_err(|_| missing())?;
    let active = input::list(&answer, "services")
        .iter()
        .find(|service| input::text(service, "status") == Some("ACTIVE"));
    active
        .and_then(|service| input::number(service, "desiredCount"))
        .ok_or_else(missing)
}

pub(super) fn deregister(world: &mut World, request: &Value) -> Answer {
    let scaled = Scaled::read(request)?;
    let before = world.autoscaling.targets.len();
    world
        .autoscaling
        .targets
        .retain(|target| target.scaled != scaled);
    if world.autoscaling.targets.len() == before {
        return Err(scaled.not_found("scalable target"));
    }
    world
        .autoscaling
        .policies
        .retain(|policy| policy.scaled != scaled);
    Ok(json!({}))
}
