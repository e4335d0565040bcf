//! A window that comes back each week.
//!
//! Which moment a clock's time is in a time zone is known to whoever asks; everything else about
//! the window is here.

use serde::{Deserialize, Serialize};

use super::calendar::{DAY_MINUTES, Day, LocalTime, WEEK_MINUTES, Weekday, read_time};
use crate::text::is_one_line;

/// A window of each week in which nothing is deployed. What runs when it begins goes on to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WeeklyFreeze {
    /// What people call it, such as `Weekend`.
    pub name: String,
    /// The time zone of all its times and dates, such as `Europe/Berlin`.
    pub time_zone: String,
    /// The day on which it begins.
    pub from_day: Weekday,
    /// When it begins on that day, as a clock in that zone shows it, such as `16:00`.
    pub from_time: String,
    /// The day on which it ends, the next of its name.
    pub until_day: Weekday,
    /// When it ends on that day, as a clock in that zone shows it, such as `08:00`.
    pub until_time: String,
    /// No window begins before this date, such as `2026-12-01`; nothing for all that come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_date: Option<String>,
    /// No window begins after this date; nothing for as long as the policy holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_date: Option<String>,
    /// The window that goes on, or else the next; worked out whenever the policy is read. Nothing
    /// where no more is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Occurrence>,
}

/// One window of those that come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Occurrence {
    /// When it begins, as a clock in the window's zone shows it, such as `2026-11-27T16:00`.
    pub from: String,
    /// When it ends, as a clock there shows it.
    pub until: String,
    /// When it begins, milliseconds since the epoch.
    pub from_ms: i64,
    /// When it ends, milliseconds since the epoch.
    pub until_ms: i64,
}

/// Which end of a window a moment is. It matters where a clock skips a time or shows it twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The first moment at which a clock shows the time, or a later one where it skips that.
    Beginning,
    /// The last such moment: of a time that is shown twice, the second.
    End,
}

/// A window that has ended began fewer days ago than this, wherever clocks are put.
const LONGEST_DAYS: i64 = 9;
/// One window may be skipped as a whole by a clock that is put forward; never so many in a row.
const TRIES: usize = 5;

/// The window as read from its words.
struct Rule {
    from_minute: u32,
    length: u32,
    first: Option<Day>,
    last: Option<Day>,
}

impl WeeklyFreeze {
    /// The window that goes on at a moment, or else the next one; nothing where no more is to come,
    /// or a text is none of its kind.
    ///
    /// `today` is the day that a calendar in the window's zone shows at that moment, and `moment`
    /// tells when it is so late there.
    pub fn at(
        &self,
        now_ms: i64,
        today: Day,
        moment: impl Fn(LocalTime, Edge) -> Option<i64>,
    ) -> Option<Occurrence> {
        let rule = self.read().ok()?;
        let earliest = today.plus(-LONGEST_DAYS);
        let earliest = rule.first.map_or(earliest, |first| first.max(earliest));
        let mut day = earliest.on_or_after(self.from_day);
        for _ in 0..TRIES {
            if rule.last.is_some_and(|last| day > last) {
                return None;
            }
            let from = LocalTime {
                day,
                minute: rule.from_minute,
            };
            let until = from.plus(rule.length);
            let from_ms = moment(from, Edge::Beginning)?;
            let until_ms = moment(until, Edge::End)?;
            if until_ms > now_ms && until_ms > from_ms {
                return Some(Occurrence {
                    from: from.to_string(),
                    until: until.to_string(),
                    from_ms,
                    until_ms,
                });
            }
            day = day.plus(7);
        }
        None
    }

    /// When it comes back, such as `each Friday 16:00 to Monday 08:00 (Europe/Berlin)`.
    pub fn words(&self) -> String {
        let dates = match (&self.first_date, &self.last_date) {
            (None, None) => String::new(),
            (Some(first), None) => format!(", from {first} on"),
            (None, Some(last)) => format!(", the last by {last}"),
            (Some(first), Some(last)) => format!(", from {first} on, the last by {last}"),
        };
        format!(
            "each {} {} to {} {} ({}){dates}",
            self.from_day.as_str(),
            self.from_time,
            self.until_day.as_str(),
            self.until_time,
            self.time_zone,
        )
    }

    /// When it comes back and which one is next, such as
    /// `each Friday 16:00 to Monday 08:00 (Europe/Berlin), next: 2026-11-27 16:00`.
    pub fn words_at(&self, now_ms: i64) -> String {
        let rule = self.words();
        let read = |time: &str| time.replace('T', " ");
        match &self.next {
            None => format!("{rule}, no more to come"),
            Some(next) if next.from_ms > now_ms => format!("{rule}, next: {}", read(&next.from)),
            Some(next) => format!("{rule}, now until {}", read(&next.until)),
        }
    }

    /// What is wrong with it, in the imperative.
    pub(super) fn fault(&self) -> Option<String> {
        if self.name.trim().is_empty() {
            return Some("give each window a name".to_owned());
        }
        if !is_one_line(&self.name) {
            return Some("name each window in one line, without invisible characters".to_owned());
        }
        self.read().err()
    }

    fn read(&self) -> Result<Rule, String> {
        let name = &self.name;
        let time = |text: &str| {
            read_time(text).ok_or_else(|| {
                format!("the window {name} has the time {text:?}; write it as 16:00")
            })
        };
        let date = |text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => Day::parse(text).map(Some).ok_or_else(|| {
                format!("the window {name} has the date {text:?}; write it as 2026-12-20")
            }),
        };
        let (from_minute, until_minute) = (time(&self.from_time)?, time(&self.until_time)?);
        let (first, last) = (date(&self.first_date)?, date(&self.last_date)?);
        let of_week = |day: Weekday, minute| day.since_monday() * DAY_MINUTES + minute;
        let from = of_week(self.from_day, from_minute);
        let until = of_week(self.until_day, until_minute);
        let length = (until + WEEK_MINUTES - from) % WEEK_MINUTES;
        if length == 0 {
            return Err(format!(
                "let the window {name} end at another time of the week than it begins"
            ));
        }
        if let (Some(first), Some(last)) = (first, last)
            && first.on_or_after(self.from_day) > last
        {
            return Err(format!(
                "let a {} lie between the first and the last date of the window {name}",
                self.from_day.as_str()
            ));
        }
        Ok(Rule {
            from_minute,
            length,
            first,
            last,
        })
    }
}
