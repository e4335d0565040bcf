//! Somebody in the list of people.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::permission::{Grant, Grants, Operation, Role};
use shared::wire::{EntersBy, PasswordCode, Person, PersonUpdate};

use super::super::account::grants_words;
use super::roles::RolePick;
use crate::acting::Identity;
use crate::api::{self, Failure};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{Button, Chip, ConfirmDialog, Dialog, DialogHandle, Look, TimeAgo, Tone};

#[component]
pub(super) fn PersonCard(
    person: Person,
    /// Asks who it is where a session alone is not enough.
    identity: Identity,
    /// Says that something about them changed.
    on_change: Callback<()>,
    /// Takes a code that was made for them.
    on_code: Callback<PasswordCode>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let denied = Signal::derive(move || session.denial(Operation::ManagePeople));
    let doing = Doing {
        name: StoredValue::new(person.name.clone()),
        pending: RwSignal::new(false),
        failure: RwSignal::new(None),
        identity,
        on_change,
        on_code,
    };
    let Doing {
        pending, failure, ..
    } = doing;
    let update = Callback::new(move |update| doing.attempt(Act::Update(update)));
    let reset_password = move |()| doing.attempt(Act::ResetPassword);
    let reset_factor = move |()| doing.attempt(Act::ResetSecondFactor);
    let end_sessions = move |()| doing.attempt(Act::EndSessions);
    let Person {
        name: who,
        grants,
        given,
        disabled,
        enters_by,
        second_factor,
        created_at_ms: _,
        last_signed_in_at_ms,
    } = person;
    let enters = match enters_by {
        EntersBy::Code => "Has not chosen a password yet",
        EntersBy::Password => "Signs in with a password",
        EntersBy::Provider => "Signs in at the identity provider",
    };
    let seen = match last_signed_in_at_ms {
        Some(at_ms) => view! { ", last " <TimeAgo at_ms /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <li class="card">
            <div class="card__head">
                <strong>{who.clone()}</strong>
                {disabled.then(|| view! { <Chip tone=Tone::Warn word="Closed" /> })}
                {second_factor.then(|| view! { <Chip tone=Tone::Good word="Second factor" /> })}
            </div>
            <p>{grants_words(&grants)}</p>
            <p class="quiet">{enters} {seen}</p>
            <FailureBanner failure />
            <div class="actions">
                <Roles who=who.clone() given pending denied on_change=update />
                <Door who=who.clone() disabled pending denied on_change=update />
                <Resets
                    who
                    has_password=enters_by != EntersBy::Provider
                    second_factor
                    pending
                    denied
                    on_password=reset_password
                    on_factor=reset_factor
                    on_sessions=end_sessions
                />
            </div>
        </li>
    }
}

/// What is done about somebody.
#[derive(Debug, Clone)]
enum Act {
    Update(PersonUpdate),
    ResetPassword,
    ResetSecondFactor,
    EndSessions,
}

/// What it takes to do something about somebody.
#[derive(Clone, Copy)]
struct Doing {
    name: StoredValue<String>,
    pending: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    identity: Identity,
    on_change: Callback<()>,
    on_code: Callback<PasswordCode>,
}

impl Doing {
    fn attempt(self, act: Act) {
        self.pending.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = self.send(&act).await;
            self.pending.try_set(false);
            match answer {
                Ok(()) => {
                    self.on_change.try_run(());
                }
                Err(refused) => {
                    let again = Callback::new(move |()| self.attempt(act.clone()));
                    self.failure.try_set(self.identity.judge(refused, again));
                }
            }
        });
    }

    async fn send(self, act: &Act) -> Result<(), Failure> {
        let name = self.name.get_value();
        match act {
            Act::Update(update) => api::update_person(&name, update).await.map(drop),
            Act::ResetPassword => api::reset_password(&name).await.map(|code| {
                self.on_code.try_run(code);
            }),
            Act::ResetSecondFactor => api::reset_second_factor(&name).await,
            Act::EndSessions => api::end_sessions_of(&name).await,
        }
    }
}

