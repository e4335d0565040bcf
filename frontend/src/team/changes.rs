//! The list of changes: what waits for the person, what is theirs, what is open, and all.

mod address;
mod empty;
mod rows;
mod views;

use std::sync::Arc;

use leptos::prelude::*;
use shared::change::ChangeState;
use shared::wire::{ChangeCounts, ChangeQuery, ChangeSummary, Environment, Listing};

use super::words::state_chip;
use crate::api::{self, Loader};
use crate::module::Teller;
use crate::opening::Message;
use crate::paged::{Paged, PagedView};
use crate::ui::{Choice, Load, SelectField, TextField};
use empty::Empty;
pub(super) use rows::ChangeRows;
use views::Views;

const ASK_EVERY_MS: u32 = 15_000;

#[component]
pub(super) fn Changes(
    /// What stands after `?` in the page's address.
    search: String,
) -> impl IntoView {
    let teller = Teller::expect();
    let wanted = RwSignal::new(address::read(&search));
    let counts = Loader::new(api::count_changes);
    let list = Paged::new(
        move |after| {
            let mut query = wanted.try_get_untracked().unwrap_or_default();
            query.after = after.and_then(|after| after.parse().ok());
            api::list_changes(query)
        },
        |change: &ChangeSummary| change.id.to_string(),
    );
    let reload = move || {
        counts.reload();
        list.reload();
    };
    api::poll_while(ASK_EVERY_MS, || !document().hidden(), reload);
    let came_back = window_event_listener(leptos::ev::focus, move |_| reload());
    on_cleanup(move || came_back.remove());
    let ask = Callback::new(move |query: ChangeQuery| {
        if query != wanted.get_untracked() {
            teller.say(&Message::Is(address::write(&query)));
            wanted.set(query);
            list.begin_again();
        }
    });
    let counts = Signal::derive(move || ready(counts));
    let rows = Arc::new(move |changes: Memo<Vec<ChangeSummary>>| {
        view! { <ChangeRows changes /> }.into_any()
    });
    view! {
        <p class="lead">
            "A change is a plan, or several, that somebody proposes and others look at before it is deployed."
        </p>
        <Views wanted counts on_ask=ask />
        <Filters wanted on_ask=ask />
        <PagedView list empty=move || view! { <Empty wanted on_ask=ask /> } rows />
    }
}

fn ready(counts: Loader<ChangeCounts>) -> Option<ChangeCounts> {
    counts.state().with(|state| match state {
        Load::Ready(counts) => Some(*counts),
        Load::Loading | Load::Failed(_) => None,
    })
}

/// What narrows the list down. What is typed is asked for when the field is left.
#[component]
fn Filters(wanted: RwSignal<ChangeQuery>, on_ask: Callback<ChangeQuery>) -> impl IntoView {
    let mut states = vec![Choice::new("", "Any")];
    states.extend(
        ChangeState::ALL
            .into_iter()
            .map(|state| Choice::new(state.as_str(), state_chip(state).1)),
    );
    let states = StoredValue::new(states);
    let with = move |change: &dyn Fn(&mut ChangeQuery)| {
        let mut query = wanted.get_untracked();
        change(&mut query);
        on_ask.run(query);
    };
    let typed = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let service = Signal::derive(move || wanted.with(|wanted| wanted.service.clone()));
    let author = Signal::derive(move || wanted.with(|wanted| wanted.author.clone()));
    let environments: Loader<Listing<Environment>> = Loader::new(api::list_environments);
    let place = Memo::new(move |_| wanted.with(|wanted| wanted.environment.clone()));
    let places = Memo::new(move |_| {
        let mut names: Vec<String> = environments.state().with(|state| match state {
            Load::Ready(listing) => listing.items.iter().map(|one| one.name.clone()).collect(),
            Load::Loading | Load::Failed(_) => Vec::new(),
        });
        // What the address asks for stays to choose, also where it was given up.
        if let Some(name) = place.get()
            && !names.contains(&name)
        {
            names.push(name);
        }
        names
    });
    let narrow = move |()| {
        view! {
            <SelectField
                id="change-environment"
                label="Environment"
                help="Where it is to be deployed."
                choices=Signal::derive(move || {
                    let mut choices = vec![Choice::new("", "Any")];
                    choices.extend(places.get().iter().map(|name| Choice::new(name, name)));
                    choices
                })
                value=Signal::derive(move || place.get().unwrap_or_default())
                on_choose=move |name: String| {
                    let name = typed(name);
                    with(&|query| query.environment.clone_from(&name));
                }
            />
        }
    };
    // With one alone there is nothing to choose.
    let has_several = Memo::new(move |_| places.with(Vec::len) > 1 || place.get().is_some());
    view! {
        <div class="filters">
            {move || has_several.get().then(|| narrow(()))}
            <TextField
                id="change-service"
                label="Service"
                help="Its exact name; empty for all."
                kind="search"
                value=Signal::derive(move || service.get().unwrap_or_default())
                on_input=move |text: String| {
                    let text = typed(text);
                    // A link that names the cluster is of another service.
                    with(&|query| {
                        query.service.clone_from(&text);
                        query.cluster = None;
                    });
                }
            />
            <TextField
                id="change-author"
                label="Author"
                help="Who proposed it."
                kind="search"
                value=Signal::derive(move || author.get().unwrap_or_default())
                on_input=move |text: String| {
                    let text = typed(text);
                    with(&|query| query.author.clone_from(&text));
                }
            />
            <SelectField
                id="change-state"
                label="State"
                help="Where it is."
                choices=Signal::derive(move || states.get_value())
                value=Signal::derive(move || {
                    wanted.with(|wanted| {
                        wanted.state.map_or_else(String::new, |state| state.as_str().to_owned())
                    })
                })
                on_choose=move |name: String| with(&|query| query.state = ChangeState::find(&name))
            />
        </div>
    }
}
