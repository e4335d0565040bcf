//! Fields for single values: texts, numbers, choices, yes and no.

use leptos::prelude::*;
use shared::json::Json;
use shared::schema::{Text, Value};

use super::picks::{self, Picker, Picks};
use crate::editor::binding::{Holds, Spot};
use crate::ui::{Choice, SelectField, TextField};

/// A field to type in, for a place.
#[component]
pub(in crate::editor) fn Typed(
    spot: Spot,
    holds: Holds,
    /// What it is called, where the schema's word is not clear without its surroundings.
    #[prop(optional, into)]
    label: Option<String>,
    /// What it means, where the schema's sentence is not enough.
    #[prop(optional, into)]
    help: Option<Signal<String>>,
    /// Does more than put what was typed in its place.
    #[prop(optional, into)]
    on_put: Option<Callback<String>>,
) -> impl IntoView {
    let label = label.unwrap_or_else(|| spot.label());
    let help = help.unwrap_or_else(|| Signal::stored(spot.help()));
    let (id, value, notes, ruled_out) = (spot.id(), spot.value(), spot.notes(), spot.ruled_out());
    let left = spot.clone();
    let put = move |text: String| match on_put {
        Some(on_put) => on_put.run(text),
        None => spot.put(holds, &text),
    };
    view! {
        <TextField
            id
            label
            help
            value
            on_input=put
            on_leave=move |()| left.touch()
            notes
            ruled_out
            kind=if holds == Holds::Number { "numeric" } else { "text" }
        />
    }
}

/// A list to choose from, for a place; the first entry takes the member away.
#[component]
pub(in crate::editor) fn Chosen(
    spot: Spot,
    /// The values that there are, and what they are called.
    choices: Vec<Choice>,
    /// What it is called, where the schema's word is not clear without its surroundings.
    #[prop(optional, into)]
    label: Option<String>,
    /// What becomes of a chosen value; a text where nothing else is said.
    #[prop(optional)]
    value_of: Option<fn(&str) -> Json>,
) -> impl IntoView {
    let label = label.unwrap_or_else(|| spot.label());
    let (id, help, value) = (spot.id(), spot.help(), spot.value());
    let (notes, ruled_out) = (spot.notes(), spot.ruled_out());
    let choose = move |chosen: String| {
        if chosen.is_empty() {
            spot.remove();
        } else {
            spot.set(value_of.map_or_else(|| Json::from(chosen.as_str()), |of| of(&chosen)));
        }
        spot.touch();
    };
    view! { <SelectField id label help choices value on_choose=choose notes ruled_out /> }
}

/// The field that a single value's kind asks for.
pub(super) fn view(spot: &Spot, value: &'static Value) -> AnyView {
    let spot = spot.clone();
    let is_required = spot.member.is_some_and(|member| member.required);
    match value {
        Value::Text(text) => {
            if let Some(picks) = picks::of(&spot) {
                view! { <Picker spot picks /> }.into_any()
            } else if text.takes_others {
                view! { <Picker spot picks=Picks::Listed(text.one_of) /> }.into_any()
            } else if text.one_of.is_empty() {
                let holds = if is_required {
                    Holds::Text
                } else {
                    Holds::OptionalText
                };
                view! { <Typed spot holds /> }.into_any()
            } else {
                let choices = choices_of(text);
                view! { <Chosen spot choices /> }.into_any()
            }
        }
        Value::Whole(_) | Value::Decimal(_) => {
            view! { <Typed spot holds=Holds::Number /> }.into_any()
        }
        Value::Flag => {
            let choices = vec![
                Choice::new("", "Not set"),
                Choice::new("true", "Yes"),
                Choice::new("false", "No"),
            ];
            view! { <Chosen spot choices value_of=|text| Json::Bool(text == "true") /> }.into_any()
        }
        Value::Object(_) | Value::List(_) | Value::Map | Value::Any => ().into_any(),
    }
}

/// What a text may be, with nothing first.
pub(super) fn choices_of(text: &Text) -> Vec<Choice> {
    std::iter::once(Choice::new("", "Not set"))
        .chain(text.one_of.iter().map(|one| Choice::new(one, one)))
        .collect()
}
