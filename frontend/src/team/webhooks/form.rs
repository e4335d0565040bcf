//! The form by which a webhook is added or set.

use std::sync::Arc;

use leptos::prelude::*;
use shared::telling::{NewsKind, Shape};
use shared::wire::{Environment, Listing, MadeWebhook, Webhook};

use super::environments::Environments;
use super::moved::Moved;
use super::ticks::{Tick, Ticks};
use super::typed::Typed;
use crate::acting::Identity;
use crate::api::{self, Failure, Loader};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Announcer, Button, Choice, Look, Note, SelectField, TextField, Tone};

/// What is judged before anything is asked of the server.
const JUDGED: [&str; 4] = ["name", "url", "environments", "kinds"];

#[component]
pub(super) fn WebhookForm(
    identity: Identity,
    /// What the ids of its fields begin with.
    #[prop(into)]
    id: String,
    /// The webhook that is set; a new one where there is none.
    of: Option<Webhook>,
    /// The environments that there are.
    there: Loader<Listing<Environment>>,
    /// Takes a webhook that was added, with its secret.
    on_made: Callback<MadeWebhook>,
    /// Hears that a webhook was set, by this form or by somebody else.
    #[prop(into)]
    on_change: Callback<()>,
    /// Closes the form.
    #[prop(into)]
    on_leave: Callback<()>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let doing = Doing::new();
    let is_new = of.is_none();
    let typed = RwSignal::new(of.as_ref().map(Typed::of).unwrap_or_default());
    let base_version = StoredValue::new(of.as_ref().map_or(0, |one| one.version));
    let known = StoredValue::new(of.map(|one| one.id));
    let is_tried = RwSignal::new(false);
    let form_id = format!("{id}-form");
    let invalid = StoredValue::new(format!("#{form_id} [aria-invalid=true]"));
    let save = move || {
        is_tried.set(true);
        let now = typed.get_untracked();
        let is_fit = JUDGED
            .into_iter()
            .all(|member| now.fault(member, is_new).is_none());
        if !is_fit {
            request_animation_frame(move || {
                crate::dom::focus_first(&invalid.get_value());
            });
            return;
        }
        let request = Arc::new(now.request(base_version.get_value()));
        match known.get_value() {
            None => doing.ask_confirmed(
                identity,
                move || {
                    let request = Arc::clone(&request);
                    async move { api::create_webhook(&request).await }
                },
                move |made| {
                    on_made.try_run(made);
                },
            ),
            Some(id) => doing.ask_confirmed(
                identity,
                move || {
                    let (id, request) = (id.clone(), Arc::clone(&request));
                    async move { api::update_webhook(&id, &request).await }
                },
                move |_| {
                    announcer.say("The webhook is set.");
                    on_change.try_run(());
                    on_leave.try_run(());
                },
            ),
        }
    };
    // What somebody else set is shown in the list, too.
    Effect::new(move || {
        let is_moved = doing
            .failure
            .with(|failure| failure.as_ref().is_some_and(|one| one.webhook.is_some()));
        if is_moved {
            on_change.run(());
        }
    });
    let on_keep = Callback::new(move |theirs: Webhook| {
        base_version.set_value(theirs.version);
        save();
    });
    let on_take = Callback::new(move |theirs: Webhook| {
        base_version.set_value(theirs.version);
        typed.set(Typed::of(&theirs));
        doing.failure.set(None);
    });
    view! {
        <form
            class="form"
            id=form_id
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                save();
            }
        >
            <Fields id typed there is_tried is_new />
            <Refused doing typed on_keep on_take />
            <div class="actions">
                <Button look=Look::Primary submits=true pending=doing.pending>
                    {if is_new { "Add it" } else { "Save it" }}
                </Button>
                <Button on_press=move |()| on_leave.run(())>"Leave it"</Button>
            </div>
        </form>
    }
}

/// Why it was not kept.
#[component]
fn Refused(
    doing: Doing,
    typed: RwSignal<Typed>,
    on_keep: Callback<Webhook>,
    on_take: Callback<Webhook>,
) -> impl IntoView {
    let theirs = Memo::new(move |_| {
        doing
            .failure
            .with(|failure| failure.as_ref().and_then(|one| one.webhook.clone()))
    });
    let other = Signal::derive(move || {
        doing
            .failure
            .get()
            .filter(|failure: &Failure| failure.webhook.is_none())
    });
    view! {
        <div>
            <FailureBanner failure=other />
            <div role="alert">
                {move || {
                    theirs
                        .get()
                        .map(|theirs| {
                            view! {
                                <Moved theirs=*theirs typed pending=doing.pending on_keep on_take />
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// What is typed.
#[component]
fn Fields(
    id: String,
    typed: RwSignal<Typed>,
    there: Loader<Listing<Environment>>,
    /// Whether it was tried to save it, so that all that is wrong is told.
    is_tried: RwSignal<bool>,
    /// Whether there is no such webhook yet.
    is_new: bool,
) -> impl IntoView {
    let notes = move |member: &'static str| {
        Signal::derive(move || {
            let fault = typed.with(|typed| typed.fault(member, is_new));
            fault
                .filter(|_| is_tried.get())
                .map(|fault| Note {
                    tone: Tone::Bad,
                    text: crate::text::sentence(&fault),
                    action: None,
                })
                .into_iter()
                .collect::<Vec<_>>()
        })
    };
    let shapes: Vec<Choice> = Shape::ALL
        .into_iter()
        .map(|shape| Choice::new(shape.as_str(), shape.label()))
        .collect();
    let url_help = if is_new {
        "Where news is sent, with https. It is not shown again, since chats put their secret into it."
    } else {
        "Leave it empty to keep the one that is set."
    };
    view! {
        <TextField
            id=format!("{id}-name")
            label="Name"
            help="What people call it, such as Deploys to Slack."
            value=Signal::derive(move || typed.with(|typed| typed.name.clone()))
            on_input=move |text| typed.update(|typed| typed.name = text)
            notes=notes("name")
        />
        <TextField
            id=format!("{id}-url")
            label="Address"
            help=url_help
            value=Signal::derive(move || typed.with(|typed| typed.url.clone()))
            on_input=move |text| typed.update(|typed| typed.url = text)
            notes=notes("url")
        />
        <SelectField
            id=format!("{id}-shape")
            label="Shape"
            help="What reads it."
            choices=Signal::stored(shapes)
            value=Signal::derive(move || typed.with(|typed| typed.shape).as_str().to_owned())
            on_choose=move |name: String| {
                if let Some(shape) = Shape::find(&name) {
                    typed.update(|typed| typed.shape = shape);
                }
            }
        />
        <Environments id=id.clone() typed there notes=notes("environments") />
        <Kinds id=format!("{id}-kinds") typed notes=notes("kinds") />
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || typed.with(|typed| typed.enabled)
                on:change=move |event| {
                    let set = event_target_checked(&event);
                    typed.update(|typed| typed.enabled = set);
                }
            />
            "Turned on"
        </label>
    }
}

/// Which kinds of news it carries.
#[component]
fn Kinds(id: String, typed: RwSignal<Typed>, notes: Signal<Vec<Note>>) -> impl IntoView {
    view! {
        <Ticks id legend="What it carries" notes>
            {NewsKind::ALL
                .into_iter()
                .map(|kind| {
                    let value = Signal::derive(move || {
                        typed.with(|typed| typed.kinds.contains(&kind))
                    });
                    let set = move |chosen| typed.update(|typed| typed.set_kind(kind, chosen));
                    view! { <Tick label=kind.label() value notes on_set=set /> }
                })
                .collect_view()}
        </Ticks>
    }
}
