//! Spaces, sizes of letters, and the drawings.

use leptos::prelude::*;

use crate::ui::Icon;

const SPACES: [&str; 6] = ["1", "2", "3", "4", "5", "6"];
const SIZES: [&str; 4] = ["small", "text", "large", "heading"];

#[component]
pub(super) fn Tokens() -> impl IntoView {
    let spaces = SPACES
        .into_iter()
        .map(|name| {
            view! {
                <li class="swatch">
                    <span class="swatch__space" data-space=name></span>
                    <code class="mono">{format!("space-{name}")}</code>
                </li>
            }
        })
        .collect_view();
    let sizes = SIZES
        .into_iter()
        .map(|name| view! { <li data-size=name>{format!("Letters of size-{name}")}</li> })
        .collect_view();
    view! {
        <ul class="swatches" role="list" aria-label="Spaces">
            {spaces}
        </ul>
        <ul role="list" aria-label="Sizes of letters">
            {sizes}
        </ul>
    }
}

#[component]
pub(super) fn Icons() -> impl IntoView {
    let icons = Icon::ALL
        .into_iter()
        .map(|(icon, name)| {
            view! {
                <li class="swatch">
                    {icon.view()}
                    <span>{name}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="swatches" role="list" aria-label="Icons">
            {icons}
        </ul>
    }
}
