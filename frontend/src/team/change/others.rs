//! Other changes to the same services that are open: those who look know of each other's.

use leptos::prelude::*;

use super::case::Case;
use crate::team::changes::ChangeRows;
use crate::ui::Disclosure;

/// So many are shown before more are asked for.
const SHOWN: usize = 3;

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
    // The change that the page is about is not to be buried under them.
    let first = Memo::new(move |_| {
        others.with(|others| others.iter().take(SHOWN).cloned().collect::<Vec<_>>())
    });
    let rest = Memo::new(move |_| {
        others.with(|others| others.iter().skip(SHOWN).cloned().collect::<Vec<_>>())
    });
    let has_more = Memo::new(move |_| rest.with(|rest| !rest.is_empty()));
    let more = Signal::derive(move || rest.with(|rest| format!("{} more", rest.len())));
    move || {
        has_some.get().then(|| {
            view! {
                <section class="section" aria-labelledby="others">
                    <h2 id="others">"Also under way for the same service"</h2>
                    <p class="section__gloss">
                        "Whichever is deployed first moves the base of the others."
                    </p>
                    <ChangeRows changes=first />
                    <Show when=move || has_more.get()>
                        <Disclosure label=more>
                            <ChangeRows changes=rest />
                        </Disclosure>
                    </Show>
                </section>
            }
        })
    }
}
