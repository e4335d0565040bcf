//! The drafts that one may go on with: those of the service, or those of services that are not there
//! yet, whoever wrote them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::permission::Operation;
use shared::wire::{DraftSummary, Listing};

use super::saving::About;
use crate::api::{self, Loader};
use crate::module::Teller;
use crate::opening::Message;
use crate::session::SessionContext;
use crate::ui::{Button, Load, Look, TimeAgo};

/// So many are shown; the rest can be found by opening these.
const MOST_SHOWN: usize = 6;

#[component]
pub(super) fn Drafts(
    /// The cluster and the service; nothing for new services.
    target: Option<(String, String)>,
) -> impl IntoView {
    let teller = Teller::expect();
    let session = SessionContext::expect();
    let wanted = target.clone();
    let list: Loader<Listing<DraftSummary>> =
        Loader::new(move || api::list_drafts(wanted.clone(), None));
    let of = target.is_some();
    let shown = Memo::new(move |_| {
        list.state().with(|state| match state {
            Load::Ready(listing) => listing
                .items
                .iter()
                .filter(|draft| of || draft.service.is_none())
                .take(MOST_SHOWN)
                .cloned()
                .collect::<Vec<_>>(),
            // Whoever cannot see drafts can still write one.
            Load::Loading | Load::Failed(_) => Vec::new(),
        })
    });
    let row = move |draft: DraftSummary| {
        let DraftSummary {
            id,
            title,
            created_by,
            updated_by,
            updated_at_ms,
            ..
        } = draft;
        let address = About {
            id: id.clone(),
            target: target.clone(),
        }
        .address();
        let label = title.clone();
        let denied = Signal::derive(move || {
            (created_by != session.name())
                .then(|| session.denial(Operation::Propose))
                .flatten()
        });
        let go = move |()| teller.say(&Message::Go(address.clone()));
        let delete = move |()| {
            let id = id.clone();
            spawn_local(async move {
                // One that stays is shown again.
                drop(api::delete_draft(&id).await);
                list.reload();
            });
        };
        view! {
            <li class="drafts__one">
                <span>
                    <strong>{title.clone()}</strong> ", saved by " {updated_by} " "
                    <TimeAgo at_ms=updated_at_ms />
                </span>
                <span class="actions">
                    <Button on_press=go>
                        "Go on with it"
                        <span class="visually-hidden">{format!(": {label}")}</span>
                    </Button>
                    <Button look=Look::Quiet denied on_press=delete>
                        "Delete"
                        <span class="visually-hidden">{format!(": {title}")}</span>
                    </Button>
                </span>
            </li>
        }
    };
    view! {
        {move || {
            let row = row.clone();
            shown
                .with(|shown| !shown.is_empty())
                .then(|| {
                    view! {
                        <section class="drafts" aria-labelledby="drafts-title">
                            <h2 id="drafts-title">"Drafts to go on with"</h2>
                            <ul class="drafts__list">
                                {shown.get().into_iter().map(row).collect_view()}
                            </ul>
                        </section>
                    }
                })
        }}
    }
}
