//! The list of changes.

use leptos::prelude::*;

#[component]
pub(super) fn Changes(
    /// What stands after `?` in the page's address.
    search: String,
) -> impl IntoView {
    drop(search);
    view! { <p>"No changes."</p> }
}
