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
use shared::wire::AuditQuery;

use crate::api;
use crate::module::Teller;
use crate::opening::Message;
use crate::paged::{Paged, PagedView};
use crate::session::SessionContext;
use crate::ui::{Banner, Tone};
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
    let list = Paged::new(
        move |after| {
            let mut query = wanted.try_get_untracked().unwrap_or_default();
            query.after = after.and_then(|after| after.parse().ok());
            api::list_audit(query)
        },
        |record: &AuditRecord| record.hash.clone(),
    );
    let ask = Callback::new(move |query: AuditQuery| {
        if query != wanted.get_untracked() {
            teller.say(&Message::Is(address::write(&query)));
            wanted.set(query);
        }
        list.begin_again();
    });
    let rows = Arc::new(move |records: Memo<Vec<AuditRecord>>| {
        view! {
            <ul class="log">
                <For
                    each=move || records.get()
                    key=|record| record.hash.clone()
                    children=move |record| view! { <RecordRow record wanted on_ask=ask /> }
                />
            </ul>
        }
        .into_any()
    });
    view! {
        <ChainView />
        <section class="section" aria-labelledby="records">
            <h2 id="records">"Records"</h2>
            <Filters wanted pending=list.is_asking() on_ask=ask />
            <PagedView list lines=10 empty=move || view! { <Empty wanted on_ask=ask /> } rows />
        </section>
    }
}
