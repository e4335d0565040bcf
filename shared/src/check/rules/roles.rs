//! Rules about the roles that a task definition names. What is not known of them stays an open
//! question.

use crate::check::context::Context;
use crate::check::findings::{Findings, in_task};
use crate::check::known::Trust;
use crate::check::rule::{Rule, error, guide, refusal};
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "role-unknown",
        role_unknown,
        "The roles exist.",
        refusal("Role is not valid"),
    ),
    error(
        "role-trust",
        role_trust,
        "ECS tasks may act as the roles.",
        guide("task-iam-roles"),
    ),
];

/// The members that name roles.
pub(super) const ROLES: [&str; 2] = ["executionRoleArn", "taskRoleArn"];

/// What is known of a role.
enum Role {
    Unseen,
    Missing,
    Trusts(Trust),
}

fn known_role(context: &Context<'_>, role: &str) -> Role {
    let roles = &context.known.roles;
    // Where AWS takes a role by its name, that is the end of its ARN.
    let seen = if role.starts_with("arn:") {
        roles.get(role)
    } else {
        let named = |arn: &str| arn.rsplit('/').next() == Some(role);
        roles
            .iter()
            .find(|(arn, _)| named(arn))
            .map(|(_, seen)| seen)
    };
    match seen {
        None => Role::Unseen,
        Some(None) => Role::Missing,
        Some(Some(trust)) => Role::Trusts(*trust),
    }
}

fn role_unknown(context: &Context<'_>, found: &mut Findings) {
    for member in ROLES {
        let Some(role) = context.task_text(member) else {
            continue;
        };
        let at = Pointer::root().member(member);
        match known_role(context, role) {
            Role::Unseen => found.unknown(in_task(at), "whether the role exists"),
            Role::Missing => found.add(
                in_task(at),
                format!("Choose a role that exists, or create this one: there is no role of this name for {member}"),
            ),
            Role::Trusts(_) => {}
        }
    }
}

fn role_trust(context: &Context<'_>, found: &mut Findings) {
    for member in ROLES {
        let Some(role) = context.task_text(member) else {
            continue;
        };
        let at = Pointer::root().member(member);
        match known_role(context, role) {
            Role::Unseen => found.unknown(in_task(at), "who may act as the role"),
            Role::Trusts(Trust::Others) => found.add(
                in_task(at),
                "Let ecs-tasks.amazonaws.com assume the role in its trust policy, or choose another role: ECS tasks may not act as this one",
            ),
            Role::Missing | Role::Trusts(Trust::Tasks) => {}
        }
    }
}
