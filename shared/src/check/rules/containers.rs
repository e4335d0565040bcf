//! Rules about containers as such.

use crate::check::context::{Context, Findings, in_service, in_task, set, text};
use crate::issue::Severity;
use crate::json::Json;

pub(super) fn essential(context: &Context<'_>, found: &mut Findings) {
    let containers = &context.containers;
    if let Some(first) = containers.first()
        && containers.iter().all(|container| !container.essential())
    {
        let at = first.at.member("essential");
        let fix = set("Make the first one essential", &at, &Json::from(true));
        found.add(
            Severity::Error,
            in_task(&at),
            "Make one container essential: ECS refuses a task whose containers may all stop",
            Some(fix),
        );
    }
}

/// The longest name of an image, without its digest.
const LONGEST_IMAGE: usize = 255;

pub(super) fn image(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(image) = container.text("image") else {
            continue;
        };
        let at = container.at.member("image");
        let (name, digest) = match image.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (image, None),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:./#+".contains(&byte);
        if !name.bytes().all(plain) {
            found.error(
                in_task(at),
                "Write the image with letters, digits and - _ : . / only, such as nginx:1.27",
            );
        } else if name.len() > LONGEST_IMAGE {
            found.error(
                in_task(at),
                format!(
                    "Shorten the image to at most {LONGEST_IMAGE} characters before the digest"
                ),
            );
        } else if digest.is_some_and(|digest| !is_digest(digest)) {
            found.error(
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

pub(super) fn latest(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        let Some(image) = container.text("image") else {
            continue;
        };
        let last = image.rsplit('/').next().unwrap_or_default();
        let moving = !image.contains('@') && (!last.contains(':') || last.ends_with(":latest"));
        if moving {
            found.advice(
                in_task(container.at.member("image")),
                "Give the image a tag of its own: latest may be other bytes tomorrow, and a rollback would not bring the old ones back",
            );
        }
    }
}

pub(super) fn reserved_tag(context: &Context<'_>, found: &mut Findings) {
    let reserved = |tag: &Json| {
        ["key", "value"].into_iter().any(|member| {
            text(tag, member)
                .and_then(|value| value.get(..4))
                .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
        })
    };
    let message = "Choose another tag: names and values that start with aws: belong to AWS";
    for (at, _) in context
        .task_elements("/tags")
        .filter(|(_, tag)| reserved(tag))
    {
        found.error(in_task(at), message);
    }
    for (at, _) in context
        .service_elements("/tags")
        .filter(|(_, tag)| reserved(tag))
    {
        found.error(in_service(at), message);
    }
}
