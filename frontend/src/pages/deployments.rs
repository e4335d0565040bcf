//! The history: what Longshore deployed, newest first.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{query_signal_with_options, use_query_map};
use shared::deployment::Deployment;
use shared::wire::Listing;
use std::sync::Arc;

use crate::api::{self, DeploymentQuery, Failure, Loader};
use crate::environment::here;
use crate::page::Heading;
use crate::parts::{DeploymentRows, FailureBanner};
use crate::ui::{AsyncView, Button, ButtonLink, Skeleton, TextField};

#[component]
pub(crate) fn DeploymentsPage() -> impl IntoView {
    let options = NavigateOptions {
        replace: true,
        scroll: false,
        ..NavigateOptions::default()
    };
    let (service, set_service) = query_signal_with_options::<String>("service", options);
    let query = use_query_map();
    let wanted = Memo::new(move |_| DeploymentQuery {
        after: None,
        cluster: query.with(|query| query.get("cluster")),
        service: service.get(),
    });
    view! {
        <div class="page-head">
            <Heading title="Deployments" />
        </div>
        <div class="filters">
            <TextField
                id="service-filter"
                label="Service"
                help="The exact name of a service; empty for all."
                kind="search"
                value=Signal::derive(move || service.get().unwrap_or_default())
                on_input=move |text: String| set_service.set((!text.is_empty()).then_some(text))
            />
        </div>
        {move || view! { <History wanted=wanted.get() /> }}
    }
}

/// One list, from its newest entry as far back as was asked for.
#[component]
fn History(wanted: DeploymentQuery) -> impl IntoView {
    let filtered = wanted.service.is_some() || wanted.cluster.is_some();
    let list = {
        let wanted = wanted.clone();
        Loader::new(move || api::list_deployments(wanted.clone()))
    };
    let wanted = StoredValue::new(wanted);
    let ready = Arc::new(move |first: Memo<Listing<Deployment>>| {
        view! { <Pages first wanted /> }.into_any()
    });
    let is_empty = |list: Listing<Deployment>| list.items.is_empty();
    view! {
        <AsyncView
            state=list.state()
            retry=move |()| list.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            is_empty
            empty=move || {
                if filtered {
                    view! {
                        <div class="empty">
                            <p class="empty__title">"No deployment of that service"</p>
                            <p>"Longshore has deployed none of that name. Check the spelling, or empty the field."</p>
                        </div>
                    }
                        .into_any()
                } else {
                    view! {
                        <div class="empty">
                            <p class="empty__title">"Nothing was deployed yet"</p>
                            <p>"Every deployment is kept here: who, when, what changed, and how it ended."</p>
                            <div class="actions">
                                <ButtonLink href=here("/new")>"Deploy a service"</ButtonLink>
                                <ButtonLink href=here("/")>"Choose one that runs"</ButtonLink>
                            </div>
                        </div>
                    }
                        .into_any()
                }
            }
            ready
        />
    }
}

#[component]
fn Pages(
    /// The newest entries.
    first: Memo<Listing<Deployment>>,
    /// What is listed.
    wanted: StoredValue<DeploymentQuery>,
) -> impl IntoView {
    let older = RwSignal::new(Vec::<Deployment>::new());
    let next = RwSignal::new(first.with_untracked(|first| first.next.clone()));
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let deployments = Signal::derive(move || {
        let mut all = first.with(|first| first.items.clone());
        all.extend(older.get());
        all
    });
    let load = move |()| {
        let Some(mut query) = wanted.try_get_value() else {
            return;
        };
        query.after = next.get_untracked();
        pending.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::list_deployments(query).await {
                Ok(page) => {
                    older.try_update(|older| older.extend(page.items));
                    next.try_set(page.next);
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                }
            }
            pending.try_set(false);
        });
    };
    view! {
        <DeploymentRows deployments names_service=true />
        <FailureBanner failure />
        {move || {
            if next.with(Option::is_some) {
                view! {
                    <div class="actions">
                        <Button pending on_press=load>
                            "Load older"
                        </Button>
                    </div>
                }
                    .into_any()
            } else {
                view! { <p class="quiet list-end">"That is all there is."</p> }.into_any()
            }
        }}
    }
}
