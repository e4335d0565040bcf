//! What runs: the family and its containers, of which one is shown at a time.

use leptos::prelude::*;
use shared::issue::DocumentKind::{self, Service};
use shared::json::Json;
use shared::pointer::Pointer;

use super::environment::Environment;
use super::list::RowActions;
use super::picks::{Picker, Picks};
use super::ports::Ports;
use super::scalar::Typed;
use super::secrets::Secrets;
use super::topic::Topics;
use super::topics;
use crate::dom;
use crate::editor::binding::{Holds, Spot, shown};
use crate::editor::editing::Editor;
use crate::ui::{Button, Look};

const KIND: DocumentKind = DocumentKind::TaskDefinition;

#[component]
pub(super) fn Containers(editor: Editor) -> impl IntoView {
    let root = Spot::root(editor, KIND);
    let list = root.child("containerDefinitions");
    let number = list.length();
    let notes = list.notes();
    // The shown one is made anew when another is chosen, and not when something in it changes.
    let at = Memo::new(move |_| {
        let number = number.get();
        (number > 0).then(|| editor.container.get().min(number - 1))
    });
    let id = list.id();
    view! {
        <fieldset class="group" id="what-runs" tabindex="-1">
            <legend class="group__title">"What runs"</legend>
            <Typed spot=root.child("family") holds=Holds::Text />
            <div id=id tabindex="-1">
                {move || {
                    let list = list.clone();
                    at.get().map(|at| view! { <Container spot=list.element(at) at number /> })
                }}
            </div>
            {super::said(notes)}
            <div class="actions">
                <Button look=Look::Quiet on_press=move |()| add_container(editor)>
                    "Add a container"
                </Button>
            </div>
        </fieldset>
    }
}

/// Puts a container behind the others and shows it.
pub(super) fn add_container(editor: Editor) {
    let list = Pointer::root().member("containerDefinitions");
    let at = untrack(|| editor.length(KIND, &list));
    editor.edit_list(KIND, &list, |all| {
        let members: Vec<(String, Json)> = ["name", "image"]
            .map(|name| (name.to_owned(), Json::from("")))
            .into();
        all.push(Json::from(members));
    });
    editor.container.set(at);
    let id = Spot::at(editor, KIND, &format!("/containerDefinitions/{at}/name")).id();
    request_animation_frame(move || {
        dom::focus(&id);
    });
}

/// What a container is called; its place where it has no name.
pub(super) fn title_of(spot: &Spot, at: usize) -> Memo<String> {
    let name = spot.child("name").value();
    Memo::new(move |_| {
        name.with(|name| {
            if name.is_empty() {
                format!("Container {}", at + 1)
            } else {
                name.clone()
            }
        })
    })
}

/// One container.
#[component]
fn Container(
    spot: Spot,
    /// Its place in the list.
    at: usize,
    /// How many there are.
    number: Memo<usize>,
) -> impl IntoView {
    let name = title_of(&spot, at);
    let title = move || {
        let name = name.get();
        let title = if name.starts_with("Container ") {
            name
        } else {
            format!("Container {name}")
        };
        match number.get() {
            1 => title,
            number => format!("{title}, {} of {number}", at + 1),
        }
    };
    let rename = {
        let spot = spot.child("name");
        move |text: String| rename(&spot, &text)
    };
    let list = super::list::ListOf::around(&spot);
    let notes = spot.notes();
    let id = spot.id();
    let editor = spot.editor;
    view! {
        <fieldset class="container" id="container" tabindex="-1">
            <legend class="container__title" id=id tabindex="-1">
                {title}
            </legend>
            <Typed
                spot=spot.child("name")
                holds=Holds::Text
                label="Container name"
                on_put=rename
            />
            <Picker spot=spot.child("image") picks=Picks::Image />
            <div class="columns">
                <Typed spot=spot.child("memory") holds=Holds::Number />
                <Typed
                    spot=spot.child("cpu")
                    holds=Holds::Number
                    label="CPU (CPU units, optional)"
                />
            </div>
            <Ports spot=spot.child("portMappings") on_port=follow_port />
            <Environment container=spot.clone() />
            <Secrets container=spot.clone() />
            {super::said(notes)}
            <Topics root=spot topics=topics::OF_CONTAINER />
            {move || {
                let list = list.clone();
                (number.get() > 1)
                    .then(|| {
                        view! {
                            <RowActions
                                list
                                at
                                number
                                what=name
                                on_moved=move |to: usize| {
                                    editor.container.set(to);
                                    request_animation_frame(|| {
                                        dom::focus("container");
                                    });
                                }
                            />
                        }
                    })
            }}
        </fieldset>
    }
}

/// Renames a container, also where the service and other containers name it.
fn rename(spot: &Spot, name: &str) {
    let editor = spot.editor;
    let before = spot.value().get_untracked();
    spot.put(Holds::Text, name);
    if before.is_empty() {
        follow(
            editor,
            Service,
            "/loadBalancers",
            "containerName",
            &before,
            name,
        );
        return;
    }
    follow(
        editor,
        Service,
        "/loadBalancers",
        "containerName",
        &before,
        name,
    );
    follow(
        editor,
        Service,
        "/serviceRegistries",
        "containerName",
        &before,
        name,
    );
    let list = Pointer::root().member("containerDefinitions");
    for at in 0..untrack(|| editor.length(KIND, &list)) {
        let container = list.index(at);
        for (member, inner) in [
            ("dependsOn", "containerName"),
            ("volumesFrom", "sourceContainer"),
        ] {
            let place = container.member(member);
            follow(editor, KIND, place.as_str(), inner, &before, name);
        }
    }
}

/// Changes what a list's elements say of a container that has another name now.
fn follow(editor: Editor, kind: DocumentKind, list: &str, member: &str, before: &str, after: &str) {
    let list = Pointer::parse(list);
    for at in 0..untrack(|| editor.length(kind, &list)) {
        let pointer = list.index(at).member(member);
        let present = untrack(|| editor.look(kind, &pointer, |json| json.map(shown)));
        if present.as_deref() == Some(before) {
            editor.set(kind, &pointer, Json::from(after));
        }
    }
}

/// Changes the port that the load balancer sends to, where it was the one that changed.
fn follow_port(editor: Editor, before: String, after: Json) {
    let list = Pointer::parse("/loadBalancers");
    for at in 0..untrack(|| editor.length(Service, &list)) {
        let pointer = list.index(at).member("containerPort");
        let present = untrack(|| editor.look(Service, &pointer, |json| json.map(shown)));
        if present.as_deref() == Some(before.as_str()) {
            editor.set(Service, &pointer, after.clone());
        }
    }
}
