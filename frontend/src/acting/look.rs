//! What the plan needs in AWS, looked at when the preview opens and whenever somebody asks.

use std::sync::Arc;

use leptos::prelude::*;
use shared::preflight::{Finding, Preflight};

use crate::api::{self, Failure, Loader};
use crate::parts::{Looks, MissingAction, looks_words};
use crate::ui::{Announcer, AsyncView, Button, Load, Skeleton, TimeAgo};

/// The looks of one plan.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    loader: Loader<Preflight>,
}

impl Look {
    /// Begins to look.
    pub(crate) fn at(hash: &str) -> Self {
        let hash = hash.to_owned();
        Self {
            loader: Loader::new(move || {
                let hash = hash.clone();
                async move { api::run_preflight(&hash).await }
            }),
        }
    }

    /// Why the plan should not be begun; nothing while nothing is known to be wrong.
    pub(crate) fn objection(self) -> Option<String> {
        self.loader.state().with(|state| match state {
            Load::Ready(preflight) => {
                let is_wrong = |line: &&shared::preflight::Line| line.finding == Finding::Wrong;
                let wrong = preflight.lines.iter().filter(is_wrong).count();
                match wrong {
                    0 => None,
                    1 => Some(
                        "One thing is wrong that would make it fail; settle it and check again."
                            .to_owned(),
                    ),
                    more => Some(format!(
                        "{more} things are wrong that would make it fail; settle them and check again."
                    )),
                }
            }
            Load::Loading | Load::Failed(_) => None,
        })
    }
}

/// What was found, with the way to look again.
#[component]
pub(crate) fn LookView(
    /// The looks.
    look: Look,
    /// The id of its heading.
    #[prop(default = "look".to_owned(), into)]
    id: String,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let loader = look.loader;
    let missing = move || {
        loader
            .failure()
            .and_then(|failure: Failure| failure.missing_action)
    };
    // Touches the outside world: what is read out.
    Effect::new(move |_| {
        loader.state().with(|state| {
            if let Load::Ready(preflight) = state {
                announcer.say(&looks_words(&preflight.lines));
            }
        });
    });
    let again = move |()| loader.reload();
    let ready = Arc::new(move |found: Memo<Preflight>| {
        view! {
            <p>
                {move || found.with(|found| looks_words(&found.lines))} " "
                <span class="quiet">
                    "Asked AWS " <TimeAgo at_ms=Signal::derive(move || found.with(|found| found.as_of_ms)) />
                    "."
                </span>
            </p>
            {move || view! { <Looks lines=found.with(|found| found.lines.clone()) /> }}
            <div class="actions">
                <Button pending=loader.is_asking() on_press=again>"Check again"</Button>
            </div>
        }
        .into_any()
    });
    view! {
        <section class="section look" aria-labelledby=id>
            <h2 id=id.clone() tabindex="-1">"What it needs in AWS"</h2>
            <AsyncView
                state=loader.state()
                retry=again
                loading=|| view! { <Skeleton lines=3 /> }
                ready
            />
            {move || missing().map(|action| view! { <MissingAction action /> })}
        </section>
    }
}
