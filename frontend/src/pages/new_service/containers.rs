//! What runs: the family and its containers.

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::pointer::Pointer;

use super::fields::Bound;
use super::named_values::{Environment, Secrets};
use super::placement::number;
use crate::editor::{Editor, Holds};
use crate::ui::{Button, Look};

const KIND: DocumentKind = DocumentKind::TaskDefinition;

#[component]
pub(super) fn Containers(editor: Editor) -> impl IntoView {
    let list = Pointer::root().member("containerDefinitions");
    let number = {
        let list = list.clone();
        Memo::new(move |_| editor.length(KIND, &list))
    };
    let add = move |()| {
        let at = number.get_untracked();
        let members: Vec<(String, Json)> = ["name", "image"]
            .map(|name| (name.to_owned(), Json::from("")))
            .into();
        editor.set(KIND, &list.index(at), Json::from(members));
    };
    view! {
        <fieldset class="group">
            <legend class="group__title">"What runs"</legend>
            <Bound editor kind=KIND pointer="/family" holds=Holds::Text />
            <For each=move || 0..number.get() key=|at| *at let:at>
                <Container editor at alone=Signal::derive(move || number.get() < 2) />
            </For>
            <div class="actions">
                <Button look=Look::Quiet on_press=add>
                    "Add a container"
                </Button>
            </div>
        </fieldset>
    }
}

/// One container.
#[component]
fn Container(
    editor: Editor,
    /// Its place in the list.
    at: usize,
    /// Whether it is the only one.
    alone: Signal<bool>,
) -> impl IntoView {
    let own = format!("/containerDefinitions/{at}");
    let name_pointer = format!("{own}/name");
    let title = {
        let pointer = name_pointer.clone();
        move || {
            let name = editor.text_at(KIND, &pointer);
            if name.is_empty() {
                format!("Container {}", at + 1)
            } else {
                format!("Container {name}")
            }
        }
    };
    let remove = {
        let pointer = Pointer::parse(&own);
        move |()| editor.remove(KIND, &pointer)
    };
    let place = own.clone();
    view! {
        <fieldset class="container">
            <legend class="container__title">{title}</legend>
            <div class="columns">
                <Bound
                    editor
                    kind=KIND
                    pointer=name_pointer.clone()
                    holds=Holds::Text
                    label="Container name"
                    on_put=move |text: String| rename(editor, &name_pointer, &text)
                />
                <Bound editor kind=KIND pointer=format!("{own}/image") holds=Holds::Text />
                <Bound editor kind=KIND pointer=format!("{own}/memory") holds=Holds::Number />
                <Bound
                    editor
                    kind=KIND
                    pointer=format!("{own}/cpu")
                    holds=Holds::Number
                    label="CPU (CPU units, optional)"
                />
                <Bound
                    editor
                    kind=KIND
                    pointer=format!("{own}/portMappings/0/containerPort")
                    holds=Holds::Number
                    label="Container port"
                    help="The port that the container listens on. Leave it empty when it listens on none."
                    on_put=move |text: String| set_port(editor, &place, &text)
                />
            </div>
            <Environment editor container=own.clone() />
            <Secrets editor container=own />
            {move || {
                let remove = remove.clone();
                (!alone.get())
                    .then(|| {
                        view! {
                            <div class="actions">
                                <Button look=Look::Quiet on_press=remove>
                                    "Remove this container"
                                </Button>
                            </div>
                        }
                    })
            }}
        </fieldset>
    }
}

/// Renames a container, also where the service's load balancing names it.
fn rename(editor: Editor, pointer: &str, name: &str) {
    let before = untrack(|| editor.text_at(KIND, pointer));
    editor.set(KIND, &Pointer::parse(pointer), Json::from(name));
    follow(editor, "containerName", &before, Json::from(name));
}

/// Changes a container's port, also where the service's load balancing names it.
fn set_port(editor: Editor, container: &str, typed: &str) {
    let mapping = Pointer::parse(&format!("{container}/portMappings/0"));
    let port = mapping.member("containerPort");
    let before = untrack(|| editor.text_at(KIND, port.as_str()));
    if typed.trim().is_empty() {
        editor.remove(KIND, &mapping);
        return;
    }
    let value = number(typed);
    editor.set(KIND, &port, value.clone());
    if !before.is_empty() {
        follow(editor, "containerPort", &before, value);
    }
}

fn follow(editor: Editor, member: &str, before: &str, value: Json) {
    let pointer = Pointer::parse(&format!("/loadBalancers/0/{member}"));
    let known = untrack(|| editor.at(DocumentKind::Service, &pointer));
    if known.is_some()
        && untrack(|| editor.text_at(DocumentKind::Service, pointer.as_str())) == before
    {
        editor.set(DocumentKind::Service, &pointer, value);
    }
}
