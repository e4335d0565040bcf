//! What was sent to a webhook, and what came of it.

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::{Delivery, DeliveryAttempt, DeliveryState};

use crate::api;
use crate::paged::{Paged, PagedView};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Button, Chip, Disclosure, Look, TimeAgo, TimeDue, Tone};

/// What is on its way is asked about so often.
const ASK_EVERY_MS: u32 = 3_000;

#[component]
pub(super) fn Deliveries(
    webhook: String,
    /// Counts up when something was sent that is not listed yet.
    looks: RwSignal<u32>,
) -> impl IntoView {
    let webhook = StoredValue::new(webhook);
    let list = Paged::new(
        move |after| {
            let id = webhook.try_get_value().unwrap_or_default();
            async move { api::list_deliveries(&id, after).await }
        },
        |delivery: &Delivery| delivery.id.clone(),
    );
    let seen = StoredValue::new(looks.get_untracked());
    let wants_look = move || {
        let asked = looks.try_get_untracked().unwrap_or_default();
        let is_new = seen.try_get_value().is_some_and(|seen| seen != asked);
        seen.try_set_value(asked);
        is_new || list.has(|delivery| delivery.state == DeliveryState::Waiting)
    };
    api::poll_while(
        ASK_EVERY_MS,
        move || !document().hidden() && wants_look(),
        move || list.reload(),
    );
    let rows = Arc::new(move |deliveries: Memo<Vec<Delivery>>| {
        view! {
            <ul class="rows" role="list" aria-label="What was sent">
                <For
                    each=move || deliveries.get()
                    key=|delivery| format!("{delivery:?}")
                    children=move |delivery| {
                        view! { <Line webhook delivery on_change=move |()| list.reload() /> }
                    }
                />
            </ul>
        }
        .into_any()
    });
    view! {
        <PagedView
            list
            lines=3
            empty=|| {
                view! {
                    <p class="quiet">"Nothing was sent yet. Send a test, or wait for something to happen."</p>
                }
            }
            rows
        />
    }
}

#[component]
fn Line(
    webhook: StoredValue<String>,
    delivery: Delivery,
    #[prop(into)] on_change: Callback<()>,
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
        .map(|at_ms| view! { ", again " <TimeDue at_ms /> });
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
