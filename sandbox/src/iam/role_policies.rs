//! The policies of a role, attached and inline.

use serde_json::{Value, json};

use super::{
    document, managed,
    refusal::{
        check_name, encode_document, malformed, no_such_entity, paged, required, role, role_mut,
    },
};
use crate::{
    error::{Answer, AwsError},
    world::World,
};

/// Managed policies of one role, AWS's default quota.
const MAX_ATTACHED: usize = 10;

pub(super) fn attach(world: &mut World, input: &Value) -> Answer {
    let policy = required(input, "PolicyArn", "policyArn")?;
    if managed::find(policy).is_none() && !world.iam.policies.contains_key(policy) {
        return Err(no_such_entity(format!(
            "Policy {policy} does not exist or is not attachable."
        )));
    }
    let role = role_mut(world, input)?;
    if !role.attached.iter().any(|attached| attached == policy) {
        if role.attached.len() >= MAX_ATTACHED {
            return Err(AwsError::new(
                "LimitExceeded",
                format!("Cannot exceed quota for PoliciesPerRole: {MAX_ATTACHED}"),
            )
            .with_status(409));
        }
        role.attached.push(policy.to_owned());
    }
    Ok(json!({}))
}

pub(super) fn detach(world: &mut World, input: &Value) -> Answer {
    let policy = required(input, "PolicyArn", "policyArn")?;
    let role = role_mut(world, input)?;
    let before = role.attached.len();
    role.attached.retain(|attached| attached != policy);
    if role.attached.len() == before {
        return Err(no_such_entity(format!("Policy {policy} was not found.")));
    }
    Ok(json!({}))
}

pub(super) fn list_attached(world: &World, input: &Value) -> Answer {
    let policies = role(world, input)?
        .attached
        .iter()
        .map(|arn| {
            let name = arn.rsplit('/').next().unwrap_or_default();
            json!({ "PolicyName": name, "PolicyArn": arn })
        })
        .collect();
    paged(input, "AttachedPolicies", policies)
}

pub(super) fn put(world: &mut World, input: &Value) -> Answer {
    let name = required(input, "PolicyName", "policyName")?;
    check_name(name, "policyName", 128)?;
    let text = required(input, "PolicyDocument", "policyDocument")?;
    document::parse_identity(text).map_err(malformed)?;
    role_mut(world, input)?
        .inline
        .insert(name.to_owned(), text.to_owned());
    Ok(json!({}))
}

pub(super) fn get(world: &World, input: &Value) -> Answer {
    let name = required(input, "PolicyName", "policyName")?;
    let role = role(world, input)?;
    let text = role.inline.get(name).ok_or_else(|| missing_inline(name))?;
    Ok(json!({
        "RoleName": role.name,
        "PolicyName": name,
        "PolicyDocument": encode_document(text),
    }))
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let name = required(input, "PolicyName", "policyName")?;
    role_mut(world, input)?
        .inline
        .remove(name)
        .ok_or_else(|| missing_inline(name))?;
    Ok(json!({}))
}

pub(super) fn list(world: &World, input: &Value) -> Answer {
    let names = role(world, input)?
        .inline
        .keys()
        .cloned()
        .map(Value::String)
        .collect();
    paged(input, "PolicyNames", names)
}

fn missing_inline(name: &str) -> AwsError {
    no_such_entity(format!("The role policy with name {name} cannot be found."))
}
