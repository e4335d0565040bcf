//! Blame: where each value of what a service runs comes from, with the people and the reason.

mod fields;
mod origins;

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::Blame;

use crate::api::{self, Loader};
use crate::parts::Failures;
use crate::ui::{AsyncView, Button, Skeleton, TimeAgo};
use fields::Fields;
use origins::Origins;

#[component]
pub(super) fn BlamePage(
    /// The cluster's name.
    cluster: String,
    /// The service's name.
    service: String,
) -> impl IntoView {
    let blame = Loader::new(move || {
        let (cluster, service) = (cluster.clone(), service.clone());
        async move { api::find_blame(&cluster, &service).await }
    });
    let ready = Arc::new(move |shown: Memo<Blame>| view! { <BlameView blame shown /> }.into_any());
    let is_empty = |blame: Blame| blame.fields.is_empty();
    view! {
        <p class="lead">
            "Every value of what the service is and runs, with what gave it that value last: who, when and why."
        </p>
        <AsyncView
            state=blame.state()
            retry=move |()| blame.reload()
            loading=|| view! { <Skeleton lines=12 /> }
            is_empty
            empty=|| {
                view! {
                    <div class="empty">
                        <p class="empty__title">"Nothing runs"</p>
                        <p>"The service is being deleted, so that there is nothing to tell of."</p>
                    </div>
                }
            }
            ready
        />
    }
}

#[component]
fn BlameView(blame: Loader<Blame>, shown: Memo<Blame>) -> impl IntoView {
    // The origin whose values alone are shown.
    let chosen = RwSignal::new(None::<usize>);
    let as_of_ms = Signal::derive(move || shown.with(|blame| blame.as_of_ms));
    // The origin that somebody asked for at a value.
    let pointed = RwSignal::new(None::<usize>);
    let again = move |()| {
        chosen.set(None);
        pointed.set(None);
        blame.reload();
    };
    view! {
        <Failures words=Signal::derive(move || shown.with(|blame| blame.failures.clone())) />
        <p class="quiet blame__asked">
            "Asked AWS " <TimeAgo at_ms=as_of_ms /> ". "
            <Button pending=blame.is_asking() on_press=again>
                "Look again"
            </Button>
        </p>
        <Origins shown chosen pointed />
        <Fields shown chosen pointed />
    }
}
