//! The history: what Longshore deployed, newest first.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{query_signal_with_options, use_query_map};
use shared::deployment::Deployment;
use std::sync::Arc;

use crate::api::{self, DeploymentQuery};
use crate::environment::here;
use crate::page::Heading;
use crate::paged::{Paged, PagedView};
use crate::parts::DeploymentRows;
use crate::ui::{ButtonLink, TextField};

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
    let list = Paged::new(
        move |after| {
            api::list_deployments(DeploymentQuery {
                after,
                ..wanted.clone()
            })
        },
        |deployment: &Deployment| deployment.id.clone(),
    );
    let rows = Arc::new(move |deployments: Memo<Vec<Deployment>>| {
        view! { <DeploymentRows deployments names_service=true /> }.into_any()
    });
    view! {
        <PagedView
            list
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
            rows
        />
    }
}
