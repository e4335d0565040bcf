//! Whether a sign speaks for a change.

mod names;

use super::signs::{Obstacle, Sign, codes, quoted};
use crate::issue::DocumentKind;
use crate::plan::ChangeInWords;

use names::{is_lowered, is_raised, sources};

/// The exit code of what was killed (128 + SIGKILL).
const KILLED: i64 = 137;

/// How much a sign speaks for a change, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// It could come from there.
    Hint,
    /// It is of the kind that such a change brings.
    Kind,
    /// It names what changed.
    Named,
}

/// A change, with what its words and its place tell.
#[derive(Debug)]
pub(super) struct Change<'a> {
    group: &'a str,
    /// The names of the members on the way, without the indexes.
    members: Vec<String>,
    /// The container that it is in.
    container: Option<&'a str>,
    words: &'a str,
}

impl<'a> Change<'a> {
    pub(super) fn of(change: &'a ChangeInWords) -> Self {
        let members: Vec<String> = change
            .pointer
            .tokens()
            .filter(|token| token.parse::<usize>().is_err())
            .collect();
        let is_in_container = change.document == DocumentKind::TaskDefinition
            && members
                .first()
                .is_some_and(|first| first == "containerDefinitions");
        let (container, words) = match change.words.split_once(": ") {
            Some((container, words)) if is_in_container => (Some(container), words),
            _ => (None, change.words.as_str()),
        };
        let container = container.or_else(|| {
            // `adds container web with …`, `runs container web with …`
            let (_, after) = words.split_once("container ").filter(|_| is_in_container)?;
            after.split(' ').next()
        });
        Self {
            group: &change.group,
            members,
            container,
            words,
        }
    }

    fn touches(&self, member: &str) -> bool {
        self.members.iter().any(|one| one == member)
    }

    /// Whether it may concern a container; what is of the whole task concerns each.
    fn concerns(&self, container: Option<&str>) -> bool {
        match (self.container, container) {
            (Some(own), Some(other)) => own == other,
            _ => true,
        }
    }

    /// Whether it brings a container that was not there before.
    fn adds(&self, container: Option<&str>) -> bool {
        container.is_some()
            && self.container == container
            && self.words.starts_with("adds container ")
    }

    /// The image that is new with it.
    fn image(&self) -> Option<&str> {
        if self.group != "Image" && !self.words.contains(" with image ") {
            return None;
        }
        let image = self
            .words
            .rsplit_once("→ ")
            .or_else(|| self.words.rsplit_once("image "))
            .map(|(_, image)| image.trim_end_matches('…'))?;
        (!image.is_empty() && !self.words.starts_with("removes")).then_some(image)
    }

    /// The variable that a container no longer has, or has with another value.
    fn variable(&self) -> Option<&str> {
        let named = self
            .words
            .split_once("variable ")
            .filter(|_| self.group == "Environment")
            .or_else(|| {
                let is_secret = self.group == "Secrets" && self.touches("secrets");
                self.words.split_once("secret ").filter(|_| is_secret)
            });
        let (_, after) = named?;
        after.split([' ', '=']).next().filter(|name| name.len() > 2)
    }
}

/// Whether a sign speaks for a change, how much, and what it says.
pub(super) fn for_change(sign: &Sign<'_>, change: &Change<'_>) -> Option<(Weight, String)> {
    match *sign {
        Sign::Pull {
            container,
            text,
            obstacle,
        } => pull(container, text, obstacle, change),
        Sign::Secret { text, obstacle } => secret(text, obstacle, change),
        Sign::Log { text, obstacle } => match change.group {
            "Logs" => Some((
                Weight::Kind,
                format!("the log cannot be set up, {}", quoted(text)),
            )),
            _ => beyond(obstacle, text, change, "the log"),
        },
        Sign::Volume { text, obstacle } => match change.group {
            "Storage" => Some((
                Weight::Kind,
                format!("a volume cannot be mounted, {}", quoted(text)),
            )),
            _ => beyond(obstacle, text, change, "a volume"),
        },
        Sign::Memory { container } => memory(container, change),
        Sign::Balancer { text } => balancer(text, change),
        Sign::Health { container } => health(container, change),
        Sign::Start { container, text } => start(container, text, change),
        Sign::Exit { container, code } => exit(container, code, change),
        Sign::Complaint { container, line } => complaint(container, line, change),
        Sign::Denied { text } => denied(text, change),
        Sign::Placement { text } => placement(text, change),
        Sign::Percentages => matches!(change.group, "Deployment" | "Scaling").then(|| {
            let weight = if change.group == "Deployment" {
                Weight::Kind
            } else {
                Weight::Hint
            };
            (
                weight,
                "with its percentages and counts ECS may neither start nor stop a task".to_owned(),
            )
        }),
        Sign::Alarm { name } => matches!(change.group, "Image" | "Command")
            .then(|| (Weight::Hint, format!("the alarm {name} went off"))),
        Sign::Outside => None,
    }
}

