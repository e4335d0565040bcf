//! The parameters that a service can be given, by name alone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{Listing, Parameter};
use std::sync::Arc;

use crate::api::{self, Failure, Loader};
use crate::parts::FailureBanner;
use crate::ui::{AsyncView, Button, CopyButton, Skeleton, TextField, TimeAgo};

#[component]
pub(super) fn Secrets() -> impl IntoView {
    let list = Loader::new(|| api::list_parameters(None));
    let ready = Arc::new(|first| view! { <ParametersView first /> }.into_any());
    let is_empty = |list: Listing<Parameter>| list.items.is_empty();
    view! {
        <p class="lead">
            "The parameters of AWS Systems Manager Parameter Store in this account and region. Longshore lists names and never reads a value; ECS alone does, when a task starts."
        </p>
        <AsyncView
            state=list.state()
            retry=move |()| list.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            is_empty
            empty=|| {
                view! {
                    <div class="empty">
                        <p class="empty__title">"No parameter is here yet"</p>
                        <p>
                            "Create one where a container is given its secrets, in the form of a service, or with "
                            <code class="mono">"aws ssm put-parameter --type SecureString"</code>
                            "."
                        </p>
                    </div>
                }
            }
            ready
        />
    }
}

#[component]
fn ParametersView(first: Memo<Listing<Parameter>>) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let more = RwSignal::new(Vec::<Parameter>::new());
    let next = RwSignal::new(first.with_untracked(|first| first.next.clone()));
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let shown = Memo::new(move |_| {
        let wanted = wanted.get().to_lowercase();
        let mut all = first.with(|first| first.items.clone());
        all.extend(more.get());
        all.retain(|parameter| parameter.name.to_lowercase().contains(&wanted));
        all
    });
    let load = move |()| {
        let after = next.get_untracked();
        pending.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::list_parameters(after).await {
                Ok(page) => {
                    more.try_update(|more| more.extend(page.items));
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
        <div class="filters">
            <TextField
                id="parameter-search"
                label="Search"
                kind="search"
                value=wanted
                on_input=move |text| wanted.set(text)
            />
        </div>
        <ul class="rows">{move || shown.get().into_iter().map(row).collect_view()}</ul>
        {move || {
            shown
                .with(Vec::is_empty)
                .then(|| view! { <p class="quiet">"No parameter that was loaded has a name like that."</p> })
        }}
        <FailureBanner failure />
        {move || {
            next
                .with(Option::is_some)
                .then(|| {
                    view! {
                        <div class="actions">
                            <Button pending on_press=load>
                                "Load more"
                            </Button>
                        </div>
                    }
                })
        }}
    }
}

fn row(parameter: Parameter) -> AnyView {
    let Parameter {
        name,
        arn,
        parameter_type,
        version,
        last_modified_at_ms,
        key_id,
        description,
    } = parameter;
    let reference = arn.unwrap_or_else(|| name.clone());
    let kind = match parameter_type.as_str() {
        "SecureString" => "encrypted text",
        "StringList" => "list of texts",
        "String" => "plain text",
        other => other,
    }
    .to_owned();
    view! {
        <li class="rows__row rows__row--tall">
            <strong class="mono rows__name">{name}</strong>
            <span>{kind} ", version " {version}</span>
            {last_modified_at_ms
                .map(|at_ms| {
                    view! {
                        <span class="quiet">
                            "changed " <TimeAgo at_ms />
                        </span>
                    }
                })}
            {key_id
                .map(|key| {
                    view! {
                        <span class="quiet">
                            "key " <span class="mono">{key}</span>
                        </span>
                    }
                })}
            <CopyButton text=reference what="the reference for a task definition" />
            {description.map(|words| view! { <p class="rows__more quiet">{words}</p> })}
        </li>
    }
    .into_any()
}
