//! The parts in all their states, on one page, to look at and to test. Everything on it is made up
//! and stays on it.

mod buttons;
mod choices;
mod codes;
mod colors;
mod comboboxes;
mod dialogs;
mod fields;
mod folds;
mod logs;
mod messages;
mod rollouts;
mod states;
mod tables;
mod texts;
mod tokens;

use leptos::prelude::*;

#[component]
pub(super) fn Gallery() -> impl IntoView {
    view! {
        <p class="lead">
            "What the pages are made of. Each part says in its source what keys do and what assistive technology is told; the browser tests hold it to that on this page."
        </p>
        <Group id="colors" title="Colors">
            <colors::Colors />
        </Group>
        <Group id="sizes" title="Spaces and sizes">
            <tokens::Tokens />
        </Group>
        <Group id="icons" title="Icons">
            <tokens::Icons />
        </Group>
        <Group id="states" title="States">
            <states::States />
        </Group>
        <Group id="buttons" title="Buttons">
            <buttons::Buttons />
        </Group>
        <Group id="fields" title="Fields">
            <fields::Fields />
        </Group>
        <Group id="choices" title="Choices">
            <choices::Choices />
        </Group>
        <Group id="comboboxes" title="Comboboxes">
            <comboboxes::Comboboxes />
        </Group>
        <Group id="codes" title="Code">
            <codes::Codes />
        </Group>
        <Group id="dialogs" title="Dialogs">
            <dialogs::Dialogs />
        </Group>
        <Group id="folds" title="Tabs and folds">
            <folds::Folds />
        </Group>
        <Group id="messages" title="Banners and messages">
            <messages::Messages />
        </Group>
        <Group id="tables" title="Tables and lists">
            <tables::Tables />
        </Group>
        <Group id="logs" title="Logs">
            <logs::Logs />
        </Group>
        <Group id="rollouts" title="Rollouts">
            <rollouts::Rollouts />
        </Group>
        <Group id="texts" title="Texts">
            <texts::Texts />
        </Group>
    }
}

/// The parts of one kind.
#[component]
fn Group(id: &'static str, title: &'static str, children: Children) -> impl IntoView {
    let title_id = format!("gallery-{id}");
    let labelled_by = title_id.clone();
    view! {
        <section class="section gallery" aria-labelledby=labelled_by>
            <h2 id=title_id>{title}</h2>
            {children()}
        </section>
    }
}
