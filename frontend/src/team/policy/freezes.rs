//! The windows in which nothing is deployed.

use leptos::prelude::*;
use shared::policy::WeeklyFreeze;

use super::form::Fields;
use super::typed::TypedFreeze;
use super::typed_weekly::TypedWeekly;
use super::weekly::WeeklyWindow;
use super::window::{Own, frame};
use crate::team::moment;
use crate::ui::{Button, Note, TextField};

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

/// A window that comes once.
#[component]
fn Window(fields: Fields, id: usize) -> impl IntoView {
    let own = Own::<TypedFreeze>::new(fields, id);
    let times = view! {
        <div class="columns">
            <TextField
                id=own.field("from")
                label="From"
                help="As a clock there shows it."
                kind="datetime-local"
                value=own.text(|own| own.from.clone())
                on_input=move |text| own.change(|own| own.from = text)
            />
            <TextField
                id=own.field("until")
                label="Until"
                help="As a clock there shows it."
                kind="datetime-local"
                value=own.text(|own| own.until.clone())
                on_input=move |text| own.change(|own| own.until = text)
            />
        </div>
    };
    frame(
        own,
        own.text(|own| own.name.clone()),
        own.text(|own| own.time_zone.clone()),
        times,
    )
}
