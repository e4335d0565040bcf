//! What can be done with an element of a list: move, copy, remove; and where the focus is after it.

use leptos::prelude::*;
use shared::json::Json;
use shared::schema::{List, Order, Value};

use crate::dom;
use crate::editor::binding::Spot;
use crate::ui::{Announcer, Button, Look};

/// Moves, copies and removes an element.
#[component]
pub(in crate::editor::form) fn RowActions(
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
pub(in crate::editor::form) struct ListOf {
    pub(in crate::editor::form) spot: Spot,
}

impl ListOf {
    /// The list that an element is in.
    pub(in crate::editor::form) fn around(element: &Spot) -> Self {
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
    pub(in crate::editor::form) fn focus(&self, at: usize) {
        let (element, own) = (self.spot.element(at).id(), self.spot.id());
        request_animation_frame(move || {
            if !dom::focus(&element) {
                dom::focus(&own);
            }
        });
    }
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
pub(super) fn keys_of(element: &Spot) -> Vec<&'static str> {
    match element.member.map(|member| &member.value) {
        Some(Value::List(List {
            order: Order::Set(keys),
            ..
        })) if !keys.is_empty() => keys.to_vec(),
        _ => vec!["name"],
    }
}
