//! Lists: rows of texts, and cards of objects, each to add, copy, move and remove.

mod actions;
mod texts;

use leptos::prelude::*;
use shared::json::Json;
use shared::schema::{Structure, Value};

pub(super) use actions::{ListOf, RowActions};
pub(super) use texts::Texts;

use super::member::{lower, members_view};
use crate::dom;
use crate::editor::binding::Spot;
use crate::ui::{Button, Look};
use actions::keys_of;

/// An object with what it must have, empty where nothing else is known.
pub(super) fn blank(structure: &'static Structure) -> Json {
    let mut json = Json::object();
    if structure.union {
        return json;
    }
    for member in structure.members.iter().filter(|member| member.required) {
        let value = match (&member.value, member.default.map(shared::json::parse)) {
            (_, Some(Ok(default))) => default,
            (Value::Text(text), _) => Json::from(text.one_of.first().copied().unwrap_or_default()),
            (Value::Flag, _) => Json::Bool(true),
            (Value::Object(inner), _) => blank(inner),
            (Value::List(_), _) => Json::from(Vec::<Json>::new()),
            (Value::Map, _) => Json::object(),
            (Value::Whole(_) | Value::Decimal(_) | Value::Any, _) => continue,
        };
        json.set(&shared::pointer::Pointer::root().member(member.name), value);
    }
    json
}

/// A list of objects.
#[component]
pub(super) fn Objects(spot: Spot, structure: &'static Structure) -> impl IntoView {
    let (id, label, help) = (spot.id(), spot.label(), spot.help());
    let (number, ruled_out, notes) = (spot.length(), spot.ruled_out(), spot.notes());
    let one = one_of(&label);
    let add = {
        let spot = spot.clone();
        move |()| {
            let at = number.get_untracked();
            spot.editor
                .edit_list(spot.kind, &spot.pointer, |all| all.push(blank(structure)));
            focus_first(&spot.element(at), structure);
        }
    };
    let adds = format!("Add {}", with_article(&one));
    let cards = {
        let (spot, one) = (spot.clone(), one.clone());
        move |at: usize| {
            let spot = spot.element(at);
            view! { <Card spot at number structure one=one.clone() /> }
        }
    };
    view! {
        <fieldset class="members__group" id=id tabindex="-1">
            <legend class="members__title">{label}</legend>
            <p class="field__help">{help}</p>
            <For each=move || 0..number.get() key=|at| *at let:at>
                {cards(at)}
            </For>
            <div class="actions">
                <Button look=Look::Quiet denied=ruled_out on_press=add>
                    {adds}
                </Button>
            </div>
            {super::said(notes)}
        </fieldset>
    }
}

/// One object of a list.
#[component]
fn Card(
    spot: Spot,
    /// Its place in the list.
    at: usize,
    /// How many there are.
    number: Memo<usize>,
    structure: &'static Structure,
    /// What one of them is called.
    one: String,
) -> impl IntoView {
    let title = {
        let (spot, one) = (spot.clone(), one.clone());
        let keys = keys_of(&spot);
        Memo::new(move |_| {
            let named = keys.iter().find_map(|key| {
                let text = spot
                    .editor
                    .look(spot.kind, &spot.pointer.member(key), |json| {
                        json.map(crate::editor::binding::shown)
                    });
                text.filter(|text| !text.is_empty())
            });
            match named {
                Some(name) => format!("{one} {}", crate::format::shorten(&name, 40)),
                None => format!("{one} {}", at + 1),
            }
        })
    };
    let (id, notes) = (spot.id(), spot.notes());
    let list = ListOf::around(&spot);
    view! {
        <fieldset class="card" id=id tabindex="-1">
            <legend class="card__title">{move || title.get()}</legend>
            {members_view(&spot, structure)}
            {super::said(notes)}
            <RowActions list at number what=title />
        </fieldset>
    }
}

/// Moves the focus to the first field of an element that was added.
fn focus_first(spot: &Spot, structure: &'static Structure) {
    let first = structure.members.first().map(|member| member.name);
    let id = first.map_or_else(|| spot.id(), |name| spot.child(name).id());
    request_animation_frame(move || {
        dom::focus(&id);
    });
}

/// What one element of a list is called: `Port` of `Ports`.
pub(super) fn one_of(label: &str) -> String {
    match label {
        "Environment files" => "Environment file".to_owned(),
        "Capacity providers" => "Capacity provider".to_owned(),
        "Volumes from" => "Container".to_owned(),
        "Starts after" => "Dependency".to_owned(),
        "Load balancing" => "Load balancer".to_owned(),
        "Service discovery" => "Registry".to_owned(),
        "Compatible with" => "Platform".to_owned(),
        "Command" | "Entry point" => "Part".to_owned(),
        "Add" | "Drop" => "Capability".to_owned(),
        "VPC Lattice" => "Target group".to_owned(),
        "Exit codes to ignore" => "Exit code".to_owned(),
        "Devices" => "Device".to_owned(),
        "Placement strategy" => "Rule".to_owned(),
        "Access" => "Way of access".to_owned(),
        "Names" => "Service".to_owned(),
        label if label.ends_with("ies") => format!("{}y", label.trim_end_matches("ies")),
        label => label.strip_suffix('s').unwrap_or(label).to_owned(),
    }
}

pub(super) fn with_article(one: &str) -> String {
    let one = lower(one);
    let is_vowel = one.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    format!("{} {one}", if is_vowel { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::{one_of, with_article};

    #[test]
    fn one_of_many_has_a_name() {
        assert_eq!(one_of("Ports"), "Port");
        assert_eq!(one_of("Volumes from"), "Container");
        assert_eq!(with_article("Alarm"), "an alarm");
        assert_eq!(with_article("EBS volume"), "an EBS volume");
    }
}
