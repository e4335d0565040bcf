//! Actions of listeners and rules: what traffic does that a rule matches.

use serde_json::{Map, Value, json};

use super::refusal::{target_group_not_found, validation};
use crate::{error::AwsError, input, world::World};

/// Reads actions and writes them as AWS shows them: a forward has both its short and its long
/// form, weights are numbers.
pub(super) fn read(input: &Value, member: &str) -> Result<Vec<Value>, AwsError> {
    let actions = input::list(input, member);
    if actions.is_empty() {
        return Err(validation(format!(
            "At least one action must be specified in '{member}'"
        )));
    }
    actions.iter().map(action).collect()
}

fn action(sent: &Value) -> Result<Value, AwsError> {
    let mut action = sent.as_object().cloned().unwrap_or_default();
    numbers(&mut action, &["Order"]);
    match input::text(sent, "Type") {
        Some("forward") => forward(&mut action, sent)?,
        Some("redirect" | "fixed-response" | "authenticate-oidc" | "authenticate-cognito") => {}
        Some(other) => return Err(validation(format!("Action type '{other}' is not valid"))),
        None => return Err(validation("An action type must be specified")),
    }
    Ok(Value::Object(action))
}

fn forward(action: &mut Map<String, Value>, sent: &Value) -> Result<(), AwsError> {
    let short = input::text(sent, "TargetGroupArn");
    let long = sent.get("ForwardConfig");
    let mut groups: Vec<Value> = long
        .map(|long| input::list(long, "TargetGroups"))
        .unwrap_or_default()
        .iter()
        .map(|group| {
            let weight = input::number(group, "Weight").unwrap_or(1);
            json!({ "TargetGroupArn": input::text(group, "TargetGroupArn"), "Weight": weight })
        })
        .collect();
    if groups.is_empty() {
        let arn = short.ok_or_else(|| {
            validation("A target group ARN must be specified for an action of type 'forward'")
        })?;
        groups.push(json!({ "TargetGroupArn": arn, "Weight": 1 }));
    }
    if groups.len() > 5 {
        return Err(AwsError::new(
            "TooManyTargetGroups",
            "A forward action can have at most 5 target groups",
        ));
    }
    if let [only] = groups.as_slice()
        && let Some(arn) = only.get("TargetGroupArn")
    {
        action.insert("TargetGroupArn".to_owned(), arn.clone());
    }
    let sent_stickiness = long.and_then(|long| long.get("TargetGroupStickinessConfig"));
    let mut stickiness =
        json!({ "Enabled": sent_stickiness.is_some_and(|sent| input::flag(sent, "Enabled")) });
    let duration = sent_stickiness.and_then(|sent| input::number(sent, "DurationSeconds"));
    input::set_some(&mut stickiness, "DurationSeconds", duration);
    action.insert(
        "ForwardConfig".to_owned(),
        json!({ "TargetGroups": groups, "TargetGroupStickinessConfig": stickiness }),
    );
    Ok(())
}

fn numbers(object: &mut Map<String, Value>, members: &[&str]) {
    for member in members {
        let number = object
            .get(*member)
            .and_then(Value::as_str)
            .and_then(|text| text.parse::<i64>().ok());
        if let Some(number) = number {
            object.insert((*member).to_owned(), json!(number));
        }
    }
}

/// The target groups that actions forward to.
pub(super) fn target_groups(actions: &[Value]) -> Vec<String> {
    actions
        .iter()
        .filter_map(|action| action.get("ForwardConfig"))
        .flat_map(|forward| input::list(forward, "TargetGroups"))
        .filter_map(|group| input::text(group, "TargetGroupArn"))
        .map(str::to_owned)
        .collect()
}

/// Refuses actions that forward to target groups that a load balancer cannot have.
pub(super) fn check_target_groups(
    world: &World,
    load_balancer_arn: &str,
    actions: &[Value],
) -> Result<(), AwsError> {
    for arn in target_groups(actions) {
        let group = world
            .elbv2
            .target_groups
            .get(&arn)
            .ok_or_else(|| target_group_not_found(&arn))?;
        if group
            .load_balancer_arns
            .iter()
            .any(|other| other != load_balancer_arn)
        {
            return Err(AwsError::new(
                "TargetGroupAssociationLimit",
                format!(
                    "The following target groups cannot be associated with more than one load \
                     balancer: {arn}"
                ),
            ));
        }
        let load_balancer = world.elbv2.load_balancers.get(load_balancer_arn);
        let http = matches!(group.protocol.as_deref(), Some("HTTP" | "HTTPS") | None);
        if load_balancer.is_some_and(|one| (one.kind == "application") != http) {
            return Err(AwsError::new(
                "InvalidLoadBalancerAction",
                format!(
                    "The target group '{arn}' has a protocol that the load balancer does not support"
                ),
            ));
        }
    }
    Ok(())
}
