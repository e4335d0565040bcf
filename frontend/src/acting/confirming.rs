//! Showing once more who one is, before what a session alone is not enough for.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{Confirmation, ConfirmsWith, ProblemCode, ProviderSignIn, Secret};

use crate::api::{self, Failure};
use crate::dom;
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{Button, Dialog, DialogHandle, Look, TextField};

/// Asks who it is where the server wants to know, and then tries again what it was for.
#[derive(Clone, Copy)]
pub(crate) struct Identity {
    handle: DialogHandle,
    with: RwSignal<ConfirmsWith>,
    then: StoredValue<Option<Callback<()>>>,
}

impl Identity {
    pub(crate) fn new() -> Self {
        Self {
            handle: DialogHandle::new(),
            with: RwSignal::new(ConfirmsWith::default()),
            then: StoredValue::new(None),
        }
    }

    /// Takes a failure; where it is that the person has to show who they are, asks them, and does
    /// the thing again. Gives back every other failure.
    pub(crate) fn judge(self, failure: Failure, again: Callback<()>) -> Option<Failure> {
        if failure.code != Some(ProblemCode::ConfirmIdentity) {
            return Some(failure);
        }
        self.then.try_set_value(Some(again));
        spawn_local(async move {
            if let Ok(Some(session)) = api::find_session().await {
                self.with.try_set(session.confirms_with);
            }
            self.handle.open();
        });
        None
    }
}

/// The question.
#[component]
pub(crate) fn ConfirmIdentity(
    /// What asks it.
    identity: Identity,
) -> impl IntoView {
    let session = SessionContext::expect();
    let shown = RwSignal::new(String::new());
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let confirm = move |()| {
        pending.set(true);
        failure.set(None);
        let secret = Some(Secret::new(shown.get_untracked()));
        let confirmation = match identity.with.get_untracked() {
            ConfirmsWith::Code => Confirmation {
                code: secret,
                password: None,
            },
            ConfirmsWith::Password | ConfirmsWith::Provider => Confirmation {
                password: secret,
                code: None,
            },
        };
        spawn_local(async move {
            match api::confirm_identity(&confirmation).await {
                Ok(()) => {
                    identity.handle.close();
                    if let Some(then) = identity.then.try_get_value().flatten() {
                        then.try_run(());
                    }
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                }
            }
            shown.try_set(String::new());
            pending.try_set(false);
        });
    };
    let close = move |()| identity.handle.close();
    let field = move || {
        let (label, kind, autocomplete) = match identity.with.get() {
            ConfirmsWith::Code => ("Code of your authenticator", "text", "one-time-code"),
            ConfirmsWith::Password | ConfirmsWith::Provider => {
                ("Your password", "password", "current-password")
            }
        };
        view! {
            <form
                class="form"
                on:submit=move |event: leptos::ev::SubmitEvent| {
                    event.prevent_default();
                    if !pending.get_untracked() {
                        confirm(());
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
                    id="confirm-identity"
                    label
                    kind
                    value=shown
                    on_input=move |text| shown.set(text)
                    autocomplete
                />
                <div class="actions">
                    <Button look=Look::Primary submits=true pending>
                        "Go on"
                    </Button>
                    <Button on_press=close>"Leave it"</Button>
                </div>
            </form>
        }
    };
    view! {
        <Dialog handle=identity.handle title="Is it you?">
            <p>"You signed in a while ago. Show once more who you are, so that nobody else does this at your desk."</p>
            <FailureBanner failure />
            {move || {
                if identity.with.get() == ConfirmsWith::Provider {
                    view! { <AtProvider failure on_leave=close /> }.into_any()
                } else {
                    field().into_any()
                }
            }}
        </Dialog>
    }
}

/// The way to the identity provider and back to this page.
#[component]
fn AtProvider(
    failure: RwSignal<Option<Failure>>,
    #[prop(into)] on_leave: Callback<()>,
) -> impl IntoView {
    let pending = RwSignal::new(false);
    let leave = move |()| {
        pending.set(true);
        let wanted = ProviderSignIn {
            next: Some(dom::own_path()),
            again: true,
        };
        spawn_local(async move {
            match api::begin_provider_sign_in(&wanted).await {
                Ok(address) => dom::leave_for(&address.url),
                Err(refused) => {
                    failure.try_set(Some(refused));
                    pending.try_set(false);
                }
            }
        });
    };
    view! {
        <div class="actions">
            <Button look=Look::Primary pending on_press=leave>
                "Sign in at the identity provider once more"
            </Button>
            <Button on_press=on_leave>"Leave it"</Button>
        </div>
    }
}
