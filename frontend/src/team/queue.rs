//! What is under way, what waits for what, and what is paused.

mod pauses;

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::Queue;

use crate::api::{self, Live, Loader};
use crate::parts::{ConnectionNote, DeploymentRows};
use crate::ui::{AsyncView, Skeleton};
use pauses::Pauses;

#[component]
pub(super) fn QueueView() -> impl IntoView {
    let queue: Loader<Queue> = Loader::new(api::find_queue);
    let live = Live::open(&api::queue_stream(), "queue", move |news| queue.put(news));
    let ready = Arc::new(move |shown: Memo<Queue>| {
        let running = Memo::new(move |_| shown.with(|queue| queue.running.clone()));
        let waiting = Memo::new(move |_| shown.with(|queue| queue.waiting.clone()));
        view! {
            <Pauses
                pauses=Memo::new(move |_| shown.with(|queue| queue.pauses.clone()))
                on_change=move |()| queue.reload()
            />
            <section class="section" aria-labelledby="running">
                <h2 id="running">"Running"</h2>
                {move || {
                    if running.with(Vec::is_empty) {
                        view! { <p class="quiet">"No deployment runs."</p> }.into_any()
                    } else {
                        view! { <DeploymentRows deployments=running names_service=true /> }.into_any()
                    }
                }}
            </section>
            <section class="section" aria-labelledby="waiting">
                <h2 id="waiting">"Waiting"</h2>
                <p class="quiet section__gloss">
                    "One deployment at a time runs for each service; those of other services do not wait for it."
                </p>
                {move || {
                    if waiting.with(Vec::is_empty) {
                        view! { <p class="quiet">"Nothing waits."</p> }.into_any()
                    } else {
                        view! { <DeploymentRows deployments=waiting names_service=true /> }.into_any()
                    }
                }}
            </section>
        }
        .into_any()
    });
    view! {
        <ConnectionNote connection=live.connection() />
        <AsyncView
            state=queue.state()
            retry=move |()| queue.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            ready
        />
    }
}
