//! What failed tasks and ECS's words show, sorted by what it is a sign of.

use super::Evidence;
use crate::deployment::{LogLine, StoppedContainer};
use crate::reason::without_names;

/// So many tasks are looked at, the latest ones: those of one rollout fail alike.
const TASKS: usize = 20;
/// So much of ECS's words is quoted.
const QUOTED: usize = 160;

/// How something beyond the task could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// It is not there.
    Missing,
    /// A role may not use it.
    Denied,
    /// No way leads there.
    Network,
    /// It is of the wrong kind: an image of another platform.
    Unfit,
    /// None of these, or it is not told.
    Other,
}

/// One sign of what went wrong. Texts are ECS's or the container's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign<'a> {
    /// An image could not be pulled.
    Pull {
        container: Option<&'a str>,
        text: &'a str,
        obstacle: Obstacle,
    },
    /// A secret or a parameter could not be read.
    Secret { text: &'a str, obstacle: Obstacle },
    /// The log could not be set up.
    Log { text: &'a str, obstacle: Obstacle },
    /// A volume could not be mounted.
    Volume { text: &'a str, obstacle: Obstacle },
    /// A container used more memory than it may.
    Memory { container: &'a str },
    /// A load balancer found tasks unhealthy.
    Balancer { text: &'a str },
    /// A container's own health check failed; which is not always told.
    Health { container: Option<&'a str> },
    /// A container could not be started.
    Start {
        container: Option<&'a str>,
        text: &'a str,
    },
    /// A container ended by itself.
    Exit { container: &'a str, code: i64 },
    /// A container complained in its log.
    Complaint { container: &'a str, line: &'a str },
    /// A role may not do what a container tried.
    Denied { text: &'a str },
    /// Tasks found no place to run.
    Placement { text: &'a str },
    /// The percentages of the service let ECS neither start nor stop tasks.
    Percentages,
    /// An alarm of the rollout went off.
    Alarm { name: &'a str },
    /// Something from outside: Spot, a broken machine, a person, AWS's own limits.
    Outside,
}

impl Sign<'_> {
    /// What happened, where it happened inside the new tasks or was measured of them.
    pub(super) fn is_of_the_task(&self) -> Option<String> {
        Some(match self {
            Self::Memory { container } => {
                format!("container {container} used more memory than it may")
            }
            Self::Balancer { .. } => "the load balancer finds the tasks unhealthy".to_owned(),
            Self::Health { .. } => "the container's health check fails".to_owned(),
            Self::Start { .. } => "a container cannot be started".to_owned(),
            Self::Exit { container, code } => {
                format!("container {container} ended with exit code {code}")
            }
            Self::Alarm { name } => format!("the alarm {name} went off"),
            Self::Pull { .. }
            | Self::Secret { .. }
            | Self::Log { .. }
            | Self::Volume { .. }
            | Self::Complaint { .. }
            | Self::Denied { .. }
            | Self::Placement { .. }
            | Self::Percentages
            | Self::Outside => return None,
        })
    }
}

/// Every sign, each once.
pub(super) fn of(evidence: &Evidence) -> Vec<Sign<'_>> {
    let mut signs = Vec::new();
    for task in evidence.tasks.iter().rev().take(TASKS) {
        // Tasks that ECS stops to go back say nothing about why it does.
        if task.stop_code == "ServiceSchedulerInitiated" && !is_health(&task.reason) {
            continue;
        }
        if matches!(
            task.stop_code.as_str(),
            "SpotInterruption" | "TerminationNotice" | "InfrastructureHealth" | "UserInitiated"
        ) {
            signs.push(Sign::Outside);
            continue;
        }
        let known = signs.len();
        signs.extend(of_reason(None, &task.reason));
        for container in &task.containers {
            of_container(container, &mut signs);
        }
        let is_told = |sign: &Sign<'_>| !matches!(sign, Sign::Complaint { .. });
        if task.stop_code == "EssentialContainerExited" && !signs.iter().skip(known).any(is_told) {
            signs.extend(quiet_ends(&task.containers));
        }
    }
    signs.extend(evidence.events.iter().filter_map(|text| of_event(text)));
    signs.extend(
        evidence
            .unhealthy
            .iter()
            .map(|text| Sign::Balancer { text }),
    );
    signs.extend(evidence.alarms.iter().map(|name| Sign::Alarm { name }));
    let mut once: Vec<Sign<'_>> = Vec::new();
    for sign in signs {
        if !once.contains(&sign) {
            once.push(sign);
        }
    }
    once
}

fn is_health(reason: &str) -> bool {
    reason.contains("health checks")
}

/// The sign in ECS's words on a task or on one of its containers.
fn of_reason<'a>(container: Option<&'a str>, text: &'a str) -> Option<Sign<'a>> {
    let said = without_names(text);
    let has = |part: &str| said.contains(part);
    let obstacle = obstacle(&said);
    Some(if has("CannotPull") || has("ecr registry auth") {
        Sign::Pull {
            container,
            text,
            obstacle,
        }
    } else if has("logging driver") || has("log driver") || has("Cloudwatch log") {
        Sign::Log { text, obstacle }
    } else if has("ResourceInitializationError") && is_of_secret(&said) {
        Sign::Secret { text, obstacle }
    } else if has("CannotCreateVolumeError")
        || has("EFS")
        || has("invoke EFS utils")
        || has("mount volume")
    {
        Sign::Volume { text, obstacle }
    } else if has("OutOfMemory") {
        Sign::Memory {
            container: container?,
        }
    } else if has("failed ELB health checks") {
        Sign::Balancer { text }
    } else if has("failed container health checks") {
        Sign::Health { container }
    } else if has("CannotStartContainer") || has("CannotCreateContainer") {
        Sign::Start { container, text }
    } else if has("RESOURCE:") || has("insufficient free addresses") {
        Sign::Placement { text }
    } else {
        return None;
    })
}

fn is_of_secret(said: &str) -> bool {
    ["secret", "Secrets Manager", " ssm ", " asm ", "parameter"]
        .iter()
        .any(|part| said.contains(part))
}

/// Why something could not be used, from the words of the several services that say so, without
/// names.
fn obstacle(said: &str) -> Obstacle {
    let text = said.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| text.contains(part));
    if has(&[
        "descriptor matching platform",
        "no matching manifest",
        "exec format",
    ]) {
        Obstacle::Unfit
    } else if has(&[
        "i/o timeout",
        "request canceled",
        "deadline exceeded",
        "context canceled",
        "no such host",
        "connection refused",
        "connection timed out",
        "no route to host",
        "send request failed",
        "connection issue",
    ]) {
        Obstacle::Network
    } else if has(&[
        "accessdenied",
        "not authorized",
        "access denied",
        "pull access denied",
        " 403 ",
        " 401 ",
        "unauthorized",
        "no basic auth",
    ]) {
        Obstacle::Denied
    } else if has(&[
        "not found",
        "notfound",
        "does not exist",
        "doesn't exist",
        "manifest unknown",
        "can't find",
        "invalid ssm parameters",
        "did not contain json key",
        " 404 ",
    ]) {
        Obstacle::Missing
    } else {
        Obstacle::Other
    }
}

fn of_container<'a>(container: &'a StoppedContainer, signs: &mut Vec<Sign<'a>>) {
    let name = container.name.as_str();
    let reason = container.reason.as_deref().unwrap_or_default();
    let of_reason = of_reason(Some(name), reason);
    signs.extend(of_reason);
    match container.exit_code {
        Some(125..=127) => signs.push(Sign::Start {
            container: Some(name),
            text: reason,
        }),
        // An end in order, killed, or asked to end: whether it says anything depends on the others.
        None | Some(0 | 137 | 143) => {}
        Some(code) => signs.push(Sign::Exit {
            container: name,
            code,
        }),
    }
    for line in complaints(&container.log) {
        signs.push(if is_denial(line) {
            Sign::Denied { text: line }
        } else {
            Sign::Complaint {
                container: name,
                line,
            }
        });
    }
}

/// The containers that may have ended a task of which none failed: it is to run on, so that an end
/// in order is a sign as well, and so is being killed. Those that were asked to end (143) followed
/// another.
fn quiet_ends(containers: &[StoppedContainer]) -> impl Iterator<Item = Sign<'_>> {
    containers.iter().filter_map(|container| {
        let code = container.exit_code.filter(|code| matches!(code, 0 | 137))?;
        Some(Sign::Exit {
            container: &container.name,
            code,
        })
    })
}

/// The lines that complain.
fn complaints(log: &[LogLine]) -> impl Iterator<Item = &str> {
    const WORDS: [&str; 22] = [
        "error",
        "fatal",
        "missing",
        "not set",
        "unset",
        "undefined",
        "required",
        "invalid",
        "cannot",
        "can't",
        "could not",
        "failed",
        "panic",
        "exception",
        "unknown",
        "no such",
        "not found",
        "must be",
        "keyerror",
        "not defined",
        "not authorized",
        "denied",
    ];
    log.iter().map(|line| line.text.as_str()).filter(|text| {
        let text = text.to_lowercase();
        WORDS.iter().any(|word| text.contains(word))
    })
}

fn is_denial(line: &str) -> bool {
    line.contains("AccessDenied") || line.contains("is not authorized to perform")
}

fn of_event(text: &str) -> Option<Sign<'_>> {
    let has = |part: &str| text.contains(part);
    if has("Capacity is unavailable") || has("being throttled") || has("reached the limit") {
        Some(Sign::Outside)
    } else if has("unable to place") || has("could not launch") || has("unable to assign") {
        Some(Sign::Placement { text })
    } else if has("service deployment configuration") {
        Some(Sign::Percentages)
    } else if has("failed container health checks") {
        Some(Sign::Health { container: None })
    } else if has("target-group") && (has("is unhealthy in") || has("is not healthy in")) {
        Some(Sign::Balancer { text })
    } else {
        None
    }
}

/// What the text says of codes that came, such as `[503]`.
pub(super) fn codes(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("with these codes: [")?;
    after.split_once(']').map(|(codes, _)| codes)
}

/// ECS's words or a line, short enough to be quoted. ECS begins with what it tried and how often,
/// and ends with what came of it.
pub(super) fn quoted(text: &str) -> String {
    let telling = ["time(s): ", "retrieval failed: "]
        .into_iter()
        .find_map(|before| text.rsplit_once(before))
        .map_or(text, |(_, telling)| telling);
    let mut characters = telling.trim().chars();
    let mut quoted: String = characters.by_ref().take(QUOTED).collect();
    if !characters.as_str().is_empty() {
        quoted.push('…');
    }
    format!("“{}”", quoted.trim_end_matches('.'))
}
