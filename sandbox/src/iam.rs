//! IAM: roles, policies and what they allow.

mod document;
mod evaluate;
mod managed;
mod policies;
mod refusal;
mod role_policies;
mod roles;
mod simulate;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::evaluate::{Context, Decision};
use crate::{
    arn,
    error::{Answer, AwsError},
    tags::Tags,
    world::World,
};

/// Roles and customer managed policies.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Iam {
    /// By name, which is unique whatever the path.
    pub(crate) roles: BTreeMap<String, Role>,
    /// By ARN.
    pub(crate) policies: BTreeMap<String, Policy>,
}

/// A role.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Role {
    pub(crate) name: String,
    /// With a slash at both ends.
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) created_ms: i64,
    /// The trust policy as it was sent.
    pub(crate) trust: String,
    pub(crate) description: Option<String>,
    pub(crate) max_session_s: i64,
    /// The ARN of the policy that bounds all others.
    pub(crate) boundary: Option<String>,
    /// ARNs of managed policies.
    pub(crate) attached: Vec<String>,
    /// Documents by name.
    pub(crate) inline: BTreeMap<String, String>,
    pub(crate) tags: Tags,
}

/// A customer managed policy; it has one version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) created_ms: i64,
    pub(crate) description: Option<String>,
    pub(crate) document: String,
    pub(crate) tags: Tags,
}

/// The role with an ARN.
pub(crate) fn find_role_by_arn<'a>(world: &'a World, role_arn: &str) -> Option<&'a Role> {
    let name = arn::resource(role_arn, "iam")?
        .strip_prefix("role/")?
        .rsplit('/')
        .next()?;
    world
        .iam
        .roles
        .get(name)
        .filter(|role| role.arn == role_arn)
}

/// Whether a role exists, by ARN.
pub(crate) fn role_exists(world: &World, role_arn: &str) -> bool {
    find_role_by_arn(world, role_arn).is_some()
}

/// Whether a role's policies allow an action on a resource.
pub(crate) fn role_can(world: &World, role_arn: &str, action: &str, resource: &str) -> bool {
    find_role_by_arn(world, role_arn).is_some_and(|role| {
        let sources = sources(world, role);
        let verdict = evaluate::decide(&sources, action, resource, &Context::default());
        verdict.decision == Decision::Allowed && within_boundary(world, role, action, resource)
    })
}

fn within_boundary(world: &World, role: &Role, action: &str, resource: &str) -> bool {
    let Some(boundary) = &role.boundary else {
        return true;
    };
    let source = managed_source(world, boundary)
        .into_iter()
        .collect::<Vec<_>>();
    evaluate::decide(&source, action, resource, &Context::default()).decision == Decision::Allowed
}

/// Whether a text is a policy for an identity or a session; the error is the reason in IAM's words.
pub(crate) fn check_policy(text: &str) -> Result<(), &'static str> {
    document::parse_identity(text).map(drop)
}

/// Whether a policy alone allows an action on a resource, in a cluster of ECS where one is named.
pub(crate) fn policy_allows(
    text: &str,
    action: &str,
    resource: &str,
    cluster: Option<&str>,
) -> bool {
    let context: Context = cluster
        .map(|cluster| ("ecs:cluster".to_owned(), vec![cluster.to_owned()]))
        .into_iter()
        .collect();
    document::parse_identity(text).is_ok_and(|document| {
        let source = evaluate::Source {
            id: "session".to_owned(),
            kind: "none",
            document,
        };
        evaluate::decide(&[source], action, resource, &context).decision == Decision::Allowed
    })
}

/// Whether a role's trust policy lets a principal of the account assume it.
pub(crate) fn trusts(
    role: &Role,
    principal: &str,
    account: &str,
    external_id: Option<&str>,
) -> bool {
    let context: evaluate::Context = external_id
        .map(|id| ("sts:externalid".to_owned(), vec![id.to_owned()]))
        .into_iter()
        .collect();
    document::parse(&role.trust).is_ok_and(|document| {
        document.statements.iter().any(|statement| {
            statement.allows_assumption_by(principal, &format!("arn:aws:iam::{account}:root"))
                && evaluate::is_met(statement, &context)
        })
    })
}

/// All policies of a role that say what it may do.
fn sources(world: &World, role: &Role) -> Vec<evaluate::Source> {
    let inline = role.inline.iter().filter_map(|(name, text)| {
        Some(evaluate::Source {
            id: format!("role_{}_{name}", role.name),
            kind: "role",
            document: document::parse(text).ok()?,
        })
    });
    let attached = role
        .attached
        .iter()
        .filter_map(|arn| managed_source(world, arn));
    inline.chain(attached).collect()
}

fn managed_source(world: &World, policy_arn: &str) -> Option<evaluate::Source> {
    let (name, kind, text) = if let Some(policy) = managed::find(policy_arn) {
        (policy.name, "aws-managed", policy.document)
    } else {
        let policy = world.iam.policies.get(policy_arn)?;
        (
            policy.name.as_str(),
            "user-managed",
            policy.document.as_str(),
        )
    };
    Some(evaluate::Source {
        id: name.to_owned(),
        kind,
        document: document::parse(text).ok()?,
    })
}

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    match operation {
        "ListRoles" => roles::list(world, input),
        "GetRole" => roles::get(world, input),
        "CreateRole" => roles::create(world, input),
        "DeleteRole" => roles::delete(world, input),
        "AttachRolePolicy" => role_policies::attach(world, input),
        "DetachRolePolicy" => role_policies::detach(world, input),
        "ListAttachedRolePolicies" => role_policies::list_attached(world, input),
        "PutRolePolicy" => role_policies::put(world, input),
        "GetRolePolicy" => role_policies::get(world, input),
        "DeleteRolePolicy" => role_policies::delete(world, input),
        "ListRolePolicies" => role_policies::list(world, input),
        "ListPolicies" => policies::list(world, input),
        "GetPolicy" => policies::get(world, input),
        "GetPolicyVersion" => policies::get_version(world, input),
        "CreatePolicy" => policies::create(world, input),
        "DeletePolicy" => policies::delete(world, input),
        "SimulatePrincipalPolicy" => simulate::principal(world, input),
        _ => Err(AwsError::new(
            "InvalidAction",
            format!("Could not find operation {operation} for version 2010-05-08"),
        )),
    }
}
