//! The way to have others look at a plan before it is carried out.

use leptos::prelude::*;
use shared::permission::Operation;
use shared::plan::PlanKind;
use shared::wire::{KeptPolicy, ProblemCode};

use super::moved;
use super::ways::only_proposes;
use crate::api::Loader;
use crate::page::propose_path;
use crate::session::SessionContext;
use crate::ui::{Button, ButtonLink, Load, Look};

/// Whether the plan has to be proposed: the environment asks for approvals, or the server has said
/// so. Also a roll-back is proposed there, with its reason; it may need nobody else.
pub(super) fn needs_approval(
    policy: Loader<KeptPolicy>,
    code: Memo<Option<ProblemCode>>,
) -> Memo<bool> {
    Memo::new(move |_| {
        let is_asked = policy.state().with(|state| match state {
            Load::Ready(kept) => kept.policy.review.approvals > 0,
            // The server says so when it is deployed.
            Load::Loading | Load::Failed(_) => false,
        });
        is_asked || code.get() == Some(ProblemCode::NeedsApproval)
    })
}

/// Says of a plan that goes back to what ran before that nobody else has to see it, where that is so.
#[component]
pub(super) fn GoesBackFreely(policy: Loader<KeptPolicy>, kind: PlanKind) -> impl IntoView {
    let session = SessionContext::expect();
    let is_free = Memo::new(move |_| {
        kind == PlanKind::Rollback
            && policy.state().with(|state| match state {
                Load::Ready(kept) => {
                    kept.policy.review.approvals > 0 && kept.policy.rollback_without_approval
                }
                Load::Loading | Load::Failed(_) => false,
            })
    });
    move || {
        is_free.get().then(|| {
            let environment = session.environment_name();
            view! {
                <p>
                    {format!(
                        "Going back to what ran before needs no approval in {environment}. Propose it with its reason; who may deploy can then deploy it at once.",
                    )}
                </p>
            }
        })
    }
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
    /// Whether the preview holds no more.
    has_moved: Memo<bool>,
) -> impl IntoView {
    let session = SessionContext::expect();
    move || {
        let has_moved = has_moved.get();
        let is_first = needs_approval.get() || only_proposes(session);
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
                    let words = format!("Make it the next version of change {id}");
                    way(of_change, propose_path(&plans, Some(id)), words, has_moved)
                })}
            {way(
                own,
                propose_path(&plans, None),
                if is_first { "Propose" } else { "Propose for review" }.to_owned(),
                has_moved,
            )}
        }
        .into_any()
    }
}

/// A way to propose it; one that is closed where the preview holds no more.
fn way(look: Look, href: String, words: String, has_moved: bool) -> AnyView {
    if has_moved {
        // The banner that is there then says why, and has the way out.
        let denied = Signal::derive(|| Some(String::new()));
        view! {
            <Button look denied reason_at=moved::AT>
                {words}
            </Button>
        }
        .into_any()
    } else {
        view! {
            <ButtonLink look href>
                {words}
            </ButtonLink>
        }
        .into_any()
    }
}
