//! Getting in with a code: the first administrator with the one that the server printed, others with one
//! that an administrator gave them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::account::LEAST_PASSWORD;
use shared::wire::{Secret, SetUp};

use crate::api::{self, Failure, Loader};
use crate::page::Heading;
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{Button, Load, Look, TextField};

#[component]
pub(crate) fn SetUpPage() -> impl IntoView {
    let session = SessionContext::expect();
    let navigate = StoredValue::new_local(use_navigate());
    let entrances = Loader::new(api::find_entrances);
    let is_first = Memo::new(move |_| {
        entrances
            .state()
            .with(|state| matches!(state, Load::Ready(entrances) if entrances.set_up))
    });
    let code = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        failure.set(None);
        let wanted = SetUp {
            code: Secret::new(code.get_untracked()),
            name: name.get_untracked(),
            password: Secret::new(password.get_untracked()),
        };
        let first = is_first.get_untracked();
        spawn_local(async move {
            let answer = if first {
                match api::set_up(&wanted).await {
                    Ok(begun) => {
                        session.enter(begun).await;
                        Ok("/")
                    }
                    Err(refused) => Err(refused),
                }
            } else {
                api::choose_password(&wanted).await.map(|()| "/sign-in")
            };
            match answer {
                Ok(next) => {
                    navigate.try_with_value(|navigate| navigate(next, NavigateOptions::default()));
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                }
            }
            pending.try_set(false);
        });
    };
    view! {
        <div class="sign-in">
            <Heading title="Set up your account" />
            <p class="lead">
                {move || {
                    if is_first.get() {
                        "There is no administrator yet. With the code that Longshore printed where it was started, you become the first. It works once."
                    } else {
                        "With the code that an administrator gave you, you choose your password. It works once."
                    }
                }}
            </p>
            <FailureBanner failure />
            <form class="form" on:submit=submit>
                <TextField
                    id="code"
                    label="Code"
                    help="Capitals and dashes do not matter."
                    value=code
                    on_input=move |text| code.set(text)
                />
                <TextField
                    id="name"
                    label="Name"
                    value=name
                    on_input=move |text| name.set(text)
                    autocomplete="username"
                />
                <TextField
                    id="new-password"
                    label="New password"
                    help=format!("{LEAST_PASSWORD} characters or more; several words are easy to remember.")
                    kind="password"
                    value=password
                    on_input=move |text| password.set(text)
                    autocomplete="new-password"
                />
                <div class="actions">
                    <Button look=Look::Primary submits=true pending>
                        {move || {
                            if is_first.get() { "Make the first account" } else { "Choose this password" }
                        }}
                    </Button>
                </div>
            </form>
            <p>
                <a href="/sign-in">"To the sign-in"</a>
            </p>
        </div>
    }
}
