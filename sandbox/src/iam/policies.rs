//! Managed policies, AWS's and the account's own.

use serde_json::{Value, json};

use super::{
    Policy, document, managed,
    refusal::{
        already_exists, check_name, encode_document, malformed, no_such_entity, paged, path,
        required,
    },
};
use crate::{
    arn,
    error::{Answer, AwsError},
    input, tags, timestamp,
    world::World,
};

pub(super) fn list(world: &World, input: &Value) -> Answer {
    let scope = input::text(input, "Scope").unwrap_or("All");
    let prefix = input::text(input, "PathPrefix").unwrap_or("/");
    let attached_only = input::flag(input, "OnlyAttached");
    let own = world
        .iam
        .policies
        .values()
        .filter(|_| scope != "AWS")
        .map(|p| own_json(world, p));
    let aws = managed::all()
        .iter()
        .filter(|_| scope != "Local")
        .map(|p| aws_json(world, p));
    let policies = own
        .chain(aws)
        .filter(|policy| input::text(policy, "Path").is_some_and(|path| path.starts_with(prefix)))
        .filter(|policy| !attached_only || input::number(policy, "AttachmentCount") != Some(0))
        .collect();
    paged(input, "Policies", policies)
}

pub(super) fn get(world: &World, input: &Value) -> Answer {
    let arn = required(input, "PolicyArn", "policyArn")?;
    let policy = match managed::find(arn) {
        Some(policy) => aws_json(world, policy),
        None => own_json(
            world,
            world.iam.policies.get(arn).ok_or_else(|| missing(arn))?,
        ),
    };
    Ok(json!({ "Policy": policy }))
}

pub(super) fn get_version(world: &World, input: &Value) -> Answer {
    let arn = required(input, "PolicyArn", "policyArn")?;
    let version = required(input, "VersionId", "versionId")?;
    let (text, created_ms) = if let Some(policy) = managed::find(arn) {
        (policy.document, managed::CREATED_MS)
    } else {
        let policy = world.iam.policies.get(arn).ok_or_else(|| missing(arn))?;
        (policy.document.as_str(), policy.created_ms)
    };
    if version != "v1" {
        return Err(no_such_entity(format!(
            "Policy {arn} version {version} does not exist or is not attachable."
        )));
    }
    Ok(json!({ "PolicyVersion": {
        "Document": encode_document(text),
        "VersionId": version,
        "IsDefaultVersion": true,
        "CreateDate": timestamp::iso8601(created_ms),
    } }))
}

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let name = required(input, "PolicyName", "policyName")?;
    check_name(name, "policyName", 128)?;
    let text = required(input, "PolicyDocument", "policyDocument")?;
    document::parse_identity(text).map_err(malformed)?;
    let path = path(input)?;
    let arn = arn::global(world, "iam", &format!("policy{path}{name}"));
    if world
        .iam
        .policies
        .values()
        .any(|policy| policy.name == name)
    {
        return Err(already_exists(format!(
            "A policy called {name} already exists. Duplicate names are not allowed."
        )));
    }
    let policy = Policy {
        name: name.to_owned(),
        path,
        id: format!("ANPA{}", world.next_hex(17).to_uppercase()),
        arn: arn.clone(),
        created_ms: world.now_ms,
        description: input::text(input, "Description").map(str::to_owned),
        document: text.to_owned(),
        tags: tags::read(input, "Tags"),
    };
    let output = json!({ "Policy": own_json(world, &policy) });
    world.iam.policies.insert(arn, policy);
    Ok(output)
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let arn = required(input, "PolicyArn", "policyArn")?;
    if !world.iam.policies.contains_key(arn) {
        return Err(missing(arn));
    }
    if attachments(world, arn) > 0 {
        return Err(AwsError::new(
            "DeleteConflict",
            "Cannot delete a policy attached to entities.",
        )
        .with_status(409));
    }
    world.iam.policies.remove(arn);
    Ok(json!({}))
}

fn missing(arn: &str) -> AwsError {
    no_such_entity(format!("Policy {arn} was not found."))
}

fn attachments(world: &World, arn: &str) -> usize {
    world
        .iam
        .roles
        .values()
        .filter(|role| role.attached.iter().any(|one| one == arn))
        .count()
}

fn own_json(world: &World, policy: &Policy) -> Value {
    let created = timestamp::iso8601(policy.created_ms);
    let mut output = json!({
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": "v1",
        "AttachmentCount": attachments(world, &policy.arn),
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": true,
        "CreateDate": created,
        "UpdateDate": created,
    });
    input::set_some(&mut output, "Description", policy.description.as_deref());
    let tags = (!policy.tags.is_empty()).then(|| tags::write(&policy.tags));
    input::set_some(&mut output, "Tags", tags);
    output
}

fn aws_json(world: &World, policy: &managed::ManagedPolicy) -> Value {
    let arn = policy.arn();
    let created = timestamp::iso8601(managed::CREATED_MS);
    json!({
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": arn,
        "Path": policy.path,
        "DefaultVersionId": "v1",
        "AttachmentCount": attachments(world, &arn),
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": true,
        "CreateDate": created,
        "UpdateDate": created,
    })
}
