//! What happened to a change, in words.

use leptos::prelude::*;
use shared::change::{ChangeEntry, ChangeEvent, ChangeState, Decision, passed_by};
use shared::wire::ChangeDetail;

use super::case::Case;
use crate::page::deployment_path;
use crate::team::words::{counted, decision_words, names, state_words, target_words, when_words};
use crate::ui::TimeAgo;

#[component]
pub(super) fn Timeline(case: Case) -> impl IntoView {
    let entries = Memo::new(move |_| case.with(|detail| detail.entries.clone()));
    let newest = move || -> Vec<ChangeEntry> { entries.get().into_iter().rev().collect() };
    view! {
        <section class="section" aria-labelledby="timeline">
            <h2 id="timeline">"What happened"</h2>
            <ol class="events events--whole">
                <For
                    each=newest
                    key=|entry| entry.sequence
                    let:entry
                >
                    {row(entry, &case.with_untracked(deployed))}
                </For>
            </ol>
        </section>
    }
}

/// What each deployment of the change is about, in their order.
fn deployed(detail: &ChangeDetail) -> Vec<String> {
    let last = detail.change.version();
    last.map(|last| {
        last.plans
            .iter()
            .map(|plan| target_words(&plan.target))
            .collect()
    })
    .unwrap_or_default()
}

fn row(entry: ChangeEntry, deployed: &[String]) -> AnyView {
    let (words, detail) = words(&entry);
    let links = match &entry.event {
        ChangeEvent::Queued { deployments, .. } => deployments
            .iter()
            .enumerate()
            .map(|(at, id)| {
                let of = deployed.get(at).map(|what| format!(" of {what}"));
                view! { " " <a href=deployment_path(id)>"Open the deployment" {of}</a> "." }
            })
            .collect_view()
            .into_any(),
        _ => ().into_any(),
    };
    view! {
        <li class="events__event">
            <span class="events__time">
                <TimeAgo at_ms=entry.at_ms />
            </span>
            <span>
                {words} {links}
                {detail.map(|detail| view! { <span class="prose events__detail">{detail}</span> })}
            </span>
        </li>
    }
    .into_any()
}

/// What was said with what happened.
pub(super) fn said(entry: &ChangeEntry) -> Option<String> {
    words(entry).1
}

