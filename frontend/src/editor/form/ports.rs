//! The ports of a container: one field for the port that most have, a row for each more.

use leptos::prelude::*;
use shared::json::Json;

use super::list::{ListOf, RowActions};
use super::member::member_view;
use super::scalar::Typed;
use crate::dom;
use crate::editor::binding::{Holds, Spot, number, shown};
use crate::editor::editing::Editor;
use crate::ui::{Button, Disclosure, Look};

/// What follows when a container's port changes: the editor, the port before and after.
type OnPort = fn(Editor, String, Json);

#[component]
pub(super) fn Ports(
    /// The list of ports.
    spot: Spot,
    /// What follows when a port changes.
    on_port: OnPort,
) -> impl IntoView {
    let n_ports = spot.length();
    // The first row is there also when there is no port, so that the port can simply be typed.
    let n_rows = Memo::new(move |_| n_ports.get().max(1));
    let add = {
        let spot = spot.clone();
        move |()| {
            let at = n_rows.get_untracked();
            let port = spot.element(at).child("containerPort");
            port.set(Json::from(""));
            let id = port.id();
            request_animation_frame(move || {
                dom::focus(&id);
            });
        }
    };
    let row = {
        let spot = spot.clone();
        move |at: usize| {
            view! { <Row port=spot.element(at) at n_ports on_port /> }
        }
    };
    let (id, notes) = (spot.id(), spot.notes());
    view! {
        <fieldset class="members__group" id=id tabindex="-1">
            <legend class="members__title">"Ports"</legend>
            <For each=move || 0..n_rows.get() key=|at| *at let:at>
                {row(at)}
            </For>
            {super::said(notes)}
            {move || {
                let add = add.clone();
                (n_ports.get() > 0)
                    .then(|| {
                        view! {
                            <div class="actions">
                                <Button look=Look::Quiet on_press=add>
                                    "Add a port"
                                </Button>
                            </div>
                        }
                    })
            }}
        </fieldset>
    }
}

#[component]
fn Row(
    port: Spot,
    /// Its place in the list.
    at: usize,
    /// How many there are.
    n_ports: Memo<usize>,
    on_port: OnPort,
) -> impl IntoView {
    let (mapping, own) = (port.clone(), port.child("containerPort"));
    let put = move |typed: String| {
        let before = own.editor.look(own.kind, &own.pointer, |json| {
            json.map_or_else(String::new, shown)
        });
        if typed.trim().is_empty() && is_bare(&mapping) {
            let list = ListOf::around(&mapping).spot;
            mapping
                .editor
                .remove_element(mapping.kind, &list.pointer, at);
            return;
        }
        let value = number(&typed);
        own.set(value.clone());
        if !before.is_empty() {
            on_port(own.editor, before, value);
        }
    };
    let label = if at == 0 {
        "Container port".to_owned()
    } else {
        format!("Container port {}", at + 1)
    };
    let what = {
        let value = port.child("containerPort").value();
        Memo::new(move |_| format!("port {}", value.get()))
    };
    let (id, notes) = (port.id(), port.notes());
    let (list, rest) = (ListOf::around(&port), port.clone());
    let is_there = Memo::new(move |_| n_ports.get() > at);
    let more = move || {
        let views = [
            "hostPort",
            "protocol",
            "name",
            "appProtocol",
            "containerPortRange",
        ]
        .into_iter()
        .map(|name| member_view(rest.child(name)))
        .collect_view();
        let n_set = rest.clone();
        let mark = Signal::derive(move || {
            let number = [
                "hostPort",
                "protocol",
                "name",
                "appProtocol",
                "containerPortRange",
            ]
            .into_iter()
            .filter(|name| n_set.editor.is_set(n_set.kind, &n_set.pointer.member(name)))
            .count();
            (number > 0).then(|| format!("{number} set"))
        });
        view! {
            <Disclosure label="Host port, protocol and name" mark>
                <div class="members">{views}</div>
            </Disclosure>
        }
    };
    view! {
        <div class="port" id=id tabindex="-1" role="group" aria-label=move || what.get()>
            <Typed
                spot=port.child("containerPort")
                holds=Holds::Number
                label
                help=Signal::stored(
                    "The port that the container listens on. Leave it empty when it listens on none."
                        .to_owned(),
                )
                on_put=put
            />
            {move || is_there.get().then(&more)}
            {super::said(notes)}
            {move || {
                let list = list.clone();
                (n_ports.get() > 1)
                    .then(|| view! { <RowActions list at number=n_ports what /> })
            }}
        </div>
    }
}

/// Whether nothing is said of a port but its number and the protocol that it has anyway.
fn is_bare(mapping: &Spot) -> bool {
    mapping.editor.look(mapping.kind, &mapping.pointer, |json| {
        json.and_then(Json::as_object)
            .unwrap_or_default()
            .iter()
            .all(|(name, value)| {
                name == "containerPort" || (name == "protocol" && value.as_str() == Some("tcp"))
            })
    })
}
