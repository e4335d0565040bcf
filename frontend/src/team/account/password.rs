//! One's own password.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::account::LEAST_PASSWORD;
use shared::wire::{PasswordChange, Secret};

use crate::acting::Identity;
use crate::api::{self, Failure};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{Banner, Button, TextField, Tone};

#[component]
pub(super) fn Password(identity: Identity) -> impl IntoView {
    let session = SessionContext::expect();
    let current = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let pending = RwSignal::new(false);
    let is_done = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let change = Callback::new(move |()| {
        pending.set(true);
        is_done.set(false);
        failure.set(None);
        let change = PasswordChange {
            current: Secret::new(current.get_untracked()),
            new: Secret::new(new.get_untracked()),
        };
        spawn_local(async move {
            match api::change_password(&change).await {
                Ok(()) => {
                    current.try_set(String::new());
                    new.try_set(String::new());
                    is_done.try_set(true);
                }
                Err(refused) => {
                    let again = Callback::new(move |()| {
                        is_done.try_set(false);
                    });
                    failure.try_set(identity.judge(refused, again));
                }
            }
            pending.try_set(false);
        });
    });
    view! {
        <section class="section" aria-labelledby="password-section">
            <h2 id="password-section">"Password"</h2>
            <FailureBanner failure />
            <div role="status">
                {move || {
                    is_done
                        .get()
                        .then(|| {
                            view! {
                                <Banner tone=Tone::Good title="You have another password">
                                    <p>"Your other sessions have ended."</p>
                                </Banner>
                            }
                        })
                }}
            </div>
            <form
                class="form"
                on:submit=move |event: leptos::ev::SubmitEvent| {
                    event.prevent_default();
                    if !pending.get_untracked() {
                        change.run(());
                    }
                }
            >
                // Tells the browser's own store whose password it is.
                <input
                    type="text"
                    autocomplete="username"
                    prop:value=move || session.name()
                    hidden
                    readonly
                />
                <TextField
                    id="current-password"
                    label="Password until now"
                    kind="password"
                    value=current
                    on_input=move |text| current.set(text)
                    autocomplete="current-password"
                />
                <TextField
                    id="new-password"
                    label="New password"
                    help=format!("{LEAST_PASSWORD} characters or more; several words are easy to remember.")
                    kind="password"
                    value=new
                    on_input=move |text| new.set(text)
                    autocomplete="new-password"
                />
                <div class="actions">
                    <Button submits=true pending>
                        "Change the password"
                    </Button>
                </div>
            </form>
        </section>
    }
}
