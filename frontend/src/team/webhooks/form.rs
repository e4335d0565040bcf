//! The form by which a webhook is added or set.

use leptos::prelude::*;
use shared::telling::{NewsKind, Shape, judge_url, judge_webhook_name};
use shared::wire::{MadeWebhook, Secret, Webhook, WebhookRequest};

use crate::api;
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::team::doing::Doing;
use crate::ui::{Button, Choice, Look, Note, SelectField, TextField, Tone};

/// What a person has typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    name: String,
    url: String,
    shape: Shape,
    environments: String,
    kinds: Vec<NewsKind>,
    enabled: bool,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            name: String::new(),
            url: String::new(),
            shape: Shape::Json,
            environments: String::new(),
            kinds: NewsKind::ALL.to_vec(),
            enabled: true,
        }
    }
}

impl Typed {
    /// What a webhook has now; its address is not shown again.
    pub(super) fn of(webhook: &Webhook) -> Self {
        Self {
            name: webhook.name.clone(),
            url: String::new(),
            shape: webhook.shape,
            environments: webhook.environments.join(", "),
            kinds: webhook.kinds.clone(),
            enabled: webhook.enabled,
        }
    }

    fn request(&self) -> WebhookRequest {
        let url = self.url.trim();
        WebhookRequest {
            name: self.name.trim().to_owned(),
            url: (!url.is_empty()).then(|| Secret::new(url)),
            shape: self.shape,
            environments: self
                .environments
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            kinds: self.kinds.clone(),
            enabled: self.enabled,
        }
    }

    /// What is wrong with a member.
    fn fault(&self, member: &str, is_new: bool) -> Option<String> {
        let request = self.request();
        match member {
            "name" => judge_webhook_name(&request.name)
                .err()
                .map(|fault| fault.to_string()),
            "url" => match &request.url {
                Some(url) => judge_url(url.expose()).err().map(|fault| fault.to_string()),
                None => is_new.then(|| "write the address that it sends to".to_owned()),
            },
            "kinds" => request
                .kinds
                .is_empty()
                .then(|| "choose at least one kind of news".to_owned()),
            _ => None,
        }
    }
}

#[component]
pub(super) fn WebhookForm(
    /// What the ids of its fields begin with.
    #[prop(into)]
    id: String,
    typed: Typed,
    /// The id of the webhook that is set; a new one where there is none.
    known: Option<String>,
    /// Takes a webhook that was added, with its secret.
    on_made: Callback<MadeWebhook>,
    /// Hears that a webhook was set.
    #[prop(into)]
    on_change: Callback<()>,
    /// Leaves everything as it is.
    #[prop(into)]
    on_leave: Callback<()>,
) -> impl IntoView {
    let doing = Doing::new();
    let is_new = known.is_none();
    let known = StoredValue::new(known);
    let typed = RwSignal::new(typed);
    let is_tried = RwSignal::new(false);
    let form_id = format!("{id}-form");
    let invalid = StoredValue::new(format!("#{form_id} [aria-invalid=true]"));
    let save = move || {
        is_tried.set(true);
        let now = typed.get_untracked();
        let has_fault = ["name", "url", "kinds"]
            .into_iter()
            .any(|member| now.fault(member, is_new).is_some());
        if has_fault {
            request_animation_frame(move || {
                crate::dom::focus_first(&invalid.get_value());
            });
            return;
        }
        let request = now.request();
        match known.get_value() {
            None => doing.ask(
                async move { api::create_webhook(&request).await },
                move |made| {
                    on_made.try_run(made);
                },
            ),
            Some(id) => doing.ask(
                async move { api::update_webhook(&id, &request).await },
                move |_| {
                    on_change.try_run(());
                },
            ),
        }
    };
    view! {
        <form
            class="form"
            id=form_id
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                save();
            }
        >
            <Fields id typed is_tried is_new />
            <FailureBanner failure=doing.failure />
            <div class="actions">
                <Button look=Look::Primary submits=true pending=doing.pending>
                    {if is_new { "Add it" } else { "Save it" }}
                </Button>
                <Button on_press=move |()| on_leave.run(())>"Leave it"</Button>
            </div>
        </form>
    }
}

/// What is typed.
#[component]
fn Fields(
    id: String,
    typed: RwSignal<Typed>,
    /// Whether it was tried to save it, so that all that is wrong is told.
    is_tried: RwSignal<bool>,
    /// Whether there is no such webhook yet.
    is_new: bool,
) -> impl IntoView {
    let session = SessionContext::expect();
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
        <TextField
            id=format!("{id}-environments")
            label="Environments"
            help=Signal::derive(move || {
                format!(
                    "Their names, with commas between them, such as {}; empty for all.",
                    session.environment_name(),
                )
            })
            value=Signal::derive(move || typed.with(|typed| typed.environments.clone()))
            on_input=move |text| typed.update(|typed| typed.environments = text)
        />
        <Kinds id=id.clone() typed notes=notes("kinds") />
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
    let ticks = NewsKind::ALL
        .into_iter()
        .map(|kind| {
            let set = move |chosen: bool| {
                typed.update(|typed| {
                    typed.kinds.retain(|known| *known != kind);
                    if chosen {
                        typed.kinds.push(kind);
                        typed.kinds.sort_unstable();
                    }
                });
            };
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || typed.with(|typed| typed.kinds.contains(&kind))
                        aria-invalid=move || (!notes.get().is_empty()).then_some("true")
                        on:change=move |event| set(event_target_checked(&event))
                    />
                    {kind.label()}
                </label>
            }
        })
        .collect_view();
    let message_id = format!("{id}-kinds-message");
    let described_by = message_id.clone();
    view! {
        <fieldset class="radios" aria-describedby=described_by>
            <legend class="field__label">"What it carries"</legend>
            <div class="ticks">{ticks}</div>
            <div class="field__messages" id=message_id aria-live="polite">
                {move || {
                    notes
                        .get()
                        .into_iter()
                        .map(|note| {
                            view! {
                                <div class="field__message" data-tone=note.tone.as_str()>
                                    {note.tone.icon().view()}
                                    <span>{note.text}</span>
                                </div>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </fieldset>
    }
}
