//! Tabs, and what is folded away.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::{Disclosure, Fold, Tab, Tabs};

#[component]
pub(super) fn Folds() -> impl IntoView {
    let chosen = RwSignal::new("gallery-bow");
    let tab = |id, label, words: &'static str| Tab {
        id,
        label,
        view: Arc::new(move || view! { <p>{words}</p> }.into_any()),
    };
    let tabs = vec![
        tab("gallery-bow", "Bow", "The front of the ship."),
        tab("gallery-hold", "Hold", "Where the cargo is."),
        tab("gallery-stern", "Stern", "The back of the ship."),
    ];
    let is_open = RwSignal::new(false);
    let body = || view! { <p>"Made when it was first unfolded."</p> }.into_any();
    view! {
        <Tabs label="Parts of a ship" chosen tabs />
        <Disclosure label="Folded" mark=Some("2 set".to_owned())>
            <p>"What was folded away."</p>
        </Disclosure>
        <Disclosure label="Unfolded" open=true>
            <p>"What can be folded away."</p>
        </Disclosure>
        <Fold
            label="Made when needed"
            mark=Some("1 set".to_owned())
            is_open
            on_toggle=move |open| is_open.set(open)
            body
        />
    }
}
