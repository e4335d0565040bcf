//! Rules about variables and about files that containers are given.

use crate::check::context::{Context, filled};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{Rule, api, error, refusal};
use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::schema::Shape;

pub(super) const RULES: &[Rule] = &[
    error(
        "variable-unnamed",
        unnamed,
        "A variable has a name.",
        refusal("Environment variable name must not be empty"),
    ),
    error(
        "environment-file-name",
        file_name,
        "A file with variables ends in .env.",
        api("EnvironmentFile"),
    ),
    error(
        "credential-spec-form",
        credential_spec,
        "A credential spec is an ARN after credentialspec: or credentialspecdomainless:.",
        api("ContainerDefinition"),
    ),
];

fn unnamed(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (at, variable) in container.elements("environment") {
            let missing = match variable.get("name") {
                None | Some(Json::Null) => variable.as_object().is_some(),
                Some(name) => name.as_str() == Some(""),
            };
            if missing {
                found.add(
                    in_task(at.member("name")),
                    format!("Name the variable of {}, or remove it", container.words()),
                );
            }
        }
    }
}

fn file_name(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (at, file) in container.elements("environmentFiles") {
            // What is no object in S3 has an issue of its own.
            let Some(arn) = filled(file, "value").filter(|arn| Shape::S3Object.matches(arn)) else {
                continue;
            };
            if !arn.as_bytes().ends_with(b".env") {
                found.add(
                    in_task(at.member("value")),
                    "Name the file with .env at its end: ECS reads no others",
                );
            }
        }
    }
}

fn credential_spec(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (at, spec) in container.elements("credentialSpecs") {
            let fits = |spec: &str| {
                spec.strip_prefix("credentialspec:")
                    .or_else(|| spec.strip_prefix("credentialspecdomainless:"))
                    .is_some_and(|arn| arn.starts_with("arn:"))
            };
            if spec
                .as_str()
                .is_some_and(|spec| !fits(spec) && !looks_unfilled(spec))
            {
                found.add(
                    in_task(at),
                    "Write credentialspec: or credentialspecdomainless: and the ARN of the file in S3 or of the parameter",
                );
            }
        }
    }
}
