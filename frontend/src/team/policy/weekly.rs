//! The fields of a window that comes back each week.

use leptos::prelude::*;
use shared::policy::WeeklyFreeze;
use shared::policy::calendar::Weekday;

use super::form::Fields;
use super::typed_weekly::TypedWeekly;
use crate::text::sentence;
use crate::ui::{Button, Choice, Clock, Look, SelectField, TextField};

/// One of the windows that are typed.
#[derive(Clone, Copy)]
struct Own {
    fields: Fields,
    id: usize,
}

impl Own {
    fn text(self, get: fn(&TypedWeekly) -> String) -> Signal<String> {
        let Self { fields, id } = self;
        Signal::derive(move || {
            fields.typed.with(|typed| {
                let own = typed.weekly.iter().find(|one| one.id == id);
                own.map(get).unwrap_or_default()
            })
        })
    }

    fn change(self, change: impl FnOnce(&mut TypedWeekly)) {
        self.fields.typed.update(|typed| {
            if let Some(own) = typed.weekly.iter_mut().find(|one| one.id == self.id) {
                change(own);
            }
        });
    }

    fn remove(self) {
        self.fields
            .typed
            .update(|typed| typed.weekly.retain(|one| one.id != self.id));
    }

    /// When it comes back. Which one is next is known of what is saved alone.
    fn words(self, saved: Option<&WeeklyFreeze>, now_ms: i64) -> Option<String> {
        let read = self.fields.typed.with(|typed| {
            let own = typed.weekly.iter().find(|one| one.id == self.id);
            own.map(TypedWeekly::read)
        })?;
        let is_saved = |saved: &&WeeklyFreeze| {
            let without_next = WeeklyFreeze {
                next: None,
                ..(*saved).clone()
            };
            without_next == read
        };
        Some(sentence(&saved.filter(is_saved).map_or_else(
            || read.words(),
            |saved| saved.words_at(now_ms),
        )))
    }
}

#[component]
pub(super) fn WeeklyWindow(
    fields: Fields,
    id: usize,
    /// The windows as they were saved.
    kept: StoredValue<Vec<WeeklyFreeze>>,
) -> impl IntoView {
    let own = Own { fields, id };
    let clock = Clock::expect();
    let name = own.text(|own| own.name.clone());
    let words = Memo::new(move |_| kept.with_value(|kept| own.words(kept.get(id), clock.now_ms())));
    view! {
        <fieldset class="container">
            <legend class="visually-hidden">"Weekly window " {name}</legend>
            <div class="columns">
                <TextField
                    id=format!("weekly-{id}-name")
                    label="Name"
                    help="Such as Weekend."
                    value=name
                    on_input=move |text| own.change(|own| own.name = text)
                />
                <TextField
                    id=format!("weekly-{id}-zone")
                    label="Time zone"
                    help="Of all times and dates, such as Europe/Berlin."
                    value=own.text(|own| own.time_zone.clone())
                    on_input=move |text| own.change(|own| own.time_zone = text)
                />
            </div>
            <Times own />
            <div class="columns">
                <TextField
                    id=format!("weekly-{id}-first")
                    label="First date"
                    help="None begins before it. May stay empty."
                    kind="date"
                    value=own.text(|own| own.first_date.clone())
                    on_input=move |text| own.change(|own| own.first_date = text)
                />
                <TextField
                    id=format!("weekly-{id}-last")
                    label="Last date"
                    help="None begins after it. May stay empty."
                    kind="date"
                    value=own.text(|own| own.last_date.clone())
                    on_input=move |text| own.change(|own| own.last_date = text)
                />
            </div>
            <p class="quiet">{move || words.get()}</p>
            <div class="actions">
                <Button look=Look::Quiet on_press=move |()| own.remove()>
                    "Remove the weekly window"
                    <span class="visually-hidden">" " {name}</span>
                </Button>
            </div>
        </fieldset>
    }
}

/// When in the week it begins and ends.
#[component]
fn Times(own: Own) -> impl IntoView {
    let id = own.id;
    let days = || -> Vec<Choice> {
        Weekday::ALL
            .into_iter()
            .map(|day| Choice::new(day.as_str(), day.as_str()))
            .collect()
    };
    let set_day = move |put: fn(&mut TypedWeekly, Weekday)| {
        move |name: String| {
            if let Some(day) = Weekday::find(&name) {
                own.change(|own| put(own, day));
            }
        }
    };
    view! {
        <div class="columns">
            <SelectField
                id=format!("weekly-{id}-from-day")
                label="From each"
                choices=days()
                value=own.text(|own| own.from_day.as_str().to_owned())
                on_choose=set_day(|own, day| own.from_day = day)
            />
            <TextField
                id=format!("weekly-{id}-from-time")
                label="From (time)"
                kind="time"
                value=own.text(|own| own.from_time.clone())
                on_input=move |text| own.change(|own| own.from_time = text)
            />
            <SelectField
                id=format!("weekly-{id}-until-day")
                label="Until the next"
                choices=days()
                value=own.text(|own| own.until_day.as_str().to_owned())
                on_choose=set_day(|own, day| own.until_day = day)
            />
            <TextField
                id=format!("weekly-{id}-until-time")
                label="Until (time)"
                kind="time"
                value=own.text(|own| own.until_time.clone())
                on_input=move |text| own.change(|own| own.until_time = text)
            />
        </div>
    }
}
