//! Where it runs: cluster, name, launch type, and the network of tasks with addresses of their own.

use leptos::prelude::*;
use shared::document::Document;
use shared::issue::DocumentKind::{Service, TaskDefinition};
use shared::json::Json;
use shared::pointer::Pointer;
use shared::schema::Network;
use shared::wire::OfferKind;

use super::list::Texts;
use super::picks::{Picker, Picks};
use super::scalar::{Chosen, Typed};
use crate::editor::binding::{Holds, Spot};
use crate::editor::editing::Editor;
use crate::editor::history::Place;
use crate::ui::{Choice, Note, RadioGroup};

#[component]
pub(super) fn Placement(editor: Editor) -> impl IntoView {
    let root = Spot::root(editor, Service);
    let name = {
        let root = root.clone();
        Memo::new(move |_| {
            if editor.is_set(Service, &root.pointer.member("service")) {
                "service"
            } else {
                "serviceName"
            }
        })
    };
    let is_update = editor.base_untracked().is_some();
    let named = {
        let root = root.clone();
        move || view! { <Typed spot=root.child(name.get()) holds=Holds::Text /> }
    };
    let where_it_is = if is_update {
        view! {
            <p class="quiet">
                "Cluster " <strong>{editor.text_at(Service, "/cluster")}</strong> ", service "
                <strong>{editor.text_at(Service, "/serviceName")}</strong>
                ". A service stays in its cluster and keeps its name."
            </p>
        }
        .into_any()
    } else {
        view! {
            <div class="columns">
                <Picker
                    spot=root.child("cluster")
                    picks=Picks::Offers(OfferKind::Clusters)
                    help="The cluster that the service is in; choose one or type its name."
                />
                {named}
            </div>
        }
        .into_any()
    };
    let in_vpc = Memo::new(move |_| editor.setting().get().network == Network::Awsvpc);
    view! {
        <fieldset class="group" id="where-it-runs" tabindex="-1">
            <legend class="group__title">"Where it runs"</legend>
            {where_it_is}
            <LaunchType editor />
            {move || {
                let network = root.child("networkConfiguration").child("awsvpcConfiguration");
                in_vpc.get().then(|| view! { <Vpc network /> })
            }}
        </fieldset>
    }
}

/// What the tasks run on. Both documents say it, so that one choice changes what goes with it in
/// both.
#[component]
fn LaunchType(editor: Editor) -> impl IntoView {
    let spot = Spot::root(editor, Service).child("launchType");
    let (ruled_out, notes, id) = (spot.ruled_out(), spot.notes(), spot.id());
    let chosen = Memo::new(move |_| {
        let launch_type = editor.text_at(Service, "/launchType");
        if launch_type.is_empty() && editor.setting().get().on_fargate {
            "FARGATE".to_owned()
        } else if launch_type.is_empty() {
            "EC2".to_owned()
        } else {
            launch_type
        }
    });
    let choices = || {
        let choice = |value, label, help: &str| Choice {
            help: help.to_owned(),
            ..Choice::new(value, label)
        };
        vec![
            choice("EC2", "EC2", "On instances that you run in the cluster."),
            choice(
                "FARGATE",
                "Fargate",
                "Without instances of your own; every task gets its own address.",
            ),
            choice(
                "EXTERNAL",
                "External",
                "On your own machines, registered with ECS Anywhere.",
            ),
            choice(
                "MANAGED_INSTANCES",
                "Managed Instances",
                "On instances that ECS runs for you.",
            ),
        ]
    };
    let all_notes = Signal::derive(move || {
        let mut all: Vec<Note> = notes.get();
        if let Some(text) = ruled_out.get() {
            all.push(Note {
                tone: crate::ui::Tone::Info,
                text,
                action: None,
            });
        }
        all
    });
    let is_closed = Memo::new(move |_| ruled_out.with(Option::is_some));
    view! {
        <div id=id tabindex="-1">
            {move || {
                if is_closed.get() {
                    let words = chosen.get();
                    view! { <p>"Launch type: " <strong>{words}</strong></p> }.into_any()
                } else {
                    view! {
                        <RadioGroup
                            id="launch-type"
                            legend="Launch type"
                            choices=choices()
                            value=chosen
                            on_choose=move |chosen: String| choose_launch_type(editor, &chosen)
                        />
                    }
                        .into_any()
                }
            }}
            {super::said(all_notes)}
        </div>
    }
}

/// Subnets, security groups and the public address.
#[component]
fn Vpc(network: Spot) -> impl IntoView {
    let choices = vec![
        Choice::new("", "Not set, so none"),
        Choice::new("DISABLED", "None"),
        Choice::new("ENABLED", "One for each task"),
    ];
    view! {
        <Texts spot=network.child("subnets") />
        <Texts spot=network.child("securityGroups") />
        <Chosen spot=network.child("assignPublicIp") choices />
    }
}

/// Changes what goes with the launch type in both documents, and leaves everything else alone.
fn choose_launch_type(editor: Editor, chosen: &str) {
    let root = Pointer::root();
    let network = Pointer::parse("/networkConfiguration/awsvpcConfiguration");
    if chosen == "FARGATE" {
        editor.edit(TaskDefinition, Place::Whole, |document| {
            put(
                document,
                &root.member("requiresCompatibilities"),
                Json::from(vec![Json::from("FARGATE")]),
            );
            put(document, &root.member("networkMode"), Json::from("awsvpc"));
            add(document, &root.member("cpu"), Json::from("256"));
            add(document, &root.member("memory"), Json::from("512"));
        });
        editor.edit(Service, Place::Whole, |document| {
            put(document, &root.member("launchType"), Json::from("FARGATE"));
            document.json_mut().remove(&root.member("role"));
            let empty = || Json::from(Vec::<Json>::new());
            add(document, &network.member("subnets"), empty());
            add(document, &network.member("securityGroups"), empty());
            add(
                document,
                &network.member("assignPublicIp"),
                Json::from("DISABLED"),
            );
        });
        return;
    }
    let was_fargate = untrack(|| editor.setting().get().on_fargate);
    if was_fargate {
        editor.edit(TaskDefinition, Place::Whole, |document| {
            for member in ["requiresCompatibilities", "networkMode", "cpu", "memory"] {
                document.json_mut().remove(&root.member(member));
            }
        });
        editor.edit(Service, Place::Whole, |document| {
            document
                .json_mut()
                .remove(&root.member("networkConfiguration"));
        });
    }
    editor.edit(Service, Place::Whole, |document| {
        let pointer = root.member("launchType");
        if chosen == "EC2" {
            // What ECS takes when nothing is said.
            document.json_mut().remove(&pointer);
        } else {
            put(document, &pointer, Json::from(chosen));
        }
    });
}

fn put(document: &mut Document, pointer: &Pointer, value: Json) {
    document.json_mut().set(pointer, value);
}

/// Puts a value where there is none.
fn add(document: &mut Document, pointer: &Pointer, value: Json) {
    if document.json().at(pointer).is_none() {
        put(document, pointer, value);
    }
}
