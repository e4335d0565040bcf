//! Other changes to the same services that are open: those who look know of each other's.

use leptos::prelude::*;

use super::case::Case;
use crate::team::changes::ChangeRows;

#[component]
pub(super) fn Others(case: Case) -> impl IntoView {
    let others = Memo::new(move |_| {
        case.with(|detail| {
            if detail.change.state.is_open() {
                detail.others.clone()
            } else {
                Vec::new()
            }
        })
    });
    let has_some = Memo::new(move |_| others.with(|others| !others.is_empty()));
    move || {
        has_some.get().then(|| {
            view! {
                <section class="section" aria-labelledby="others">
                    <h2 id="others">"Also under way for the same service"</h2>
                    <p class="section__gloss">
                        "Whichever is deployed first moves the base of the others."
                    </p>
                    <ChangeRows changes=others />
                </section>
            }
        })
    }
}
