//! Why tasks stop and what ECS says of services, in plain words with the way out. Pure.
//!
//! The kinds of reasons are those of AWS's page "Amazon ECS stopped tasks error messages", the
//! events those of "Amazon ECS service event messages".

mod access;
mod events;
mod pull;
mod reasons;
#[cfg(test)]
mod tests;

use shared::deployment::StoppedContainer;

use crate::aws::{AwsError, StoppedTask};

pub(crate) use events::event;

/// For how long a task is to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    /// As long as its service wants it; ECS starts another in its place.
    OfService,
    /// Until it has done its work; nothing comes in its place.
    Once,
}

/// Explains why a task of a service stopped.
pub(crate) fn stopped(task: &StoppedTask) -> String {
    why(task, Life::OfService)
}

fn why(task: &StoppedTask, life: Life) -> String {
    let reason = task.reason.as_str();
    // A person's words are no reason of ECS's, whatever stands in them.
    let is_by_person =
        task.stop_code == "UserInitiated" && !reason.contains("deregistration forced");
    if let Some(words) = by_reason(reason, life).filter(|_| !is_by_person) {
        return words;
    }
    let mut containers: Vec<&StoppedContainer> = task.containers.iter().collect();
    // Where one ends the task, the others are asked to end, and most do so in order.
    containers.sort_by_key(|one| suspicion(one));
    let told = containers
        .into_iter()
        .find_map(|one| by_container(one, life));
    let told = told.map(|words| match beside_a_killed(task) {
        Some(killed) => format!("{words} {killed}"),
        None => words,
    });
    match (told, task.stop_code.as_str()) {
        // Somebody, or AWS, ended it; how its containers took that says nothing.
        (_, "UserInitiated") => by_user(reason),
        (_, "SpotInterruption") => {
            "AWS took its Spot capacity back; ECS starts another one where there is capacity. Use Fargate or On-Demand instances for what may not be interrupted.".to_owned()
        }
        (_, "TerminationNotice") => {
            "The instance under it is being ended, so ECS stopped it and starts another one elsewhere.".to_owned()
        }
        (_, "InfrastructureHealth") => {
            "The machine under it failed; ECS starts another one.".to_owned()
        }
        (Some(words), _) => words,
        (None, "EssentialContainerExited") => {
            "An essential container ended, and with it the task. Look at its log.".to_owned()
        }
        (None, "TaskFailedToStart") => format!(
            "The task could not be started: {}. Look at the image, the roles and the network of the task definition.",
            or(reason, "ECS gives no reason")
        ),
        (None, "ServiceSchedulerInitiated") => "ECS stopped it, as the service asked.".to_owned(),
        (None, _) => format!("It stopped: {}.", or(reason, "ECS gives no reason")),
    }
}

/// What to tell of a task one of whose containers ended without an error while another was killed: ECS
/// does not say which of them was first and ended the task.
fn beside_a_killed(task: &StoppedTask) -> Option<String> {
    let is_clear = |one: &StoppedContainer| {
        one.reason.is_some()
            || one
                .exit_code
                .is_some_and(|code| ![0, 137, 143].contains(&code))
    };
    let ended_with = |wanted: i64| {
        let mut all = task.containers.iter();
        all.find(|one| one.exit_code == Some(wanted))
    };
    if task.containers.iter().any(is_clear) || ended_with(0).is_none() {
        return None;
    }
    ended_with(137).map(|killed| {
        format!(
            "Or container {} was killed first (exit code 137) and took the others with it: ECS does not say which of them ended the task, so look at its log and its memory, too.",
            killed.name
        )
    })
}

/// How likely a container ended its task, most likely first.
fn suspicion(container: &StoppedContainer) -> u8 {
    match (&container.reason, container.exit_code) {
        (Some(_), _) => 0,
        (None, Some(0)) => 2,
        // Killed, or asked to stop.
        (None, Some(137 | 143)) => 3,
        (None, Some(_)) => 1,
        (None, None) => 4,
    }
}

/// Explains why a task stopped, by what ECS said of tasks that a load balancer finds unhealthy, too:
/// that tells the codes which the tasks' own reasons leave out.
pub(crate) fn stopped_amid(task: &StoppedTask, said: Option<&str>) -> String {
    let is_silent =
        task.reason.contains("failed ELB health checks") && events::codes(&task.reason).is_none();
    match said.filter(|_| is_silent).and_then(events::codes) {
        Some(codes) => answered(codes),
        None => stopped(task),
    }
}

/// Explains why a task that runs once did not end well. Its containers are to end, so that those
/// that did without an error say nothing of it.
pub(crate) fn failed(task: &StoppedTask) -> String {
    let is_well = |one: &StoppedContainer| one.exit_code == Some(0);
    let mut told = task.clone();
    if !told.containers.iter().all(is_well) {
        told.containers.retain(|one| !is_well(one));
    }
    // A code of its own tells more than a way to end that AWS has no word for.
    let is_known = INTERRUPTED.contains(&task.stop_code.as_str());
    if (is_known || told.containers.iter().all(is_well))
        && let Some(words) = interrupted(task)
    {
        return words;
    }
    why(&told, Life::Once)
}

