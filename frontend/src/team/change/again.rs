//! The way on from a change that ended without its services running it: what it wanted is proposed
//! as a change of its own.

use leptos::prelude::*;
use shared::change::{ChangeState, VersionPlan};
use shared::permission::Operation;

use super::case::Case;
use crate::acting::open_again;
use crate::kept::{self, Life, revising_name};
use crate::page::Roads;
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::team::words::target_words;
use crate::ui::{Button, Look};

/// A button for each plan of the last version, where the change is over.
#[component]
pub(super) fn Again(case: Case) -> impl IntoView {
    let doing = Doing::new();
    let roads = Roads::expect();
    let plans = Memo::new(move |_| {
        case.with(|detail| {
            let last = detail.change.version();
            last.filter(|_| may_come_again(detail.change.state))
                .map(|last| last.plans.clone())
                .unwrap_or_default()
        })
    });
    let denied = Signal::derive(move || case.session.denial(Operation::Propose));
    let open = move |plan: VersionPlan| {
        let title = case.with_untracked(|detail| detail.change.title.clone());
        // What is made of it is a change of its own, whatever was revised in this tab before.
        kept::forget(Life::Tab, &revising_name(&plan.target));
        let opened = async move { open_again(&plan.target, plan.kind, &plan.hash, title).await };
        doing.ask(opened, move |path: String| {
            roads.go(&path);
        });
    };
    move || {
        let plans = plans.get();
        let is_alone = plans.len() == 1;
        (!plans.is_empty()).then(|| {
            let buttons = plans
                .into_iter()
                .map(|plan| {
                    let words = if is_alone {
                        "Propose it again".to_owned()
                    } else {
                        format!("Propose it again for {}", target_words(&plan.target))
                    };
                    view! {
                        <Button
                            look=if is_alone { Look::Primary } else { Look::Plain }
                            pending=doing.pending
                            denied
                            on_press=move |()| open(plan.clone())
                        >
                            {words}
                        </Button>
                    }
                })
                .collect_view();
            view! {
                <section class="section" aria-labelledby="again">
                    <h2 id="again">"What can be done now"</h2>
                    <p>
                        "This change is over. Its documents open in the editor, and what you preview there is proposed as a change of its own."
                    </p>
                    <FailureBanner failure=doing.failure />
                    <div class="actions">{buttons}</div>
                </section>
            }
        })
    }
}

/// Whether it ended, and its services do not run it.
const fn may_come_again(state: ChangeState) -> bool {
    matches!(
        state,
        ChangeState::Failed
            | ChangeState::RolledBack
            | ChangeState::Rejected
            | ChangeState::Withdrawn
            | ChangeState::Expired
    )
}
