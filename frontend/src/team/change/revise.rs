//! Another version of a change: its documents are opened in the editor, and the plan that is made of
//! them there becomes the version.

use leptos::prelude::*;
use shared::change::VersionPlan;

use super::case::Case;
use crate::acting::open_again;
use crate::kept::{self, Life, Revising, revising_name};
use crate::page::Roads;
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::team::words::target_words;
use crate::ui::{Button, Look};

/// A button for each plan of the present version.
#[component]
pub(super) fn Revise(
    case: Case,
    /// The id of what says why they may not be pressed.
    reason_at: &'static str,
    /// How much they weigh.
    #[prop(optional)]
    look: Look,
) -> impl IntoView {
    let doing = Doing::new();
    let roads = Roads::expect();
    let plans = Memo::new(move |_| {
        case.with(|detail| {
            let present = detail.change.version();
            present
                .map(|present| present.plans.clone())
                .unwrap_or_default()
        })
    });
    let denied = Signal::derive(move || case.revise_denied());
    let open = move |plan: VersionPlan| {
        let (title, from) = case.with_untracked(|detail| {
            let present = detail.change.version();
            (
                detail.change.title.clone(),
                present.map_or(0, |present| present.number),
            )
        });
        // Whatever plan is made for the service in this tab is offered as the version.
        let revising = Revising {
            change: case.id,
            from,
        };
        kept::keep(Life::Tab, &revising_name(&plan.target), &revising);
        let title = format!("Another version of {title}");
        let opened = async move { open_again(&plan.target, plan.kind, &plan.hash, title).await };
        doing.ask(opened, move |path: String| roads.go(&path));
    };
    view! {
        <div class="actions">
        {move || {
            let plans = plans.get();
            let is_alone = plans.len() == 1;
            plans
                .into_iter()
                .map(|plan| {
                    let words = if is_alone {
                        "Make another version".to_owned()
                    } else {
                        format!("Change what it does to {}", target_words(&plan.target))
                    };
                    view! {
                        <Button
                            look
                            pending=doing.pending
                            denied
                            reason_at
                            on_press=move |()| open(plan.clone())
                        >
                            {words}
                        </Button>
                    }
                })
                .collect_view()
        }}
        </div>
        <FailureBanner failure=doing.failure />
    }
}
