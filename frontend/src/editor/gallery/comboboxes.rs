//! Comboboxes in each of their states. What they suggest is made up; where something comes only
//! after a press, the press brings it at once.

use leptos::prelude::*;

use crate::ui::{Combobox, Listed, Load, Suggestion, Trouble};

/// More than a list shows at once.
const MANY: usize = 200;

type State = RwSignal<Load<Vec<Suggestion>>>;

#[component]
pub(super) fn Comboboxes() -> impl IntoView {
    let failed = failure(
        "The list did not come",
        "Longshore does not answer. What you type is used as it stands.",
    );
    let denied = failure(
        "The list may not be read",
        "Allow ecs:ListClusters to see it. What you type is used as it stands.",
    );
    view! {
        <div class="columns">
            <One id="ready" label="Ready" start=Load::Ready(some()) help="Type to narrow." />
            <One id="loading" label="Loading" start=Load::Loading />
            <One id="empty" label="Empty" start=Load::Ready(Vec::new()) />
            <One id="failed" label="Failed" start=failed />
            <One id="denied" label="Not permitted" start=denied />
            <One id="more" label="With more to load" start=Load::Ready(some()) has_more=true />
            <One id="long" label="A long list" start=Load::Ready(many()) />
            <One
                id="out"
                label="A combobox that is ruled out"
                start=Load::Ready(some())
                reason="Ruled out. The account has one alone."
            />
        </div>
    }
}

/// One combobox. Trying again, and asking for more, brings what is suggested.
#[component]
fn One(
    id: &'static str,
    label: &'static str,
    start: Load<Vec<Suggestion>>,
    #[prop(optional)] help: &'static str,
    #[prop(optional)] has_more: bool,
    #[prop(optional)] reason: Option<&'static str>,
) -> impl IntoView {
    let value = RwSignal::new(String::new());
    let state: State = RwSignal::new(start);
    let has_more = RwSignal::new(has_more);
    let more = Callback::new(move |()| {
        has_more.set(false);
        state.update(|state| {
            if let Load::Ready(all) = state {
                all.push(suggestion("staging", &["No instance"], &[]));
            }
        });
    });
    let listed = Listed {
        state: state.into(),
        ask: Callback::new(|_: String| ()),
        retry: Callback::new(move |()| state.set(Load::Ready(some()))),
        has_more: has_more.into(),
        more,
        empty: "There is no cluster yet.",
    };
    let ruled_out = reason.map(ToOwned::to_owned);
    view! {
        <Combobox
            id=format!("gallery-combobox-{id}")
            label
            help
            value
            listed
            ruled_out
            on_input=move |typed| value.set(typed)
        />
    }
}

fn failure(title: &str, detail: &str) -> Load<Vec<Suggestion>> {
    Load::Failed(Trouble {
        title: title.to_owned(),
        detail: detail.to_owned(),
        reference: None,
    })
}

fn suggestion(name: &str, details: &[&str], concerns: &[&str]) -> Suggestion {
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    Suggestion {
        value: name.to_owned(),
        label: name.to_owned(),
        details: owned(details),
        concerns: owned(concerns),
    }
}

fn some() -> Vec<Suggestion> {
    vec![
        suggestion("production", &["12 services", "8 instances"], &[]),
        suggestion("test", &["3 services", "Fargate alone"], &[]),
        suggestion(
            "old-test",
            &["No service"],
            &["It is being deleted and takes no new service."],
        ),
    ]
}

fn many() -> Vec<Suggestion> {
    (1..=MANY)
        .map(|number| suggestion(&format!("cluster-{number:03}"), &["1 service"], &[]))
        .collect()
}
