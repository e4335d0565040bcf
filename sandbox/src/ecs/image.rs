//! What becomes of an image: found, missing, or made to fail by its tag.

use super::task::Ailment;
use crate::{
    ecr::{self, Lookup},
    world::World,
};

/// The tag that can't be pulled.
const MISSING_TAG: &str = "missing";
/// A registry and namespace that a short name stands for.
const DEFAULT_REGISTRY: &str = "docker.io/";
const DEFAULT_NAMESPACE: &str = "docker.io/library/";

/// What pulling an image gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pull {
    /// There, perhaps with a digest that is known.
    Found { digest: Option<String> },
    /// Not to be had; the text says why, as the launch type words it.
    Failed { reason: String },
}

/// Pulls an image.
pub(super) fn pull(world: &World, image: &str, on_fargate: bool) -> Pull {
    let lookup = ecr::find_image(world, image);
    if tag(image) == Some(MISSING_TAG) && !matches!(lookup, Lookup::Found { .. }) {
        return Pull::Failed {
            reason: not_found(image, on_fargate),
        };
    }
    match lookup {
        Lookup::NotEcr => Pull::Found { digest: None },
        Lookup::Found { digest, .. } => Pull::Found {
            digest: Some(digest),
        },
        Lookup::MissingImage | Lookup::MissingRepository => Pull::Failed {
            reason: not_found(image, on_fargate),
        },
    }
}

/// What ails a container with this image.
pub(super) fn ailment(image: &str) -> Ailment {
    match tag(image) {
        Some("crash") => Ailment::Crash,
        Some("unhealthy") => Ailment::Unhealthy,
        Some("slow") => Ailment::Slow,
        Some("oom") => Ailment::OutOfMemory,
        Some(tag) => exit_code(tag).map_or(Ailment::None, Ailment::Exit),
        None => Ailment::None,
    }
}

/// `exit-3` ends by itself with code 3, as a migration or a batch job does.
fn exit_code(tag: &str) -> Option<u8> {
    tag.strip_prefix("exit-")?.parse().ok()
}

fn not_found(image: &str, on_fargate: bool) -> String {
    let reference = full_reference(image);
    if on_fargate {
        format!(
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to \
             resolve ref {reference}: {reference}: not found"
        )
    } else {
        format!(
            "CannotPullContainerError: Error response from daemon: manifest for {image} not found: \
             manifest unknown: manifest unknown"
        )
    }
}

/// The reference with its registry: `nginx:1` is `docker.io/library/nginx:1`.
fn full_reference(image: &str) -> String {
    match image.split_once('/') {
        None => format!("{DEFAULT_NAMESPACE}{image}"),
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => image.to_owned(),
        Some(_) => format!("{DEFAULT_REGISTRY}{image}"),
    }
}

fn tag(image: &str) -> Option<&str> {
    let name = image.split_once('@').map_or(image, |(name, _)| name);
    let last = name.rsplit('/').next()?;
    last.split_once(':').map(|(_, tag)| tag)
}

#[cfg(test)]
mod tests {
    use super::{ailment, full_reference, tag};
    use crate::ecs::task::Ailment;

    #[test]
    fn a_tag_tells_with_which_code_a_container_ends() {
        assert_eq!(ailment("migrate:exit-0"), Ailment::Exit(0));
        assert_eq!(ailment("migrate:exit-137"), Ailment::Exit(137));
        assert_eq!(ailment("migrate:exit-x"), Ailment::None);
        assert_eq!(ailment("migrate:exit-256"), Ailment::None, "no exit code");
    }

    #[test]
    fn finds_the_tag_and_not_the_port_of_a_registry() {
        assert_eq!(tag("nginx:missing"), Some("missing"));
        assert_eq!(tag("localhost:5000/nginx"), None);
        assert_eq!(tag("r.example.com:5000/a/b:1@sha256:00"), Some("1"));
    }

    #[test]
    fn completes_short_names() {
        assert_eq!(full_reference("nginx:1"), "docker.io/library/nginx:1");
        assert_eq!(full_reference("me/app:1"), "docker.io/me/app:1");
        assert_eq!(full_reference("ghcr.io/me/app:1"), "ghcr.io/me/app:1");
    }
}
