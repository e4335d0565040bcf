//! What there is to say of what happens to a change.

use crate::change::{
    Change, ChangeEntry, ChangeEvent, ChangeState, Decision, Moved, Version, passed_by,
};
use crate::telling::NewsKind;

/// What is said, before it is news.
pub(super) struct Said {
    pub(super) kind: NewsKind,
    pub(super) title: String,
    pub(super) text: String,
}

fn say(kind: NewsKind, title: String, text: impl Into<String>) -> Said {
    Said {
        kind,
        title,
        text: text.into(),
    }
}

/// Who did it; what follows from an approval is of who gave that.
pub(super) fn by(change: &Change, entry: &ChangeEntry) -> Option<String> {
    match entry.event {
        ChangeEvent::Approved => change.approvals.last().map(|last| last.by.clone()),
        // Who said so before need not be there when it begins, and hears of it.
        ChangeEvent::Began => change.deployed_by.clone(),
        _ => entry.by.clone(),
    }
}

/// What there is to say of what happened to a change, given the change after it.
pub(super) fn said(change: &Change, entry: &ChangeEntry) -> Vec<Said> {
    let who = entry.by.as_deref().unwrap_or("Longshore");
    let number = change.id;
    // What needs no approval waits for nobody.
    let waits = change.state != ChangeState::Approved;
    let one = match &entry.event {
        ChangeEvent::Proposed { reason, .. } => say(
            NewsKind::ChangeWaits,
            if waits {
                format!("Change {number} waits for review")
            } else {
                format!("{who} proposed change {number}")
            },
            reason,
        ),
        // Who approved what does the same has nothing to look at.
        ChangeEvent::Revised { kept_approvals, .. } if !kept_approvals.is_empty() => {
            return Vec::new();
        }
        ChangeEvent::Revised { version, .. } => say(
            NewsKind::ChangeWaits,
            if waits {
                format!(
                    "Version {} of change {number} waits for review",
                    version.number
                )
            } else {
                format!("{who} made version {} of change {number}", version.number)
            },
            said_of(version),
        ),
        ChangeEvent::Reviewed {
            decision, reason, ..
        } => return reviewed(*decision, who, number, reason),
        ChangeEvent::Approved => say(
            NewsKind::ChangeApproved,
            format!("Change {number} is approved"),
            approved_by(change),
        ),
        ChangeEvent::Unapproved { reason } => say(
            NewsKind::ChangeSentBack,
            format!("Change {number} lost approvals"),
            reason,
        ),
        ChangeEvent::Commented { text, .. } => say(
            NewsKind::ChangeCommented,
            format!("{who} commented on change {number}"),
            text,
        ),
        ChangeEvent::ReviewedAfterwards { reason, .. } => say(
            NewsKind::ChangeCommented,
            format!("{who} reviewed change {number}, which was deployed in an emergency"),
            reason,
        ),
        // How it moves on stands on its page.
        ChangeEvent::BaseMoved { again: true, .. } => return Vec::new(),
        ChangeEvent::BaseMoved { moved, .. } => say(
            NewsKind::ChangeStale,
            format!("Change {number} does not fit what runs any more"),
            said_of_moved(moved),
        ),
        ChangeEvent::Queued {
            broken_glass,
            had_approvals,
            despite_freeze,
            ..
        } => {
            return queued(
                broken_glass.as_deref().map(|why| (why, *had_approvals)),
                despite_freeze.as_deref(),
                who,
                number,
            );
        }
        ChangeEvent::Began => say(
            NewsKind::DeploymentBegan,
            format!("Change {number} is being deployed"),
            "",
        ),
        ChangeEvent::Ended { state, reason } => return ended(*state, who, number, reason),
        ChangeEvent::Scheduled { reason, .. } if !reason.is_empty() => say(
            NewsKind::ChangeSentBack,
            format!("Change {number} is not deployed by itself any more"),
            reason,
        ),
        ChangeEvent::Reworded { .. }
        | ChangeEvent::ApprovalTakenBack
        | ChangeEvent::Settled { .. }
        | ChangeEvent::Scheduled { .. }
        | ChangeEvent::BaseIsBack => return Vec::new(),
    };
    vec![one]
}

