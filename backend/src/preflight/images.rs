//! Images: whether they are there, and built for what the tasks run on.

use std::collections::BTreeMap;

use shared::json::Json;
use shared::plan::Plan;
use shared::preflight::Line;

use super::line::Look;
use super::subject::{Started, Subject};
use super::{Looking, together};
use crate::aws::{Aws, Image};

const EXISTS: &str = "image-exists";
const STAYED: &str = "image-unmoved";
const PLATFORM: &str = "image-platform";
/// So many images are looked for at the same time.
const AT_ONCE: usize = 4;

pub(super) async fn look(aws: &Aws, plan: &Plan, subject: &Subject) -> Vec<Line> {
    let mut wanted: BTreeMap<String, Option<String>> = BTreeMap::new();
    for started in subject.starts.iter().filter(|one| one.resolves_tags) {
        let platform = platform(started);
        for container in started.containers() {
            if let Some(image) = container.get("image").and_then(Json::as_str) {
                wanted.insert(image.to_owned(), platform.clone());
            }
        }
    }
    let mut looks: Vec<Looking<'_>> = Vec::new();
    for (image, platform) in wanted {
        let planned = plan.base.images.get(&image).map(String::as_str);
        looks.push(Box::pin(async move {
            match aws.image(&image).await {
                Ok(found) => told(&image, planned, platform.as_deref(), found),
                Err(error) => vec![Look::at(EXISTS, image).unread("Whether it exists", &error)],
            }
        }));
    }
    together(looks, AT_ONCE).await
}

fn told(image: &str, planned: Option<&str>, platform: Option<&str>, found: Image) -> Vec<Line> {
    let look = Look::at(EXISTS, image);
    let (digest, platforms) = match found {
        Image::Found { digest, platforms } => (digest, platforms),
        Image::Missing => {
            return vec![look.wrong(
                "It does not exist in its repository, so no task could be started: push it, or correct the name and the tag.",
            )];
        }
        Image::ThroughCache { upstream } => {
            return vec![look.unknown(
                format!("It is not there yet; ECR fetches it from {upstream} when it is pulled."),
                None,
            )];
        }
        Image::NotEcr => {
            return vec![look.unknown(
                "Whether it exists could not be told: Longshore asks only private ECR.",
                None,
            )];
        }
        Image::Elsewhere => {
            return vec![look.unknown(
                "Whether it exists could not be told: it is in ECR of another account or region.",
                None,
            )];
        }
    };
    let mut lines = vec![look.fine(format!("It exists, as {digest}."))];
    lines.extend(planned.map(|planned| stayed(image, planned, &digest)));
    let look = Look::at(PLATFORM, image);
    match (platforms, platform) {
        (Ok(Some(platforms)), Some(wanted)) if platforms.contains(wanted) => {
            lines.push(look.fine(format!("It is built for {wanted}.")));
        }
        (Ok(Some(platforms)), Some(wanted)) => {
            let listed: Vec<String> = platforms.into_iter().collect();
            lines.push(look.wrong(format!(
                "It is built for {} and the tasks run on {wanted}, so none could pull it: build it for {wanted}, or change runtimePlatform.",
                listed.join(" and ")
            )));
        }
        (Err(error), Some(_)) => {
            lines.push(look.unread("For which platforms it is built", &error));
        }
        (Ok(None), Some(wanted)) => {
            lines.push(look.unknown(
                format!(
                    "Whether it is built for {wanted} could not be told: it has no list of platforms, and ECR does not say for which one it is."
                ),
                None,
            ));
        }
        // Without runtimePlatform the instance decides what is pulled.
        (Ok(_) | Err(_), None) => {}
    }
    lines
}

/// Whether a tag still stands for what it stood for when the plan was made.
fn stayed(image: &str, planned: &str, digest: &str) -> Line {
    let look = Look::at(STAYED, image);
    if planned == digest {
        look.fine("Its tag stands for what it stood for when the plan was made.")
    } else {
        look.wrong(format!(
            "Its tag was moved: it stood for {planned} when the plan was made, and stands for {digest} now, which nobody has looked at. Make the plan anew, or name the image by its digest."
        ))
    }
}

/// What the tasks run on, such as `linux/arm64`; nothing where the instance decides.
fn platform(started: &Started) -> Option<String> {
    let platform = started.definition.get("runtimePlatform");
    let part = |member: &str| platform?.get(member)?.as_str();
    let on_fargate = started.on_fargate() == Some(true);
    let architecture = match part("cpuArchitecture") {
        Some("ARM64") => "arm64",
        Some("X86_64") => "amd64",
        None if on_fargate => "amd64",
        _ => return None,
    };
    match part("operatingSystemFamily") {
        Some("LINUX") | None => Some(format!("linux/{architecture}")),
        Some(windows) if windows.starts_with("WINDOWS") => Some(format!("windows/{architecture}")),
        Some(_) => None,
    }
}
