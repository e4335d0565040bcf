//! Freely chosen names with texts, and whatever JSON has.

use leptos::prelude::*;
use shared::json::Json;
use shared::wire::OfferKind;

use super::list::{one_of, with_article};
use super::member::lower;
use super::picks::{Picker, Picks};
use crate::dom;
use crate::editor::binding::{Holds, Spot};
use crate::ui::{Button, Look, Note, TextArea, TextField, Tone};

/// An object of names and texts, a row each.
#[component]
pub(super) fn Pairs(spot: Spot) -> impl IntoView {
    let (id, label, help) = (spot.id(), spot.label(), spot.help());
    let (ruled_out, notes) = (spot.ruled_out(), spot.notes());
    let names = {
        let spot = spot.clone();
        Memo::new(move |_| {
            spot.editor.look(spot.kind, &spot.pointer, |json| {
                json.and_then(Json::as_object)
                    .unwrap_or_default()
                    .iter()
                    .map(|(name, _)| name.clone())
                    .collect::<Vec<_>>()
            })
        })
    };
    // The name that is typed for a pair that is not there yet.
    let next = RwSignal::new(String::new());
    let one = one_of(&label);
    let add = {
        let spot = spot.clone();
        move |()| {
            let name = next.get_untracked().trim().to_owned();
            if name.is_empty() {
                return;
            }
            let own = spot.child(&name);
            if !own.is_set().get_untracked() {
                own.set(Json::from(""));
            }
            next.set(String::new());
            request_animation_frame(move || {
                dom::focus(&own.id());
            });
        }
    };
    let by_enter = {
        let add = add.clone();
        move |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                add(());
            }
        }
    };
    let row = {
        let spot = spot.clone();
        move |name: String| {
            let own = spot.child(&name);
            let remove = own.clone();
            let field = field(own, name.clone());
            view! {
                <div class="row">
                    {field}
                    <Button look=Look::Quiet on_press=move |()| remove.remove()>
                        "Remove"
                        <span class="visually-hidden">{format!(" {name}")}</span>
                    </Button>
                </div>
            }
        }
    };
    let adding = format!("{id}-next");
    view! {
        <fieldset class="members__group members__group--texts" id=id tabindex="-1">
            <legend class="members__title">{label.clone()}</legend>
            <p class="field__help">{help}</p>
            <For each=move || names.get() key=String::clone let:name>
                {row(name)}
            </For>
            <div class="row" on:keydown=by_enter>
                <TextField
                    id=adding
                    label=format!("Name of {} to add", with_article(&lower(&one)))
                    value=next
                    on_input=move |text| next.set(text)
                    ruled_out
                />
                <Button look=Look::Quiet denied=ruled_out on_press=add>
                    "Add"
                </Button>
            </div>
            {super::said(notes)}
        </fieldset>
    }
}

/// The field of one pair. A log group is chosen from those that there are.
fn field(spot: Spot, name: String) -> AnyView {
    if name == "awslogs-group" {
        let picks = Picks::Offers(OfferKind::LogGroups);
        return view! { <Picker spot picks label=name help="" /> }.into_any();
    }
    let (id, value, notes) = (spot.id(), spot.value(), spot.notes());
    let left = spot.clone();
    view! {
        <TextField
            id
            label=name
            value
            on_input=move |text: String| spot.put(Holds::Text, &text)
            on_leave=move |()| left.touch()
            notes
        />
    }
    .into_any()
}

/// Whatever JSON has, as its text. What cannot be read stays in the field and says so; the document
/// keeps what it had.
#[component]
pub(super) fn Anything(spot: Spot) -> impl IntoView {
    let (id, label, help) = (spot.id(), spot.label(), spot.help());
    let (notes, ruled_out) = (spot.notes(), spot.ruled_out());
    let present = {
        let spot = spot.clone();
        Memo::new(move |_| {
            spot.editor.look(spot.kind, &spot.pointer, |json| {
                json.map_or_else(String::new, Json::to_pretty)
            })
        })
    };
    let typed = RwSignal::new(None::<String>);
    let trouble = Memo::new(move |_| {
        let typed = typed.get()?;
        shared::json::parse(&typed)
            .err()
            .map(|error| error.to_string())
    });
    let value = Signal::derive(move || typed.get().unwrap_or_else(|| present.get()));
    let all_notes = Signal::derive(move || {
        let mut all = notes.get();
        if let Some(words) = trouble.get() {
            all.push(Note {
                tone: Tone::Bad,
                text: format!(
                    "{} The document keeps what it had.",
                    crate::text::sentence(&words)
                ),
                action: None,
            });
        }
        all
    });
    let put = move |text: String| {
        if text.trim().is_empty() {
            typed.set(None);
            spot.remove();
            return;
        }
        match shared::json::parse(&text) {
            Ok(json) => {
                spot.set(json);
                typed.set(Some(text));
            }
            Err(_) => typed.set(Some(text)),
        }
    };
    let help = Signal::derive(move || {
        ruled_out
            .get()
            .unwrap_or_else(|| format!("{help} As JSON."))
    });
    view! { <TextArea id label help value on_input=put notes=all_notes rows=4 /> }
}
