//! Where news are sent to, and what came of it.

mod card;
mod deliveries;
mod environments;
mod form;
mod moved;
mod ticks;
mod typed;

use std::sync::Arc;

use leptos::prelude::*;
use shared::permission::Operation;
use shared::wire::{Environment, Listing, MadeWebhook, Webhook};

use crate::acting::{ConfirmIdentity, Identity};
use crate::api::{self, Loader};
use crate::session::SessionContext;
use crate::ui::{AsyncView, Banner, Button, CopyButton, Look, Skeleton, Tone};
use card::WebhookCard;
use form::WebhookForm;

#[component]
pub(super) fn WebhooksPage() -> impl IntoView {
    let session = SessionContext::expect();
    let denied = Memo::new(move |_| session.denial(Operation::ManageWebhooks));
    view! {
        <p class="lead">
            "A webhook carries what happens to a chat or to a program of yours: signed, and again until it is taken or a night has passed."
        </p>
        {move || match denied.get() {
            Some(why) => view! { <p class="quiet">"You cannot see them. " {why}</p> }.into_any(),
            None => view! { <Webhooks /> }.into_any(),
        }}
    }
}

#[component]
fn Webhooks() -> impl IntoView {
    let webhooks: Loader<Listing<Webhook>> = Loader::new(api::list_webhooks);
    let there: Loader<Listing<Environment>> = Loader::new(api::list_environments);
    let identity = Identity::new();
    let made = RwSignal::new(None::<MadeWebhook>);
    let is_adding = RwSignal::new(false);
    let on_change = Callback::new(move |()| webhooks.reload());
    let on_made = Callback::new(move |webhook: MadeWebhook| {
        made.set(Some(webhook));
        is_adding.set(false);
        webhooks.reload();
    });
    let is_empty = Callback::new(|listing: Listing<Webhook>| listing.items.is_empty());
    let ready = Arc::new(move |shown: Memo<Listing<Webhook>>| {
        view! {
            <ul class="cards">
                <For
                    each=move || shown.get().items
                    key=|webhook| webhook.id.clone()
                    children=move |first| {
                        // The card stays when something about it changes: somebody may be typing.
                        let webhook = Memo::new(move |before: Option<&Webhook>| {
                            let now = shown
                                .with(|listing| {
                                    let mut items = listing.items.iter();
                                    items.find(|one| one.id == first.id).cloned()
                                });
                            now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
                        });
                        view! { <WebhookCard identity webhook there on_change on_made /> }
                    }
                />
            </ul>
        }
        .into_any()
    });
    view! {
        <div role="status">
            {move || made.get().map(|made| view! { <Made made /> })}
        </div>
        <ConfirmIdentity identity />
        <AsyncView
            state=webhooks.state()
            retry=move |()| webhooks.reload()
            loading=|| view! { <Skeleton lines=5 /> }
            is_empty
            empty=|| {
                view! {
                    <p class="quiet">
                        "There are none yet, so nothing is sent anywhere. Add one with the address that your chat or your program gave you."
                    </p>
                }
            }
            ready
        />
        <section class="section" aria-labelledby="add-section">
            <h2 id="add-section">"Add a webhook"</h2>
            {move || {
                if is_adding.get() {
                    view! {
                        <WebhookForm
                            identity
                            id="new-webhook"
                            of=None
                            there
                            on_made
                            on_change=move |()| {}
                            on_leave=move |()| is_adding.set(false)
                        />
                    }
                        .into_any()
                } else {
                    view! {
                        <div class="actions">
                            <Button look=Look::Primary on_press=move |()| is_adding.set(true)>
                                "Add a webhook"
                            </Button>
                        </div>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

/// A secret, in the one moment that it is shown.
#[component]
fn Made(made: MadeWebhook) -> impl IntoView {
    let MadeWebhook { webhook, secret } = made;
    let secret = secret.into_exposed();
    view! {
        <Banner tone=Tone::Good title=format!("The secret of {}", webhook.name)>
            <p>
                <code class="mono">{secret.clone()}</code> " "
                <CopyButton text=secret what="the secret" />
            </p>
            <p>
                "Copy it now: it is not shown again. A program checks the header "
                <code class="mono">"Longshore-Signature"</code>
                " with it, so that it believes nobody else. A chat does not need it."
            </p>
        </Banner>
    }
}
