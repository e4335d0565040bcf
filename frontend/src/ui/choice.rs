//! One of a few.
//!
//! Roles: the browser's own `select`, labelled and described as every field, and its own radio
//! buttons in a `fieldset` whose `legend` names the group. Each is named by its label alone and
//! described by what choosing it means.
//!
//! Keys: the browser's own. Tab leads to the chosen one of a group, the arrows choose another.

use leptos::prelude::*;

use super::field::{Field, FieldIds, Note, invalid, is_closed};

/// One of the things to choose among.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    /// What choosing it means; shown where there is room.
    pub(crate) help: String,
}

impl Choice {
    pub(crate) fn new(value: &str, label: &str) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            help: String::new(),
        }
    }
}

/// The browser's own list to choose from. A value that is not in the list is kept and shown.
#[component]
pub(crate) fn SelectField(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What is chosen.
    #[prop(into)]
    label: Signal<String>,
    /// What it means.
    #[prop(optional, into)]
    help: Signal<String>,
    /// The things to choose among.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The value of the chosen one.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the choice.
    #[prop(into)]
    on_choose: Callback<String>,
    /// What is said at it.
    #[prop(optional, into)]
    notes: Signal<Vec<Note>>,
    /// Why it has no use at present.
    #[prop(optional, into)]
    ruled_out: Signal<Option<String>>,
) -> impl IntoView {
    let all = Memo::new(move |_| {
        let mut choices = choices.get();
        let now = value.get();
        if !choices.iter().any(|choice| choice.value == now) {
            choices.push(Choice::new(&now, &now));
        }
        choices
    });
    let options = move || {
        all.get()
            .into_iter()
            .map(|choice| {
                let own = choice.value.clone();
                view! {
                    <option value=choice.value prop:selected=move || value.get() == own>
                        {choice.label}
                    </option>
                }
            })
            .collect_view()
    };
    let control = move |ids: FieldIds| {
        view! {
            <select
                class="input"
                id=ids.control.clone()
                name=ids.control.clone()
                aria-describedby=ids.described_by()
                aria-invalid=move || invalid(notes)
                disabled=move || is_closed(ruled_out, value)
                on:change=move |event| on_choose.run(event_target_value(&event))
            >
                {options}
            </select>
        }
        .into_any()
    };
    view! { <Field id label help notes ruled_out control /> }
}

/// A few things side by side, of which one is chosen.
#[component]
pub(crate) fn RadioGroup(
    /// The group's name in the page.
    #[prop(into)]
    id: String,
    /// What is chosen.
    #[prop(into)]
    legend: String,
    /// The things to choose among.
    choices: Vec<Choice>,
    /// The value of the chosen one.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the choice.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let options = choices
        .into_iter()
        .map(|choice| {
            let Choice {
                value: own,
                label,
                help,
            } = choice;
            let is_chosen = {
                let own = own.clone();
                move || value.get() == own
            };
            let own_id = format!("{id}-{own}");
            let label_id = format!("{own_id}-label");
            let help_id = (!help.is_empty()).then(|| format!("{own_id}-help"));
            view! {
                <label class="radio">
                    <input
                        type="radio"
                        id=own_id
                        aria-labelledby=label_id.clone()
                        aria-describedby=help_id.clone()
                        name=id.clone()
                        value=own.clone()
                        prop:checked=is_chosen
                        on:change=move |_| on_choose.run(own.clone())
                    />
                    <span>
                        <span class="radio__label" id=label_id>
                            {label}
                        </span>
                        {help_id
                            .map(|id| {
                                view! {
                                    <span class="radio__help" id=id>
                                        {help}
                                    </span>
                                }
                            })}
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="radios">
            <legend class="field__label">{legend}</legend>
            <div class="radios__options">{options}</div>
        </fieldset>
    }
}
