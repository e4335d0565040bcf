//! A window of each week as it is typed. Pure.

use serde::{Deserialize, Serialize};
use shared::policy::WeeklyFreeze;
use shared::policy::calendar::Weekday;

use super::typed::Typed;
use super::window::TypedWindow;

/// A window of each week as it is typed, with a name of its own in the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TypedWeekly {
    pub(super) id: usize,
    pub(super) name: String,
    pub(super) time_zone: String,
    pub(super) from_day: Weekday,
    pub(super) from_time: String,
    pub(super) until_day: Weekday,
    pub(super) until_time: String,
    pub(super) first_date: String,
    pub(super) last_date: String,
}

impl TypedWindow for TypedWeekly {
    const KEY: &str = "weekly";
    const WORDS: &str = "weekly window";
    const EXAMPLE: &str = "Weekend";

    fn all(typed: &Typed) -> &Vec<Self> {
        &typed.weekly
    }

    fn all_mut(typed: &mut Typed) -> &mut Vec<Self> {
        &mut typed.weekly
    }

    fn id(&self) -> usize {
        self.id
    }

    fn name(&mut self) -> &mut String {
        &mut self.name
    }

    fn time_zone(&mut self) -> &mut String {
        &mut self.time_zone
    }
}

impl TypedWeekly {
    /// What somebody starts from: a weekend.
    pub(super) fn new(id: usize, time_zone: String) -> Self {
        Self {
            id,
            name: String::new(),
            time_zone,
            from_day: Weekday::Friday,
            from_time: "16:00".to_owned(),
            until_day: Weekday::Monday,
            until_time: "08:00".to_owned(),
            first_date: String::new(),
            last_date: String::new(),
        }
    }

    pub(super) fn of(id: usize, freeze: &WeeklyFreeze) -> Self {
        Self {
            id,
            name: freeze.name.clone(),
            time_zone: freeze.time_zone.clone(),
            from_day: freeze.from_day,
            from_time: freeze.from_time.clone(),
            until_day: freeze.until_day,
            until_time: freeze.until_time.clone(),
            first_date: freeze.first_date.clone().unwrap_or_default(),
            last_date: freeze.last_date.clone().unwrap_or_default(),
        }
    }

    /// The window. Which one is next is worked out by the server, which knows the time zones.
    pub(super) fn read(&self) -> WeeklyFreeze {
        let date = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        WeeklyFreeze {
            name: self.name.trim().to_owned(),
            time_zone: self.time_zone.trim().to_owned(),
            from_day: self.from_day,
            from_time: minutes(&self.from_time),
            until_day: self.until_day,
            until_time: minutes(&self.until_time),
            first_date: date(&self.first_date),
            last_date: date(&self.last_date),
            next: None,
        }
    }
}

/// A time without the seconds that some browsers add.
fn minutes(text: &str) -> String {
    let text = text.trim();
    text.get(..5)
        .filter(|_| text.get(5..6) == Some(":"))
        .unwrap_or(text)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_what_is_read() {
        let typed = TypedWeekly {
            name: " Weekend ".to_owned(),
            from_time: "16:00:00".to_owned(),
            first_date: "2026-12-01".to_owned(),
            ..TypedWeekly::new(3, "Europe/Berlin".to_owned())
        };
        let read = typed.read();
        assert_eq!(
            read.words(),
            "each Friday 16:00 to Monday 08:00 (Europe/Berlin), from 2026-12-01 on"
        );
        assert_eq!(
            (read.name.as_str(), read.last_date.clone()),
            ("Weekend", None)
        );
        assert_eq!(TypedWeekly::of(3, &read).read(), read);
    }
}