/// The stop codes of tasks that somebody or something ended before their own end. Source: "Amazon
/// ECS stopped tasks error messages".
const INTERRUPTED: [&str; 4] = [
    "UserInitiated",
    "SpotInterruption",
    "TerminationNotice",
    "InfrastructureHealth",
];

/// Why a task that runs once could not come to its own end; nothing where it did, or never began.
/// Whoever ends it asks its containers to end, and an exit code of 0 then says nothing of what they
/// were to do. Only the one way to end by itself counts as that.
pub(crate) fn interrupted(task: &StoppedTask) -> Option<String> {
    let reason = task.reason.as_str();
    let by = match task.stop_code.as_str() {
        "EssentialContainerExited" | "TaskFailedToStart" => return None,
        // Endpoints that know no codes, such as moto, give no reason either.
        "" if reason.is_empty() || reason.contains("Essential container in task exited") => {
            return None;
        }
        "UserInitiated" => by_user(reason),
        "SpotInterruption" => {
            "AWS took its Spot capacity back. Use Fargate or On-Demand instances for what may not be interrupted.".to_owned()
        }
        "TerminationNotice" => "The instance under it was ended.".to_owned(),
        "InfrastructureHealth" => "The machine under it failed.".to_owned(),
        _ => by_reason(reason, Life::Once).unwrap_or_else(|| {
            format!(
                "It stopped before its own end: {}.",
                or(reason, "ECS gives no reason")
            )
        }),
    };
    let has_exited = task.containers.iter().any(|one| one.exit_code.is_some());
    let so = if task.has_run || has_exited {
        "So it is not known how much of its work is done: look at its log, then run it once more."
    } else {
        "None of its work was begun: run it once more."
    };
    Some(format!("{by} {so}"))
}

/// Explains why ECS started no task that was to run once, which it may say with nothing but a mark such
/// as `RESOURCE:MEMORY`; nothing where its refusal is no matter of place.
pub(crate) fn unplaced(error: &AwsError) -> Option<String> {
    let AwsError::Refused { code, message, .. } = error else {
        return None;
    };
    reasons::of_place(code, message).map(str::to_owned)
}

/// Explains the end of a task that runs once and ended well.
pub(crate) fn ended_well(task: &StoppedTask) -> String {
    let names: Vec<&str> = task
        .containers
        .iter()
        .filter(|one| one.exit_code == Some(0))
        .map(|one| one.name.as_str())
        .collect();
    match names.as_slice() {
        [] => "The task ended.".to_owned(),
        [name] => format!("Container {name} ended without an error (exit code 0)."),
        names => format!(
            "Containers {} ended without an error (exit code 0).",
            names.join(", ")
        ),
    }
}

fn by_reason(reason: &str, life: Life) -> Option<String> {
    if reason.contains("CannotPullContainer") || reason.contains("CannotPullImageManifest") {
        return Some(pull::words(reason));
    }
    if reason.contains("ResourceInitializationError")
        && let Some(words) = access::words(reason)
    {
        return Some(words);
    }
    if reason.contains("failed ELB health checks") {
        return Some(unhealthy(reason));
    }
    reasons::words(reason, life).map(str::to_owned)
}

/// A task that the load balancer found unhealthy, with the codes that it got where they are told.
fn unhealthy(reason: &str) -> String {
    match events::codes(reason) {
        Some(codes) => answered(codes),
        None => "The load balancer found it unhealthy, so ECS stopped it. Check the health check's path and port, that the container answers there in time, that its security group lets the load balancer in, and the service's grace period.".to_owned(),
    }
}

fn answered(codes: &str) -> String {
    format!(
        "The load balancer's health check got {codes}, so ECS stopped it. Let its path answer with a code that counts as healthy, or change the health check; look at the container's log for why it answers so."
    )
}

fn by_user(reason: &str) -> String {
    if reason.is_empty() {
        "Somebody stopped it.".to_owned()
    } else {
        format!("Somebody stopped it: {}.", reason.trim_end_matches('.'))
    }
}

fn by_container(container: &StoppedContainer, life: Life) -> Option<String> {
    let name = &container.name;
    if let Some(words) = container
        .reason
        .as_deref()
        .and_then(|reason| by_reason(reason, life))
    {
        return Some(format!("Container {name}: {words}"));
    }
    let code = container.exit_code?;
    let why = match code {
        0 => {
            return Some(format!(
                "Container {name} ended without an error (exit code 0). A service's container must go on running; check its command."
            ));
        }
        125..=127 => {
            "its command could not be run; check the command, the entry point and the image's platform"
        }
        134 => "it aborted itself; look at its log",
        137 => {
            "it was killed. ECS does not say that memory was the reason, so that it may also not have stopped in time when it was asked to: look at its log and its memory, and at stopTimeout"
        }
        139 => "it crashed (segmentation fault); look at its log",
        143 => "it was asked to stop",
        255 => "it ended with an error that it does not tell; look at its log",
        _ => "look at its log",
    };
    Some(format!(
        "Container {name} ended with exit code {code}: {why}."
    ))
}

fn or<'a>(text: &'a str, fallback: &'a str) -> &'a str {
    if text.is_empty() {
        fallback
    } else {
        text.trim_end_matches('.')
    }
}
