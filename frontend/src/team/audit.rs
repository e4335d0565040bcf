//! The audit: what anybody did, was refused, or Longshore did by itself, newest first, and the chain
//! that holds it.

mod address;
mod chain;
mod empty;
mod filters;
mod record;

use std::sync::Arc;

use leptos::prelude::*;
use shared::audit::AuditRecord;
use shared::permission::Operation;
use shared::wire::{AuditQuery, Listing};

use super::doing::Doing;
use crate::api::{self, Loader};
use crate::module::Teller;
use crate::opening::Message;
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{AsyncView, Banner, Button, Skeleton, Tone};
use chain::ChainView;
use empty::Empty;
use filters::Filters;
use record::RecordRow;

#[component]
pub(super) fn AuditPage(
    /// What stands after `?` in the page's address.
    search: String,
) -> impl IntoView {
    let session = SessionContext::expect();
    view! {
        <p class="lead">
            "What anybody did or was refused, and what Longshore did by itself. Records are only ever added, and each is bound to the one before."
        </p>
        {match session.denial(Operation::ReadAudit) {
            // What is refused is told in the audit itself, so nothing is asked for in vain.
            Some(reason) => {
                view! {
                    <Banner tone=Tone::Info title="The audit is for administrators">
                        <p>{reason}</p>
                    </Banner>
                }
                    .into_any()
            }
            None => view! { <AuditView search /> }.into_any(),
        }}
    }
}

/// The chain and its records, for who may read them.
#[component]
fn AuditView(search: String) -> impl IntoView {
    let teller = Teller::expect();
    let wanted = RwSignal::new(address::read(&search));
    let first = Loader::new(move || {
        let query = wanted.try_get_untracked().unwrap_or_default();
        api::list_audit(query)
    });
    // What was loaded beyond the newest goes with what was asked for.
    let older = RwSignal::new(None::<Listing<AuditRecord>>);
    let ask = Callback::new(move |query: AuditQuery| {
        if query != wanted.get_untracked() {
            teller.say(&Message::Is(address::write(&query)));
            wanted.set(query);
        }
        older.set(None);
        first.reload();
    });
    let is_empty = |list: Listing<AuditRecord>| list.items.is_empty();
    let shown = Arc::new(move |first: Memo<Listing<AuditRecord>>| {
        view! { <Pages first older wanted on_ask=ask /> }.into_any()
    });
    view! {
        <ChainView />
        <section class="section" aria-labelledby="records">
            <h2 id="records">"Records"</h2>
            <Filters wanted pending=first.is_asking() on_ask=ask />
            <AsyncView
                state=first.state()
                retry=move |()| first.reload()
                loading=|| view! { <Skeleton lines=10 /> }
                is_empty
                empty=move || view! { <Empty wanted on_ask=ask /> }
                ready=shown
            />
        </section>
    }
}

/// The list, from its newest record as far back as was asked for.
#[component]
fn Pages(
    /// The newest.
    first: Memo<Listing<AuditRecord>>,
    /// What was loaded beyond them.
    older: RwSignal<Option<Listing<AuditRecord>>>,
    wanted: RwSignal<AuditQuery>,
    on_ask: Callback<AuditQuery>,
) -> impl IntoView {
    let doing = Doing::new();
    let records = move || {
        let mut all = first.with(|first| first.items.clone());
        older.with(|older| all.extend(older.iter().flat_map(|older| older.items.clone())));
        all
    };
    let next = Memo::new(move |_| {
        let beyond = older.with(|older| older.as_ref().map(|older| older.next.clone()));
        beyond.unwrap_or_else(|| first.with(|first| first.next.clone()))
    });
    let load = move |()| {
        let mut query = wanted.get_untracked();
        query.after = next.get_untracked().and_then(|next| next.parse().ok());
        doing.ask(api::list_audit(query), move |page| {
            older.try_update(|older| {
                let mut items = older.take().map(|older| older.items).unwrap_or_default();
                items.extend(page.items);
                *older = Some(Listing {
                    items,
                    next: page.next,
                });
            });
        });
    };
    view! {
        <ul class="log">
            <For
                each=records
                key=|record| record.hash.clone()
                children=move |record| view! { <RecordRow record wanted on_ask /> }
            />
        </ul>
        <FailureBanner failure=doing.failure />
        {move || {
            if next.with(Option::is_some) {
                view! {
                    <div class="actions">
                        <Button pending=doing.pending on_press=load>
                            "Load older"
                        </Button>
                    </div>
                }
                    .into_any()
            } else {
                view! { <p class="quiet list-end">"That is all there is."</p> }.into_any()
            }
        }}
    }
}
