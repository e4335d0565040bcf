//! How a change stands with those who have to have seen it.

use leptos::prelude::*;
use shared::change::{Approval, Change, ChangeState, Decision};
use shared::wire::ChangeDetail;

use super::case::Case;
use crate::team::words::names;
use crate::ui::{TimeAgo, Tone};

#[component]
pub(super) fn Approvals(case: Case) -> impl IntoView {
    let words = Memo::new(move |_| case.with(in_words));
    let is_enough = Memo::new(move |_| case.with(|detail| detail.standing.is_enough()));
    let has_ended = Memo::new(move |_| case.with(ended_without));
    let counted = Memo::new(move |_| {
        case.with(|detail| {
            if has_begun(detail.change.state) {
                return given(&detail.change);
            }
            let approvals = detail.change.approvals.iter();
            approvals
                .filter(|one| detail.standing.approved_by.contains(&one.by))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    // How it stood is told, and not how it would stand by what has been set since.
    let discounted = Memo::new(move |_| {
        case.with(|detail| {
            if has_begun(detail.change.state) {
                Vec::new()
            } else {
                detail.standing.discounted.clone()
            }
        })
    });
    let is_over = Memo::new(move |_| case.with(|detail| has_begun(detail.change.state)));
    let lacked_some = Memo::new(move |_| {
        case.with(|detail| {
            let broken = detail.change.deployed_past_approvals();
            broken.is_some_and(|broken| !broken.had_approvals)
        })
    });
    let who = Memo::new(move |_| case.with(|detail| who_may(&able(detail))));
    // Where none is needed, nobody is asked for one.
    let is_asked = Memo::new(move |_| {
        case.with(|detail| detail.change.state.is_pending() && detail.standing.needed > 0)
    });
    let own = Memo::new(move |_| {
        (is_asked.get())
            .then(|| case.review_denied(Decision::Approve))
            .flatten()
    });
    let tone = move || {
        if is_over.get() && lacked_some.get() {
            Tone::Warn
        } else if is_over.get() {
            Tone::Good
        } else if has_ended.get() {
            Tone::Idle
        } else if is_enough.get() {
            Tone::Good
        } else {
            Tone::Warn
        }
    };
    view! {
        <section class="section" aria-labelledby="approvals">
            <h2 id="approvals" tabindex="-1">"Approvals"</h2>
            <div class="approvals" data-tone=move || tone().as_str()>
                <p class="approvals__words">
                    {move || tone().icon().view()} <strong>{words}</strong>
                </p>
                <ul class="plain-list">
                    {move || counted.get().into_iter().map(approval).collect_view()}
                    {move || {
                        discounted
                            .get()
                            .into_iter()
                            .map(|one| {
                                view! {
                                    <li class="quiet">
                                        {format!("{}'s approval does not count: {}.", one.by, one.why)}
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
                {move || is_asked.get().then(|| view! { <p>{who}</p> })}
                {move || {
                    own.get()
                        .map(|why| {
                            view! {
                                <p>
                                    <strong>"You cannot approve it. "</strong>
                                    {why}
                                </p>
                            }
                        })
                }}
            </div>
        </section>
    }
}

fn approval(approval: Approval) -> AnyView {
    let Approval {
        by,
        at_ms,
        version,
        digest: _,
        rules: _,
        reason,
        kept_from,
    } = approval;
    let seen = kept_from.map_or_else(
        || format!(" approved version {version}, "),
        |seen| {
            format!(
                " approved version {seen}; it holds for version {version}, which does the same, "
            )
        },
    );
    view! {
        <li>
            <strong>{by}</strong> {seen} <TimeAgo at_ms />
            {(!reason.is_empty()).then(|| format!(": {}", crate::text::sentence(&reason)))}
        </li>
    }
    .into_any()
}

/// Whether its deployment has begun: what was approved then is not approved any more later.
const fn has_begun(state: ChangeState) -> bool {
    match state {
        ChangeState::Deploying
        | ChangeState::Deployed
        | ChangeState::Failed
        | ChangeState::RolledBack => true,
        ChangeState::Draft
        | ChangeState::InReview
        | ChangeState::Approved
        | ChangeState::Queued
        | ChangeState::Withdrawn
        | ChangeState::Rejected
        | ChangeState::Expired => false,
    }
}

/// How it stands, or stood when it was begun, in one sentence.
fn in_words(detail: &ChangeDetail) -> String {
    let (standing, environment) = (&detail.standing, &detail.change.environment);
    if has_begun(detail.change.state) {
        begun_words(detail.change.state, given(&detail.change).len())
    } else if ended_without(detail) {
        ended_words(standing.approved_by.len(), standing.needed, environment)
    } else {
        // It begins with a name, which keeps its small letter.
        format!("{}.", standing.words(environment))
    }
}

/// The approvals of what was deployed that counted then; where that was not written down, those that
/// it was given.
fn given(change: &Change) -> Vec<Approval> {
    let digest = change.version().map(|version| version.digest.as_str());
    let approvals = change.approvals.iter();
    approvals
        .filter(|one| match &change.counted {
            Some(counted) => counted.contains(&one.by),
            None => Some(one.digest.as_str()) == digest && !change.is_author(&one.by),
        })
        .cloned()
        .collect()
}

fn begun_words(state: ChangeState, approvals: usize) -> String {
    let what = if state == ChangeState::Deploying {
        "It is being deployed"
    } else {
        "It was deployed"
    };
    match approvals {
        0 => format!("{what} without an approval."),
        1 => format!("{what} with 1 approval."),
        more => format!("{what} with {more} approvals."),
    }
}

/// Whether it ended before it had the approvals that it needs, so that nobody gives them any more.
fn ended_without(detail: &ChangeDetail) -> bool {
    let is_over = matches!(
        detail.change.state,
        ChangeState::Rejected | ChangeState::Withdrawn | ChangeState::Expired
    );
    is_over && !detail.standing.is_enough()
}

fn ended_words(has: usize, needed: u32, environment: &str) -> String {
    format!("It ended with {has} of the {needed} approvals that {environment} requires.")
}

/// Whose approval would count.
fn able(detail: &ChangeDetail) -> Vec<String> {
    let named = &detail.policy.review.approvers;
    detail
        .reviewers
        .iter()
        .filter(|name| !detail.change.is_author(name))
        .filter(|name| named.is_empty() || named.contains(name))
        .cloned()
        .collect()
}

fn who_may(able: &[String]) -> String {
    if able.is_empty() {
        "Nobody can approve it: everybody who may review wrote on it. Ask an administrator to give somebody the role reviewer.".to_owned()
    } else {
        format!("Approvals can come from {}.", names(able))
    }
}

#[cfg(test)]
mod tests {
    use super::who_may;

    #[test]
    fn where_nobody_can_approve_the_way_out_is_told() {
        assert!(who_may(&[]).contains("Ask an administrator"));
        assert_eq!(
            who_may(&["rosa".to_owned()]),
            "Approvals can come from rosa."
        );
    }
}