fn pull(
    container: Option<&str>,
    text: &str,
    obstacle: Obstacle,
    change: &Change<'_>,
) -> Option<(Weight, String)> {
    let why = match obstacle {
        Obstacle::Missing => "the image does not exist",
        Obstacle::Denied => "the image may not be pulled",
        Obstacle::Network => "the registry cannot be reached",
        Obstacle::Unfit => "the image is not built for the task's platform",
        Obstacle::Other => "the image cannot be pulled",
    };
    if let Some(image) = change.image() {
        // No image is the reason that a registry cannot be reached, but its registry may be.
        let names = text.contains(image);
        let weight = match (names, obstacle) {
            (true, Obstacle::Network) => Weight::Kind,
            (true, _) => Weight::Named,
            (false, _) if container.is_some() && change.container == container => Weight::Kind,
            (false, _) => return None,
        };
        return Some((weight, why.to_owned()));
    }
    if obstacle == Obstacle::Unfit && change.touches("runtimePlatform") {
        return Some((Weight::Named, why.to_owned()));
    }
    if change.touches("repositoryCredentials") && change.concerns(container) {
        return Some((Weight::Kind, why.to_owned()));
    }
    beyond(obstacle, text, change, "the registry")
}

/// What keeps the task from something beyond it, by its role or by its network.
fn beyond(
    obstacle: Obstacle,
    text: &str,
    change: &Change<'_>,
    what: &str,
) -> Option<(Weight, String)> {
    match obstacle {
        Obstacle::Denied if change.touches("executionRoleArn") => Some((
            if names::role(change.words).is_some_and(|role| text.contains(role)) {
                Weight::Named
            } else {
                Weight::Kind
            },
            format!("the role may not use {what}, {}", quoted(text)),
        )),
        Obstacle::Network if change.group == "Network" => Some((
            Weight::Kind,
            format!("{what} cannot be reached from the task's network"),
        )),
        _ => None,
    }
}

fn secret(text: &str, obstacle: Obstacle, change: &Change<'_>) -> Option<(Weight, String)> {
    let is_secret = change.group == "Secrets" || change.touches("secretOptions");
    if is_secret && !change.words.starts_with("removes") {
        let why = match obstacle {
            Obstacle::Missing => format!("it does not exist, {}", quoted(text)),
            Obstacle::Denied => format!("the role may not read it, {}", quoted(text)),
            Obstacle::Network | Obstacle::Unfit | Obstacle::Other => {
                format!("it cannot be read, {}", quoted(text))
            }
        };
        // AWS names what it could not read, except where it could not even ask.
        return sources(change.words)
            .any(|source| text.contains(source))
            .then_some((Weight::Named, why));
    }
    beyond(obstacle, text, change, "a secret")
}

fn memory(container: &str, change: &Change<'_>) -> Option<(Weight, String)> {
    if !change.concerns(Some(container)) {
        return None;
    }
    let why = format!("container {container} used more memory than it may, and was killed");
    let is_memory = change.touches("memory") || change.touches("memoryReservation");
    if is_memory {
        return is_lowered(change.words).then_some((Weight::Named, why));
    }
    if change.adds(Some(container)) {
        return Some((Weight::Kind, why));
    }
    let is_inside = matches!(change.group, "Image" | "Command") && change.container.is_some();
    is_inside.then_some((Weight::Hint, why))
}

