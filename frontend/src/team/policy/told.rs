//! The policy in words, for those who only read it.

use leptos::prelude::*;
use shared::policy::{Freeze, Policy};

use crate::team::words::{counted, names};

#[component]
pub(super) fn Told(policy: Signal<Policy>) -> impl IntoView {
    let rows = move || {
        policy
            .with(facts)
            .into_iter()
            .map(|(what, words)| {
                view! {
                    <div class="facts__fact">
                        <dt>{what}</dt>
                        <dd>{words}</dd>
                    </div>
                }
            })
            .collect_view()
    };
    view! { <dl class="facts facts--wide">{rows}</dl> }
}

fn facts(policy: &Policy) -> Vec<(&'static str, String)> {
    let Policy {
        review,
        rollback_without_approval,
        freezes,
        break_glass,
        confirm_identity,
        deadline_minutes,
        expires_after_days,
    } = policy;
    let yes = |holds: bool, yes: &str, no: &str| if holds { yes } else { no }.to_owned();
    let approvals = usize::try_from(review.approvals).unwrap_or(usize::MAX);
    let freezes = if freezes.is_empty() {
        "None.".to_owned()
    } else {
        let all: Vec<String> = freezes.iter().map(freeze_words).collect();
        all.join(" ")
    };
    vec![
        (
            "Approvals",
            match approvals {
                0 => "None are needed; people deploy without a change, too.".to_owned(),
                some => format!(
                    "{} before a change is deployed.",
                    counted(some, "approval", "approvals")
                ),
            },
        ),
        (
            "Approvers",
            if review.approvers.is_empty() {
                "Everybody who may review, but never who wrote the change.".to_owned()
            } else {
                format!(
                    "{}, but never who wrote the change.",
                    names(&review.approvers)
                )
            },
        ),
        (
            "Authors",
            yes(
                review.author_may_deploy,
                "Who wrote a change may deploy it once it is approved.",
                "Who wrote a change leaves its deployment to others.",
            ),
        ),
        (
            "Roll-back",
            yes(
                *rollback_without_approval,
                "Going back to what ran before needs no approval.",
                "Going back to what ran before needs approvals, too.",
            ),
        ),
        ("Freezes", freezes),
        (
            "Emergency",
            if break_glass.is_empty() {
                "Nobody may deploy without approvals.".to_owned()
            } else {
                format!("{} may deploy without approvals.", names(break_glass))
            },
        ),
        (
            "Identity",
            yes(
                *confirm_identity,
                "Approving and deploying ask for the password again when that was long ago.",
                "Approving and deploying do not ask for the password again.",
            ),
        ),
        (
            "Deadline",
            deadline_minutes.map_or_else(
                || "As Longshore was started with.".to_owned(),
                |minutes| format!("A rollout that goes on for {minutes} min is called stuck."),
            ),
        ),
        (
            "Expiry",
            format!(
                "A change to which nothing happens for {} expires.",
                counted(
                    usize::try_from(*expires_after_days).unwrap_or(usize::MAX),
                    "day",
                    "days"
                )
            ),
        ),
    ]
}

fn freeze_words(freeze: &Freeze) -> String {
    format!(
        "{}: from {} until {} ({}).",
        freeze.name,
        freeze.from.replace('T', " "),
        freeze.until.replace('T', " "),
        freeze.time_zone
    )
}

#[cfg(test)]
mod tests {
    use super::{Policy, facts};

    #[test]
    fn what_holds_before_anybody_set_anything_is_told() {
        let told = facts(&Policy::default());
        let of = |what: &str| {
            let fact = told.iter().find(|(known, _)| *known == what);
            fact.map(|(_, words)| words.clone()).unwrap_or_default()
        };
        assert!(of("Approvals").starts_with("None are needed"));
        assert_eq!(
            of("Expiry"),
            "A change to which nothing happens for 14 days expires."
        );
        assert_eq!(of("Freezes"), "None.");
    }
}
