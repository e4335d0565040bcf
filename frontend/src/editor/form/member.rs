//! Any member of the schema as a part of the form, by what it holds. This is why nothing can be set
//! in JSON alone: a member that AWS adds has its field as soon as the schema has its line.

use leptos::prelude::*;
use shared::schema::{Element, Structure, Value};

use super::list::{Objects, Texts};
use super::map::{Anything, Pairs};
use super::scalar;
use crate::editor::binding::Spot;
use crate::ui::{Button, Look};

/// The field or the group of fields for a member.
pub(in crate::editor) fn member_view(spot: Spot) -> AnyView {
    let Some(member) = spot.member else {
        return ().into_any();
    };
    if let Some(own) = super::special::view_of(&spot) {
        return own;
    }
    match &member.value {
        Value::Object(structure) => view! { <Group spot structure /> }.into_any(),
        Value::List(list) => match &list.element {
            Element::Object(structure) => view! { <Objects spot structure /> }.into_any(),
            Element::Text(_) | Element::Whole(_) => view! { <Texts spot /> }.into_any(),
        },
        Value::Map => view! { <Pairs spot /> }.into_any(),
        Value::Any => view! { <Anything spot /> }.into_any(),
        value @ (Value::Text(_) | Value::Whole(_) | Value::Decimal(_) | Value::Flag) => {
            scalar::view(&spot, value)
        }
    }
}

/// The fields of every member of a structure: single values beside each other, groups below.
pub(in crate::editor) fn members_view(spot: &Spot, structure: &'static Structure) -> AnyView {
    let views = structure
        .members
        .iter()
        .map(|member| spot.child(member.name))
        .map(member_view)
        .collect_view();
    let strangers = strangers_view(spot, structure);
    view! {
        <div class="members">{views}</div>
        {strangers}
    }
    .into_any()
}

/// The members that nobody knows here: they are kept, and can be taken away.
pub(in crate::editor) fn strangers_view(spot: &Spot, structure: &'static Structure) -> AnyView {
    let spot = spot.clone();
    let names = {
        let spot = spot.clone();
        Memo::new(move |_| {
            spot.editor.look(spot.kind, &spot.pointer, |json| {
                json.and_then(|json| json.as_object().map(<[_]>::to_vec))
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(name, _)| name)
                    .filter(|name| structure.member(name).is_none())
                    .collect::<Vec<_>>()
            })
        })
    };
    let rows = move || {
        names
            .get()
            .into_iter()
            .map(|name| {
                let pointer = spot.pointer.member(&name);
                let own = Spot {
                    pointer,
                    member: None,
                    ..spot.clone()
                };
                let (id, text) = (own.id(), own.value());
                view! {
                    <li class="strangers__one" id=id tabindex="-1">
                        <code class="mono">{name.clone()}</code>
                        <code class="mono strangers__value">{move || text.get()}</code>
                        <Button look=Look::Quiet on_press=move |()| own.remove()>
                            "Remove"
                            <span class="visually-hidden">{format!(" {name}")}</span>
                        </Button>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        {move || {
            names
                .with(|names| !names.is_empty())
                .then(|| {
                    let rows = rows.clone();
                    view! {
                        <div class="strangers">
                            <p class="quiet">
                                "Longshore does not know these members. They are kept and sent as they are."
                            </p>
                            <ul class="strangers__list">{rows}</ul>
                        </div>
                    }
                })
        }}
    }
    .into_any()
}

/// An object: what is in it once it is set up.
#[component]
fn Group(spot: Spot, structure: &'static Structure) -> impl IntoView {
    let (id, label, help) = (spot.id(), spot.label(), spot.help());
    let (is_set, ruled_out, notes) = (spot.is_set(), spot.ruled_out(), spot.notes());
    let first = structure
        .members
        .first()
        .map(|member| spot.child(member.name).id())
        .unwrap_or_default();
    let set_up = {
        let spot = spot.clone();
        move |()| {
            spot.set(super::list::blank(structure));
            let first = first.clone();
            request_animation_frame(move || {
                crate::dom::focus(&first);
            });
        }
    };
    let take_away = {
        let (spot, id) = (spot.clone(), id.clone());
        move |()| {
            spot.remove();
            let id = id.clone();
            request_animation_frame(move || {
                crate::dom::focus(&id);
            });
        }
    };
    let name = label.clone();
    let fields = move || {
        if is_set.get() {
            let take_away = take_away.clone();
            view! {
                {members_view(&spot, structure)}
                <div class="actions">
                    <Button look=Look::Quiet on_press=take_away>
                        {format!("Remove {}", lower(&name))}
                    </Button>
                </div>
            }
            .into_any()
        } else {
            let set_up = set_up.clone();
            view! {
                <div class="actions">
                    {super::special::other_start(&spot)}
                    <Button denied=ruled_out on_press=set_up>
                        {format!("Set up {}", lower(&name))}
                    </Button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <fieldset class="members__group" id=id tabindex="-1">
            <legend class="members__title">{label}</legend>
            <p class="field__help">{help}</p>
            {fields}
            {super::said(notes)}
        </fieldset>
    }
}

/// Names that labels begin with.
const NAMES: [&str; 7] = [
    "App Mesh",
    "Docker",
    "Fargate",
    "Linux",
    "Managed",
    "Private",
    "Service Connect",
];

/// A label within a sentence: names that are written in capitals stay so.
pub(in crate::editor) fn lower(label: &str) -> String {
    if NAMES.iter().any(|name| label.starts_with(name)) {
        return label.to_owned();
    }
    let mut characters = label.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() && !second.is_numeric() => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn names_in_capitals_stay_so() {
        assert_eq!(lower("Health check"), "health check");
        assert_eq!(lower("EFS file system"), "EFS file system");
        assert_eq!(lower("S3 Files"), "S3 Files");
    }
}