/// Of an approval nothing: whether it is enough is told by what follows.
fn reviewed(decision: Decision, who: &str, number: i64, reason: &str) -> Vec<Said> {
    match decision {
        Decision::Approve => Vec::new(),
        Decision::AskForChanges => vec![say(
            NewsKind::ChangeSentBack,
            format!("{who} asks for changes to change {number}"),
            reason,
        )],
        Decision::Reject => vec![say(
            NewsKind::ChangeClosed,
            format!("{who} rejected change {number}"),
            reason,
        )],
    }
}

/// Only what is out of the ordinary: that it begins is told by what follows.
fn queued(broken: Option<(&str, bool)>, frozen: Option<&str>, who: &str, number: i64) -> Vec<Said> {
    let broken = broken.map(|(reason, had_approvals)| {
        say(
            NewsKind::GlassBroken,
            format!("{who} deploys change {number} {}", passed_by(had_approvals)),
            reason,
        )
    });
    let frozen = frozen.map(|reason| {
        say(
            NewsKind::FreezeOverridden,
            format!("{who} deploys change {number} despite a freeze"),
            reason,
        )
    });
    broken.into_iter().chain(frozen).collect()
}

fn ended(state: ChangeState, who: &str, number: i64, reason: &str) -> Vec<Said> {
    let (kind, title) = match state {
        ChangeState::Deployed => (NewsKind::Deployed, format!("Change {number} is deployed")),
        ChangeState::Failed => (
            NewsKind::DeploymentFailed,
            format!("The deployment of change {number} failed"),
        ),
        ChangeState::RolledBack => (
            NewsKind::RolledBack,
            format!("The deployment of change {number} was rolled back"),
        ),
        ChangeState::Withdrawn => (
            NewsKind::ChangeClosed,
            format!("{who} withdrew change {number}"),
        ),
        ChangeState::Rejected => (
            NewsKind::ChangeClosed,
            format!("{who} rejected change {number}"),
        ),
        ChangeState::Expired => (NewsKind::ChangeClosed, format!("Change {number} expired")),
        ChangeState::Draft => (
            NewsKind::ChangeSentBack,
            format!("The deployment of change {number} was taken back before it began"),
        ),
        ChangeState::InReview
        | ChangeState::Approved
        | ChangeState::Queued
        | ChangeState::Deploying => return Vec::new(),
    };
    vec![say(kind, title, reason)]
}

/// Everybody who had a part in a change, each once.
pub(super) fn around(change: &Change) -> Vec<String> {
    let authors = change.authors.iter();
    let approvers = change.approvals.iter().map(|approval| &approval.by);
    let commenters = change.comments.iter().map(|comment| &comment.by);
    let breakers = change.broken_glass.iter().map(|broken| &broken.by);
    let mut people: Vec<String> = Vec::new();
    for name in authors
        .chain(approvers)
        .chain(commenters)
        .chain(breakers)
        .chain(&change.scheduled_by)
    {
        if !name.is_empty() && !people.contains(name) {
            people.push(name.clone());
        }
    }
    people
}

fn approved_by(change: &Change) -> String {
    let names: Vec<&str> = change
        .approvals
        .iter()
        .map(|approval| approval.by.as_str())
        .collect();
    if names.is_empty() {
        "It needs no approval.".to_owned()
    } else {
        format!("Approved by {}.", names.join(", "))
    }
}

fn said_of(version: &Version) -> String {
    match version.note.as_str() {
        "" => format!("{} made it.", version.by),
        note => format!("{}: {note}", version.by),
    }
}

/// The services alone: what differs in them may be a value.
fn said_of_moved(moved: &[Moved]) -> String {
    let services: Vec<&str> = moved
        .iter()
        .map(|moved| moved.target.service.as_str())
        .collect();
    format!(
        "{} changed since it was proposed. Carry it over to what runs now.",
        services.join(", ")
    )
}
