//! Rules about what a task definition refers to in AWS: secrets and parameters. What is not
//! known of AWS stays an open question. No message ever holds a reference, as some hold a secret
//! that was put in the wrong place.

use std::collections::BTreeSet;

use super::roles::ROLES;
use crate::check::container::Container;
use crate::check::context::{Context, ElementAt, filled};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{Rule, error, guide, refusal, warning};
use crate::issue::Severity;

pub(super) const RULES: &[Rule] = &[
    error(
        "parameter-account",
        parameter_account,
        "Parameters are those of the task's own account.",
        refusal("Cross-account access for ARNs is not currently supported."),
    ),
    error(
        "secret-unknown",
        secret_unknown,
        "The secrets and parameters exist.",
        guide("specifying-sensitive-data"),
    ),
    // What is known of it comes from the role's policies; that of the secret or of its key may
    // allow it all the same, so nobody is kept from deploying.
    warning(
        "execution-role-cannot-read-secret",
        unreadable,
        "The execution role may read the secrets and parameters.",
        guide("task_execution_IAM_role"),
    ),
];

/// The references of a container to secrets and parameters, those of its log driver too.
pub(super) fn references<'a>(
    container: &Container<'a>,
) -> impl Iterator<Item = (ElementAt, &'a str)> + use<'a> {
    let of_logs = container.inner_elements("logConfiguration", "secretOptions");
    container
        .elements("secrets")
        .chain(of_logs)
        .filter_map(|(at, secret)| Some((at, filled(secret, "valueFrom")?)))
}

/// A part of an ARN; the third is the service, the fourth the region, the fifth the account.
fn part(arn: &str, number: usize) -> &str {
    arn.split(':').nth(number).unwrap_or_default()
}

fn is_of(arn: &str, service: &str) -> bool {
    arn.starts_with("arn:") && part(arn, 2) == service
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn parameter_account(context: &Context<'_>, found: &mut Findings) {
    let known = context.known.account.as_deref();
    let of_roles = || {
        let mut roles = ROLES.iter().filter_map(|member| context.task_text(member));
        roles.find_map(|role| Some(part(role, 4)).filter(|account| is_account(account)))
    };
    let account = known.or_else(of_roles);
    for (at, from) in context.containers.iter().flat_map(references) {
        let other = part(from, 4);
        if !is_of(from, "ssm") || !is_account(other) {
            continue;
        }
        let Some(account) = account else {
            found.unknown(in_task(at.member("valueFrom")), "the account");
            return;
        };
        if account == other {
            continue;
        }
        let place = in_task(at.member("valueFrom"));
        if known.is_some() {
            found.add(
                place,
                format!("Take a parameter of account {account}: this one is in {other}, and ECS does not read parameters of other accounts"),
            );
        } else {
            found.weaker(
                Severity::Warning,
                place,
                format!("Check the account: the parameter is in {other}, the roles are in {account}, and ECS takes only parameters of its own account"),
            );
        }
    }
}

/// What is known of where a reference leads.
enum Target {
    Exists,
    Missing(&'static str),
    /// It was not looked at.
    Unknown,
    /// Another rule speaks of it, or there is nothing to look up.
    Skipped,
}

fn target(context: &Context<'_>, from: &str) -> Target {
    let known = context.known;
    match known.there.get(from) {
        Some(true) => return Target::Exists,
        Some(false) if is_of(from, "secretsmanager") => return Target::Missing("secret"),
        Some(false) => return Target::Missing("parameter"),
        None => {}
    }
    if !from.starts_with("arn:") {
        return parameter(known.parameters.as_ref(), from);
    }
    let (region, account) = (part(from, 3), part(from, 4));
    let elsewhere =
        |here: &Option<String>, there: &str| here.as_deref().is_some_and(|one| one != there);
    if elsewhere(&known.region, region) || elsewhere(&known.account, account) {
        return Target::Skipped;
    }
    if is_of(from, "ssm") {
        return match from.split_once(":parameter") {
            Some((_, name)) => parameter(known.parameters.as_ref(), name),
            None => Target::Skipped,
        };
    }
    if is_of(from, "secretsmanager") {
        return secret(known.secrets.as_ref(), from);
    }
    Target::Skipped
}

/// A parameter by its name, as it is or as an ARN writes it, perhaps with a version or label.
fn parameter(known: Option<&BTreeSet<String>>, name: &str) -> Target {
    let Some(known) = known else {
        return Target::Unknown;
    };
    let name = name.split(':').next().unwrap_or(name);
    // AWS's own parameters are in no account's list.
    if name.starts_with("/aws/") {
        return Target::Skipped;
    }
    let without_slash = name.strip_prefix('/').unwrap_or(name);
    if known.contains(name) || known.contains(without_slash) {
        Target::Exists
    } else {
        Target::Missing("parameter")
    }
}

/// A secret by its ARN, with or without the six characters at its end, perhaps with a selector.
fn secret(known: Option<&BTreeSet<String>>, from: &str) -> Target {
    let Some(known) = known else {
        return Target::Unknown;
    };
    let end = from
        .match_indices(':')
        .nth(6)
        .map_or(from.len(), |(at, _)| at);
    let arn = from.get(..end).unwrap_or(from);
    let is_it = |one: &String| {
        one.strip_prefix(arn)
            .is_some_and(|rest| rest.is_empty() || (rest.len() == 7 && rest.starts_with('-')))
    };
    if known.contains(arn) || known.iter().any(is_it) {
        Target::Exists
    } else {
        Target::Missing("secret")
    }
}

fn secret_unknown(context: &Context<'_>, found: &mut Findings) {
    let mut open = false;
    for container in &context.containers {
        for (at, from) in references(container) {
            let place = || in_task(at.member("valueFrom"));
            match target(context, from) {
                Target::Missing(what) => found.add(
                    place(),
                    format!(
                        "Name a {what} that exists, or create it: {} would not start without",
                        container.words()
                    ),
                ),
                // One open question stands for all.
                Target::Unknown if !open => {
                    open = true;
                    found.unknown(place(), "which secrets and parameters there are");
                }
                Target::Exists | Target::Unknown | Target::Skipped => {}
            }
        }
    }
}

fn unreadable(context: &Context<'_>, found: &mut Findings) {
    let mut open = false;
    for container in &context.containers {
        for (at, from) in references(container) {
            let place = || in_task(at.member("valueFrom"));
            match context.known.readable.get(from) {
                None if !open => {
                    open = true;
                    found.unknown(place(), "whether the execution role may read it");
                }
                // What is not there cannot be read, which is said already.
                Some(false) if !matches!(target(context, from), Target::Missing(_)) => found.add(
                    place(),
                    format!("Let the execution role read this, with secretsmanager:GetSecretValue or ssm:GetParameters and where it is encrypted with your own key kms:Decrypt: {} would not start without", container.words()),
                ),
                None | Some(_) => {}
            }
        }
    }
}

/// Whether a text is the ARN of a secret or a parameter with nothing missing.
pub(super) fn is_secret_arn(from: &str) -> bool {
    let resource = from.splitn(6, ':').nth(5).unwrap_or_default();
    is_of(from, "secretsmanager")
        && resource
            .strip_prefix("secret:")
            .is_some_and(|name| !name.is_empty())
        || is_of(from, "ssm")
            && resource
                .strip_prefix("parameter/")
                .is_some_and(|name| !name.is_empty())
}
