//! Rules about secrets. No message ever holds a value.

use std::collections::BTreeSet;

use super::references::{is_secret_arn, references};
use crate::check::context::{Context, is_set, is_surely_set, text};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{Rule, api, error, guide, refusal, warning};
use crate::diff::{looks_secret, value_looks_secret};
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[
    error(
        "execution-role-missing",
        execution_role,
        "Reading secrets, and on Fargate ECR images and awslogs, needs an execution role.",
        refusal(
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        ),
    ),
    error(
        "secret-also-variable",
        also_variable,
        "A name is either a variable or a secret.",
        refusal(
            "The secret name must be unique and not shared with any new or existing environment variables set on the container",
        ),
    ),
    error(
        "secret-source",
        source,
        "A secret comes from Secrets Manager or Parameter Store.",
        api("Secret"),
    ),
    warning(
        "secret-in-environment",
        in_environment,
        "Secrets do not stand in the environment.",
        guide("specifying-sensitive-data"),
    ),
    warning(
        "secret-in-command",
        in_command,
        "Secrets do not stand in commands.",
        guide("specifying-sensitive-data"),
    ),
    warning(
        "secret-in-options",
        in_options,
        "Secrets do not stand in log options and labels.",
        guide("secrets-logconfig"),
    ),
];

fn execution_role(context: &Context<'_>, found: &mut Findings) {
    if context.task_definition.is_none() || context.task_has("executionRoleArn") {
        return;
    }
    let fargate = context.on_fargate();
    let reason = context.containers.iter().find_map(|container| {
        let logs = container.json.get("logConfiguration");
        let words = container.words();
        if is_surely_set(container.json, "secrets") {
            Some(format!("{words} has secrets that ECS reads with it"))
        } else if logs.is_some_and(|logs| is_surely_set(logs, "secretOptions")) {
            Some(format!(
                "{words} has secret log options that ECS reads with it"
            ))
        } else if is_surely_set(container.json, "repositoryCredentials") {
            Some(format!(
                "{words} has registry credentials that ECS reads with it"
            ))
        } else if is_surely_set(container.json, "environmentFiles") {
            Some(format!(
                "{words} has environment files that ECS reads with it"
            ))
        } else if fargate && container.text("image").is_some_and(is_private_ecr) {
            Some(format!(
                "on Fargate ECS pulls the ECR image of {words} with it"
            ))
        } else if fargate && logs.is_some_and(|logs| text(logs, "logDriver") == Some("awslogs")) {
            Some(format!("on Fargate ECS writes the logs of {words} with it"))
        } else {
            None
        }
    });
    let reason = reason.or_else(|| {
        let mut volumes = context.task_elements("/volumes");
        volumes
            .any(|(_, volume)| is_surely_set(volume, "fsxWindowsFileServerVolumeConfiguration"))
            .then(|| "ECS reads the file server's credentials with it".to_owned())
    });
    if let Some(reason) = reason {
        found.add(
            in_task("/executionRoleArn"),
            format!("Give executionRoleArn, such as arn:aws:iam::123456789012:role/ecsTaskExecutionRole: {reason}"),
        );
    }
}

fn is_private_ecr(image: &str) -> bool {
    image.contains(".dkr.ecr.") && image.contains(".amazonaws.com")
}

fn also_variable(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        if !is_set(container.json, "secrets") {
            continue;
        }
        let variables: BTreeSet<&str> = container
            .elements("environment")
            .filter_map(|(_, variable)| text(variable, "name"))
            .collect();
        for (at, secret) in container.elements("secrets") {
            if let Some(name) = text(secret, "name")
                && variables.contains(name)
            {
                found.add(
                    in_task(at.member("name")),
                    format!("Remove the variable {name} from the environment: it is a secret as well, and ECS takes one of them"),
                );
            }
        }
    }
}

fn source(context: &Context<'_>, found: &mut Findings) {
    for (at, from) in context.containers.iter().flat_map(references) {
        if !from.starts_with("arn:") {
            continue;
        }
        let message = if !is_secret_arn(from) {
            "Give the ARN of a secret (arn:aws:secretsmanager:…:secret:…) or of a parameter (arn:aws:ssm:…:parameter/…)"
        } else if !selector_fits(from) {
            "End the secret's ARN with :key:version-stage:version-id, leaving out what you do not need but not the colons, such as :password::"
        } else {
            continue;
        };
        found.add(in_task(at.member("valueFrom")), message);
    }
}

/// After a secret's name come either nothing or three parts: key, stage and version. Parameters
/// have none of these.
fn selector_fits(arn: &str) -> bool {
    arn.split_once(":secret:")
        .is_none_or(|(_, rest)| matches!(rest.split(':').count(), 1 | 4))
}

fn in_environment(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (at, variable) in container.elements("environment") {
            let name = text(variable, "name").unwrap_or_default();
            let value = variable
                .get("value")
                .and_then(Json::as_str)
                .unwrap_or_default();
            if looks_secret(name, value) {
                found.add(
                    in_task(at.member("value")),
                    format!("Move {name} into secrets: its value looks like a secret, and everybody who may read the task definition sees it"),
                );
            }
        }
    }
}

fn in_command(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for list in ["command", "entryPoint"] {
            for (at, word) in container.elements(list) {
                if word.as_str().is_some_and(value_looks_secret) {
                    found.add(
                        in_task(at),
                        "Move this into secrets and read the variable in the command: it looks like a secret, and everybody who may read the task definition sees it",
                    );
                }
            }
        }
    }
}

fn in_options(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let options = container.inner("logConfiguration", "options");
        for (name, value) in named(options) {
            // What awslogs is told are names of groups and streams, some of them made by machines.
            let is_name = name.starts_with("awslogs-") || names_a_field(name);
            if !is_name && looks_secret(name, value) {
                found.add(
                    in_task(container.place(&["logConfiguration", "options", name])),
                    format!("Move {name} into secretOptions: its value looks like a secret, and everybody who may read the task definition sees it"),
                );
            }
        }
        for (name, value) in named(container.json.get("dockerLabels")) {
            if looks_secret(name, value) {
                found.add(
                    in_task(container.place(&["dockerLabels", name])),
                    format!("Keep the secret out of the label {name}: its value looks like one, and everybody who may read the task definition sees it"),
                );
            }
        }
    }
}

fn named(map: Option<&Json>) -> impl Iterator<Item = (&str, &str)> {
    map.and_then(Json::as_object)
        .unwrap_or_default()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
}

/// Whether an option of a log router names a field of the log, such as `log_key`.
fn names_a_field(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.ends_with("_key")
        && ![
            "api_", "access_", "private_", "secret_", "auth_", "license_",
        ]
        .iter()
        .any(|kind| lower.contains(kind))
}