fn balancer(text: &str, change: &Change<'_>) -> Option<(Weight, String)> {
    let why = match codes(text) {
        Some(codes) => format!("the load balancer's health check gets {codes}"),
        None => "the load balancer finds the tasks unhealthy".to_owned(),
    };
    let answers = codes(text).is_some();
    let weight = match change.group {
        // A wrong port does not answer at all.
        "Ports" => (!answers).then_some(Weight::Kind),
        "Load balancing" => Some(Weight::Kind),
        "Health" if change.touches("healthCheckGracePeriodSeconds") => {
            is_lowered(change.words).then_some(Weight::Kind)
        }
        "Network" if change.touches("securityGroups") => (!answers).then_some(Weight::Kind),
        "Environment" => change
            .variable()
            .filter(|name| name.to_ascii_uppercase().ends_with("PORT"))
            .and((!answers).then_some(Weight::Kind)),
        "Image" | "Command" => Some(Weight::Hint),
        _ => None,
    };
    weight.map(|weight| (weight, why))
}

fn health(container: Option<&str>, change: &Change<'_>) -> Option<(Weight, String)> {
    if !change.concerns(container) {
        return None;
    }
    let why = "the container's health check fails".to_owned();
    match change.group {
        "Health" if change.touches("healthCheck") => Some((Weight::Kind, why)),
        _ if change.adds(container) => Some((Weight::Kind, why)),
        "Image" | "Command" => Some((Weight::Hint, why)),
        _ => None,
    }
}

fn start(container: Option<&str>, text: &str, change: &Change<'_>) -> Option<(Weight, String)> {
    if !change.concerns(container) {
        return None;
    }
    let why = match text {
        "" => "the container's command cannot be run".to_owned(),
        text => format!("the container cannot be started, {}", quoted(text)),
    };
    let is_mount = text.contains("mount") || text.contains("volume");
    match change.group {
        "Command" => Some((Weight::Kind, why)),
        _ if change.adds(container) => Some((Weight::Kind, why)),
        "Storage" if is_mount => Some((Weight::Kind, why)),
        "Image" => Some((Weight::Hint, why)),
        _ => None,
    }
}

fn exit(container: &str, code: i64, change: &Change<'_>) -> Option<(Weight, String)> {
    if !change.concerns(Some(container)) {
        return None;
    }
    let is_memory = change.touches("memory") || change.touches("memoryReservation");
    if code == KILLED && is_memory && is_lowered(change.words) {
        let why = format!(
            "container {container} was killed (exit code {code}), as those are that need more memory than they may use"
        );
        return Some((Weight::Kind, why));
    }
    let why = format!("container {container} ended with exit code {code}");
    if change.adds(Some(container)) {
        return Some((Weight::Kind, why));
    }
    let is_inside = matches!(change.group, "Image" | "Command") && change.container.is_some();
    is_inside.then_some((Weight::Hint, why))
}

fn complaint(container: &str, line: &str, change: &Change<'_>) -> Option<(Weight, String)> {
    if !change.concerns(Some(container)) {
        return None;
    }
    let name = change.variable()?;
    names::holds_word(line, name).then(|| {
        (
            Weight::Named,
            format!(
                "the log of container {container} names it, {}",
                quoted(line)
            ),
        )
    })
}

fn denied(text: &str, change: &Change<'_>) -> Option<(Weight, String)> {
    change.touches("taskRoleArn").then(|| {
        let named = names::role(change.words).is_some_and(|role| text.contains(role));
        (
            if named { Weight::Named } else { Weight::Kind },
            format!("the task may not do what it tries, {}", quoted(text)),
        )
    })
}

fn placement(text: &str, change: &Change<'_>) -> Option<(Weight, String)> {
    let why = format!("tasks find no place to run, {}", quoted(text));
    let has = |parts: &[&str]| parts.iter().any(|part| text.contains(part));
    let of_memory = has(&["RESOURCE:MEMORY", "insufficient memory"]);
    let of_cpu = has(&["RESOURCE:CPU", "insufficient CPU"]);
    let of_ports = has(&["RESOURCE:PORTS", "already using a port"]);
    let of_network = has(&["RESOURCE:ENI", "addresses", "ENI"]);
    let weight = match change.group {
        "CPU and memory" => {
            let fits = (of_memory
                && (change.touches("memory") || change.touches("memoryReservation")))
                || (of_cpu && change.touches("cpu"));
            (fits && is_raised(change.words)).then_some(Weight::Named)
        }
        "Ports" => of_ports.then_some(Weight::Kind),
        "Placement" => (!of_ports).then_some(Weight::Kind),
        "Network" => of_network.then_some(Weight::Kind),
        "Scaling" => (is_raised(change.words) && (of_memory || of_cpu || of_ports || of_network))
            .then_some(Weight::Kind),
        _ => None,
    };
    weight.map(|weight| (weight, why))
}
