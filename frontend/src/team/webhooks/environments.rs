//! Whose news a webhook carries: those of all environments, or of those that are ticked.

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::{Environment, Listing};

use super::ticks::{Tick, Ticks};
use super::typed::Typed;
use crate::api::Loader;
use crate::ui::{AsyncView, Choice, Note, RadioGroup, Skeleton};

const ALL: &str = "all";
const SOME: &str = "some";

#[component]
pub(super) fn Environments(
    /// What the ids begin with.
    id: String,
    typed: RwSignal<Typed>,
    /// The environments that there are.
    there: Loader<Listing<Environment>>,
    notes: Signal<Vec<Note>>,
) -> impl IntoView {
    let everywhere = Memo::new(move |_| typed.with(|typed| typed.everywhere));
    let ticks_id = StoredValue::new(format!("{id}-environments"));
    // Those that stand there when the form opens, so that one that was given up can be ticked again.
    let held = StoredValue::new(typed.with_untracked(|typed| typed.environments.clone()));
    let ready = Arc::new(move |shown: Memo<Listing<Environment>>| {
        view! {
            <Ticks id=ticks_id.get_value() legend="Environments" notes>
                <For
                    each=move || {
                        let there = shown.with(|listing| {
                            listing.items.iter().map(|one| one.name.clone()).collect()
                        });
                        listed(there, held.get_value())
                    }
                    key=Clone::clone
                    children=move |(name, label)| view! { <One name label typed notes /> }
                />
            </Ticks>
        }
        .into_any()
    });
    let choices = vec![
        Choice::new(
            ALL,
            "Those of all environments, also of those that come later",
        ),
        Choice::new(SOME, "Those of some environments"),
    ];
    view! {
        <RadioGroup
            id=format!("{id}-everywhere")
            legend="Whose news"
            choices
            value=Signal::derive(move || if everywhere.get() { ALL } else { SOME }.to_owned())
            on_choose=move |chosen: String| typed.update(|typed| typed.everywhere = chosen == ALL)
        />
        {move || {
            let ready = ready.clone();
            (!everywhere.get())
                .then(|| {
                    view! {
                        <AsyncView
                            state=there.state()
                            retry=move |()| there.reload()
                            loading=|| view! { <Skeleton lines=2 /> }
                            ready
                        />
                    }
                })
        }}
    }
}

/// An environment that may be ticked.
#[component]
fn One(
    name: String,
    label: String,
    typed: RwSignal<Typed>,
    notes: Signal<Vec<Note>>,
) -> impl IntoView {
    let name = StoredValue::new(name);
    let value = Signal::derive(move || {
        typed.with(|typed| name.with_value(|name| typed.environments.contains(name)))
    });
    let set = move |chosen| {
        typed.update(|typed| name.with_value(|name| typed.set_environment(name, chosen)));
    };
    view! { <Tick label value notes on_set=set /> }
}

/// Those to choose among, each with its label: those that are there, and those that stood there
/// and were given up since.
fn listed(there: Vec<String>, held: Vec<String>) -> Vec<(String, String)> {
    let gone: Vec<(String, String)> = held
        .into_iter()
        .filter(|name| !there.contains(name))
        .map(|name| {
            let label = format!("{name} (given up)");
            (name, label)
        })
        .collect();
    let there = there.into_iter().map(|name| (name.clone(), name));
    there.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn one_that_was_given_up_is_shown_as_such() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let listed = listed(names(&["live", "test"]), names(&["test", "trial"]));
        let labels: Vec<&str> = listed.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(labels, ["live", "test", "trial (given up)"]);
    }
}
