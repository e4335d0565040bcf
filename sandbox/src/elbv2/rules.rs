//! Rules of listeners: describing, making, changing and deleting them.

use serde_json::{Value, json};

use super::{
    actions, conditions,
    refusal::{check_arn, listener, paged, required, rule_not_found, validation},
    state::{Listener, Rule},
};
use crate::{
    error::{Answer, AwsError},
    input, tags,
    world::World,
};

pub(super) fn describe(world: &World, input: &Value) -> Answer {
    let arns = input::texts(input, "RuleArns");
    let of = match input::text(input, "ListenerArn") {
        Some(_) => Some(listener(world, input)?.arn.as_str()),
        None if arns.is_empty() => {
            return Err(validation(
                "You must specify either listener rule ARNs or a listener ARN",
            ));
        }
        None => None,
    };
    for arn in &arns {
        check_arn(arn, "listener-rule/", "listener rule")?;
        let default = world
            .elbv2
            .listeners
            .values()
            .any(|one| one.default_rule_arn == *arn);
        if !default && !world.elbv2.rules.contains_key(arn) {
            return Err(rule_not_found());
        }
    }
    let wanted = |listener_arn: &str, arn: &String| {
        of.is_none_or(|of| of == listener_arn) && (arns.is_empty() || arns.contains(arn))
    };
    let mut rules: Vec<&Rule> = world
        .elbv2
        .rules
        .values()
        .filter(|rule| wanted(&rule.listener_arn, &rule.arn))
        .collect();
    rules.sort_by_key(|rule| rule.priority);
    let listeners = world.elbv2.listeners.values();
    let defaults = listeners
        .filter(|one| wanted(&one.arn, &one.default_rule_arn))
        .map(show_default);
    paged(
        input,
        "Rules",
        rules.into_iter().map(show).chain(defaults).collect(),
    )
}

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let owner = listener(world, input)?.clone();
    let priority = input::number(input, "Priority")
        .ok_or_else(|| validation("A priority must be specified"))?;
    let priority = u32::try_from(priority)
        .ok()
        .filter(|priority| (1..=50_000).contains(priority))
        .ok_or_else(|| validation(format!("Priority '{priority}' must be between 1 and 50000")))?;
    let conditions = conditions::read(input)?;
    let its_actions = actions::read(input, "Actions")?;
    actions::check_target_groups(world, &owner.load_balancer_arn, &its_actions)?;
    let rules = world.elbv2.rules.values();
    if rules
        .filter(|rule| rule.listener_arn == owner.arn)
        .any(|rule| rule.priority == priority)
    {
        return Err(AwsError::new(
            "PriorityInUse",
            format!("Priority '{priority}' is currently in use"),
        ));
    }
    let arn = owner.arn.replacen(":listener/", ":listener-rule/", 1);
    let rule = Rule {
        arn: format!("{arn}/{}", world.next_hex(16)),
        listener_arn: owner.arn,
        priority,
        conditions,
        actions: its_actions,
        tags: tags::read(input, "Tags"),
    };
    let output = json!({ "Rules": [show(&rule)] });
    world.elbv2.rules.insert(rule.arn.clone(), rule);
    world.elbv2.relink();
    Ok(output)
}

pub(super) fn modify(world: &mut World, input: &Value) -> Answer {
    let arn = required(input, "RuleArn")?;
    check_arn(arn, "listener-rule/", "listener rule")?;
    if world
        .elbv2
        .listeners
        .values()
        .any(|one| one.default_rule_arn == arn)
    {
        return Err(AwsError::new(
            "OperationNotPermitted",
            format!("Default rule '{arn}' cannot be modified"),
        ));
    }
    let mut changed = world
        .elbv2
        .rules
        .get(arn)
        .cloned()
        .ok_or_else(rule_not_found)?;
    if !input::list(input, "Conditions").is_empty() {
        changed.conditions = conditions::read(input)?;
    }
    if !input::list(input, "Actions").is_empty() {
        changed.actions = actions::read(input, "Actions")?;
        let owner = world.elbv2.listeners.get(&changed.listener_arn);
        if let Some(owner) = owner {
            actions::check_target_groups(world, &owner.load_balancer_arn, &changed.actions)?;
        }
    }
    let output = json!({ "Rules": [show(&changed)] });
    world.elbv2.rules.insert(changed.arn.clone(), changed);
    world.elbv2.relink();
    Ok(output)
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let arn = required(input, "RuleArn")?;
    check_arn(arn, "listener-rule/", "listener rule")?;
    if world
        .elbv2
        .listeners
        .values()
        .any(|one| one.default_rule_arn == arn)
    {
        return Err(AwsError::new(
            "OperationNotPermitted",
            format!("Default rule '{arn}' cannot be deleted"),
        ));
    }
    world.elbv2.rules.remove(arn).ok_or_else(rule_not_found)?;
    world.elbv2.relink();
    Ok(json!({}))
}

fn show(rule: &Rule) -> Value {
    json!({
        "RuleArn": rule.arn,
        "Priority": rule.priority.to_string(),
        "Conditions": rule.conditions,
        "Actions": rule.actions,
        "IsDefault": false,
    })
}

fn show_default(listener: &Listener) -> Value {
    json!({
        "RuleArn": listener.default_rule_arn,
        "Priority": "default",
        "Conditions": [],
        "Actions": listener.default_actions,
        "IsDefault": true,
    })
}
