//! The clusters and services of the environment, as they are.

mod choosing;
mod filter;
mod group;

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::query_signal_with_options;
use shared::wire::{Health, ServiceList, ServiceSummary};

use crate::api::{self, Live, Loader};
use crate::environment::here;
use crate::format;
use crate::page::Heading;
use crate::parts::{ConnectionNote, Failures, health_word};
use crate::ui::{
    AsyncView, Button, ButtonLink, Choice, Icon, Look, SelectField, Skeleton, TextField,
};
use choosing::{Choosing, ChosenBar};
use filter::{Filter, HEALTHS, health_name};
use group::ClusterGroup;

/// A service's cluster and name.
pub(super) type Key = (String, String);

/// The services by cluster and name, so that a row finds its own quickly.
pub(super) type Index = HashMap<Key, Arc<ServiceSummary>>;

#[component]
pub(crate) fn ServicesPage() -> impl IntoView {
    let list = Loader::new(api::list_services);
    let live = Live::open(&api::services_stream(), "services", move |news| {
        list.put_news(news, |list: &ServiceList| list.as_of_ms);
    });
    let choosing = Choosing::new();
    let ready = Arc::new(move |list: Memo<ServiceList>| {
        view! { <ServicesView list choosing /> }.into_any()
    });
    view! {
        <div class="page-head">
            <Heading title="Services" />
            <ConnectionNote connection=live.connection() />
            <div class="page-head__action actions">
                <Button on_press=move |()| choosing.toggle()>
                    {move || choosing.trigger_words()}
                </Button>
                <ButtonLink look=Look::Primary href=here("/new")>
                    {Icon::Plus.view()}
                    "New service"
                </ButtonLink>
            </div>
        </div>
        <AsyncView
            state=list.state()
            retry=move |()| list.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            is_empty=|list: ServiceList| list.clusters.is_empty() && list.services.is_empty()
            empty=|| {
                view! {
                    <div class="empty">
                        <p class="empty__title">"No cluster is here yet"</p>
                        <p>
                            "A cluster is where services run. Create one in this account and region, with the AWS console or "
                            <code class="mono">"aws ecs create-cluster"</code>
                            "; it appears here by itself."
                        </p>
                    </div>
                }
            }
            ready
        />
    }
}

#[component]
fn ServicesView(list: Memo<ServiceList>, choosing: Choosing) -> impl IntoView {
    let (wanted, set_wanted) = in_address("q");
    let (cluster, set_cluster) = in_address("cluster");
    let (health, set_health) = in_address("health");
    let filter = Memo::new(move |_| {
        Filter::new(
            &wanted.get().unwrap_or_default(),
            &cluster.get().unwrap_or_default(),
            &health.get().unwrap_or_default(),
        )
    });
    let index = Memo::new(move |_| -> Index {
        list.with(|list| {
            list.services
                .iter()
                .map(|service| {
                    let key = (service.cluster.clone(), service.name.clone());
                    (key, Arc::new(service.clone()))
                })
                .collect()
        })
    });
    let groups = Memo::new(move |_| list.with(|list| filter.with(|filter| filter.groups(list))));
    let clusters = Signal::derive(move || {
        let mut choices = vec![Choice::new("", "All clusters")];
        list.with(|list| {
            choices.extend(
                list.clusters
                    .iter()
                    .map(|cluster| Choice::new(&cluster.name, &cluster.name)),
            );
        });
        choices
    });
    let healths = Signal::derive(move || {
        let mut choices = vec![Choice::new("", "Any health")];
        choices.extend(HEALTHS.map(|health| Choice::new(health_name(health), health_word(health))));
        choices
    });
    let reset = move || {
        set_wanted.set(None);
        set_cluster.set(None);
        set_health.set(None);
    };
    view! {
        <div class="filters" role="search">
            <TextField
                id="search"
                label="Search"
                kind="search"
                value=Signal::derive(move || wanted.get().unwrap_or_default())
                on_input=move |text: String| set_wanted.set(given(text))
            />
            <SelectField
                id="cluster-filter"
                label="Cluster"
                choices=clusters
                value=Signal::derive(move || cluster.get().unwrap_or_default())
                on_choose=move |name: String| set_cluster.set(given(name))
            />
            <SelectField
                id="health-filter"
                label="Health"
                choices=healths
                value=Signal::derive(move || health.get().unwrap_or_default())
                on_choose=move |name: String| set_health.set(given(name))
            />
        </div>
        <p class="quiet" role="status">
            {move || summary_words(&list.read(), groups.with(|groups| groups.iter().map(|group| group.keys.len()).sum()))}
        </p>
        <Failures words=Signal::derive(move || list.with(|list| list.failures.clone())) />
        <For each=move || groups.get() key=|group| group.cluster.clone() let:group>
            {
                let name = group.cluster;
                let own = {
                    let name = name.clone();
                    Memo::new(move |_| {
                        groups
                            .with(|groups| {
                                groups
                                    .iter()
                                    .find(|group| group.cluster == name)
                                    .map(|group| group.keys.clone())
                                    .unwrap_or_default()
                            })
                    })
                };
                view! { <ClusterGroup name list index keys=own choosing /> }
            }
        </For>
        {move || {
            groups
                .with(Vec::is_empty)
                .then(|| {
                    view! {
                        <div class="empty">
                            <p class="empty__title">"No service matches"</p>
                            <p>"Names, images and revisions are searched, in the clusters and healths chosen above."</p>
                            <div class="actions">
                                <button type="button" class="button" on:click=move |_| reset()>
                                    "Show every service"
                                </button>
                            </div>
                        </div>
                    }
                })
        }}
        <ChosenBar choosing />
    }
}

/// A part of the address that filters; changing it leaves the history as it is.
fn in_address(name: &'static str) -> (Memo<Option<String>>, SignalSetter<Option<String>>) {
    let options = NavigateOptions {
        replace: true,
        scroll: false,
        ..NavigateOptions::default()
    };
    query_signal_with_options(name, options)
}

fn given(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn summary_words(list: &ServiceList, shown: usize) -> String {
    let total = list.services.len();
    let count = |number: usize, one, many| {
        format::count(i64::try_from(number).unwrap_or(i64::MAX), one, many)
    };
    let troubled = list
        .services
        .iter()
        .filter(|service| matches!(service.health, Health::Failing | Health::Degraded))
        .count();
    let health = match troubled {
        0 => "none in trouble".to_owned(),
        1 => "1 in trouble".to_owned(),
        more => format!("{more} in trouble"),
    };
    let all = format!(
        "{} in {}, {health}",
        count(total, "service", "services"),
        count(list.clusters.len(), "cluster", "clusters"),
    );
    if shown == total {
        format!("{all}.")
    } else {
        format!("{all}. {shown} shown.")
    }
}
