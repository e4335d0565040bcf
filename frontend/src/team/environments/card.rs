//! An environment in the list.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{EnvironmentState, KeptEnvironment};

use crate::acting::Identity;
use crate::api::{self, Failure};
use crate::environment::there;
use crate::parts::FailureBanner;
use crate::ui::{Button, ButtonLink, Chip, ConfirmDialog, Look, TimeAgo, Tone};

#[component]
pub(super) fn EnvironmentCard(
    one: KeptEnvironment,
    /// Asks who it is where a session alone is not enough.
    identity: Identity,
    /// Opens the form.
    on_edit: Callback<KeptEnvironment>,
    /// Says that it was given up.
    on_done: Callback<bool>,
) -> impl IntoView {
    let giving_up = GivingUp {
        name: StoredValue::new(one.name.clone()),
        pending: RwSignal::new(false),
        failure: RwSignal::new(None),
        identity,
        on_done,
    };
    let GivingUp {
        pending, failure, ..
    } = giving_up;
    let from_command_line = one.from_command_line;
    let denied = Signal::derive(move || {
        from_command_line.then(|| {
            "The command line of Longshore sets this one. Change it there, and start Longshore again.".to_owned()
        })
    });
    let (state, reason) = match &one.state {
        EnvironmentState::Running => (
            view! { <Chip tone=Tone::Good word="At work" /> }.into_any(),
            None,
        ),
        EnvironmentState::Held { reason } => (
            view! { <Chip tone=Tone::Bad word="Not at work" /> }.into_any(),
            Some(reason.clone()),
        ),
    };
    let clusters = match one.settings.clusters.as_slice() {
        [] => "Every cluster".to_owned(),
        some => some.join(", "),
    };
    let set = match (&one.updated_by, one.updated_at_ms) {
        (Some(by), Some(at_ms)) if !by.is_empty() => {
            let by = by.clone();
            view! { <p class="quiet">"Set by " {by} ", " <TimeAgo at_ms /></p> }.into_any()
        }
        _ if from_command_line => {
            view! { <p class="quiet">"Set by the command line"</p> }.into_any()
        }
        _ => ().into_any(),
    };
    let edited = one.clone();
    view! {
        <li class="card">
            <div class="card__head">
                <strong>{one.name.clone()}</strong>
                {state}
            </div>
            {reason.map(|reason| view! { <p role="note">{crate::text::sentence(&reason)}</p> })}
            <dl class="facts facts--wide">
                {fact("Account", one.account.clone().unwrap_or_else(|| "not known yet".to_owned()))}
                {fact("Region", one.settings.region.clone())}
                {fact("Clusters", clusters)}
                {fact("Comes with", one.settings.access.words())}
                {one.settings.endpoint_url.clone().map(|url| fact("Endpoint", url))}
            </dl>
            {set}
            <FailureBanner failure />
            <div class="actions">
                <Button denied on_press=move |()| on_edit.run(edited.clone())>
                    "Change"
                </Button>
                // Loaded anew, so that nothing of this environment is shown in the other.
                <ButtonLink href=there(&one.name, "/environment") external=true>
                    "What it asks for"
                </ButtonLink>
                <ConfirmDialog
                    trigger="Give up"
                    look=Look::Plain
                    pending
                    denied
                    title=format!("Give {} up?", one.name)
                    text="Longshore stops to look after it: nothing in AWS changes, and what happened in it stays in the audit. Its name stays with this account; add it again to take it up as it was."
                    confirm="Give it up"
                    on_confirm=move |()| giving_up.attempt()
                />
            </div>
        </li>
    }
}

/// What it takes to give an environment up.
#[derive(Clone, Copy)]
struct GivingUp {
    name: StoredValue<String>,
    pending: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    identity: Identity,
    on_done: Callback<bool>,
}

impl GivingUp {
    fn attempt(self) {
        self.pending.set(true);
        self.failure.set(None);
        spawn_local(async move {
            match api::retire_environment(&self.name.get_value()).await {
                Ok(()) => {
                    self.on_done.try_run(true);
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

fn fact(name: &'static str, value: String) -> AnyView {
    view! {
        <div class="facts__fact">
            <dt>{name}</dt>
            <dd class="mono environment__value">{value}</dd>
        </div>
    }
    .into_any()
}
