//! Shares of traffic between target groups, as a deployer rewrites them.

use serde_json::{Value, json};

use crate::world::World;

/// Whether there is a rule, or a listener, with an ARN.
pub(crate) fn routes(world: &World, arn: &str) -> bool {
    let elbv2 = &world.elbv2;
    elbv2.rules.contains_key(arn)
        || elbv2.listeners.contains_key(arn)
        || elbv2
            .listeners
            .values()
            .any(|listener| listener.default_rule_arn == arn)
}

/// Lets a rule or a listener forward to target groups by weights.
pub(crate) fn set_weights(world: &mut World, arn: &str, weights: &[(String, u32)]) {
    let elbv2 = &mut world.elbv2;
    let actions = if let Some(rule) = elbv2.rules.get_mut(arn) {
        &mut rule.actions
    } else if let Some(listener) = elbv2
        .listeners
        .values_mut()
        .find(|listener| listener.arn == arn || listener.default_rule_arn == arn)
    {
        &mut listener.default_actions
    } else {
        return;
    };
    let forward = forward(actions, weights);
    if forward == *actions {
        return;
    }
    *actions = forward;
    elbv2.relink();
}

/// The same actions with another forward, which is the last of them: what authenticates stays.
fn forward(present: &[Value], weights: &[(String, u32)]) -> Vec<Value> {
    let is_forward =
        |action: &&Value| action.get("Type").and_then(Value::as_str) == Some("forward");
    let groups: Vec<Value> = weights
        .iter()
        .map(|(group, weight)| json!({ "TargetGroupArn": group, "Weight": weight }))
        .collect();
    let kept = present.iter().find(is_forward);
    let stickiness = kept
        .and_then(|action| action.pointer("/ForwardConfig/TargetGroupStickinessConfig"))
        .cloned()
        .unwrap_or_else(|| json!({ "Enabled": false }));
    let before = present
        .iter()
        .filter(|action| !is_forward(action) && !is_answer(action));
    let mut actions: Vec<Value> = before.cloned().collect();
    let mut forward = json!({
        "Type": "forward",
        "ForwardConfig": { "TargetGroups": groups, "TargetGroupStickinessConfig": stickiness },
    });
    if let Some(order) = kept.and_then(|action| action.get("Order")) {
        crate::input::set_some(&mut forward, "Order", Some(order.clone()));
    }
    actions.push(forward);
    actions
}

/// Answers the request itself, so that a forward takes its place.
fn is_answer(action: &Value) -> bool {
    matches!(
        action.get("Type").and_then(Value::as_str),
        Some("redirect" | "fixed-response")
    )
}