/// Closes an account, or opens it again.
#[component]
fn Door(
    who: String,
    disabled: bool,
    pending: RwSignal<bool>,
    #[prop(into)] denied: Signal<Option<String>>,
    on_change: Callback<PersonUpdate>,
) -> impl IntoView {
    let set_disabled = move |disabled: bool| {
        on_change.run(PersonUpdate {
            disabled: Some(disabled),
            grants: None,
        });
    };
    if disabled {
        view! {
            <Button pending denied on_press=move |()| set_disabled(false)>
                "Open the account again"
            </Button>
        }
        .into_any()
    } else {
        view! {
            <ConfirmDialog
                trigger="Close the account"
                look=Look::Plain
                pending
                denied
                title=format!("Close {who}'s account?")
                text="They are signed out at once and cannot sign in until it is opened again."
                confirm="Close it"
                on_confirm=move |()| set_disabled(true)
            />
        }
        .into_any()
    }
}

/// What is reset or ended for somebody.
#[component]
fn Resets(
    who: String,
    /// Whether a password of Longshore's lets them in; who comes from the identity provider has none.
    has_password: bool,
    second_factor: bool,
    pending: RwSignal<bool>,
    #[prop(into)] denied: Signal<Option<String>>,
    #[prop(into)] on_password: Callback<()>,
    #[prop(into)] on_factor: Callback<()>,
    #[prop(into)] on_sessions: Callback<()>,
) -> impl IntoView {
    view! {
                {has_password
                    .then(|| {
                        view! {
                            <ConfirmDialog
                                trigger="Reset the password"
                                look=Look::Plain
                                pending
                                denied
                                title=format!("Reset {who}'s password?")
                                text="The password until now is void, and they are signed out at once. You get a code with which they choose another."
                                confirm="Reset it"
                                on_confirm=on_password
                            />
                        }
                    })}
                {second_factor
                    .then(|| {
                        view! {
                            <ConfirmDialog
                                trigger="Turn the second factor off"
                                look=Look::Plain
                                pending
                                denied
                                title=format!("Turn {who}'s second factor off?")
                                text="The password alone opens the account then. Do it only for somebody whom you know to have lost the authenticator."
                                confirm="Turn it off"
                                on_confirm=on_factor
                            />
                        }
                    })}
                <ConfirmDialog
                    trigger="End all sessions"
                    look=Look::Plain
                    pending
                    denied
                    title=format!("End all of {who}'s sessions?")
                    text="They have to sign in again everywhere."
                    confirm="End them"
                    on_confirm=on_sessions
                />
    }
}

/// Gives roles and takes them away.
#[component]
fn Roles(
    who: String,
    given: Grants,
    pending: RwSignal<bool>,
    #[prop(into)] denied: Signal<Option<String>>,
    on_change: Callback<PersonUpdate>,
) -> impl IntoView {
    let handle = DialogHandle::new();
    let grants = RwSignal::new(given);
    let grant = RwSignal::new(Grant::everywhere(Role::Viewer));
    let add = move |()| {
        let added = grant.get_untracked();
        grants.update(|grants| {
            if !grants.0.contains(&added) {
                grants.0.push(added);
            }
        });
    };
    let save = move |()| {
        handle.close();
        on_change.run(PersonUpdate {
            grants: Some(grants.get_untracked()),
            disabled: None,
        });
    };
    let lines = move || {
        grants
            .get()
            .0
            .into_iter()
            .map(|grant| {
                let words = grant.to_string();
                let take = move |()| grants.update(|grants| grants.0.retain(|kept| *kept != grant));
                view! {
                    <li>
                        {words.clone()} " "
                        <Button look=Look::Quiet on_press=take>
                            {format!("Take {words} away")}
                        </Button>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <Button pending denied on_press=move |()| handle.open()>
            "Roles"
        </Button>
        <Dialog handle title=format!("Roles of {who}")>
            <ul class="plain-list">{lines}</ul>
            <div class="form">
                <RolePick id="roles" grant />
                <div class="actions">
                    <Button on_press=add>"Add this role"</Button>
                </div>
            </div>
            <div class="actions">
                <Button look=Look::Primary on_press=save>
                    "Save the roles"
                </Button>
                <Button on_press=move |()| handle.close()>"Leave them"</Button>
            </div>
        </Dialog>
    }
}
