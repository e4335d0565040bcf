//! A container's environment variables and secrets: pairs of a name and a value or a reference.

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::pointer::Pointer;

use super::fields::{Bound, BoundCombobox};
use crate::editor::{Editor, Holds};
use crate::format;
use crate::ui::{Button, Disclosure, Look};

const KIND: DocumentKind = DocumentKind::TaskDefinition;

/// The environment variables, folded.
#[component]
pub(super) fn Environment(
    editor: Editor,
    /// The container's place.
    container: String,
) -> impl IntoView {
    let list = format!("{container}/environment");
    let row_list = list.clone();
    let row = move |at: usize| {
        let own = format!("{row_list}/{at}");
        view! {
            <Bound
                editor
                kind=KIND
                pointer=format!("{own}/name")
                holds=Holds::Text
                label=format!("Variable {} name", at + 1)
                help=""
            />
            <Bound
                editor
                kind=KIND
                pointer=format!("{own}/value")
                holds=Holds::Text
                label=format!("Variable {} value", at + 1)
                help=""
            />
        }
        .into_any()
    };
    view! {
        <Pairs
            editor
            list
            label="Environment variables"
            gloss="Anybody who may read the task definition can read these. Passwords and keys belong among the secrets."
            value_member="value"
            row=std::sync::Arc::new(row)
        />
    }
}

/// The secrets, folded.
#[component]
pub(super) fn Secrets(
    editor: Editor,
    /// The container's place.
    container: String,
) -> impl IntoView {
    let list = format!("{container}/secrets");
    let row_list = list.clone();
    let row = move |at: usize| {
        let own = format!("{row_list}/{at}");
        view! {
            <Bound
                editor
                kind=KIND
                pointer=format!("{own}/name")
                holds=Holds::Text
                label=format!("Secret {} name", at + 1)
                help="The variable that the container finds the value in."
            />
            <BoundCombobox
                editor
                kind=KIND
                pointer=format!("{own}/valueFrom")
                listed=editor.sources.parameters()
                label=format!("Secret {} parameter", at + 1)
                help="A parameter of Parameter Store, or the ARN of a secret in Secrets Manager."
            />
        }
        .into_any()
    };
    view! {
        <Pairs
            editor
            list
            label="Secrets"
            gloss="ECS reads the values when the container starts; Longshore never does. The task definition needs an execution role that may read them."
            value_member="valueFrom"
            row=std::sync::Arc::new(row)
        >
            <Bound editor kind=KIND pointer="/executionRoleArn" holds=Holds::OptionalText />
        </Pairs>
    }
}

/// A folded list of pairs.
#[component]
fn Pairs(
    editor: Editor,
    /// The list's place.
    list: String,
    /// What the pairs are.
    label: &'static str,
    /// What to know about them.
    gloss: &'static str,
    /// The member beside `name`.
    value_member: &'static str,
    /// The fields of one pair.
    row: std::sync::Arc<dyn Fn(usize) -> AnyView + Send + Sync>,
    /// What belongs to the pairs and is no pair.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let list = StoredValue::new(Pointer::parse(&list));
    let number = Memo::new(move |_| editor.length(KIND, &list.get_value()));
    let mark = Signal::derive(move || {
        let number = number.get();
        (number > 0).then(|| format::count(i64::try_from(number).unwrap_or(i64::MAX), "set", "set"))
    });
    let add = move |()| {
        let members: Vec<(String, Json)> = ["name", value_member]
            .map(|name| (name.to_owned(), Json::from("")))
            .into();
        let at = number.get_untracked();
        editor.set(KIND, &list.get_value().index(at), Json::from(members));
    };
    let remove = move |at: usize| {
        let list = list.get_value();
        editor.remove(KIND, &list.index(at));
        if untrack(|| editor.length(KIND, &list)) == 0 {
            editor.remove(KIND, &list);
        }
    };
    view! {
        <Disclosure label mark open=number.get_untracked() != 0>
            <p class="quiet">{gloss}</p>
            <For each=move || 0..number.get() key=|at| *at let:at>
                <div class="pair">
                    {row(at)} <div class="pair__remove">
                        <Button look=Look::Quiet on_press=move |()| remove(at)>
                            "Remove"
                            <span class="visually-hidden">{format!(" pair {}", at + 1)}</span>
                        </Button>
                    </div>
                </div>
            </For>
            {move || {
                let children = children.clone();
                (number.get() > 0).then(|| children.map(|children| children()))
            }}
            <div class="actions">
                <Button look=Look::Quiet on_press=add>
                    "Add"
                    <span class="visually-hidden">{format!(" to {}", label.to_lowercase())}</span>
                </Button>
            </div>
        </Disclosure>
    }
}
