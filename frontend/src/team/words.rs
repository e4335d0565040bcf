//! Words of changes and reviews. Pure but for the local time zone.

use shared::change::{ChangeState, Decision, When};
use shared::plan::Target;

use crate::format;
use crate::ui::Tone;

/// The sign, the color and the word for where a change is.
pub(super) const fn state_chip(state: ChangeState) -> (Tone, &'static str) {
    match state {
        ChangeState::Draft => (Tone::Warn, "Changes asked for"),
        ChangeState::InReview => (Tone::Info, "In review"),
        ChangeState::Approved => (Tone::Good, "Approved"),
        ChangeState::Queued => (Tone::Idle, "Queued"),
        ChangeState::Deploying => (Tone::Busy, "Deploying"),
        ChangeState::Deployed => (Tone::Good, "Deployed"),
        ChangeState::Failed => (Tone::Bad, "Failed"),
        ChangeState::RolledBack => (Tone::Bad, "Failed, rolled back"),
        ChangeState::Withdrawn => (Tone::Idle, "Withdrawn"),
        ChangeState::Rejected => (Tone::Bad, "Rejected"),
        ChangeState::Expired => (Tone::Idle, "Expired"),
    }
}

/// Where a change is and what comes next, in one sentence.
pub(super) const fn state_words(state: ChangeState) -> &'static str {
    match state {
        ChangeState::Draft => "It is with its authors again, who make another version.",
        ChangeState::InReview => "It waits for approvals.",
        ChangeState::Approved => "It has the approvals that it needs, and waits to be deployed.",
        ChangeState::Queued => "Its deployment was asked for and waits for its turn.",
        ChangeState::Deploying => "It is being deployed.",
        ChangeState::Deployed => "It was deployed: the services run it.",
        ChangeState::Failed => "Its deployment failed.",
        ChangeState::RolledBack => {
            "Its deployment failed, and the service was put back to what ran before."
        }
        ChangeState::Withdrawn => "Its authors took it back.",
        ChangeState::Rejected => "A reviewer turned it down.",
        ChangeState::Expired => "Nobody deployed it in time.",
    }
}

/// When a change is deployed, in one sentence.
pub(super) fn when_words(when: When) -> String {
    match when {
        When::ByHand => "It is deployed when somebody says so.".to_owned(),
        When::WhenApproved => "It is deployed as soon as it is approved.".to_owned(),
        When::At { at_ms } => format!("It is deployed at {}.", format::agreed(at_ms)),
    }
}

/// What a reviewer did.
pub(super) const fn decision_words(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "approved",
        Decision::AskForChanges => "asked for changes to",
        Decision::Reject => "rejected",
    }
}

/// Names in a sentence, such as `a, b and c`.
pub(super) fn names(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The services in a sentence, each once.
pub(super) fn services(targets: &[Target]) -> String {
    let mut all: Vec<String> = Vec::new();
    for target in targets {
        let name = target_words(target);
        if !all.contains(&name) {
            all.push(name);
        }
    }
    names(&all)
}

/// A service, or the cluster where a task of its own runs.
pub(super) fn target_words(target: &Target) -> String {
    if target.service.is_empty() {
        format!("a task in {}", target.cluster)
    } else {
        target.service.clone()
    }
}

/// A number with the noun that fits it.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format::count(i64::try_from(number).unwrap_or(i64::MAX), one, many)
}

#[cfg(test)]
mod tests {
    use super::{Target, names, services};

    fn all(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn names_stand_in_a_sentence() {
        assert_eq!(names(&all(&["eli"])), "eli");
        assert_eq!(names(&all(&["eli", "dana", "ada"])), "eli, dana and ada");
    }

    #[test]
    fn a_service_is_named_once_and_a_task_by_its_cluster() {
        let target = |service: &str| Target {
            cluster: "shop".to_owned(),
            service: service.to_owned(),
        };
        let targets = [target("web"), target("web"), target("")];
        assert_eq!(services(&targets), "web and a task in shop");
    }
}
