//! A webhook in the list.

use leptos::prelude::*;
use shared::wire::{Environment, Listing, MadeWebhook, Webhook};

use super::deliveries::Deliveries;
use super::form::WebhookForm;
use crate::acting::Identity;
use crate::api::{self, Loader};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Announcer, Button, Chip, ConfirmDialog, Fold, Load, Look, TimeAgo, Tone};

#[component]
pub(super) fn WebhookCard(
    identity: Identity,
    webhook: Memo<Webhook>,
    /// The environments that there are.
    there: Loader<Listing<Environment>>,
    /// Hears that something about it changed.
    on_change: Callback<()>,
    /// Takes a secret that was made for it.
    on_made: Callback<MadeWebhook>,
) -> impl IntoView {
    let doing = Doing::new();
    let is_editing = RwSignal::new(false);
    let is_logged = RwSignal::new(false);
    // Counts up when the log is to be looked at again.
    let looks = RwSignal::new(0_u32);
    let id = StoredValue::new(webhook.with_untracked(|one| one.id.clone()));
    let card_id = format!("webhook-{}", id.get_value());
    let form_id = card_id.clone();
    let first_button = StoredValue::new(format!("#{card_id} .actions button"));
    let leave = move |()| {
        is_editing.set(false);
        // Where the form was nothing is left that has the focus.
        request_animation_frame(move || {
            crate::dom::focus_first(&first_button.get_value());
        });
    };
    // Touches the outside world: a card that its new name moves to another place in the list loses the
    // focus by that.
    Effect::new(move |before: Option<String>| {
        let name = webhook.with(|one| one.name.clone());
        if before.is_some_and(|before| before != name) {
            request_animation_frame(move || {
                if crate::dom::focus_is_lost() {
                    crate::dom::focus_first(&first_button.get_value());
                }
            });
        }
        name
    });
    view! {
        <li class="card" id=card_id>
            {move || view! { <Facts webhook=webhook.get() there /> }}
            <FailureBanner failure=doing.failure />
            <Actions identity webhook doing is_editing is_logged looks on_change on_made />
            {move || {
                is_editing
                    .get()
                    .then(|| {
                        view! {
                            <WebhookForm
                                identity
                                id=form_id.clone()
                                of=Some(webhook.get_untracked())
                                there
                                on_made
                                on_change
                                on_leave=leave
                            />
                        }
                    })
            }}
            <Fold
                label="What was sent"
                is_open=is_logged
                on_toggle=move |open| is_logged.set(open)
                body=move || view! { <Deliveries webhook=id.get_value() looks /> }.into_any()
            />
        </li>
    }
}

/// What may be done with it.
#[component]
fn Actions(
    identity: Identity,
    webhook: Memo<Webhook>,
    doing: Doing,
    is_editing: RwSignal<bool>,
    is_logged: RwSignal<bool>,
    looks: RwSignal<u32>,
    on_change: Callback<()>,
    on_made: Callback<MadeWebhook>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let id = StoredValue::new(webhook.with_untracked(|one| one.id.clone()));
    let name = Memo::new(move |_| webhook.with(|one| one.name.clone()));
    let test = move |()| {
        doing.ask(
            async move { api::test_webhook(&id.get_value()).await },
            move |_| {
                announcer.say("It is on its way; what comes of it stands in the log.");
                is_logged.try_set(true);
                looks.try_update(|looks| *looks += 1);
            },
        );
    };
    let replace = move |()| {
        doing.ask_confirmed(
            identity,
            move || async move { api::replace_webhook_secret(&id.get_value()).await },
            move |made| {
                on_made.try_run(made);
            },
        );
    };
    let remove = move |()| {
        doing.ask_confirmed(
            identity,
            move || async move { api::delete_webhook(&id.get_value()).await },
            move |()| {
                on_change.try_run(());
            },
        );
    };
    let off = Signal::derive(move || {
        let is_off = webhook.with(|one| !one.enabled);
        is_off.then(|| "It is turned off. Turn it on first.".to_owned())
    });
    view! {
        <div class="actions">
            <Button pending=doing.pending denied=off on_press=test>
                "Send a test"
            </Button>
            <Button on_press=move |()| is_editing.update(|editing| *editing = !*editing)>
                "Change it"
            </Button>
            {move || {
                view! {
                    <ConfirmDialog
                        trigger="Replace its secret"
                        look=Look::Plain
                        pending=doing.pending
                        title=format!("Replace the secret of {}?", name.get())
                        text="The new one is shown once. For a day signatures are made with both, so that the receiver can be told in peace."
                        confirm="Replace it"
                        on_confirm=replace
                    />
                    <ConfirmDialog
                        trigger="Take it away"
                        look=Look::Plain
                        pending=doing.pending
                        title=format!("Take {} away?", name.get())
                        text="Nothing is sent there any more, and the log of what was sent goes, too."
                        confirm="Take it away"
                        on_confirm=remove
                    />
                }
            }}
        </div>
    }
}

/// What is set of it, and how it goes.
#[component]
fn Facts(webhook: Webhook, there: Loader<Listing<Environment>>) -> impl IntoView {
    let Webhook {
        id: _its_key,
        version: _for_the_form,
        name,
        shown_url,
        shape,
        environments,
        kinds,
        enabled,
        updated_by,
        updated_at_ms,
        secret_since_ms,
        last_delivered,
    } = webhook;
    let places = move || {
        if environments.is_empty() {
            return "all environments".to_owned();
        }
        let is_gone = |name: &String| {
            there.state().with(|state| match state {
                Load::Ready(listing) => listing.items.iter().all(|one| one.name != *name),
                // Nothing is said of what is not known.
                Load::Loading | Load::Failed(_) => false,
            })
        };
        let names: Vec<String> = environments
            .iter()
            .map(|name| {
                let end = if is_gone(name) { " (given up)" } else { "" };
                format!("{name}{end}")
            })
            .collect();
        names.join(", ")
    };
    let many = match kinds.len() {
        1 => "1 kind of news".to_owned(),
        many => format!("{many} kinds of news"),
    };
    view! {
        <div class="card__head">
            <strong>{name}</strong>
            {(!enabled).then(|| view! { <Chip tone=Tone::Warn word="Off" /> })}
            {last_delivered
                .map(|delivered| {
                    if delivered {
                        view! { <Chip tone=Tone::Good word="Last one taken" /> }
                    } else {
                        view! { <Chip tone=Tone::Bad word="Last one given up" /> }
                    }
                })}
        </div>
        <p class="mono">{shown_url}</p>
        <p>{shape.label()} ": " {many} " of " {places}</p>
        <p class="quiet">
            "Set by " {updated_by} ", " <TimeAgo at_ms=updated_at_ms /> "; its secret was made "
            <TimeAgo at_ms=secret_since_ms />
        </p>
    }
}
