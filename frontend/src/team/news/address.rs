//! Where one's e-mail goes.

use leptos::prelude::*;
use shared::wire::{AddressCode, AddressRequest, EmailAddress, Hearing as Heard, Secret};

use crate::api::{self, Loader};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Announcer, Button, Chip, Look, TextField, Tone};

#[component]
pub(super) fn Address(shown: Memo<Heard>, heard: Loader<Heard>) -> impl IntoView {
    let doing = Doing::new();
    let address = Memo::new(move |_| shown.with(|shown| shown.address.clone()));
    let sends = Memo::new(move |_| shown.with(|shown| shown.sends_email));
    let denied = Signal::derive(move || {
        (!sends.get()).then(|| {
            "Longshore sends no e-mail here: an operator has to set a mail server first.".to_owned()
        })
    });
    let remove = move |()| {
        doing.ask(api::delete_address(), move |()| heard.reload());
    };
    let is_unconfirmed = Memo::new(move |_| {
        address.with(|address| address.as_ref().is_some_and(|address| !address.confirmed))
    });
    view! {
        <section class="section" aria-labelledby="address-section">
            <h2 id="address-section">"Your e-mail address"</h2>
            {move || match address.get() {
                Some(EmailAddress { address, confirmed }) => {
                    view! {
                        <p>
                            <span class="mono">{address}</span> " "
                            {if confirmed {
                                view! { <Chip tone=Tone::Good word="Confirmed" /> }
                            } else {
                                view! { <Chip tone=Tone::Warn word="Not confirmed yet" /> }
                            }}
                        </p>
                        <div class="actions">
                            <Button pending=doing.pending on_press=remove>
                                "Take it away"
                            </Button>
                        </div>
                    }
                        .into_any()
                }
                None => {
                    view! { <p class="quiet">"None is set, so nothing comes by e-mail."</p> }.into_any()
                }
            }}
            {move || is_unconfirmed.get().then(|| view! { <Confirm heard /> })}
            <FailureBanner failure=doing.failure />
            <Set heard denied />
        </section>
    }
}

/// Sets an address.
#[component]
fn Set(heard: Loader<Heard>, denied: Signal<Option<String>>) -> impl IntoView {
    let announcer = Announcer::expect();
    let doing = Doing::new();
    let typed = RwSignal::new(String::new());
    let set = move || {
        let request = AddressRequest {
            address: typed.get_untracked().trim().to_owned(),
        };
        doing.ask(
            async move { api::put_address(&request).await },
            move |now| {
                typed.try_set(String::new());
                announcer.say("A code is on its way to the address.");
                heard.put(now);
            },
        );
    };
    view! {
        <form
            class="form"
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                if denied.get_untracked().is_none() {
                    set();
                }
            }
        >
            <TextField
                id="email-address"
                label="Address"
                help="A code is sent there, which you type here; nothing else is sent before."
                autocomplete="email"
                value=typed
                on_input=move |text| typed.set(text)
            />
            <FailureBanner failure=doing.failure />
            <div class="actions">
                <Button submits=true pending=doing.pending denied>
                    "Send a code there"
                </Button>
            </div>
        </form>
    }
}

/// Takes the code.
#[component]
fn Confirm(heard: Loader<Heard>) -> impl IntoView {
    let announcer = Announcer::expect();
    let doing = Doing::new();
    let typed = RwSignal::new(String::new());
    let confirm = move || {
        let code = AddressCode {
            code: Secret::new(typed.get_untracked().trim()),
        };
        doing.ask(
            async move { api::confirm_address(&code).await },
            move |now| {
                announcer.say("The address is confirmed.");
                heard.put(now);
            },
        );
    };
    view! {
        <form
            class="form"
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                confirm();
            }
        >
            <TextField
                id="email-code"
                label="Code"
                help="From the letter that came to the address; it is good for an hour."
                autocomplete="one-time-code"
                value=typed
                on_input=move |text| typed.set(text)
            />
            <FailureBanner failure=doing.failure />
            <div class="actions">
                <Button look=Look::Primary submits=true pending=doing.pending>
                    "Confirm the address"
                </Button>
            </div>
        </form>
    }
}
