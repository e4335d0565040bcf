//! Two or more views in one place, as the ARIA Authoring Practices have it.
//!
//! Roles: a named `tablist` of `tab`s with `aria-selected`; each controls a `tabpanel` that is named
//! by it. A panel that is not shown is `hidden` and empty.
//!
//! Keys: Tab leads to the chosen tab alone and from there into its panel. Left and Right choose the
//! neighbor and go on at the other end, Home and End choose the first and the last.

use std::sync::Arc;

use leptos::prelude::*;

use crate::dom;

/// One view among tabs.
#[derive(Clone)]
pub(crate) struct Tab {
    /// Its name in ids and in the signal.
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) view: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

/// Tabs. Arrows, Home and End move among them.
#[component]
pub(crate) fn Tabs(
    /// What they choose among.
    #[prop(into)]
    label: String,
    /// The id of the chosen one.
    chosen: RwSignal<&'static str>,
    /// The views.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let move_by = move |event: leptos::ev::KeyboardEvent| {
        let at = chosen.with_untracked(|now| ids.iter().position(|id| id == now));
        let at = at.unwrap_or_default();
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % ids.len().max(1),
            "ArrowLeft" => (at + ids.len().saturating_sub(1)) % ids.len().max(1),
            "Home" => 0,
            "End" => ids.len().saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        if let Some(id) = ids.get(next) {
            chosen.set(id);
            dom::focus(&format!("tab-{id}"));
        }
    };
    let buttons = tabs
        .iter()
        .map(|tab| {
            let id = tab.id;
            let is_chosen = move || chosen.get() == id;
            view! {
                <button
                    type="button"
                    class="tabs__tab"
                    role="tab"
                    id=format!("tab-{id}")
                    aria-controls=format!("panel-{id}")
                    aria-selected=move || if is_chosen() { "true" } else { "false" }
                    tabindex=move || if is_chosen() { "0" } else { "-1" }
                    on:click=move |_| chosen.set(id)
                >
                    {tab.label}
                </button>
            }
        })
        .collect_view();
    let panels = tabs
        .into_iter()
        .map(|tab| {
            let id = tab.id;
            let view = tab.view;
            let body = move || (chosen.get() == id).then(|| view());
            view! {
                <div
                    class="tabs__panel"
                    role="tabpanel"
                    id=format!("panel-{id}")
                    aria-labelledby=format!("tab-{id}")
                    hidden=move || chosen.get() != id
                >
                    {body}
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="tabs">
            <div class="tabs__list" role="tablist" aria-label=label on:keydown=move_by>
                {buttons}
            </div>
            {panels}
        </div>
    }
}
