//! The fields of a window that comes back each week.

use leptos::prelude::*;
use shared::policy::WeeklyFreeze;
use shared::policy::calendar::Weekday;

use super::form::Fields;
use super::typed_weekly::TypedWeekly;
use super::window::{Own, frame};
use crate::text::sentence;
use crate::ui::{Choice, Clock, SelectField, TextField};

/// When a window comes back. Which one is next is known of what is saved alone.
fn words(own: Own<TypedWeekly>, saved: Option<&WeeklyFreeze>, now_ms: i64) -> Option<String> {
    let read = own.read(TypedWeekly::read)?;
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

#[component]
pub(super) fn WeeklyWindow(
    fields: Fields,
    id: usize,
    /// The windows as they were saved.
    kept: StoredValue<Vec<WeeklyFreeze>>,
) -> impl IntoView {
    let own = Own::<TypedWeekly>::new(fields, id);
    let clock = Clock::expect();
    let words =
        Memo::new(move |_| kept.with_value(|kept| words(own, kept.get(id), clock.now_ms())));
    let times = view! {
        <Times own />
        <div class="columns">
            <TextField
                id=own.field("first")
                label="First date"
                help="None begins before it. May stay empty."
                kind="date"
                value=own.text(|own| own.first_date.clone())
                on_input=move |text| own.change(|own| own.first_date = text)
            />
            <TextField
                id=own.field("last")
                label="Last date"
                help="None begins after it. May stay empty."
                kind="date"
                value=own.text(|own| own.last_date.clone())
                on_input=move |text| own.change(|own| own.last_date = text)
            />
        </div>
        <p class="quiet">{move || words.get()}</p>
    };
    frame(
        own,
        own.text(|own| own.name.clone()),
        own.text(|own| own.time_zone.clone()),
        times,
    )
}

/// When in the week it begins and ends.
#[component]
fn Times(own: Own<TypedWeekly>) -> impl IntoView {
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
                id=own.field("from-day")
                label="From each"
                choices=days()
                value=own.text(|own| own.from_day.as_str().to_owned())
                on_choose=set_day(|own, day| own.from_day = day)
            />
            <TextField
                id=own.field("from-time")
                label="From (time)"
                kind="time"
                value=own.text(|own| own.from_time.clone())
                on_input=move |text| own.change(|own| own.from_time = text)
            />
            <SelectField
                id=own.field("until-day")
                label="Until the next"
                choices=days()
                value=own.text(|own| own.until_day.as_str().to_owned())
                on_choose=set_day(|own, day| own.until_day = day)
            />
            <TextField
                id=own.field("until-time")
                label="Until (time)"
                kind="time"
                value=own.text(|own| own.until_time.clone())
                on_input=move |text| own.change(|own| own.until_time = text)
            />
        </div>
    }
}
