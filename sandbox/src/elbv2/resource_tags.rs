//! Tags of load balancing resources, whatever their kind.

use serde_json::{Value, json};

use super::{
    refusal::{
        listener_not_found, load_balancer_not_found, rule_not_found, target_group_not_found,
        validation,
    },
    state::Elbv2,
};
use crate::{
    arn,
    error::{Answer, AwsError},
    input,
    tags::{self, Tags},
    world::World,
};

pub(super) fn describe(world: &mut World, input: &Value) -> Answer {
    let mut descriptions = Vec::new();
    for arn in input::texts(input, "ResourceArns") {
        let tags = tags::write(of(&mut world.elbv2, &arn)?);
        descriptions.push(json!({ "ResourceArn": arn, "Tags": tags }));
    }
    Ok(json!({ "TagDescriptions": descriptions }))
}

pub(super) fn add(world: &mut World, input: &Value) -> Answer {
    let added = tags::read(input, "Tags");
    for arn in input::texts(input, "ResourceArns") {
        of(&mut world.elbv2, &arn)?.extend(added.clone());
    }
    Ok(json!({}))
}

pub(super) fn remove(world: &mut World, input: &Value) -> Answer {
    let keys = input::texts(input, "TagKeys");
    for arn in input::texts(input, "ResourceArns") {
        of(&mut world.elbv2, &arn)?.retain(|key, _| !keys.contains(key));
    }
    Ok(json!({}))
}

fn of<'a>(elbv2: &'a mut Elbv2, arn: &str) -> Result<&'a mut Tags, AwsError> {
    let kind = arn::resource(arn, "elasticloadbalancing")
        .and_then(|resource| resource.split('/').next())
        .unwrap_or_default();
    match kind {
        "loadbalancer" => elbv2
            .load_balancers
            .get_mut(arn)
            .map(|one| &mut one.tags)
            .ok_or_else(|| load_balancer_not_found(arn)),
        "targetgroup" => elbv2
            .target_groups
            .get_mut(arn)
            .map(|one| &mut one.tags)
            .ok_or_else(|| target_group_not_found(arn)),
        "listener" => elbv2
            .listeners
            .get_mut(arn)
            .map(|one| &mut one.tags)
            .ok_or_else(listener_not_found),
        "listener-rule" => elbv2
            .rules
            .get_mut(arn)
            .map(|one| &mut one.tags)
            .ok_or_else(rule_not_found),
        _ => Err(validation(format!("'{arn}' is not a valid ARN"))),
    }
}
