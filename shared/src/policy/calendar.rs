//! Days and times as a calendar and a clock show them, without any time zone.

use serde::{Deserialize, Serialize};

/// Minutes of a day.
pub const DAY_MINUTES: u32 = 24 * 60;
/// Minutes of a week.
pub const WEEK_MINUTES: u32 = 7 * DAY_MINUTES;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// All of them, from Monday on.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// What people call it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        }
    }

    /// The one that people call so.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.as_str() == name)
    }

    /// Days since Monday.
    pub const fn since_monday(self) -> u32 {
        self as u32
    }
}

/// A day of the calendar, by the days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day that is so many days after 1970-01-01.
    pub const fn of(days: i64) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i64 {
        self.0
    }

    /// Reads a date such as `2026-12-20`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let year = i64::from(digits(year, 4)?);
        let month = i64::from(digits(month, 2)?);
        let day = i64::from(digits(day, 2)?);
        if parts.next().is_some() {
            return None;
        }
        let read = Self::from_civil(year, month, day);
        // A date that the calendar does not have comes out as another.
        (read.to_civil() == (year, month, day)).then_some(read)
    }

    /// The day so many days later.
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Which day of the week it is.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        let since_monday = self.0.saturating_add(3).rem_euclid(7);
        Weekday::ALL
            .into_iter()
            .find(|day| i64::from(day.since_monday()) == since_monday)
            .unwrap_or(Weekday::Sunday)
    }

    /// The first day from this one on that is of that day of the week.
    #[must_use]
    pub fn on_or_after(self, weekday: Weekday) -> Self {
        let ahead = i64::from(weekday.since_monday()) - i64::from(self.weekday().since_monday());
        self.plus(ahead.rem_euclid(7))
    }

    /// Years begin in March here, so that the odd day of a leap year is a year's last; four
    /// centuries have 146 097 days.
    fn from_civil(year: i64, month: i64, day: i64) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let of_era = year.rem_euclid(400);
        let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        Self(year.div_euclid(400) * 146_097 + days - 719_468)
    }

    fn to_civil(self) -> (i64, i64, i64) {
        let shifted = self.0.saturating_add(719_468);
        let days = shifted.rem_euclid(146_097);
        let of_era = (days - days / 1460 + days / 36_524 - days / 146_096) / 365;
        let of_year = days - (365 * of_era + of_era / 4 - of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = shifted_month + if shifted_month < 10 { 3 } else { -9 };
        let year = shifted.div_euclid(146_097) * 400 + of_era + i64::from(month <= 2);
        (year, month, day)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.to_civil();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

/// What a calendar and a clock show: a day, and the minutes since it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// The day.
    pub day: Day,
    /// Minutes since midnight, below [`DAY_MINUTES`].
    pub minute: u32,
}

impl LocalTime {
    /// What they show so many minutes later, if nobody puts the clock.
    #[must_use]
    pub fn plus(self, minutes: u32) -> Self {
        let minute = self.minute.saturating_add(minutes);
        Self {
            day: self.day.plus(i64::from(minute / DAY_MINUTES)),
            minute: minute % DAY_MINUTES,
        }
    }
}

impl std::fmt::Display for LocalTime {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (hour, minute) = (self.minute / 60, self.minute % 60);
        write!(formatter, "{}T{hour:02}:{minute:02}", self.day)
    }
}

/// Reads a time such as `16:00` as the minutes since midnight.
pub fn read_time(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// A number of exactly so many digits.
fn digits(text: &str, many: usize) -> Option<u32> {
    let fits = text.len() == many && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{Day, LocalTime, Weekday, read_time};

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2026-11-27", 20_784),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(Day::parse(text), Some(Day::of(days)), "{text}");
            assert_eq!(Day::of(days).to_string(), text);
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "2026-01-01T00:00",
            "+026-01-01",
            "",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_is_read_as_it_is_written() {
        for days in -1000..146_097 {
            let day = Day::of(days);
            assert_eq!(Day::parse(&day.to_string()), Some(day));
        }
    }

    #[test]
    fn days_of_the_week_follow_each_other() {
        let friday = Day::parse("2026-11-27").unwrap();
        assert_eq!(friday.weekday(), Weekday::Friday);
        assert_eq!(friday.on_or_after(Weekday::Friday), friday);
        assert_eq!(friday.on_or_after(Weekday::Thursday), friday.plus(6));
        assert_eq!(Day::of(-1).weekday(), Weekday::Wednesday);
        for day in Weekday::ALL {
            assert_eq!(Weekday::find(day.as_str()), Some(day));
        }
    }

    #[test]
    fn times_are_those_of_a_clock() {
        assert_eq!(read_time("00:00"), Some(0));
        assert_eq!(read_time("23:59"), Some(1439));
        for text in ["24:00", "12:60", "8:00", "08:00:00", "0800", "ab:cd", ""] {
            assert_eq!(read_time(text), None, "{text}");
        }
        let late = LocalTime {
            day: Day::of(0),
            minute: 23 * 60,
        };
        assert_eq!(late.plus(150).to_string(), "1970-01-02T01:30");
    }
}
