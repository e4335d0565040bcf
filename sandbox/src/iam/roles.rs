//! Roles: listing, making and deleting them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Role, document,
    refusal::{
        already_exists, check_name, encode_document, malformed, paged, path, required, role,
    },
};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, tags, timestamp,
    world::World,
};

pub(super) fn list(world: &World, input: &Value) -> Answer {
    let prefix = input::text(input, "PathPrefix").unwrap_or("/");
    let roles = world
        .iam
        .roles
        .values()
        .filter(|role| role.path.starts_with(prefix))
        .map(brief)
        .collect();
    paged(input, "Roles", roles)
}

pub(super) fn get(world: &World, input: &Value) -> Answer {
    Ok(json!({ "Role": whole(role(world, input)?) }))
}

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let name = required(input, "RoleName", "roleName")?;
    check_name(name, "roleName", 64)?;
    let trust = required(
        input,
        "AssumeRolePolicyDocument",
        "assumeRolePolicyDocument",
    )?;
    document::parse_trust(trust).map_err(malformed)?;
    let path = path(input)?;
    if world.iam.roles.contains_key(name) {
        return Err(already_exists(format!(
            "Role with name {name} already exists."
        )));
    }
    let max_session_s = input::number(input, "MaxSessionDuration").unwrap_or(3600);
    if !(3600..=43_200).contains(&max_session_s) {
        return Err(AwsError::new(
            "ValidationError",
            format!(
                "1 validation error detected: Value '{max_session_s}' at 'maxSessionDuration' \
                 failed to satisfy constraint: Member must have value between 3600 and 43200"
            ),
        ));
    }
    let role = Role {
        name: name.to_owned(),
        arn: arn::global(world, "iam", &format!("role{path}{name}")),
        path,
        id: format!("AROA{}", world.next_hex(17).to_uppercase()),
        created_ms: world.now_ms,
        trust: trust.to_owned(),
        description: input::text(input, "Description").map(str::to_owned),
        max_session_s,
        boundary: input::text(input, "PermissionsBoundary").map(str::to_owned),
        attached: Vec::new(),
        inline: BTreeMap::new(),
        tags: tags::read(input, "Tags"),
    };
    let output = json!({ "Role": whole(&role) });
    world.iam.roles.insert(name.to_owned(), role);
    Ok(output)
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let role = role(world, input)?;
    if !role.attached.is_empty() {
        return Err(conflict(
            "Cannot delete entity, must detach all policies first.",
        ));
    }
    if !role.inline.is_empty() {
        return Err(conflict(
            "Cannot delete entity, must delete policies first.",
        ));
    }
    let name = role.name.clone();
    world.iam.roles.remove(&name);
    Ok(json!({}))
}

fn conflict(message: &str) -> AwsError {
    AwsError::new("DeleteConflict", message).with_status(409)
}

/// As in a list: without tags and boundary.
fn brief(role: &Role) -> Value {
    let mut output = json!({
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": timestamp::iso8601(role.created_ms),
        "AssumeRolePolicyDocument": encode_document(&role.trust),
        "MaxSessionDuration": role.max_session_s,
    });
    input::set_some(&mut output, "Description", role.description.as_deref());
    output
}

fn whole(role: &Role) -> Value {
    let mut output = brief(role);
    let boundary = role.boundary.as_ref().map(|arn| {
        json!({ "PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn })
    });
    input::set_some(&mut output, "PermissionsBoundary", boundary);
    let tags = (!role.tags.is_empty()).then(|| tags::write(&role.tags));
    input::set_some(&mut output, "Tags", tags);
    output
}
