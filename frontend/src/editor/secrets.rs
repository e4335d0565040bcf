//! The parameters that a service can be given, by name alone.

use leptos::prelude::*;
use shared::wire::Parameter;
use std::sync::Arc;

use crate::api;
use crate::paged::{Paged, PagedView};
use crate::ui::{CopyButton, TextField, TimeAgo};

#[component]
pub(super) fn Secrets() -> impl IntoView {
    let list = Paged::new(api::list_parameters, |parameter: &Parameter| {
        parameter.name.clone()
    });
    let rows = Arc::new(|parameters| view! { <ParametersView parameters /> }.into_any());
    view! {
        <p class="lead">
            "The parameters of AWS Systems Manager Parameter Store in this account and region. Longshore lists names and never reads a value; ECS alone does, when a task starts."
        </p>
        <PagedView
            list
            more="Load more"
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
            rows
        />
    }
}

#[component]
fn ParametersView(parameters: Memo<Vec<Parameter>>) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let wanted = wanted.get().to_lowercase();
        let mut all = parameters.get();
        all.retain(|parameter| parameter.name.to_lowercase().contains(&wanted));
        all
    });
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
