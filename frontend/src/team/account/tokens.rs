//! One's own tokens for programs.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::account::LONGEST_TOKEN_DAYS;
use shared::permission::Grants;
use shared::wire::{Listing, MadeToken, NewToken, Token};

use super::super::fit;
use super::super::people::roles::{RolePick, least_of};
use super::grants_words;
use crate::acting::Identity;
use crate::api::{self, Failure, Loader};
use crate::dom;
use crate::parts::FailureBanner;
use crate::session::{SessionContext, SessionState};
use crate::ui::{
    AsyncView, Banner, Button, ConfirmDialog, CopyButton, Look, Skeleton, TextField, TimeAgo,
    TimeDue, Tone,
};

#[component]
pub(super) fn Tokens(identity: Identity) -> impl IntoView {
    let tokens: Loader<Listing<Token>> = Loader::new(api::list_tokens);
    let failure = RwSignal::new(None::<Failure>);
    let end = Callback::new(move |id: String| {
        spawn_local(async move {
            failure.try_set(api::delete_token(&id).await.err());
            tokens.reload();
        });
    });
    let is_empty = Callback::new(|listing: Listing<Token>| listing.items.is_empty());
    let ready = Arc::new(move |shown: Memo<Listing<Token>>| {
        let cards = move || {
            shown
                .get()
                .items
                .into_iter()
                .map(|token| view! { <Card token on_end=end /> })
                .collect_view()
        };
        view! { <ul class="cards">{cards}</ul> }.into_any()
    });
    view! {
        <section class="section" aria-labelledby="tokens-section">
            <h2 id="tokens-section">"Tokens for programs"</h2>
            <p class="quiet section__gloss">
                "A program that sends a token acts as you, with the roles that you give the token and still have yourself. It never approves and never manages people."
            </p>
            <FailureBanner failure />
            <AsyncView
                state=tokens.state()
                retry=move |()| tokens.reload()
                loading=|| view! { <Skeleton lines=2 /> }
                is_empty
                empty=|| view! { <p class="quiet">"You have no tokens."</p> }
                ready
            />
            <Make identity on_made=move |()| tokens.reload() />
        </section>
    }
}

#[component]
fn Card(token: Token, on_end: Callback<String>) -> impl IntoView {
    let Token {
        id,
        label,
        grants,
        created_at_ms,
        expires_at_ms,
        last_used_at_ms,
    } = token;
    let used = match last_used_at_ms {
        Some(at_ms) => view! { <TimeAgo at_ms /> }.into_any(),
        None => "never".into_any(),
    };
    view! {
        <li class="card">
            <div class="card__head">
                <strong>{label.clone()}</strong>
            </div>
            <p>{grants_words(&grants)}</p>
            <p class="quiet">
                "Made " <TimeAgo at_ms=created_at_ms /> ", used " {used} ", ends "
                <TimeDue at_ms=expires_at_ms />
            </p>
            <div class="actions">
                <ConfirmDialog
                    trigger="Take it back"
                    look=Look::Plain
                    title=format!("Take the token {label} back?")
                    text="Programs that use it are refused at once."
                    confirm="Take it back"
                    on_confirm=move |()| on_end.run(id.clone())
                />
            </div>
        </li>
    }
}

/// Makes a token, and shows it once.
#[component]
fn Make(identity: Identity, #[prop(into)] on_made: Callback<()>) -> impl IntoView {
    let label = RwSignal::new(String::new());
    let days = RwSignal::new("90".to_owned());
    // A token may do no more than who makes it.
    let holder = match untrack(|| SessionContext::expect().state()) {
        SessionState::SignedIn(session) => session.grants,
        SessionState::Unknown | SessionState::SignedOut | SessionState::Unreachable(_) => {
            Grants::default()
        }
    };
    let grant = RwSignal::new(least_of(&holder));
    let is_tried = RwSignal::new(false);
    let label_notes = Signal::derive(move || {
        let is_missing = label.with(|label| label.trim().is_empty());
        fit::notes((is_tried.get() && is_missing).then(|| "Say what it is for.".to_owned()))
    });
    let days_notes = Signal::derive(move || {
        let typed = days.with(|days| days.trim().parse());
        let is_fit = typed.is_ok_and(|days: u32| (1..=LONGEST_TOKEN_DAYS).contains(&days));
        fit::notes(
            (is_tried.get() && !is_fit)
                .then(|| format!("Give a whole number of days from 1 to {LONGEST_TOKEN_DAYS}.")),
        )
    });
    let pending = RwSignal::new(false);
    let made = RwSignal::new(None::<MadeToken>);
    let failure = RwSignal::new(None::<Failure>);
    let make = StoredValue::new(None::<Callback<()>>);
    let again = Callback::new(move |()| {
        if let Some(make) = make.try_get_value().flatten() {
            make.try_run(());
        }
    });
    make.set_value(Some(Callback::new(move |()| {
        pending.set(true);
        made.set(None);
        failure.set(None);
        let wanted = NewToken {
            label: label.get_untracked(),
            grants: Grants(vec![grant.get_untracked()]),
            days: days.get_untracked().trim().parse().unwrap_or(0),
        };
        spawn_local(async move {
            match api::create_token(&wanted).await {
                Ok(token) => {
                    label.try_set(String::new());
                    is_tried.try_set(false);
                    made.try_set(Some(token));
                    on_made.try_run(());
                }
                Err(refused) => {
                    failure.try_set(identity.judge(refused, again));
                }
            }
            pending.try_set(false);
        });
    })));
    view! {
        <h3>"Make a token"</h3>
        <FailureBanner failure />
        <div role="status">
            {move || {
                made.get()
                    .map(|made| {
                        let secret = made.secret.into_exposed();
                        view! {
                            <Banner tone=Tone::Good title=format!("The token {} is made", made.token.label)>
                                <p>"Copy it now: it is not shown again."</p>
                                <p>
                                    <code class="mono">{secret.clone()}</code> " "
                                    <CopyButton text=secret what="the token" />
                                </p>
                            </Banner>
                        }
                    })
            }}
        </div>
        <form
            class="form"
            id="tokens-make"
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                is_tried.set(true);
                let is_fit =
                    untrack(|| label_notes.with(Vec::is_empty) && days_notes.with(Vec::is_empty));
                if !is_fit {
                    // The first field that is wrong, once its message stands there.
                    request_animation_frame(|| {
                        dom::focus_first("#tokens-make [aria-invalid=true]");
                    });
                } else if !pending.get_untracked() {
                    again.run(());
                }
            }
        >
            <TextField
                id="token-label"
                label="What it is for"
                value=label
                on_input=move |text| label.set(text)
                notes=label_notes
            />
            <RolePick id="token" grant holder />
            <TextField
                id="token-days"
                label="Lasts, in days"
                help=format!("{LONGEST_TOKEN_DAYS} at most.")
                kind="numeric"
                value=days
                on_input=move |text| days.set(text)
                notes=days_notes
            />
            <div class="actions">
                <Button submits=true pending>
                    "Make the token"
                </Button>
            </div>
        </form>
    }
}
