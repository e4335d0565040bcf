//! The ways on from a preview, the one that is for the person and the plan first.

use leptos::prelude::*;
use shared::deployment::WhenBusy;
use shared::permission::Operation;
use shared::plan::PlanKind;

use crate::session::SessionContext;
use crate::ui::{Button, Look};

/// Whether somebody may propose and no more.
pub(super) fn only_proposes(session: SessionContext) -> bool {
    session.denial(Operation::Deploy).is_some() && session.denial(Operation::Propose).is_none()
}

/// The ways to carry a plan out and to propose it.
#[component]
pub(super) fn Ways(
    kind: PlanKind,
    pending: RwSignal<bool>,
    /// Why it is not carried out.
    denied: Signal<Option<String>>,
    /// Whether nothing is deployed at the moment, but for a reason.
    is_frozen: Memo<bool>,
    /// Whether it cannot be carried out without a proposal.
    needs_approval: Memo<bool>,
    deploy: Callback<WhenBusy>,
    /// The ways to propose it.
    children: ChildrenFn,
) -> impl IntoView {
    let session = SessionContext::expect();
    // Who may propose it and no more is led there, and sees beside it who may deploy.
    let only_proposes = Memo::new(move |_| only_proposes(session));
    let propose = StoredValue::new(children);
    let carry_out = move || {
        (!needs_approval.get()).then(|| {
            let look = if only_proposes.get() {
                Look::Plain
            } else {
                Look::Primary
            };
            view! { <CarryOut kind look pending denied is_frozen deploy /> }
        })
    };
    view! {
        {move || only_proposes.get().then(|| propose.with_value(|propose| propose()))}
        {carry_out}
        {move || (!only_proposes.get()).then(|| propose.with_value(|propose| propose()))}
    }
}

/// The button that carries the plan out.
#[component]
fn CarryOut(
    kind: PlanKind,
    look: Look,
    pending: RwSignal<bool>,
    denied: Signal<Option<String>>,
    /// Whether nothing is deployed at the moment, but for a reason.
    is_frozen: Memo<bool>,
    deploy: Callback<WhenBusy>,
) -> impl IntoView {
    let words = move || {
        if is_frozen.get() {
            "Deploy in spite of the freeze"
        } else {
            button_words(kind)
        }
    };
    view! {
        <Button look pending denied on_press=move |()| deploy.run(WhenBusy::Refuse)>
            {words}
        </Button>
    }
}

/// What the button that carries the plan out says.
const fn button_words(kind: PlanKind) -> &'static str {
    match kind {
        PlanKind::Rollback => "Roll back",
        PlanKind::Scaling => "Scale",
        PlanKind::Restart => "Restart",
        PlanKind::Deletion => "Delete the service",
        PlanKind::OneOffTask => "Run the task",
        PlanKind::ScalableTargetChange => "Set the bounds",
        PlanKind::FirstDeploy
        | PlanKind::NewRevision
        | PlanKind::ServiceChange
        | PlanKind::TagChange
        | PlanKind::Nothing => "Deploy",
    }
}
