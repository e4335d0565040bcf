//! A container's secrets: the variable, and where its value is kept.

use leptos::prelude::*;
use shared::json::Json;

use super::list::RowActions;
use super::picks::{Picker, Picks};
use super::scalar::Typed;
use crate::dom;
use crate::editor::binding::{Holds, Spot};
use crate::ui::{Button, Look};

/// The secrets of a container.
#[component]
pub(super) fn Secrets(
    /// The container.
    container: Spot,
) -> impl IntoView {
    let list = container.child("secrets");
    let number = list.length();
    let add = {
        let list = list.clone();
        move |()| {
            let at = number.get_untracked();
            let members: Vec<(String, Json)> = ["name", "valueFrom"]
                .map(|name| (name.to_owned(), Json::from("")))
                .into();
            list.editor.edit_list(list.kind, &list.pointer, |all| {
                all.push(Json::from(members));
            });
            let id = list.element(at).child("name").id();
            request_animation_frame(move || {
                dom::focus(&id);
            });
        }
    };
    let row = {
        let list = list.clone();
        move |at: usize| {
            let secret = list.element(at);
            let name = secret.child("name").value();
            let what = Memo::new(move |_| {
                name.with(|name| {
                    if name.is_empty() {
                        format!("secret {}", at + 1)
                    } else {
                        name.clone()
                    }
                })
            });
            view! {
                <div class="card" id=secret.id() tabindex="-1" role="group" aria-label=move || what.get()>
                    <Typed
                        spot=secret.child("name")
                        holds=Holds::Text
                        label=format!("Secret {} name", at + 1)
                        help=Signal::stored(
                            "The variable that the container finds the value in.".to_owned(),
                        )
                    />
                    <Picker
                        spot=secret.child("valueFrom")
                        picks=Picks::ValueFrom
                        label=format!("Secret {} source", at + 1)
                    />
                    {super::said(secret.notes())}
                    <RowActions list=super::list::ListOf::around(&secret) at number what />
                </div>
            }
        }
    };
    let (id, notes) = (list.id(), list.notes());
    let root = Spot::root(container.editor, container.kind);
    view! {
        <fieldset class="members__group" id=id tabindex="-1">
            <legend class="members__title">"Secrets"</legend>
            <p class="field__help">
                "ECS reads the values when the container starts; Longshore never does. The task definition needs an execution role that may read them."
            </p>
            <For each=move || 0..number.get() key=|at| *at let:at>
                {row(at)}
            </For>
            {super::said(notes)}
            <div class="actions">
                <Button look=Look::Quiet on_press=add>
                    "Add a secret"
                </Button>
                {move || {
                    let role = root.child("executionRoleArn").id();
                    (number.get() > 0)
                        .then(|| {
                            view! {
                                <Button
                                    look=Look::Quiet
                                    on_press=move |()| {
                                        dom::focus(&role);
                                    }
                                >
                                    "Choose the execution role"
                                </Button>
                            }
                        })
                }}
            </div>
        </fieldset>
    }
}
