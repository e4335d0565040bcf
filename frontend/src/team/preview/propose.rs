//! The way to have others look at a plan before it is carried out.

use leptos::prelude::*;
use shared::permission::Operation;
use shared::wire::ProblemCode;

use crate::api::{self, Loader};
use crate::page::propose_path;
use crate::session::SessionContext;
use crate::ui::{ButtonLink, Load, Look};

/// Whether the plan has to be proposed: the environment asks for approvals, or the server has said
/// so. Also a roll-back is proposed there, with its reason; it may need nobody else.
pub(super) fn needs_approval(code: Memo<Option<ProblemCode>>) -> Memo<bool> {
    let policy = Loader::new(api::find_policy);
    Memo::new(move |_| {
        let is_asked = policy.state().with(|state| match state {
            Load::Ready(kept) => kept.policy.review.approvals > 0,
            // The server says so when it is deployed.
            Load::Loading | Load::Failed(_) => false,
        });
        is_asked || code.get() == Some(ProblemCode::NeedsApproval)
    })
}

/// The ways to have others look at it first.
#[component]
pub(super) fn Propose(
    /// The plan's hash.
    plans: [String; 1],
    /// The change that it may be another version of.
    revised: Option<i64>,
    /// Whether it cannot be deployed without.
    needs_approval: Memo<bool>,
) -> impl IntoView {
    let session = SessionContext::expect();
    move || {
        let is_first = needs_approval.get();
        if !is_first && session.denial(Operation::Propose).is_some() {
            return ().into_any();
        }
        let (own, of_change) = match (revised.is_some(), is_first) {
            (true, _) => (Look::Plain, Look::Primary),
            (false, true) => (Look::Primary, Look::Plain),
            (false, false) => (Look::Plain, Look::Plain),
        };
        view! {
            {revised
                .map(|id| {
                    view! {
                        <ButtonLink look=of_change href=propose_path(&plans, Some(id))>
                            {format!("Make it the next version of change {id}")}
                        </ButtonLink>
                    }
                })}
            <ButtonLink look=own href=propose_path(&plans, None)>
                {if is_first { "Propose" } else { "Propose for review" }}
            </ButtonLink>
        }
        .into_any()
    }
}
