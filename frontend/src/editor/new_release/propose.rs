//! The way to have others look at the plans of a release before they are started.

use leptos::prelude::*;
use shared::permission::Operation;
use shared::wire::{Order, ProblemCode};

use super::item::Item;
use crate::api::{self, Loader};
use crate::page::{Roads, propose_release_path};
use crate::session::SessionContext;
use crate::ui::{Button, Load, Look};

/// Whether the plans have to be proposed: the environment asks for approvals, or the server has said
/// so.
pub(super) fn needs_approval(code: Memo<Option<ProblemCode>>) -> Memo<bool> {
    let policy = Loader::new(api::find_policy);
    Memo::new(move |_| {
        let is_asked = policy.state().with(|state| match state {
            Load::Ready(kept) => kept.policy.review.approvals > 0,
            // The server says so when it is started.
            Load::Loading | Load::Failed(_) => false,
        });
        is_asked || code.get() == Some(ProblemCode::NeedsApproval)
    })
}

/// The button: the next step where approvals are needed, and another way where they are not.
#[component]
pub(super) fn Propose(
    items: RwSignal<Vec<Item>>,
    /// The plans' hashes, once all are made.
    hashes: Memo<Option<Vec<String>>>,
    order: Signal<Order>,
    needs_approval: Memo<bool>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let roads = Roads::expect();
    let propose = move |()| {
        let Some(hashes) = hashes.get_untracked() else {
            return;
        };
        let drafts: Vec<String> = items.with_untracked(|items| {
            let used = items.iter().map(Item::used_draft);
            used.filter(|draft| !draft.is_empty()).collect()
        });
        roads.go(&propose_release_path(
            &hashes,
            order.get_untracked(),
            &drafts,
        ));
    };
    let denied = Signal::derive(move || {
        session.denial(Operation::Propose).or_else(|| {
            hashes.with(Option::is_none).then(|| {
                "Make the plans first; each service needs one that changes something.".to_owned()
            })
        })
    });
    move || {
        if needs_approval.get() {
            view! {
                <Button look=Look::Primary denied on_press=propose>
                    "Propose"
                </Button>
            }
            .into_any()
        } else if denied.with(Option::is_none) {
            view! { <Button on_press=propose>"Propose for review"</Button> }.into_any()
        } else {
            ().into_any()
        }
    }
}
