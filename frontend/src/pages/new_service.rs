//! A first deploy: two documents, by form or from files, then a preview.

mod balancing;
mod containers;
mod fields;
mod files;
mod named_values;
mod placeholders;
mod placement;
mod rollout;
mod submit;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::document::ReadError;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::pointer::Pointer;

use crate::editor::{Editor, Way};
use crate::page::Heading;
use crate::ui::{Banner, Button, ConfirmDialog, Tab, Tabs, Tone};
use balancing::Balancing;
use containers::Containers;
use files::Files;
use placeholders::Placeholders;
use placement::Placement;
use rollout::Rollout;
use submit::Submit;

/// Under which name the draft is kept in the tab.
pub(super) const DRAFT: &str = "new-service";

#[component]
pub(crate) fn NewServicePage() -> impl IntoView {
    let editor = Editor::open(DRAFT);
    let query = use_query_map();
    let cluster = Pointer::root().member("cluster");
    if let Some(name) = query.with_untracked(|query| query.get("cluster"))
        && untrack(|| editor.text_at(DocumentKind::Service, "/cluster")).is_empty()
    {
        editor.set(DocumentKind::Service, &cluster, Json::from(name));
    }
    let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
        if editor.is_dirty() {
            event.prevent_default();
        }
    });
    on_cleanup(move || leaving.remove());
    let tabs = vec![
        Tab {
            id: Way::Form.as_str(),
            label: "Form",
            view: Arc::new(move || view! { <Form editor /> }.into_any()),
        },
        Tab {
            id: Way::Files.as_str(),
            label: "Files and JSON",
            view: Arc::new(move || view! { <Files editor /> }.into_any()),
        },
    ];
    view! {
        <div class="page-head">
            <Heading title="New service" />
            <div class="page-head__action">
                <ConfirmDialog
                    trigger="Start over"
                    title="Start over?"
                    text="Everything that was typed on this page is forgotten. Nothing in AWS changes."
                    confirm="Forget it"
                    on_confirm=move |()| editor.start_over()
                />
            </div>
        </div>
        <p class="lead">
            "A task definition says what runs, a service keeps it running. Fill in the form, or bring the files that you have; both show the same two definitions. Nothing happens in AWS before you have seen a preview."
        </p>
        <Tabs label="How to define the service" chosen=editor.way tabs />
        <Placeholders editor />
        <Submit editor />
    }
}

/// The form: what runs, where, who reaches it, how it rolls.
#[component]
fn Form(editor: Editor) -> impl IntoView {
    let unreadable = move |kind| {
        editor
            .reading(kind)
            .with(|reading| reading.as_ref().err().map(ReadError::to_string))
    };
    let error = Memo::new(move |_| {
        unreadable(DocumentKind::TaskDefinition)
            .map(|error| ("task definition", error))
            .or_else(|| unreadable(DocumentKind::Service).map(|error| ("service", error)))
    });
    move || match error.get() {
        Some((what, error)) => view! {
            <Banner tone=Tone::Warn title=format!("The JSON of the {what} cannot be read")>
                <p>{crate::text::sentence(&error)}</p>
                <p>"The form comes back as soon as it can."</p>
                <div class="actions">
                    <Button on_press=move |()| {
                        editor.way.set(Way::Files.as_str());
                    }>"Show the JSON"</Button>
                </div>
            </Banner>
        }
        .into_any(),
        None => view! {
            <div class="form form--sections">
                <Containers editor />
                <Placement editor />
                <Balancing editor />
                <Rollout editor />
            </div>
        }
        .into_any(),
    }
}
