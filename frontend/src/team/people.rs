//! Who has an account, and what administrators do about it.

mod card;
pub(super) mod roles;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::permission::{Grant, Grants, Operation, Role};
use shared::wire::{Listing, NewPerson, PasswordCode, Person};

use crate::acting::{ConfirmIdentity, Identity};
use crate::api::{self, Failure, Loader};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{AsyncView, Banner, Button, CopyButton, Look, Skeleton, TextField, TimeDue, Tone};
use card::PersonCard;
use roles::RolePick;

#[component]
pub(super) fn PeoplePage() -> impl IntoView {
    let people: Loader<Listing<Person>> = Loader::new(api::list_people);
    let given = RwSignal::new(None::<PasswordCode>);
    let identity = Identity::new();
    let on_code = Callback::new(move |code: PasswordCode| {
        given.set(Some(code));
        people.reload();
    });
    let on_change = Callback::new(move |()| people.reload());
    let ready = Arc::new(move |shown: Memo<Listing<Person>>| {
        view! {
            <ul class="cards">
                <For
                    each=move || shown.get().items
                    key=|person| format!("{person:?}")
                    children=move |person| view! { <PersonCard person identity on_change on_code /> }
                />
            </ul>
        }
        .into_any()
    });
    view! {
        <p class="lead">
            "Whoever is here may sign in. What they may do is decided by their roles, each everywhere or in one environment."
        </p>
        <div role="status">
            {move || given.get().map(|given| view! { <Given given /> })}
        </div>
        <AsyncView
            state=people.state()
            retry=move |()| people.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            ready
        />
        <Add identity on_code />
        <ConfirmIdentity identity />
    }
}

/// A code for a password, in the one moment that it is shown.
#[component]
fn Given(given: PasswordCode) -> impl IntoView {
    let PasswordCode {
        person,
        code,
        expires_at_ms,
    } = given;
    let code = code.into_exposed();
    view! {
        <Banner tone=Tone::Good title=format!("{} chooses a password with this code", person.name)>
            <p>
                <code class="mono" id="given-code">{code.clone()}</code> " "
                <CopyButton text=code what="the code" />
            </p>
            <p>
                "Give it to them by a way that only they read, with the address " <code class="mono">"/set-up"</code>
                ". It works once, ends " <TimeDue at_ms=expires_at_ms />
                ", and is not shown again."
            </p>
        </Banner>
    }
}

#[component]
fn Add(
    /// Asks who it is where a session alone is not enough.
    identity: Identity,
    on_code: Callback<PasswordCode>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let adding = Adding {
        name: RwSignal::new(String::new()),
        grant: RwSignal::new(Grant::everywhere(Role::Viewer)),
        pending: RwSignal::new(false),
        failure: RwSignal::new(None),
        identity,
        on_code,
    };
    let Adding {
        name,
        grant,
        pending,
        failure,
        ..
    } = adding;
    let denied = Signal::derive(move || session.denial(Operation::ManagePeople));
    view! {
        <section class="section" aria-labelledby="add-section">
            <h2 id="add-section">"Add somebody"</h2>
            <FailureBanner failure />
            <form
                class="form"
                on:submit=move |event: leptos::ev::SubmitEvent| {
                    event.prevent_default();
                    if !pending.get_untracked() {
                        adding.attempt();
                    }
                }
            >
                <TextField
                    id="person-name"
                    label="Name"
                    value=name
                    on_input=move |text| name.set(text)
                />
                <RolePick id="person" grant />
                <div class="actions">
                    <Button look=Look::Primary submits=true pending denied>
                        "Add"
                    </Button>
                </div>
            </form>
        </section>
    }
}

/// What it takes to add somebody.
#[derive(Clone, Copy)]
struct Adding {
    name: RwSignal<String>,
    grant: RwSignal<Grant>,
    pending: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    identity: Identity,
    on_code: Callback<PasswordCode>,
}

impl Adding {
    fn attempt(self) {
        self.pending.set(true);
        self.failure.set(None);
        let wanted = NewPerson {
            name: self.name.get_untracked(),
            grants: Grants(vec![self.grant.get_untracked()]),
        };
        spawn_local(async move {
            match api::create_person(&wanted).await {
                Ok(code) => {
                    self.name.try_set(String::new());
                    self.on_code.try_run(code);
                }
                Err(refused) => {
                    let again = Callback::new(move |()| self.attempt());
                    self.failure.try_set(self.identity.judge(refused, again));
                }
            }
            self.pending.try_set(false);
        });
    }
}
