//! Where a change is, who brought it there and what comes next, in sentences. Pure.

use shared::change::{ChangeEntry, ChangeEvent, ChangeState, Decision, When};
use shared::policy::Policy;
use shared::wire::ChangeDetail;

use crate::team::words::state_words;
use crate::text::{quoted, sentence};

/// Where it is; what people said is theirs, and stands in quotation marks with their name.
pub(super) fn state(detail: &ChangeDetail) -> String {
    let state = detail.change.state;
    let did = match state {
        ChangeState::Draft => "asked for changes",
        ChangeState::Rejected => "turned it down",
        ChangeState::Withdrawn => "took it back",
        _ => {
            let reason = detail
                .change
                .state_reason
                .as_deref()
                .map(|reason| match state {
                    // What it lacked when it came back here is not what it lacks now.
                    ChangeState::InReview => {
                        format!("{}.", detail.standing.words(&detail.change.environment))
                    }
                    _ => sentence(reason),
                });
            let words = if state == ChangeState::Approved && !detail.change.moved.is_empty() {
                "It has the approvals that it needs, but what runs has changed since: it has to be carried over before it is deployed."
            } else {
                state_words(state)
            };
            return [Some(words.to_owned()), reason]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
        }
    };
    let last = detail.entries.iter().rev().find(|entry| led(entry, state));
    if let Some(ChangeEvent::Ended {
        state: ChangeState::Draft,
        reason,
    }) = last.map(|entry| &entry.event)
    {
        let said = format!(
            "Its deployment was taken back before it began: {}",
            reason.trim()
        );
        return format!("{} Its authors can make another version.", sentence(&said));
    }
    let by = last
        .and_then(|entry| entry.by.as_deref())
        .unwrap_or("Somebody");
    let said = match detail.change.state_reason.as_deref().map(str::trim) {
        Some(said) if !said.is_empty() => format!("{by} {did}: {}", quoted(said)),
        _ => format!("{by} {did}."),
    };
    if state == ChangeState::Draft {
        format!("{said} Its authors can make another version.")
    } else {
        said
    }
}

/// When it is deployed, and what that waits for; nothing for what is not deployed as it is. What a
/// person says is a moment comes in words.
pub(super) fn when(detail: &ChangeDetail, now_ms: i64, write: impl Fn(i64) -> String) -> String {
    let change = &detail.change;
    let is_approved = match change.state {
        ChangeState::InReview => false,
        ChangeState::Approved => true,
        // It was sent back or is over, or its deployment was asked for.
        _ => return String::new(),
    };
    let by = change
        .scheduled_by
        .as_ref()
        .map_or_else(String::new, |by| format!(" ({by} said so.)"));
    let words = match change.when {
        When::ByHand => "It is deployed when somebody says so.".to_owned(),
        When::At { at_ms } if now_ms < at_ms => {
            let at = write(at_ms);
            let said = if is_approved {
                format!("It is deployed at {at}.")
            } else {
                format!(
                    "It is deployed at {at} if it is approved by then; otherwise as soon as it is."
                )
            };
            match frozen_then(&detail.policy, at_ms) {
                Some(frozen) => format!("{said} {frozen}"),
                None => said,
            }
        }
        When::At { at_ms } if !is_approved => format!(
            "It was to be deployed at {}. That has passed without the approvals that it needs: it is deployed as soon as it has them.",
            write(at_ms)
        ),
        When::WhenApproved if !is_approved => {
            "It is deployed as soon as it is approved.".to_owned()
        }
        When::At { .. } | When::WhenApproved => held_up(detail, now_ms),
    };
    format!("{words}{by}")
}

/// That nothing is deployed at a moment that was chosen; nothing where something is, or where it is
/// not known yet: of windows that come back only the next is.
pub(super) fn frozen_then(policy: &Policy, at_ms: i64) -> Option<String> {
    let freeze = policy.freeze_at(at_ms)?;
    Some(format!(
        "Then the freeze “{}” goes on until {} ({}), and it waits for its end.",
        freeze.name,
        freeze.until.replace('T', " "),
        freeze.time_zone
    ))
}

/// What something that is due and approved waits for.
fn held_up(detail: &ChangeDetail, now_ms: i64) -> String {
    if !detail.change.moved.is_empty() {
        "It is due, and waits until it is carried over to what runs now.".to_owned()
    } else if let Some(freeze) = detail.policy.freeze_at(now_ms) {
        format!(
            "It is due, and waits for the end of the freeze “{}”.",
            freeze.name
        )
    } else {
        "It is due, and is deployed in a moment.".to_owned()
    }
}

