//! What stands in a container definition by itself: health check, variables, secrets, limits.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Verdict,
    draft::{Draft, name_of},
};
use crate::{arn, ecs::refusal::client, input};

const MAX_ENVIRONMENT_FILES: usize = 10;
const MAX_IGNORED_EXIT_CODES: usize = 50;

pub(super) fn check(draft: &Draft<'_>) -> Verdict {
    for container in draft.containers {
        check_health_check(container)?;
        check_secrets(draft, container)?;
        check_environment_files(draft, container)?;
        check_restart_policy(container)?;
        check_ulimits(draft, container)?;
        check_resource_requirements(container)?;
        check_timeouts(draft, container)?;
        if input::list(container, "credentialSpecs").len() > 1 {
            return Err(client("The maximum number of credentialSpecs is 1."));
        }
    }
    Ok(())
}

fn check_health_check(container: &Value) -> Verdict {
    let Some(check) = container.get("healthCheck") else {
        return Ok(());
    };
    let name = name_of(container);
    let command = input::list(check, "command");
    if command.is_empty() {
        return Err(client(format!(
            "Health check command should not be null or empty for container '{name}'"
        )));
    }
    for (member, least, most) in [
        ("interval", 5, 300),
        ("timeout", 2, 60),
        ("retries", 1, 10),
        ("startPeriod", 0, 300),
    ] {
        let Some(value) = input::number(check, member) else {
            continue;
        };
        if value < least {
            return Err(client(format!(
                "Health check {member} must be greater than or equal to the minimum allowed value \
                 {least} for container '{name}'"
            )));
        }
        if value > most {
            return Err(client(format!(
                "Health check {member} must be less than or equal to the maximum allowed value \
                 {most} for container '{name}'"
            )));
        }
    }
    Ok(())
}

fn check_secrets(draft: &Draft<'_>, container: &Value) -> Verdict {
    let secrets = input::list(container, "secrets");
    let mut names: BTreeSet<&str> = input::list(container, "environment")
        .iter()
        .filter_map(|variable| input::text(variable, "name"))
        .collect();
    for secret in secrets {
        let name = input::text(secret, "name").unwrap_or_default();
        if !names.insert(name) {
            return Err(client(format!(
                "The secret name must be unique and not shared with any new or existing \
                 environment variables set on the container, such as '{name}'."
            )));
        }
        let from = input::text(secret, "valueFrom").unwrap_or_default();
        let is_secret_arn = arn::resource(from, "secretsmanager")
            .is_some_and(|resource| resource.starts_with("secret:"));
        let is_parameter_arn =
            arn::resource(from, "ssm").is_some_and(|resource| resource.starts_with("parameter/"));
        if from.is_empty() || from.starts_with("arn:") && !is_secret_arn && !is_parameter_arn {
            return Err(client("Invalid arn syntax."));
        }
    }
    let log_secrets = container
        .get("logConfiguration")
        .is_some_and(|log| !input::list(log, "secretOptions").is_empty());
    if (!secrets.is_empty() || log_secrets) && !draft.has_execution_role() {
        return Err(client(
            "When you are specifying container secrets, you must also specify a value for \
             'executionRoleArn'.",
        ));
    }
    Ok(())
}

fn check_environment_files(draft: &Draft<'_>, container: &Value) -> Verdict {
    let files = input::list(container, "environmentFiles");
    if files.len() > MAX_ENVIRONMENT_FILES {
        return Err(client(
            "The maximum number of environment files was exceeded. Specify ten or less and try \
             again.",
        ));
    }
    for file in files {
        let value = input::text(file, "value").unwrap_or_default();
        let Some(key) = arn::resource(value, "s3") else {
            return Err(client("Invalid arn syntax."));
        };
        if key.rsplit_once('.').map(|(_, extension)| extension) != Some("env") {
            return Err(client(
                "The environment file must have a .env file extension.",
            ));
        }
    }
    if !files.is_empty() && !draft.has_execution_role() {
        return Err(client(
            "When you are specifying environment files, you must also specify a value for \
             'executionRoleArn'.",
        ));
    }
    Ok(())
}

fn check_restart_policy(container: &Value) -> Verdict {
    let Some(policy) = container.get("restartPolicy") else {
        return Ok(());
    };
    let name = name_of(container);
    if input::number(policy, "restartAttemptPeriod")
        .is_some_and(|period| !(60..=1800).contains(&period))
    {
        return Err(client(format!(
            "The 'restartAttemptPeriod' setting for container '{name}' must be between 60 and 1800."
        )));
    }
    if input::list(policy, "ignoredExitCodes").len() > MAX_IGNORED_EXIT_CODES {
        return Err(client(format!(
            "The 'ignoredExitCodes' setting for container '{name}' can have at most \
             {MAX_IGNORED_EXIT_CODES} exit codes."
        )));
    }
    Ok(())
}

fn check_ulimits(draft: &Draft<'_>, container: &Value) -> Verdict {
    let mut seen = BTreeSet::new();
    for ulimit in input::list(container, "ulimits") {
        let name = input::text(ulimit, "name").unwrap_or_default();
        let limit = |member| input::number(ulimit, member).unwrap_or_default();
        if limit("softLimit") > limit("hardLimit") {
            return Err(client(format!(
                "Soft limit exceeds hard limit for ulimit {name}"
            )));
        }
        if !seen.insert(name) {
            return Err(client(format!("Duplicate ulimit {name}")));
        }
        if draft.is_windows {
            return Err(client("ulimits are not supported for Windows containers."));
        }
    }
    Ok(())
}

fn check_resource_requirements(container: &Value) -> Verdict {
    for requirement in input::list(container, "resourceRequirements") {
        let has_value = input::text(requirement, "value").is_some();
        let shares = requirement.get("sharingStrategy").is_some();
        if input::text(requirement, "type") == Some("GPU") && has_value == shares {
            return Err(client(format!(
                "A GPU resource requirement of container '{}' needs either a value or a \
                 sharingStrategy.",
                name_of(container)
            )));
        }
    }
    Ok(())
}

fn check_timeouts(draft: &Draft<'_>, container: &Value) -> Verdict {
    let name = name_of(container);
    if input::number(container, "startTimeout").is_some_and(|seconds| seconds < 2) {
        return Err(client(format!(
            "Granular start timeout on container '{name}' must be at least 2 seconds."
        )));
    }
    if draft.is_fargate
        && input::number(container, "stopTimeout").is_some_and(|seconds| seconds > 120)
    {
        return Err(client(
            "Tasks using the Fargate launch type must have a container stop timeout of less than \
             120 seconds.",
        ));
    }
    Ok(())
}
