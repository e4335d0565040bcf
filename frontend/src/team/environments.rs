//! The environments, and what administrators set of them.

mod card;
mod form;
mod found;
mod typed;

use std::sync::Arc;

use leptos::prelude::*;
use shared::permission::Operation;
use shared::wire::{KeptEnvironment, Listing};

use crate::acting::{ConfirmIdentity, Identity};
use crate::api::{self, Loader};
use crate::module::Teller;
use crate::opening::Message;
use crate::session::SessionContext;
use crate::ui::{AsyncView, Banner, Button, Look, Skeleton, Tone};
use card::EnvironmentCard;
use form::EnvironmentForm;

/// What is being written.
#[derive(Debug, Clone, PartialEq)]
enum Writing {
    Nothing,
    New,
    Other(Box<KeptEnvironment>),
}

#[component]
pub(super) fn EnvironmentsPage() -> impl IntoView {
    let session = SessionContext::expect();
    let denied = Memo::new(move |_| session.denial(Operation::ManageEnvironments));
    view! {
        <p class="lead">
            "An environment is an account and a region of AWS, and the clusters there that Longshore looks after. Each has its own policy and roles; no cluster is in two of them."
        </p>
        {move || match denied.get() {
            Some(why) => view! { <Banner tone=Tone::Warn title=why /> }.into_any(),
            None => view! { <All /> }.into_any(),
        }}
    }
}

#[component]
fn All() -> impl IntoView {
    let kept: Loader<Listing<KeptEnvironment>> = Loader::new(api::list_environment_settings);
    let writing = RwSignal::new(Writing::Nothing);
    let identity = Identity::new();
    let teller = Teller::expect();
    let on_done = Callback::new(move |changed: bool| {
        writing.set(Writing::Nothing);
        if changed {
            kept.reload();
            teller.say(&Message::Environments);
        }
    });
    let on_edit = Callback::new(move |one: KeptEnvironment| {
        writing.set(Writing::Other(Box::new(one)));
    });
    let ready = Arc::new(move |shown: Memo<Listing<KeptEnvironment>>| {
        view! {
            {move || {
                shown
                    .with(|listing| listing.items.is_empty())
                    .then(|| {
                        view! {
                            <p class="quiet">
                                "There is none yet. Add the first: the account and region that you want to deploy to."
                            </p>
                        }
                    })
            }}
            <ul class="cards">
                <For
                    each=move || shown.get().items
                    key=|one| format!("{one:?}")
                    children=move |one| {
                        view! { <EnvironmentCard one identity on_edit on_done /> }
                    }
                />
            </ul>
        }
        .into_any()
    });
    view! {
        {move || match writing.get() {
            Writing::Nothing => {
                view! {
                    <div class="actions">
                        <Button look=Look::Primary on_press=move |()| writing.set(Writing::New)>
                            "Add an environment"
                        </Button>
                    </div>
                }
                    .into_any()
            }
            Writing::New => view! { <EnvironmentForm of=None identity on_done /> }.into_any(),
            Writing::Other(one) => view! { <EnvironmentForm of=Some(*one) identity on_done /> }.into_any(),
        }}
        <section class="section" aria-labelledby="all-environments">
            <h2 id="all-environments">"What there is"</h2>
            <AsyncView
                state=kept.state()
                retry=move |()| kept.reload()
                loading=|| view! { <Skeleton lines=8 /> }
                ready
            />
        </section>
        <ConfirmIdentity identity />
    }
}