/// Whether it was this that led to where it is.
fn led(entry: &ChangeEntry, state: ChangeState) -> bool {
    match &entry.event {
        ChangeEvent::Reviewed { decision, .. } => match decision {
            Decision::AskForChanges => state == ChangeState::Draft,
            Decision::Reject => state == ChangeState::Rejected,
            Decision::Approve => false,
        },
        ChangeEvent::Ended { state: end, .. } => *end == state,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use shared::change::{Change, ChangeEntry, ChangeEvent, ChangeState, Decision, Version, When};
    use shared::wire::{ChangeDetail, Order};

    use super::{state, when};

    fn detail(events: Vec<(&str, ChangeEvent)>) -> Option<ChangeDetail> {
        let first = ChangeEvent::Proposed {
            environment: "production".to_owned(),
            title: "nginx 1.31".to_owned(),
            reason: "Closes a hole.".to_owned(),
            with: Vec::new(),
            version: Version {
                number: 1,
                by: "eli".to_owned(),
                at_ms: 0,
                note: String::new(),
                plans: Vec::new(),
                order: Order::InOrder,
                digest: "d".to_owned(),
            },
            when: When::ByHand,
        };
        let entries: Vec<ChangeEntry> = std::iter::once(("eli", first))
            .chain(events)
            .zip(1..)
            .map(|((by, event), sequence)| ChangeEntry {
                sequence,
                at_ms: sequence,
                by: (!by.is_empty()).then(|| by.to_owned()),
                event,
            })
            .collect();
        let change = Change::of(1, &entries)?;
        let policy = shared::policy::Policy::default();
        let standing = change.standing(&policy, |_| true);
        Some(ChangeDetail {
            change,
            entries,
            standing,
            policy,
            reviewers: Vec::new(),
            others: Vec::new(),
            viewed: Vec::new(),
        })
    }

    fn reviewed(decision: Decision, reason: &str) -> ChangeEvent {
        ChangeEvent::Reviewed {
            version: 1,
            digest: "d".to_owned(),
            rules: String::new(),
            decision,
            reason: reason.to_owned(),
        }
    }

    fn said(events: Vec<(&str, ChangeEvent)>) -> Option<String> {
        detail(events).as_ref().map(state)
    }

    #[test]
    fn what_a_reviewer_said_is_quoted_with_their_name() {
        let rejected = reviewed(Decision::Reject, "Too expensive.");
        assert_eq!(
            said(vec![("rosa", rejected)]).as_deref(),
            Some("rosa turned it down: “Too expensive.”")
        );
        let asked = reviewed(Decision::AskForChanges, "Please pin a digest");
        assert_eq!(
            said(vec![("rosa", asked)]).as_deref(),
            Some(
                "rosa asked for changes: “Please pin a digest”. Its authors can make another version."
            )
        );
    }

    #[test]
    fn what_was_taken_back_before_it_began_was_no_reviewer_s_doing() {
        let ended = ChangeEvent::Ended {
            state: ChangeState::Draft,
            reason: "production: needs 2 approvals, has 1".to_owned(),
        };
        let asked = reviewed(Decision::AskForChanges, "Please pin a digest");
        assert_eq!(
            said(vec![("rosa", asked), ("", ended)]).as_deref(),
            Some(
                "Its deployment was taken back before it began: production: needs 2 approvals, has 1. Its authors can make another version."
            )
        );
    }

    #[test]
    fn who_took_it_back_is_told_without_words_of_theirs_too() {
        let ended = ChangeEvent::Ended {
            state: ChangeState::Withdrawn,
            reason: String::new(),
        };
        assert_eq!(
            said(vec![("eli", ended)]).as_deref(),
            Some("eli took it back.")
        );
    }

    fn at(state: &str, when_ms: i64, now_ms: i64) -> Option<String> {
        let mut events = vec![(
            "dana",
            ChangeEvent::Scheduled {
                when: When::At { at_ms: when_ms },
                reason: String::new(),
            },
        )];
        if state == "approved" {
            events.push(("", ChangeEvent::Approved));
        }
        let detail = detail(events)?;
        Some(when(&detail, now_ms, |at_ms| format!("moment {at_ms}")))
    }

    #[test]
    fn a_time_that_is_to_come_depends_on_approvals_only_while_they_are_missing() {
        assert_eq!(
            at("in review", 100, 50).as_deref(),
            Some(
                "It is deployed at moment 100 if it is approved by then; otherwise as soon as it is. (dana said so.)"
            )
        );
        assert_eq!(
            at("approved", 100, 50).as_deref(),
            Some("It is deployed at moment 100. (dana said so.)")
        );
    }

    #[test]
    fn a_time_that_has_passed_is_told_with_what_it_waits_for() {
        let missed = at("in review", 100, 100).unwrap_or_default();
        assert!(
            missed.contains("has passed without the approvals"),
            "{missed}"
        );
        let due = at("approved", 100, 100).unwrap_or_default();
        assert!(due.contains("in a moment"), "{due}");
    }

    #[test]
    fn what_was_sent_back_is_not_said_to_be_deployed() {
        let asked = reviewed(Decision::AskForChanges, "No.");
        let words = detail(vec![("rosa", asked)]).map(|detail| when(&detail, 0, |_| String::new()));
        assert_eq!(words.as_deref(), Some(""));
    }

    #[test]
    fn what_lacks_is_told_by_the_rules_that_hold_now() {
        let lacking = ChangeEvent::Unapproved {
            reason: "production requires 5 approvals, has 0.".to_owned(),
        };
        let words = detail(vec![("", ChangeEvent::Approved), ("", lacking)]).map(|mut detail| {
            detail.standing.needed = 2;
            state(&detail)
        });
        assert!(
            words
                .as_deref()
                .is_some_and(|words| words.ends_with("production requires 2 approvals, has 0.")),
            "{words:?}"
        );
    }

    #[test]
    fn what_longshore_found_is_a_sentence_of_its_own() {
        let ended = ChangeEvent::Ended {
            state: ChangeState::Failed,
            reason: "a task stopped".to_owned(),
        };
        assert_eq!(
            said(vec![("", ended)]).as_deref(),
            Some("Its deployment failed. A task stopped.")
        );
    }
}