/// What happened in one sentence, and what was said with it.
fn words(entry: &ChangeEntry) -> (String, Option<String>) {
    let by = entry.by.as_deref().unwrap_or("Longshore");
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    match &entry.event {
        ChangeEvent::Proposed { title, .. } => (format!("{by} proposed “{title}”."), None),
        ChangeEvent::Reworded { title, .. } => (format!("{by} put it otherwise: “{title}”."), None),
        ChangeEvent::Revised {
            version,
            kept_approvals,
            authors: _,
        } => {
            let kept = match kept_approvals.as_slice() {
                [] => String::new(),
                [one] => format!(" It does the same as before: {one}'s approval holds."),
                more => format!(
                    " It does the same as before: the approvals of {} hold.",
                    names(more)
                ),
            };
            (
                format!("{by} made version {}.{kept}", version.number),
                said(&version.note),
            )
        }
        ChangeEvent::Reviewed {
            version,
            decision,
            reason,
            ..
        } => {
            let did = decision_words(*decision);
            let what = match decision {
                Decision::Approve | Decision::AskForChanges | Decision::Reject => {
                    format!("{by} {did} version {version}.")
                }
            };
            (what, said(reason))
        }
        ChangeEvent::ApprovalTakenBack => (format!("{by} took the approval back."), None),
        ChangeEvent::Approved => ("It has the approvals that it needs.".to_owned(), None),
        ChangeEvent::Unapproved { reason } => {
            ("It lacks approvals again.".to_owned(), said(reason))
        }
        ChangeEvent::Commented { place, text, .. } => {
            let at = place
                .as_ref()
                .map_or_else(String::new, |place| format!(" on “{}”", place.words));
            (format!("{by} commented{at}:"), said(text))
        }
        ChangeEvent::Settled { settled, .. } => {
            let did = if *settled { "resolved" } else { "reopened" };
            (format!("{by} {did} a comment."), None)
        }
        ChangeEvent::Scheduled { when, reason } => {
            (format!("{by}: {}", when_words(*when)), said(reason))
        }
        ChangeEvent::BaseMoved { moved, .. } => {
            let services: Vec<String> =
                moved.iter().map(|one| one.target.service.clone()).collect();
            let lines: Vec<&str> = moved
                .iter()
                .flat_map(|one| one.changes.iter().map(String::as_str))
                .collect();
            (
                format!("What runs in {} has changed.", names(&services)),
                said(&lines.join("\n")),
            )
        }
        ChangeEvent::BaseIsBack => (
            "What runs is again what it was compared with.".to_owned(),
            None,
        ),
        ChangeEvent::Queued {
            deployments,
            broken_glass,
            had_approvals,
            despite_freeze,
            counted: _,
        } => {
            let number = counted(deployments.len(), "deployment", "deployments");
            let passed = broken_glass.as_ref().map(|_| passed_by(*had_approvals));
            let how = in_spite_of_what(passed, despite_freeze.is_some());
            let why = broken_glass.as_ref().or(despite_freeze.as_ref());
            (
                format!("{by} had it deployed{how}: {number}."),
                why.and_then(|why| said(why)),
            )
        }
        ChangeEvent::Began => ("Its deployment began.".to_owned(), None),
        ChangeEvent::Ended { state, reason } => {
            let what = match state {
                ChangeState::Withdrawn => format!("{by} took it back."),
                state => state_words(*state).to_owned(),
            };
            (what, said(reason))
        }
        ChangeEvent::ReviewedAfterwards { reason, .. } => {
            (format!("{by} reviewed it afterwards."), said(reason))
        }
    }
}

/// What a deployment passed by, for a reason.
fn in_spite_of_what(passed: Option<&str>, despite_freeze: bool) -> String {
    match (passed, despite_freeze) {
        (Some(passed), true) => format!(" {passed} and in spite of the freeze"),
        (Some(passed), false) => format!(" {passed}"),
        (None, true) => " in spite of the freeze".to_owned(),
        (None, false) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeEntry, ChangeEvent, ChangeState, words};

    fn said(by: Option<&str>, event: ChangeEvent) -> String {
        let entry = ChangeEntry {
            sequence: 1,
            at_ms: 0,
            by: by.map(ToOwned::to_owned),
            event,
        };
        let (words, detail) = words(&entry);
        detail.map_or_else(|| words.clone(), |detail| format!("{words} {detail}"))
    }

    #[test]
    fn what_happened_is_told_with_who_did_it() {
        let commented = ChangeEvent::Commented {
            version: 1,
            place: None,
            text: "Why so much?".to_owned(),
        };
        assert_eq!(
            said(Some("rosa"), commented),
            "rosa commented: Why so much?"
        );
        let ended = |state| ChangeEvent::Ended {
            state,
            reason: String::new(),
        };
        assert_eq!(
            said(Some("eli"), ended(ChangeState::Withdrawn)),
            "eli took it back."
        );
        assert_eq!(
            said(None, ended(ChangeState::Failed)),
            "Its deployment failed."
        );
    }

    #[test]
    fn what_was_done_in_an_emergency_says_so() {
        let queued = |had_approvals| ChangeEvent::Queued {
            deployments: vec!["d".to_owned()],
            counted: None,
            broken_glass: Some("The shop is down".to_owned()),
            had_approvals,
            despite_freeze: None,
        };
        assert_eq!(
            said(Some("ada"), queued(false)),
            "ada had it deployed without its approvals: 1 deployment. The shop is down"
        );
        assert_eq!(
            said(Some("ada"), queued(true)),
            "ada had it deployed although its authors leave that to others: 1 deployment. The shop is down"
        );
    }
}
