//! One's own sessions: where from, when, in which browser, and how to end them.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{Listing, OpenSession};

use crate::api::{self, Failure, Loader};
use crate::parts::FailureBanner;
use crate::ui::{AsyncView, Button, Chip, ConfirmDialog, Look, Skeleton, TimeAgo, Tone};

#[component]
pub(super) fn Sessions() -> impl IntoView {
    let sessions: Loader<Listing<OpenSession>> = Loader::new(api::list_sessions);
    let failure = RwSignal::new(None::<Failure>);
    let settle = move |answer: Result<(), Failure>| {
        failure.try_set(answer.err());
        sessions.reload();
    };
    let end_others = move |()| spawn_local(async move { settle(api::end_other_sessions().await) });
    let end_one = Callback::new(move |id: String| {
        spawn_local(async move { settle(api::end_session(&id).await) });
    });
    let ready = Arc::new(move |shown: Memo<Listing<OpenSession>>| {
        let cards = move || {
            shown
                .get()
                .items
                .into_iter()
                .map(|session| view! { <Card session on_end=end_one /> })
                .collect_view()
        };
        view! { <ul class="cards">{cards}</ul> }.into_any()
    });
    view! {
        <section class="section" aria-labelledby="sessions-section">
            <h2 id="sessions-section">"Where you are signed in"</h2>
            <FailureBanner failure />
            <AsyncView
                state=sessions.state()
                retry=move |()| sessions.reload()
                loading=|| view! { <Skeleton lines=3 /> }
                ready
            />
            <div class="actions">
                <ConfirmDialog
                    trigger="End all others"
                    look=Look::Plain
                    title="End all sessions but this one?"
                    text="Whoever is signed in as you elsewhere has to sign in again."
                    confirm="End them"
                    on_confirm=end_others
                />
            </div>
        </section>
    }
}

#[component]
fn Card(session: OpenSession, on_end: Callback<String>) -> impl IntoView {
    let OpenSession {
        id,
        signed_in_at_ms,
        seen_at_ms,
        address,
        browser,
        this,
    } = session;
    let browser = if browser.is_empty() {
        "A browser without a name".to_owned()
    } else {
        browser
    };
    view! {
        <li class="card">
            <div class="card__head">
                <strong class="mono">{address}</strong>
                {this.then(|| view! { <Chip tone=Tone::Info word="This one" /> })}
            </div>
            <p class="quiet">{browser}</p>
            <p>
                "Signed in " <TimeAgo at_ms=signed_in_at_ms /> ", last used "
                <TimeAgo at_ms=seen_at_ms />
            </p>
            {(!this)
                .then(|| {
                    view! {
                        <div class="actions">
                            <Button on_press=move |()| on_end.run(id.clone())>"End this session"</Button>
                        </div>
                    }
                })}
        </li>
    }
}
