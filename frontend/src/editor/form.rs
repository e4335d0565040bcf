//! The form: what most services need on one screen, everything else folded by topic below it, and an
//! index beside it that says where something is wrong.

mod balancing;
mod containers;
mod env_file;
mod environment;
mod image;
mod index;
mod list;
mod map;
mod member;
mod parameter;
mod picks;
mod placement;
mod ports;
mod rollout;
mod scalar;
mod secrets;
mod size;
mod special;
mod task;
mod topic;
mod topics;
mod value_from;

use leptos::prelude::*;
use shared::document::ReadError;
use shared::issue::DocumentKind::{self, Service, TaskDefinition};
use shared::pointer::Pointer;

use super::editing::{Editor, View};
use crate::ui::{Banner, Button, Note, Tone};
pub(super) use member::lower;

use balancing::Balancing;
use containers::Containers;
use index::Index;
use placement::Placement;
use rollout::Rollout;
use task::Task;
use topic::Folded;

#[component]
pub(super) fn Form(editor: Editor) -> impl IntoView {
    let unreadable = move |kind| {
        editor
            .reading(kind)
            .with(|reading| reading.as_ref().err().map(ReadError::to_string))
    };
    let error = Memo::new(move |_| {
        unreadable(TaskDefinition)
            .map(|error| ("task definition", error))
            .or_else(|| unreadable(Service).map(|error| ("service", error)))
    });
    move || {
        match error.get() {
        Some((what, error)) => view! {
            <Banner tone=Tone::Warn title=format!("The JSON of the {what} cannot be read")>
                <p>{crate::text::sentence(&error)}</p>
                <p>"The form comes back as soon as it can."</p>
                <div class="actions">
                    <Button on_press=move |()| {
                        editor.view.set(View::Json.as_str());
                    }>"Show the JSON"</Button>
                </div>
            </Banner>
        }
        .into_any(),
        None => view! {
            <div class="editor-form">
                <Index editor />
                <div class="form form--sections">
                    <Containers editor />
                    <Task editor />
                    <Placement editor />
                    <Balancing editor />
                    <Rollout editor />
                    <section class="group" id="everything-else" tabindex="-1" aria-labelledby="everything-else-title">
                        <h2 class="group__title" id="everything-else-title">"Everything else about the service"</h2>
                        <Folded editor topics=topics::OF_SERVICE />
                    </section>
                </div>
            </div>
        }
        .into_any(),
    }
    }
}

/// Brings the form to where the field of a place is: its container is shown and its topic unfolded.
pub(super) fn unfold(editor: Editor, kind: DocumentKind, pointer: &Pointer) {
    let mut tokens = pointer.tokens();
    let first = tokens.next().unwrap_or_default();
    let name = if kind == TaskDefinition && first == "containerDefinitions" {
        if let Some(at) = tokens.next().and_then(|token| token.parse().ok()) {
            editor.container.set(at);
        }
        let member = tokens.next();
        if member.as_deref() == Some("environment") {
            editor.all_variables.set(true);
        }
        member
    } else if first == "deploymentConfiguration" {
        tokens.next()
    } else {
        Some(first)
    };
    let Some(topic) = name.and_then(|name| topics::of(kind, pointer, &name)) else {
        return;
    };
    editor.unfolded.update(|unfolded| {
        unfolded.insert(topic.id);
    });
}

/// What is said at a group of fields.
fn said(notes: Signal<Vec<Note>>) -> AnyView {
    let rows = move || {
        notes
            .get()
            .into_iter()
            .map(|Note { tone, text, action }| {
                view! {
                    <div class="field__message" data-tone=tone.as_str()>
                        {tone.icon().view()} <span>{text}</span>
                        {action
                            .map(|(label, act)| {
                                view! {
                                    <Button look=crate::ui::Look::Quiet on_press=act>
                                        {label}
                                    </Button>
                                }
                            })}
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <div class="field__messages" aria-live="polite">
            {rows}
        </div>
    }
    .into_any()
}
