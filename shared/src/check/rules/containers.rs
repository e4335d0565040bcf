//! Rules about containers as such.

use crate::check::context::{Context, is_set};
use crate::check::findings::{Findings, in_task, set};
use crate::check::rule::{PRACTICE, Rule, advice, error, guide, refusal, warning};
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[
    error(
        "no-essential-container",
        essential,
        "At least one container is essential.",
        refusal("Task definition doesn't have any essential container"),
    ),
    error(
        "image-invalid",
        image,
        "An image has a name that registries know, and a digest of 64 hexadecimal digits.",
        refusal("Container.image contains invalid characters."),
    ),
    advice(
        "image-tag-latest",
        latest,
        "An image has a tag of its own, so that a rollback finds the old one.",
        guide("container-considerations"),
    ),
    warning(
        "restart-policy-unused",
        restart_policy,
        "A restart policy that is off has no settings.",
        PRACTICE,
    ),
];

fn essential(context: &Context<'_>, found: &mut Findings) {
    let containers = &context.containers;
    if let Some(first) = containers.first()
        && containers.iter().all(|container| !container.essential())
    {
        let at = first.at.member("essential");
        let fix = set("Make the first one essential", &at, &Json::from(true));
        found.fixable(
            in_task(&at),
            "Make one container essential: ECS refuses a task whose containers may all stop",
            Some(fix),
        );
    }
}

/// The longest name of an image, without its digest.
const LONGEST_IMAGE: usize = 255;

fn image(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(image) = container.text("image") else {
            continue;
        };
        let at = container.at.member("image");
        let (name, digest) = match image.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (image, None),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:./#".contains(&byte);
        if !name.bytes().all(plain) {
            found.add(
                in_task(at),
                "Write the image with letters, digits and - _ : . / only, such as nginx:1.27",
            );
        } else if name.len() > LONGEST_IMAGE {
            found.add(
                in_task(at),
                format!(
                    "Shorten the image to at most {LONGEST_IMAGE} characters before the digest"
                ),
            );
        } else if digest.is_some_and(|digest| !is_digest(digest)) {
            found.add(
                in_task(at),
                "Write the digest as @sha256: and 64 hexadecimal digits",
            );
        }
    }
}

fn is_digest(digest: &str) -> bool {
    digest
        .strip_prefix("sha256:")
        .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn latest(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(image) = container.text("image") else {
            continue;
        };
        let last = image.rsplit('/').next().unwrap_or_default();
        let moving = !image.contains('@') && (!last.contains(':') || last.ends_with(":latest"));
        if moving {
            found.add(
                in_task(container.at.member("image")),
                "Give the image a tag of its own: latest may be other bytes tomorrow, and a rollback would not bring the old ones back",
            );
        }
    }
}

fn restart_policy(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(policy) = container.json.get("restartPolicy") else {
            continue;
        };
        let off = policy.get("enabled").and_then(Json::as_bool) == Some(false);
        if off && (is_set(policy, "ignoredExitCodes") || is_set(policy, "restartAttemptPeriod")) {
            found.add(
                in_task(container.place(&["restartPolicy", "enabled"])),
                "Set enabled to true, or remove the other settings: nothing is restarted",
            );
        }
    }
}
