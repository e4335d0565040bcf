//! The way to deploy once more what did not come about: its documents in the editor, or its plan made
//! anew.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::plan::PlanKind;

use super::About;
use crate::acting::{Planner, open_again};
use crate::parts::FailureBanner;
use crate::ui::{Button, Look};

/// The button; where it leads depends on the kind.
#[component]
pub(super) fn Again(about: About, look: Look, denied: Signal<Option<String>>) -> impl IntoView {
    let planner = Planner::new();
    let word = match about.kind {
        PlanKind::OneOffTask => "Run it again",
        _ => "Deploy it again",
    };
    let go = move |()| {
        let About {
            target,
            kind,
            plan_hash,
            ..
        } = about.clone();
        planner.begin();
        spawn_local(async move {
            let title = format!("{} once more", target.service);
            match open_again(&target, kind, &plan_hash, title).await {
                Ok(path) => {
                    planner.go(&path);
                    planner.pending.try_set(false);
                }
                Err(refused) => planner.fail(refused),
            }
        });
    };
    view! {
        <Button look pending=planner.pending denied on_press=go>
            {word}
        </Button>
        <FailureBanner failure=planner.failure />
    }
}

/// What pressing it leads to, where that is not the plan itself.
pub(super) const fn again_words(kind: PlanKind) -> Option<&'static str> {
    match kind {
        PlanKind::FirstDeploy | PlanKind::NewRevision | PlanKind::ServiceChange => Some(
            "“Deploy it again” opens what was to be deployed in the editor, with the task that runs first where there is one. Correct there what was wrong; a preview comes before anything happens.",
        ),
        _ => None,
    }
}
