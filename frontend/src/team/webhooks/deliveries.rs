//! What was sent to a webhook, and what came of it.

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::{Delivery, DeliveryAttempt, DeliveryState, Listing};

use crate::api::{self, Loader};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{AsyncView, Button, Chip, Disclosure, Look, Skeleton, TimeAgo, Tone};

/// What is on its way is asked about so often.
const ASK_EVERY_MS: u32 = 3_000;

#[component]
pub(super) fn Deliveries(
    webhook: String,
    /// Counts up when something was sent that is not listed yet.
    looks: RwSignal<u32>,
) -> impl IntoView {
    let webhook = StoredValue::new(webhook);
    let first = Loader::new(move || {
        let id = webhook.try_get_value().unwrap_or_default();
        async move { api::list_deliveries(&id, None).await }
    });
    // What was loaded beyond the newest.
    let older = RwSignal::new(None::<Listing<Delivery>>);
    let seen = StoredValue::new(looks.get_untracked());
    let wants_look = move || {
        let asked = looks.try_get_untracked().unwrap_or_default();
        let is_new = seen.try_get_value().is_some_and(|seen| seen != asked);
        seen.try_set_value(asked);
        is_new || is_waiting(first)
    };
    api::poll_while(
        ASK_EVERY_MS,
        move || !document().hidden() && wants_look(),
        move || first.reload(),
    );
    let is_empty = |list: Listing<Delivery>| list.items.is_empty();
    let ready = Arc::new(move |shown: Memo<Listing<Delivery>>| {
        view! { <Pages webhook first=shown older on_change=move |()| first.reload() /> }.into_any()
    });
    view! {
        <AsyncView
            state=first.state()
            retry=move |()| first.reload()
            loading=|| view! { <Skeleton lines=3 /> }
            is_empty
            empty=|| {
                view! {
                    <p class="quiet">"Nothing was sent yet. Send a test, or wait for something to happen."</p>
                }
            }
            ready
        />
    }
}

/// Whether something is on its way.
fn is_waiting(loader: Loader<Listing<Delivery>>) -> bool {
    let waiting = loader.state().try_with_untracked(|state| match state {
        crate::ui::Load::Ready(listing) => listing
            .items
            .iter()
            .any(|delivery| delivery.state == DeliveryState::Waiting),
        crate::ui::Load::Loading | crate::ui::Load::Failed(_) => false,
    });
    waiting.unwrap_or(false)
}

#[component]
fn Pages(
    webhook: StoredValue<String>,
    first: Memo<Listing<Delivery>>,
    older: RwSignal<Option<Listing<Delivery>>>,
    #[prop(into)] on_change: Callback<()>,
) -> impl IntoView {
    let doing = Doing::new();
    let all = Memo::new(move |_| {
        let mut all = first.with(|first| first.items.clone());
        older.with(|older| {
            for delivery in older.iter().flat_map(|older| &older.items) {
                if !all.iter().any(|known| known.id == delivery.id) {
                    all.push(delivery.clone());
                }
            }
        });
        all
    });
    let next = Memo::new(move |_| {
        let beyond = older.with(|older| older.as_ref().map(|older| older.next.clone()));
        beyond.unwrap_or_else(|| first.with(|first| first.next.clone()))
    });
    let load = move |()| {
        let after = next.get_untracked();
        doing.ask(
            async move { api::list_deliveries(&webhook.get_value(), after).await },
            move |page| {
                older.try_update(|older| {
                    let mut items = older.take().map(|older| older.items).unwrap_or_default();
                    items.extend(page.items);
                    *older = Some(Listing {
                        items,
                        next: page.next,
                    });
                });
            },
        );
    };
    view! {
        <ul class="rows" role="list" aria-label="What was sent">
            <For
                each=move || all.get()
                key=|delivery| format!("{delivery:?}")
                children=move |delivery| view! { <Line webhook delivery on_change /> }
            />
        </ul>
        <FailureBanner failure=doing.failure />
        {move || {
            next.with(Option::is_some)
                .then(|| {
                    view! {
                        <div class="actions">
                            <Button pending=doing.pending on_press=load>
                                "Load older"
                            </Button>
                        </div>
                    }
                })
        }}
    }
}

#[component]
fn Line(
    webhook: StoredValue<String>,
    delivery: Delivery,
    on_change: Callback<()>,
) -> impl IntoView {
    let doing = Doing::new();
    let Delivery {
        id,
        kind: _in_the_title,
        title,
        created_at_ms,
        state,
        next_at_ms,
        attempts,
    } = delivery;
    let (tone, word) = match state {
        DeliveryState::Waiting => (Tone::Info, "On its way"),
        DeliveryState::Delivered => (Tone::Good, "Taken"),
        DeliveryState::GivenUp => (Tone::Bad, "Given up"),
    };
    let own_id = StoredValue::new(id.clone());
    let again = move |()| {
        doing.ask(
            async move { api::deliver_again(&webhook.get_value(), &own_id.get_value()).await },
            move |_| {
                on_change.try_run(());
            },
        );
    };
    let times = match attempts.len() {
        0 => "Not sent yet".to_owned(),
        1 => "Sent once".to_owned(),
        many => format!("Sent {many} times"),
    };
    let next = next_at_ms
        .filter(|_| !attempts.is_empty())
        .map(|at_ms| view! { ", again " <TimeAgo at_ms /> });
    let lines = attempts
        .into_iter()
        .map(|attempt| view! { <Attempt attempt /> })
        .collect_view();
    view! {
        <li class="told">
            <div class="card__head">
                <Chip tone word />
                <span>{title}</span>
                <span class="quiet"><TimeAgo at_ms=created_at_ms /></span>
            </div>
            <p class="quiet">{times.clone()} {next}</p>
            <Disclosure label=times>
                <p class="quiet">"Delivery " <code class="mono">{id}</code></p>
                <ol class="plain-list">{lines}</ol>
            </Disclosure>
            <FailureBanner failure=doing.failure />
            <div class="actions">
                <Button look=Look::Quiet pending=doing.pending on_press=again>
                    "Send it once more"
                </Button>
            </div>
        </li>
    }
}

#[component]
fn Attempt(attempt: DeliveryAttempt) -> impl IntoView {
    let DeliveryAttempt {
        at_ms,
        took_ms,
        status,
        words,
        answer,
    } = attempt;
    let status = status.map(|status| format!("{status}, "));
    view! {
        <li>
            <p>{words} " " <span class="quiet">{status} {took_ms} " ms, " <TimeAgo at_ms /></span></p>
            {(!answer.is_empty())
                .then(|| view! { <p class="quiet mono told__text">{answer}</p> })}
        </li>
    }
}
