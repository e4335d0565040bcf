//! One variable: a name, a value, and the way to the secrets.

use leptos::prelude::*;
use shared::json::Json;

use crate::dom;
use crate::editor::binding::{Holds, Spot};
use crate::editor::form::{list, said};
use crate::editor::history::Place;
use crate::ui::{Announcer, Note, Tone};

/// One variable: light, because there may be a hundred of them.
#[component]
pub(super) fn Row(
    variable: Spot,
    /// Its place in the list.
    at: usize,
    /// The container that it is of.
    container: Spot,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let (name, value) = (variable.child("name"), variable.child("value"));
    let notes = variable.notes_within(&["name", "value"]);
    let name_text = name.value();
    let list = list::ListOf::around(&variable);
    let remove = {
        let list = list.clone();
        move |()| {
            announcer.say("Variable removed. It can be undone.");
            list.spot
                .editor
                .remove_element(list.spot.kind, &list.spot.pointer, at);
            let next = list.spot.element(at).child("name").id();
            let own = list.spot.id();
            request_animation_frame(move || {
                if !dom::focus(&next) {
                    dom::focus(&own);
                }
            });
        }
    };
    let to_secrets = move |()| {
        let secrets = container.child("secrets");
        let at_secret = secrets.length().get_untracked();
        let name = name_text.get_untracked();
        container
            .editor
            .edit(container.kind, Place::Whole, |document| {
                let json = document.json_mut();
                let variables = &list.spot.pointer;
                json.remove(&variables.index(at));
                if json
                    .at(variables)
                    .and_then(Json::as_array)
                    .is_some_and(<[_]>::is_empty)
                {
                    json.remove(variables);
                }
                let own = secrets.pointer.index(at_secret);
                json.set(&own.member("name"), Json::from(name.as_str()));
                json.set(&own.member("valueFrom"), Json::from(""));
            });
        announcer.say("Moved to the secrets. Choose or create where its value is kept; the value that stood here is gone from the definition.");
        let id = secrets.element(at_secret).child("valueFrom").id();
        request_animation_frame(move || {
            dom::focus(&id);
        });
    };
    let what = move || {
        name_text.with(|name| {
            if name.is_empty() {
                format!("variable {}", at + 1)
            } else {
                name.clone()
            }
        })
    };
    let row_id = variable.id();
    view! {
        <div class="variables__row" id=row_id tabindex="-1">
            <Cell spot=name label=format!("Variable {} name", at + 1) notes />
            <Cell spot=value label=format!("Variable {} value", at + 1) notes />
            <div class="variables__actions">
                // Plain buttons: a hundred of the part's own cost as much as the rest of the form.
                <button
                    type="button"
                    class="button"
                    data-look="quiet"
                    on:click=move |_| to_secrets(())
                >
                    "To secrets"
                    <span class="visually-hidden">{move || format!(": {}", what())}</span>
                </button>
                <button type="button" class="button" data-look="quiet" on:click=move |_| remove(())>
                    "Remove"
                    <span class="visually-hidden">{move || format!(" {}", what())}</span>
                </button>
            </div>
            <div class="variables__said">{said(notes)}</div>
        </div>
    }
}

/// One cell of a variable.
#[component]
fn Cell(spot: Spot, label: String, notes: Signal<Vec<Note>>) -> impl IntoView {
    let (id, value) = (spot.id(), spot.value());
    let left = spot.clone();
    view! {
        <input
            class="input input--code"
            id=id.clone()
            name=id
            type="text"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-label=label
            aria-invalid=move || {
                notes.with(|notes| notes.iter().any(|note| note.tone == Tone::Bad)).then_some("true")
            }
            prop:value=move || value.get()
            on:input=move |event| spot.put(Holds::Text, &event_target_value(&event))
            on:blur=move |_| left.touch()
        />
    }
}
