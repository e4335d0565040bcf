//! Things below each other.
//!
//! Roles: a `list` with a name. The role is written out, because a list without bullets is none to
//! some browsers. What is said when it is empty stands in its place, so that there is never an empty
//! list.
//!
//! Keys: none of its own.

use leptos::prelude::*;

/// A list, or a sentence where there is nothing to list.
#[component]
pub(crate) fn List(
    /// What is listed.
    #[prop(into)]
    label: Signal<String>,
    /// Whether there is nothing.
    #[prop(into)]
    is_empty: Signal<bool>,
    /// What is said then.
    empty: &'static str,
    /// The elements, each an `li`.
    children: ChildrenFn,
) -> impl IntoView {
    move || {
        if is_empty.get() {
            view! { <p class="quiet">{empty}</p> }.into_any()
        } else {
            view! {
                <ul class="rows" role="list" aria-label=move || label.get()>
                    {children()}
                </ul>
            }
            .into_any()
        }
    }
}
