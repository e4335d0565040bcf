//! Where a change is, who brought it there and what comes next, in sentences. Pure.

use shared::change::{ChangeEntry, ChangeEvent, ChangeState, Decision};
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
            let reason = detail.change.state_reason.as_deref().map(sentence);
            return [Some(state_words(state).to_owned()), reason]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
        }
    };
    let last = detail.entries.iter().rev().find(|entry| led(entry, state));
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

    use super::state;

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
