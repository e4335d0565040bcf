//! Advice on where images come from and on roles.

use crate::check::context::{Context, is_set, text};
use crate::check::findings::{Findings, in_task};
use crate::check::rule::{PRACTICE, Rule, advice, api, guide};

pub(super) const RULES: &[Rule] = &[
    advice(
        "image-from-third-party",
        third_party_image,
        "Images come from a registry that one controls.",
        PRACTICE,
    ),
    advice(
        "version-consistency-off",
        version_consistency,
        "All tasks of a deployment run the same image.",
        api("ContainerDefinition"),
    ),
    advice(
        "roles-shared",
        shared_roles,
        "ECS and the containers act as different roles.",
        guide("security-iam-roles"),
    ),
];

fn third_party_image(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let foreign = container
            .text("image")
            .is_some_and(|image| !is_of_aws(image));
        if foreign && !is_set(container.json, "repositoryCredentials") {
            found.add(
                in_task(container.at.member("image")),
                format!("Keep the image of {} in ECR, or give repositoryCredentials: other registries limit how often it is pulled without", container.words()),
            );
        }
    }
}

/// Whether an image is in ECR, private or public.
fn is_of_aws(image: &str) -> bool {
    let registry = image.split('/').next().unwrap_or_default();
    registry == "public.ecr.aws"
        || registry.contains(".dkr.ecr.")
        || registry.contains(".dkr.ecr-fips.")
        || registry.contains(".dkr-ecr")
}

fn version_consistency(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        if text(container.json, "versionConsistency") == Some("disabled") {
            found.add(
                in_task(container.at.member("versionConsistency")),
                format!("Set versionConsistency to enabled for {}: tasks may run different images when the tag moves", container.words()),
            );
        }
    }
}

fn shared_roles(context: &Context<'_>, found: &mut Findings) {
    if let (Some(task), Some(execution)) = (
        context.task_text("taskRoleArn"),
        context.task_text("executionRoleArn"),
    ) && task == execution
    {
        found.add(
            in_task("/taskRoleArn"),
            "Choose another role for the containers: with ECS's own they can read every secret that ECS can",
        );
    }
}
