//! Lists of texts and of numbers, a row each.

use leptos::prelude::*;
use shared::json::Json;
use shared::schema::{Element, List, Value};

use super::actions::{ListOf, RowActions};
use super::{one_of, with_article};
use crate::dom;
use crate::editor::binding::{Holds, Spot, number};
use crate::editor::form::picks::{self, Picker};
use crate::editor::form::said;
use crate::ui::{Button, Look, TextField};

/// A list of texts or numbers, a row each.
#[component]
pub(in crate::editor::form) fn Texts(spot: Spot) -> impl IntoView {
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
            {said(notes)}
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
