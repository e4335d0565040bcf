//! The windows in which nothing is deployed.

use leptos::prelude::*;
use shared::policy::WeeklyFreeze;

use super::form::Fields;
use super::typed::TypedFreeze;
use super::typed_weekly::TypedWeekly;
use super::weekly::WeeklyWindow;
use crate::team::moment;
use crate::ui::{Button, Look, Note, TextField};

#[component]
pub(super) fn Freezes(
    fields: Fields,
    /// Those of each week as they were saved.
    weekly: Vec<WeeklyFreeze>,
) -> impl IntoView {
    let kept = StoredValue::new(weekly);
    let typed = fields.typed;
    let weekly_ids = Memo::new(move |_| {
        typed.with(|typed| typed.weekly.iter().map(|one| one.id).collect::<Vec<_>>())
    });
    let add_weekly = move |()| {
        typed.update(|typed| {
            let free = typed.weekly.iter().map(|one| one.id + 1).max().unwrap_or(0);
            // An id that a saved one had stands for that one.
            let id = free.max(kept.with_value(Vec::len));
            typed.weekly.push(TypedWeekly::new(id, moment::zone()));
        });
    };
    let ids = Memo::new(move |_| {
        typed.with(|typed| typed.freezes.iter().map(|one| one.id).collect::<Vec<_>>())
    });
    let add = move |()| {
        typed.update(|typed| {
            let id = typed
                .freezes
                .iter()
                .map(|one| one.id + 1)
                .max()
                .unwrap_or(0);
            typed.freezes.push(TypedFreeze {
                id,
                name: String::new(),
                time_zone: moment::zone(),
                from: String::new(),
                until: String::new(),
            });
        });
    };
    let notes = [fields.notes("freezes"), fields.notes("weekly_freezes")];
    let is_none = move || ids.with(Vec::is_empty) && weekly_ids.with(Vec::is_empty);
    view! {
        <section class="section" aria-labelledby="freezes">
            <h2 id="freezes">"Freezes"</h2>
            <p class="section__gloss">
                "Windows in which nothing is deployed, but for a reason that is told. What runs when one begins goes on to its end."
            </p>
            {move || is_none().then(|| view! { <p class="quiet">"None."</p> })}
            <div class="form">
                <For each=move || ids.get() key=|id| *id let:id>
                    <Window fields id />
                </For>
                <For each=move || weekly_ids.get() key=|id| *id let:id>
                    <WeeklyWindow fields id kept />
                </For>
            </div>
            <div aria-live="polite">
                {move || {
                    notes.iter().flat_map(Get::get).map(told).collect_view()
                }}
            </div>
            <div class="actions">
                <Button on_press=add>"Add a window"</Button>
                <Button on_press=add_weekly>"Add a weekly window"</Button>
            </div>
        </section>
    }
}

/// Something that is wrong with the windows.
fn told(note: Note) -> impl IntoView {
    view! {
        <p class="field__message" data-tone=note.tone.as_str()>
            {note.tone.icon().view()}
            {note.text}
        </p>
    }
}

#[component]
fn Window(fields: Fields, id: usize) -> impl IntoView {
    let typed = fields.typed;
    let text = move |get: fn(&TypedFreeze) -> &String| {
        Signal::derive(move || {
            typed.with(|typed| {
                let own = typed.freezes.iter().find(|one| one.id == id);
                own.map(|own| get(own).clone()).unwrap_or_default()
            })
        })
    };
    let set = move |put: fn(&mut TypedFreeze, String)| {
        move |text: String| {
            typed.update(|typed| {
                if let Some(own) = typed.freezes.iter_mut().find(|one| one.id == id) {
                    put(own, text);
                }
            });
        }
    };
    let remove = move |()| {
        typed.update(|typed| typed.freezes.retain(|one| one.id != id));
        request_animation_frame(|| {
            crate::dom::focus_first("[aria-labelledby=freezes] > .actions button");
        });
    };
    let name = text(|own| &own.name);
    view! {
        <fieldset class="container">
            <legend class="visually-hidden">"Window " {name}</legend>
            <div class="columns">
                <TextField
                    id=format!("freeze-{id}-name")
                    label="Name"
                    help="Such as Christmas."
                    value=name
                    on_input=set(|own, text| own.name = text)
                />
                <TextField
                    id=format!("freeze-{id}-zone")
                    label="Time zone"
                    help="Of both ends, such as Europe/Berlin."
                    value=text(|own| &own.time_zone)
                    on_input=set(|own, text| own.time_zone = text)
                />
                <TextField
                    id=format!("freeze-{id}-from")
                    label="From"
                    help="As a clock there shows it."
                    kind="datetime-local"
                    value=text(|own| &own.from)
                    on_input=set(|own, text| own.from = text)
                />
                <TextField
                    id=format!("freeze-{id}-until")
                    label="Until"
                    help="As a clock there shows it."
                    kind="datetime-local"
                    value=text(|own| &own.until)
                    on_input=set(|own, text| own.until = text)
                />
            </div>
            <div class="actions">
                <Button look=Look::Quiet on_press=remove>
                    "Remove the window"
                    <span class="visually-hidden">" " {name}</span>
                </Button>
            </div>
        </fieldset>
    }
}
