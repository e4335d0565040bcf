//! The deployments that a change became, and the way back.

use leptos::prelude::*;
use shared::change::ChangeState;
use shared::deployment::Deployment;

use super::case::Case;
use crate::api::{self, Failure, Loader};
use crate::page::roll_back_path;
use crate::parts::DeploymentRows;
use crate::team::words::target_words;
use crate::ui::{ButtonLink, Load, Skeleton};

const ASK_EVERY_MS: u32 = 2_000;

#[component]
pub(super) fn Deployed(case: Case) -> impl IntoView {
    let ids = Memo::new(move |_| case.with(|detail| detail.change.deployments.clone()));
    move || {
        let ids = ids.get();
        (!ids.is_empty()).then(|| {
            view! {
                <section class="section" aria-labelledby="deployments">
                    <h2 id="deployments">"Deployment"</h2>
                    <Rows case ids />
                    <WayBack case />
                </section>
            }
        })
    }
}

#[component]
fn Rows(case: Case, ids: Vec<String>) -> impl IntoView {
    let loader = Loader::new(move || {
        let ids = ids.clone();
        async move { find_all(&ids).await }
    });
    let state = Memo::new(move |_| case.with(|detail| detail.change.state));
    // Touches the outside world: what it became is asked for again when the change has moved on.
    Effect::new(move |before: Option<ChangeState>| {
        let now = state.get();
        if before.is_some_and(|before| before != now) {
            loader.reload();
        }
        now
    });
    let goes_on = move || {
        let state = state.try_get_untracked();
        state.is_some_and(|state| matches!(state, ChangeState::Queued | ChangeState::Deploying))
    };
    api::poll_while(ASK_EVERY_MS, goes_on, move || loader.reload());
    let deployments = Memo::new(move |_| {
        loader.state().with(|state| match state {
            Load::Ready(all) => Some(all.clone()),
            Load::Loading | Load::Failed(_) => None,
        })
    });
    let is_there = Memo::new(move |_| deployments.with(Option::is_some));
    move || {
        if is_there.get() {
            let all = Signal::derive(move || deployments.get().unwrap_or_default());
            view! { <DeploymentRows deployments=all names_service=true /> }.into_any()
        } else {
            view! { <Skeleton lines=1 /> }.into_any()
        }
    }
}

async fn find_all(ids: &[String]) -> Result<Vec<Deployment>, Failure> {
    let mut all = Vec::new();
    for id in ids {
        all.push(api::find_deployment(id).await?.deployment);
    }
    Ok(all)
}

/// Leads to what ran before, once it is over.
#[component]
fn WayBack(case: Case) -> impl IntoView {
    let targets = Memo::new(move |_| {
        case.with(|detail| {
            if detail.change.state == ChangeState::Deployed {
                detail.change.targets()
            } else {
                Vec::new()
            }
        })
    });
    move || {
        let targets = targets.get();
        let has_one = targets.len() == 1;
        let links = targets
            .into_iter()
            .filter(|target| !target.service.is_empty())
            .map(|target| {
                let words = if has_one {
                    "Roll back".to_owned()
                } else {
                    format!("Roll back {}", target_words(&target))
                };
                let path = roll_back_path(&target.cluster, &target.service);
                view! { <ButtonLink href=path>{words}</ButtonLink> }
            })
            .collect_view();
        view! { <div class="actions">{links}</div> }
    }
}
