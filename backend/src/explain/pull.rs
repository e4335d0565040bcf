//! Images that could not be pulled.

use shared::reason::without_names;

use super::access::{Denial, after, is_network};

/// Explains a `CannotPullContainerError`.
pub(super) fn words(reason: &str) -> String {
    let image = ["resolve ref ", "manifest for ", "pull access denied for "]
        .into_iter()
        .find_map(|before| after(reason, before))
        .map_or_else(String::new, |image| format!(" {image}"));
    let said = without_names(reason);
    let has = |parts: &[&str]| parts.iter().any(|part| said.contains(part));
    if has(&["toomanyrequests", "Too Many Requests", "pull rate limit"]) {
        format!(
            "The registry lets nobody pull the image{image} for now: its rate limit is used up. Wait, log in with repositoryCredentials, or pull it through ECR."
        )
    } else if has(&["matching platform", "no matching manifest", " platform "]) {
        format!(
            "The image{image} is not built for the task's processor. Build it for that platform, or set runtimePlatform."
        )
    } else if let Some(denial) = Denial::of(reason) {
        format!("The image{image} may not be pulled. {}", denial.way_out())
    } else if is_network(&said) {
        format!(
            "The registry of the image{image} could not be reached from the task's network. Give its subnets a way there: a NAT gateway, VPC endpoints for ECR and S3, or a public address, and let its security groups out."
        )
    } else if has(&["denied", "authorization", " 403 ", " 401 ", "no basic auth"]) {
        format!(
            "The registry does not let the task pull the image{image}. Check that it exists and that the execution role, or repositoryCredentials, may read it."
        )
    } else if has(&["not found", "manifest unknown", " 404 ", "does not exist"]) {
        format!(
            "The image{image} does not exist in its registry. Check its name and its tag, or push it first."
        )
    } else if has(&["no space left on device"]) {
        format!(
            "There is no room for the image{image}. Give the task more ephemeralStorage, or the instance a larger disk."
        )
    } else if has(&["invalid reference format", "invalid image"]) {
        format!("The name of the image{image} is none that a registry knows. Correct it.")
    } else {
        format!(
            "The image{image} could not be pulled. Check its name, and the way from the task's network to the registry."
        )
    }
}
