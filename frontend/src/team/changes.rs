//! The list of changes: what waits for the person, what is theirs, what is open, and all.

mod address;
mod empty;
mod rows;
mod views;

use std::sync::Arc;

use leptos::prelude::*;
use shared::change::ChangeState;
use shared::wire::{ChangeCounts, ChangeQuery, ChangeSummary, Environment, Listing};

use super::doing::Doing;
use super::words::state_chip;
use crate::api::{self, Loader};
use crate::module::Teller;
use crate::opening::Message;
use crate::parts::FailureBanner;
use crate::ui::{AsyncView, Button, Choice, Load, SelectField, Skeleton, TextField};
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
    let first = Loader::new(move || {
        let query = wanted.try_get_untracked().unwrap_or_default();
        api::list_changes(query)
    });
    // What was loaded beyond the newest goes with what was asked for.
    let older = RwSignal::new(None::<Listing<ChangeSummary>>);
    let reload = move || {
        counts.reload();
        first.reload();
    };
    api::poll_while(ASK_EVERY_MS, || !document().hidden(), reload);
    let came_back = window_event_listener(leptos::ev::focus, move |_| reload());
    on_cleanup(move || came_back.remove());
    let ask = Callback::new(move |query: ChangeQuery| {
        if query != wanted.get_untracked() {
            teller.say(&Message::Is(address::write(&query)));
            wanted.set(query);
            older.set(None);
            first.reload();
        }
    });
    let counts = Signal::derive(move || ready(counts));
    let is_empty = |list: Listing<ChangeSummary>| list.items.is_empty();
    let shown = Arc::new(move |first: Memo<Listing<ChangeSummary>>| {
        view! { <Pages first older wanted /> }.into_any()
    });
    view! {
        <p class="lead">
            "A change is a plan, or several, that somebody proposes and others look at before it is deployed."
        </p>
        <Views wanted counts on_ask=ask />
        <Filters wanted on_ask=ask />
        <AsyncView
            state=first.state()
            retry=move |()| first.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            is_empty
            empty=move || view! { <Empty wanted on_ask=ask /> }
            ready=shown
        />
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
                    with(&|query| query.service.clone_from(&text));
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

/// The list, from its newest entry as far back as was asked for.
#[component]
fn Pages(
    /// The newest.
    first: Memo<Listing<ChangeSummary>>,
    /// What was loaded beyond them.
    older: RwSignal<Option<Listing<ChangeSummary>>>,
    wanted: RwSignal<ChangeQuery>,
) -> impl IntoView {
    let doing = Doing::new();
    let changes = Memo::new(move |_| {
        let mut all = first.with(|first| first.items.clone());
        older.with(|older| {
            let beyond = older.iter().flat_map(|older| &older.items);
            for change in beyond {
                // Newer ones push the list down, so that some may come twice.
                if !all.iter().any(|known| known.id == change.id) {
                    all.push(change.clone());
                }
            }
        });
        all
    });
    let next = Memo::new(move |_| {
        let beyond = older.with(|older| older.as_ref().map(|older| older.next.clone()));
        beyond.unwrap_or_else(|| first.with(|first| first.next.clone()))
    });
    let load = move |()| {
        let mut query = wanted.get_untracked();
        query.after = next.get_untracked().and_then(|next| next.parse().ok());
        doing.ask(api::list_changes(query), move |page| {
            older.try_update(|older| {
                let mut items = older.take().map(|older| older.items).unwrap_or_default();
                items.extend(page.items);
                *older = Some(Listing {
                    items,
                    next: page.next,
                });
            });
        });
    };
    view! {
        <ChangeRows changes />
        <FailureBanner failure=doing.failure />
        {move || {
            if next.with(Option::is_some) {
                view! {
                    <div class="actions">
                        <Button pending=doing.pending on_press=load>
                            "Load older"
                        </Button>
                    </div>
                }
                    .into_any()
            } else {
                view! { <p class="quiet list-end">"That is all there is."</p> }.into_any()
            }
        }}
    }
}
