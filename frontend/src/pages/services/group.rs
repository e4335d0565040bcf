//! One cluster with its services.

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::{ServiceList, ServiceSummary};

use super::choosing::Choosing;
use super::{Index, Key};
use crate::environment::here;
use crate::format;
use crate::page::service_path;
use crate::parts::HealthChip;
use crate::ui::{ButtonLink, TimeAgo};

/// A cluster and those of its services that are shown.
#[component]
pub(super) fn ClusterGroup(
    /// The cluster's name.
    name: String,
    /// Everything.
    list: Memo<ServiceList>,
    /// The services by key.
    index: Memo<Index>,
    /// Which are shown.
    keys: Memo<Vec<Key>>,
    /// Which are chosen.
    choosing: Choosing,
) -> impl IntoView {
    let about = {
        let name = name.clone();
        Memo::new(move |_| {
            list.with(|list| {
                list.clusters
                    .iter()
                    .find(|cluster| cluster.name == name)
                    .map(|cluster| {
                        let place = if cluster.container_instances == 0 {
                            "Fargate alone".to_owned()
                        } else {
                            format::count(cluster.container_instances, "instance", "instances")
                        };
                        let tasks = format::count(cluster.running_tasks, "task runs", "tasks run");
                        format!("{tasks} · {place}")
                    })
                    .unwrap_or_default()
            })
        })
    };
    let heading_id = format!("cluster-{name}");
    let labelled_by = heading_id.clone();
    let new_here = here(&format!("/new?cluster={}", crate::dom::encode(&name)));
    view! {
        <section class="cluster" aria-labelledby=labelled_by>
            <div class="cluster__head">
                <h2 class="cluster__name" id=heading_id>
                    <span class="visually-hidden">"Cluster "</span>
                    {name}
                </h2>
                <span class="quiet">{move || about.get()}</span>
            </div>
            <Show
                when=move || !keys.with(Vec::is_empty)
                fallback=move || {
                    view! {
                        <div class="empty empty--small">
                            <p>"No service runs in this cluster. The first deploy makes one."</p>
                            <ButtonLink href=new_here.clone()>"New service here"</ButtonLink>
                        </div>
                    }
                }
            >
                <div class="services" role="table" aria-label="Services">
                    <div class="services__row services__row--head" role="row">
                        <span role="columnheader">"Service"</span>
                        <span role="columnheader">"Health"</span>
                        <span role="columnheader">"Tasks"</span>
                        <span role="columnheader">"Revision and images"</span>
                        <span role="columnheader">"Last deployed"</span>
                    </div>
                    <For each=move || keys.get() key=Clone::clone let:key>
                        <ServiceRow key_of=key index choosing />
                    </For>
                </div>
            </Show>
        </section>
    }
}

/// One service. It stays mounted while its counts change.
#[component]
fn ServiceRow(key_of: Key, index: Memo<Index>, choosing: Choosing) -> impl IntoView {
    let own_key = key_of.clone();
    let href = service_path(&key_of.0, &key_of.1);
    let name = key_of.1.clone();
    let own = Memo::new(move |last: Option<&Option<Arc<ServiceSummary>>>| {
        index
            .with(|index| index.get(&key_of).cloned())
            .or_else(|| last.cloned().flatten())
    });
    move || {
        own.get().map(|service| {
            let tasks = tasks_words(&service);
            let images = service
                .images
                .iter()
                .map(|image| {
                    let words = format::short_image(&image.image);
                    view! { <span class="mono" title=image.image.clone()>{words}</span> }
                })
                .collect_view();
            view! {
                <div class="services__row" role="row">
                    <span class="services__name" role="cell">
                        {choosing.checkbox(own_key.clone())}
                        <a href=href.clone()>{name.clone()}</a>
                    </span>
                    <span role="cell" class="services__health" title=service.health_words.clone()>
                        <HealthChip health=service.health />
                    </span>
                    <span role="cell" class="services__tasks">{tasks}</span>
                    <span role="cell" class="services__images">
                        <span class="mono">{service.revision.clone()}</span>
                        {images}
                    </span>
                    <span role="cell" class="services__when">
                        {match service.last_deployed_at_ms {
                            Some(at_ms) => view! { <TimeAgo at_ms /> }.into_any(),
                            None => view! { <span class="quiet">"not known"</span> }.into_any(),
                        }}
                    </span>
                </div>
            }
        })
    }
}

fn tasks_words(service: &ServiceSummary) -> String {
    let pending = if service.pending > 0 {
        format!(", {} starting", service.pending)
    } else {
        String::new()
    };
    format!(
        "{} of {} running{pending}",
        service.running, service.desired
    )
}
