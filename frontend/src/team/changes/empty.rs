//! What is said where there is nothing to list: what it would be, why there is none, and what next.

use leptos::prelude::*;
use shared::wire::{ChangeQuery, ChangeView};

use super::address::is_narrowed;
use crate::environment::here;
use crate::ui::{Button, ButtonLink};

#[component]
pub(super) fn Empty(wanted: RwSignal<ChangeQuery>, on_ask: Callback<ChangeQuery>) -> impl IntoView {
    let view_of = move |view: ChangeView| {
        move |()| {
            on_ask.run(ChangeQuery {
                view,
                ..ChangeQuery::default()
            });
        }
    };
    move || {
        let (view, narrowed) = wanted.with(|wanted| (wanted.view, is_narrowed(wanted)));
        if narrowed {
            return view! {
                <div class="empty">
                    <p class="empty__title">"No change fits"</p>
                    <p>
                        "There may be others that do not fit the filters above. Names have to be exact."
                    </p>
                    <div class="actions">
                        <Button on_press=view_of(view)>"Empty the filters"</Button>
                    </div>
                </div>
            }
            .into_any();
        }
        let (title, words) = match view {
            ChangeView::WaitingForMe => (
                "Nothing waits for you",
                "Here stand the changes that you may review, that were sent back to you or do not fit any more what runs, or that you may deploy, and what was deployed without approvals until somebody has looked at it.",
            ),
            ChangeView::Mine => (
                "You have proposed nothing yet",
                "Here stand the changes that you wrote on. Change a service, look at its preview, and propose it from there.",
            ),
            ChangeView::Open => (
                "No change is open",
                "Here stand the changes that wait for people or are being deployed. All of them are over.",
            ),
            ChangeView::All => (
                "Nothing was proposed yet",
                "Every change is kept here: what, why, who looked at it, and what became of it. Change a service, look at its preview, and propose it from there.",
            ),
        };
        let next = match view {
            ChangeView::WaitingForMe => view! {
                <Button on_press=view_of(ChangeView::Open)>"See what is open"</Button>
            }
            .into_any(),
            ChangeView::Open => view! {
                <Button on_press=view_of(ChangeView::All)>"See all"</Button>
            }
            .into_any(),
            ChangeView::Mine | ChangeView::All => view! {
                <ButtonLink href=here("/")>"Choose a service"</ButtonLink>
            }
            .into_any(),
        };
        view! {
            <div class="empty">
                <p class="empty__title">{title}</p>
                <p>{words}</p>
                <div class="actions">{next}</div>
            </div>
        }
        .into_any()
    }
}
