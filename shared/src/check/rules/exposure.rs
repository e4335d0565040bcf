//! Advice on where images come from, on roles, and on what can be reached from outside.

use crate::check::context::{Context, Findings, in_service, in_task, is_set, text};
use crate::check::rule::{PRACTICE, Rule, advice, api, guide};
use crate::json::Json;

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
    advice(
        "public-address",
        public_address,
        "Tasks cannot be reached from outside.",
        PRACTICE,
    ),
    advice(
        "security-groups-missing",
        security_groups,
        "Tasks have a firewall of their own.",
        api("AwsVpcConfiguration"),
    ),
    advice(
        "shell-enabled",
        shell,
        "Nobody opens a shell in a task without need.",
        guide("ecs-exec"),
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

const NETWORK: &str = "/networkConfiguration/awsvpcConfiguration";

fn public_address(context: &Context<'_>, found: &mut Findings) {
    let at = "/networkConfiguration/awsvpcConfiguration/assignPublicIp";
    // Instances have none, which is refused by a rule of its own.
    let refused = matches!(
        context.service_text("/launchType"),
        Some("EC2" | "EXTERNAL")
    );
    if !refused && context.service_text(at) == Some("ENABLED") {
        found.add(
            in_service(at),
            "Set assignPublicIp to DISABLED and give the subnets a NAT gateway or endpoints, so that only the load balancer can be reached from outside",
        );
    }
}

fn security_groups(context: &Context<'_>, found: &mut Findings) {
    let network = context.service_value(NETWORK);
    if network.is_some_and(|network| !is_set(network, "securityGroups")) {
        found.add(
            in_service("/networkConfiguration/awsvpcConfiguration/securityGroups"),
            "Give the tasks a security group of their own: without one they have the VPC's default group",
        );
    }
}

fn shell(context: &Context<'_>, found: &mut Findings) {
    let at = "/enableExecuteCommand";
    if context.service_value(at).and_then(Json::as_bool) == Some(true) {
        found.add(
            in_service(at),
            "Leave enableExecuteCommand off where nobody needs a shell in the containers, and log what is done in one",
        );
    }
}
