//! Whose news a webhook carries: those of all environments, or of those that are ticked.

use leptos::prelude::*;

use super::ticks::{Tick, Ticks};
use super::typed::Typed;
use crate::session::SessionContext;
use crate::ui::{Choice, Note, RadioGroup};

const ALL: &str = "all";
const SOME: &str = "some";

#[component]
pub(super) fn Environments(
    /// What the ids begin with.
    id: String,
    typed: RwSignal<Typed>,
    notes: Signal<Vec<Note>>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let id = StoredValue::new(id);
    let everywhere = Memo::new(move |_| typed.with(|typed| typed.everywhere));
    // Those that stand there when the form opens, so that one that was given up can be ticked again.
    let held = StoredValue::new(typed.with_untracked(|typed| typed.environments.clone()));
    let choices = vec![
        Choice::new(
            ALL,
            "Those of all environments, also of those that come later",
        ),
        Choice::new(SOME, "Those of some environments"),
    ];
    view! {
        <RadioGroup
            id=format!("{}-everywhere", id.get_value())
            legend="Whose news"
            choices
            value=Signal::derive(move || if everywhere.get() { ALL } else { SOME }.to_owned())
            on_choose=move |chosen: String| typed.update(|typed| typed.everywhere = chosen == ALL)
        />
        {move || {
            (!everywhere.get())
                .then(|| {
                    let there: Option<Vec<String>> = session
                        .environments()
                        .map(|all| all.into_iter().map(|one| one.name).collect());
                    view! {
                        <Ticks
                            id=format!("{}-environments", id.get_value())
                            legend="Environments"
                            notes
                        >
                            {listed(there, held.get_value())
                                .into_iter()
                                .map(|(name, label)| {
                                    let own = StoredValue::new(name);
                                    let value = Signal::derive(move || {
                                        typed
                                            .with(|typed| {
                                                own.with_value(|own| typed.environments.contains(own))
                                            })
                                    });
                                    let set = move |chosen| {
                                        typed
                                            .update(|typed| {
                                                own.with_value(|own| typed.set_environment(own, chosen));
                                            });
                                    };
                                    view! { <Tick label value notes on_set=set /> }
                                })
                                .collect_view()}
                        </Ticks>
                    }
                })
        }}
    }
}

/// Those to choose among, each with its label: those that are there, and those that stood there
/// and were given up since.
fn listed(there: Option<Vec<String>>, held: Vec<String>) -> Vec<(String, String)> {
    let is_known = there.is_some();
    let there = there.unwrap_or_default();
    let gone: Vec<String> = held
        .into_iter()
        .filter(|name| !there.contains(name))
        .collect();
    let mut listed: Vec<(String, String)> =
        there.into_iter().map(|name| (name.clone(), name)).collect();
    listed.extend(gone.into_iter().map(|name| {
        let label = if is_known {
            format!("{name} (given up)")
        } else {
            name.clone()
        };
        (name, label)
    }));
    listed
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn one_that_was_given_up_is_shown_as_such() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let listed = listed(Some(names(&["live", "test"])), names(&["test", "trial"]));
        let labels: Vec<&str> = listed.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(labels, ["live", "test", "trial (given up)"]);
    }
}
