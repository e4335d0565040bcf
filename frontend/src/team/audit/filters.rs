//! What narrows the audit down. What is typed is asked for when the field is left.

use leptos::prelude::*;
use shared::audit::{ACTIONS, Outcome};
use shared::wire::AuditQuery;

use crate::team::moment;
use crate::ui::{Button, Choice, SelectField, TextField};

#[component]
pub(super) fn Filters(
    wanted: RwSignal<AuditQuery>,
    pending: RwSignal<bool>,
    on_ask: Callback<AuditQuery>,
) -> impl IntoView {
    let with = changing(wanted, on_ask);
    let shown = showing(wanted);
    view! {
        <div class="filters filters--audit">
            <TextField
                id="audit-who"
                label="Person"
                help="Their exact name."
                kind="search"
                value=shown(|wanted| wanted.who.clone())
                on_input=move |text: String| {
                    let text = typed(text);
                    with(&|query| query.who.clone_from(&text));
                }
            />
            <TextField
                id="audit-subject"
                label="About"
                help="Such as change 42 or person dana."
                kind="search"
                value=shown(|wanted| wanted.subject.clone())
                on_input=move |text: String| {
                    let text = typed(text);
                    with(&|query| query.subject.clone_from(&text));
                }
            />
            <TextField
                id="audit-environment"
                label="Environment"
                help="Its exact name."
                kind="search"
                value=shown(|wanted| wanted.environment.clone())
                on_input=move |text: String| {
                    let text = typed(text);
                    with(&|query| query.environment.clone_from(&text));
                }
            />
            <Kinds wanted on_ask />
            <Times wanted on_ask />
            <div class="filters__acts">
                {move || {
                    wanted
                        .with(|wanted| *wanted != AuditQuery::default())
                        .then(|| {
                            view! {
                                <Button on_press=move |()| on_ask.run(AuditQuery::default())>
                                    "Empty the filters"
                                </Button>
                            }
                        })
                }}
                <Button pending on_press=move |()| on_ask.run(wanted.get_untracked())>
                    "Look again"
                </Button>
            </div>
        </div>
    }
}

/// What was done, and whether it happened.
#[component]
fn Kinds(wanted: RwSignal<AuditQuery>, on_ask: Callback<AuditQuery>) -> impl IntoView {
    let any = || Choice::new("", "Any");
    let actions: Vec<Choice> = std::iter::once(any())
        .chain(ACTIONS.iter().map(|(name, words)| Choice::new(name, words)))
        .collect();
    let outcomes: Vec<Choice> = std::iter::once(any())
        .chain(Outcome::ALL.map(|one| Choice::new(one.as_str(), one.label())))
        .collect();
    let (actions, outcomes) = (StoredValue::new(actions), StoredValue::new(outcomes));
    let with = changing(wanted, on_ask);
    let shown = showing(wanted);
    view! {
            <SelectField
                id="audit-action"
                label="Action"
                help="What was done."
                choices=Signal::derive(move || actions.get_value())
                value=shown(|wanted| wanted.action.clone())
                on_choose=move |name: String| {
                    let name = typed(name);
                    with(&|query| query.action.clone_from(&name));
                }
            />
            <SelectField
                id="audit-outcome"
                label="Outcome"
                help="Whether it happened."
                choices=Signal::derive(move || outcomes.get_value())
                value=shown(|wanted| wanted.outcome.map(|one| one.as_str().to_owned()))
                on_choose=move |name: String| with(&|query| query.outcome = Outcome::find(&name))
            />
    }
}

/// When it was.
#[component]
fn Times(wanted: RwSignal<AuditQuery>, on_ask: Callback<AuditQuery>) -> impl IntoView {
    let with = changing(wanted, on_ask);
    let shown = showing(wanted);
    let zone = format!("In your time zone, {}.", moment::zone());
    view! {
            <TextField
                id="audit-since"
                label="From"
                help=zone.clone()
                kind="datetime-local"
                value=shown(|wanted| wanted.since_ms.map(moment::write))
                on_input=move |text: String| with(&|query| query.since_ms = moment::read(&text))
            />
            <TextField
                id="audit-until"
                label="Before"
                help=zone
                kind="datetime-local"
                value=shown(|wanted| wanted.until_ms.map(moment::write))
                on_input=move |text: String| with(&|query| query.until_ms = moment::read(&text))
            />
    }
}

/// Asks with something changed.
fn changing(
    wanted: RwSignal<AuditQuery>,
    on_ask: Callback<AuditQuery>,
) -> impl Fn(&dyn Fn(&mut AuditQuery)) + Copy + Send + Sync {
    move |change| {
        let mut query = wanted.get_untracked();
        change(&mut query);
        on_ask.run(query);
    }
}

/// What stands in a field.
fn showing(
    wanted: RwSignal<AuditQuery>,
) -> impl Fn(fn(&AuditQuery) -> Option<String>) -> Signal<String> {
    move |part| Signal::derive(move || wanted.with(part).unwrap_or_default())
}

/// What was typed; nothing for nothing.
fn typed(text: String) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
