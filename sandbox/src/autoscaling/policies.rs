//! Scaling policies.

use serde_json::{Value, json};

use super::{Scaled, ScalingPolicy, invalid, namespace, paged};
use crate::{arn, error::Answer, input, refusal, timestamp, world::World};

pub(super) fn describe(world: &World, request: &Value) -> Answer {
    namespace(request)?;
    let names = input::texts(request, "PolicyNames");
    let items = world
        .autoscaling
        .policies
        .iter()
        .filter(|policy| policy.scaled.wanted_by(request))
        .filter(|policy| names.is_empty() || names.contains(&policy.name))
        .map(show)
        .collect();
    paged(request, "ScalingPolicies", items)
}

fn show(policy: &ScalingPolicy) -> Value {
    let (member, configuration) = &policy.configuration;
    json!({
        "PolicyARN": policy.arn,
        "PolicyName": policy.name,
        "ServiceNamespace": policy.scaled.namespace,
        "ResourceId": policy.scaled.resource_id,
        "ScalableDimension": policy.scaled.dimension,
        "PolicyType": policy.kind,
        member: configuration,
        "Alarms": policy.alarms,
        "CreationTime": timestamp::epoch_seconds(policy.created_ms),
    })
}

pub(super) fn put(world: &mut World, request: &Value) -> Answer {
    let scaled = Scaled::read(request)?;
    let name = refusal::required(request, "PolicyName")?.to_owned();
    if !world
        .autoscaling
        .targets
        .iter()
        .any(|target| target.scaled == scaled)
    {
        return Err(scaled.not_found("scalable target"));
    }
    let present = world
        .autoscaling
        .policies
        .iter()
        .find(|one| one.scaled == scaled && one.name == name);
    let kind = input::text(request, "PolicyType")
        .or_else(|| present.map(|present| present.kind.as_str()))
        .unwrap_or("StepScaling")
        .to_owned();
    let member = match kind.as_str() {
        "StepScaling" => "StepScalingPolicyConfiguration",
        "TargetTrackingScaling" => "TargetTrackingScalingPolicyConfiguration",
        "PredictiveScaling" => "PredictiveScalingPolicyConfiguration",
        other => {
            return Err(refusal::constraint(
                other,
                "policyType",
                "Member must satisfy enum value set: [StepScaling, TargetTrackingScaling, \
                 PredictiveScaling]",
            ));
        }
    };
    let configuration = request.get(member).cloned().ok_or_else(|| {
        invalid(format!(
            "A {member} must be specified for policy type {kind}"
        ))
    })?;
    let kept = present.map(|present| (present.arn.clone(), present.created_ms));
    let uuid = uuid(world);
    let (arn, created_ms) = kept.unwrap_or_else(|| {
        let resource = format!(
            "scalingPolicy:{uuid}:resource/{}/{}:policyName/{name}",
            scaled.namespace, scaled.resource_id
        );
        (arn::regional(world, "autoscaling", &resource), world.now_ms)
    });
    let alarms = if kind == "TargetTrackingScaling" {
        alarms(world, &scaled)
    } else {
        Vec::new()
    };
    let output = json!({ "PolicyARN": arn, "Alarms": alarms });
    let configuration = (member.to_owned(), configuration);
    let policy = ScalingPolicy {
        scaled,
        arn,
        name,
        kind,
        configuration,
        alarms,
        created_ms,
    };
    let same = |one: &ScalingPolicy| one.scaled == policy.scaled && one.name == policy.name;
    world.autoscaling.policies.retain(|one| !same(one));
    world.autoscaling.policies.push(policy);
    Ok(output)
}

/// Target tracking makes its own alarms.
fn alarms(world: &mut World, scaled: &Scaled) -> Vec<Value> {
    ["AlarmHigh", "AlarmLow"]
        .map(|end| {
            let uuid = uuid(world);
            let name = format!("TargetTracking-{}-{end}-{uuid}", scaled.resource_id);
            let alarm_arn = arn::regional(world, "cloudwatch", &format!("alarm:{name}"));
            json!({ "AlarmName": name, "AlarmARN": alarm_arn })
        })
        .to_vec()
}

fn uuid(world: &mut World) -> String {
    [8, 4, 4, 4, 12]
        .map(|length| world.next_hex(length))
        .join("-")
}

pub(super) fn delete(world: &mut World, request: &Value) -> Answer {
    let scaled = Scaled::read(request)?;
    let name = refusal::required(request, "PolicyName")?;
    let before = world.autoscaling.policies.len();
    world
        .autoscaling
        .policies
        .retain(|one| one.scaled != scaled || one.name != name);
    if world.autoscaling.policies.len() == before {
        return Err(scaled.not_found("scaling policy"));
    }
    Ok(json!({}))
}
