//! Lists: rows of texts, and cards of objects, each to add, copy, move and remove.

use leptos::prelude::*;
use shared::json::Json;
use shared::schema::{Element, List, Order, Structure, Value};

use super::member::{lower, members_view};
use super::picks::{self, Picker};
use crate::dom;
use crate::editor::binding::{Holds, Spot, number};
use crate::ui::{Announcer, Button, Look, TextField};

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

/// Moves, copies and removes an element.
#[component]
pub(super) fn RowActions(
    list: ListOf,
    /// The element's place.
    at: usize,
    /// How many there are.
    number: Memo<usize>,
    /// What the element is called.
    what: Memo<String>,
    /// Hears the place of the element that is to be looked at now; without one it gets the focus.
    #[prop(optional, into)]
    on_moved: Option<Callback<usize>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    // Where the order means nothing there is nothing to move; containers are shown in theirs.
    let is_ordered = on_moved.is_some() || list.is_ordered();
    let has_copy = list.spot.structure().is_some();
    let list = StoredValue::new(list);
    let named = move |word: &'static str| {
        view! {
            {word}
            <span class="visually-hidden">{move || format!(" {}", what.get())}</span>
        }
    };
    let moved = move |list: &ListOf, to: usize| match on_moved {
        Some(on_moved) => on_moved.run(to),
        None => list.focus(to),
    };
    let swap = move |other: usize| {
        list.with_value(|list| {
            list.spot
                .editor
                .edit_list(list.spot.kind, &list.spot.pointer, |all| {
                    if at < all.len() && other < all.len() {
                        all.swap(at, other);
                    }
                });
            announcer.say(&format!("Moved to place {}.", other + 1));
            moved(list, other);
        });
    };
    let copy = move |()| {
        list.with_value(|list| {
            list.spot
                .editor
                .edit_list(list.spot.kind, &list.spot.pointer, |all| {
                    if let Some(mut own) = all.get(at).cloned() {
                        rename_copy(&mut own, &list.spot);
                        all.insert(at + 1, own);
                    }
                });
            announcer.say("Copied.");
            moved(list, at + 1);
        });
    };
    let remove = move |()| {
        list.with_value(|list| {
            announcer.say(&format!(
                "{} removed. It can be undone.",
                what.get_untracked()
            ));
            list.spot
                .editor
                .remove_element(list.spot.kind, &list.spot.pointer, at);
            moved(list, at.min(number.get_untracked().saturating_sub(1)));
        });
    };
    view! {
        <div class="actions card__actions">
            {move || {
                (is_ordered && at > 0)
                    .then(|| {
                        view! {
                            <Button look=Look::Quiet on_press=move |()| swap(at - 1)>
                                {named("Move up")}
                            </Button>
                        }
                    })
            }}
            {move || {
                (is_ordered && at + 1 < number.get())
                    .then(|| {
                        view! {
                            <Button look=Look::Quiet on_press=move |()| swap(at + 1)>
                                {named("Move down")}
                            </Button>
                        }
                    })
            }}
            {has_copy
                .then(|| {
                    view! {
                        <Button look=Look::Quiet on_press=copy>
                            {named("Copy")}
                        </Button>
                    }
                })}
            <Button look=Look::Quiet on_press=remove>
                {named("Remove")}
            </Button>
        </div>
    }
}

/// A list whose elements have their places in the page.
#[derive(Clone)]
pub(super) struct ListOf {
    pub(super) spot: Spot,
}

impl ListOf {
    /// The list that an element is in.
    pub(super) fn around(element: &Spot) -> Self {
        Self {
            spot: Spot {
                pointer: element.pointer.parent().unwrap_or_default(),
                ..element.clone()
            },
        }
    }

    /// Whether the order of the elements means something.
    fn is_ordered(&self) -> bool {
        matches!(
            self.spot.member.map(|member| &member.value),
            Some(Value::List(List {
                order: Order::Sequence,
                ..
            }))
        )
    }

    /// Moves the focus to an element, or to the list when there is none.
    pub(super) fn focus(&self, at: usize) {
        let (element, own) = (self.spot.element(at).id(), self.spot.id());
        request_animation_frame(move || {
            if !dom::focus(&element) {
                dom::focus(&own);
            }
        });
    }
}

/// A list of texts or numbers, a row each.
#[component]
pub(super) fn Texts(spot: Spot) -> impl IntoView {
    let (id, label, help) = (spot.id(), spot.label(), spot.help());
    let (n_rows, ruled_out, notes) = (spot.length(), spot.ruled_out(), spot.notes());
    let one = one_of(&label);
    let picks = picks::of(&spot);
    let add = {
        let spot = spot.clone();
        move |()| {
            let at = n_rows.get_untracked();
            spot.editor
                .edit_list(spot.kind, &spot.pointer, |all| all.push(Json::from("")));
            let id = spot.element(at).id();
            request_animation_frame(move || {
                dom::focus(&id);
            });
        }
    };
    let rows = {
        let (spot, one) = (spot.clone(), one.clone());
        move |at: usize| {
            let own = spot.element(at);
            let label = format!("{one} {}", at + 1);
            let what = {
                let label = label.clone();
                Memo::new(move |_| label.clone())
            };
            let field = match picks {
                Some(picks) => view! { <Picker spot=own.clone() picks label help="" /> }.into_any(),
                None => view! { <Row spot=own.clone() label /> }.into_any(),
            };
            view! {
                <div class="row">
                    {field} <RowActions list=ListOf::around(&own) at number=n_rows what />
                </div>
            }
        }
    };
    view! {
        <fieldset class="members__group members__group--texts" id=id tabindex="-1">
            <legend class="members__title">{label}</legend>
            <p class="field__help">{help}</p>
            <For each=move || 0..n_rows.get() key=|at| *at let:at>
                {rows(at)}
            </For>
            <div class="actions">
                <Button look=Look::Quiet denied=ruled_out on_press=add>
                    {format!("Add {}", with_article(&one))}
                </Button>
            </div>
            {super::said(notes)}
        </fieldset>
    }
}

/// One text of a list. It stays when it is empty, so that it can be typed anew.
#[component]
fn Row(spot: Spot, label: String) -> impl IntoView {
    let (id, value, notes) = (spot.id(), spot.value(), spot.notes());
    let is_number = matches!(
        spot.member.map(|member| &member.value),
        Some(Value::List(List {
            element: Element::Whole(_),
            ..
        }))
    );
    let left = spot.clone();
    let put = move |text: String| {
        if is_number {
            spot.set(number(&text));
        } else {
            spot.put(Holds::Text, &text);
        }
    };
    view! {
        <TextField
            id
            label
            value
            on_input=put
            on_leave=move |()| left.touch()
            notes
            kind=if is_number { "numeric" } else { "text" }
        />
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

/// Gives a copy another name where names tell the elements apart.
fn rename_copy(copy: &mut Json, list: &Spot) {
    if keys_of(list) == ["name"]
        && let Some(name) = copy.get_mut("name")
        && let Some(text) = name.as_str().filter(|text| !text.is_empty())
    {
        *name = Json::from(format!("{text}-copy"));
    }
}

/// The members by which the elements of a list are told apart; a name where there are none.
fn keys_of(element: &Spot) -> Vec<&'static str> {
    match element.member.map(|member| &member.value) {
        Some(Value::List(List {
            order: Order::Set(keys),
            ..
        })) if !keys.is_empty() => keys.to_vec(),
        _ => vec!["name"],
    }
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
