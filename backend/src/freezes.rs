//! When the windows of a policy begin and end, worked out from clocks in their time zones.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use shared::policy::calendar::Day;
use shared::policy::{Edge, Freeze, Occurrence, Policy, PolicyFault, WeeklyFreeze};

/// Works out the moments of the windows that are once, and looks whether those of each week have
/// a time zone that there is.
///
/// # Errors
/// A time zone that there is none of, or a time that cannot be read.
pub(crate) fn with_moments(mut policy: Policy) -> Result<Policy, PolicyFault> {
    for freeze in &mut policy.freezes {
        let zone = zone(&freeze.time_zone, "freezes")?;
        freeze.from_ms = moment_of(&zone, freeze, &freeze.from, Edge::Beginning)?;
        freeze.until_ms = moment_of(&zone, freeze, &freeze.until, Edge::End)?;
    }
    for freeze in &mut policy.weekly_freezes {
        zone(&freeze.time_zone, "weekly_freezes")?;
        // What is next is worked out when the policy is read, and never what somebody sent.
        freeze.next = None;
    }
    Ok(policy)
}

/// Works out which windows of those of each week are next at a moment; nothing where that cannot
/// be told, since then nobody knows whether something may be deployed.
pub(crate) fn with_next(mut policy: Policy, now_ms: i64) -> Option<Policy> {
    for freeze in &mut policy.weekly_freezes {
        let zone = zone(&freeze.time_zone, "weekly_freezes").ok()?;
        freeze.next = next(&zone, freeze, now_ms)?;
    }
    Some(policy)
}

/// The next window; none inside where no more is to come.
#[expect(
    clippy::option_option,
    reason = "that no more is to come is another thing than that nobody can tell"
)]
fn next(zone: &TimeZone, freeze: &WeeklyFreeze, now_ms: i64) -> Option<Option<Occurrence>> {
    let now = Timestamp::from_millisecond(now_ms).ok()?;
    let today = Day::parse(&zone.to_datetime(now).date().to_string())?;
    Some(freeze.at(now_ms, today, |time, edge| {
        moment(zone, time.to_string().parse().ok()?, edge)
    }))
}

fn zone(name: &str, member: &'static str) -> Result<TimeZone, PolicyFault> {
    TimeZone::get(name).map_err(|_| PolicyFault {
        member,
        message: format!("there is no time zone {name}; name one such as Europe/Berlin, or UTC"),
    })
}

fn moment_of(zone: &TimeZone, freeze: &Freeze, text: &str, edge: Edge) -> Result<i64, PolicyFault> {
    text.parse()
        .ok()
        .and_then(|time| moment(zone, time, edge))
        .ok_or_else(|| PolicyFault {
            member: "freezes",
            message: format!(
                "the window {} has the time {text}; write it as 2026-12-20T18:00",
                freeze.name
            ),
        })
}

/// When a clock shows a time. One that it skips is the moment when it is put forward; of one that it
/// shows twice, a window takes both, from the first on and up to the second.
fn moment(zone: &TimeZone, time: DateTime, edge: Edge) -> Option<i64> {
    let ambiguous = zone.to_ambiguous_timestamp(time);
    let at = match (ambiguous.offset(), edge) {
        (AmbiguousOffset::Gap { .. }, _) => {
            // A moment after the clock was put, so that this is the last time that it was.
            let after = ambiguous.later().ok()?.as_millisecond().checked_add(1)?;
            let after = Timestamp::from_millisecond(after).ok()?;
            zone.preceding(after).next()?.timestamp()
        }
        (_, Edge::Beginning) => ambiguous.earlier().ok()?,
        (_, Edge::End) => ambiguous.later().ok()?,
    };
    Some(at.as_millisecond())
}

#[cfg(test)]
mod tests {
    use shared::policy::calendar::Weekday;
    use shared::policy::{Freeze, Policy, WeeklyFreeze};

    use super::{with_moments, with_next};

    fn once(time_zone: &str, from: &str, until: &str) -> Policy {
        Policy {
            freezes: vec![Freeze {
                name: "Christmas".to_owned(),
                time_zone: time_zone.to_owned(),
                from: from.to_owned(),
                until: until.to_owned(),
                from_ms: 0,
                until_ms: 0,
            }],
            ..Policy::default()
        }
    }

    fn policy(time_zone: &str, from: &str) -> Policy {
        once(time_zone, from, "2027-01-02T08:00")
    }

    fn each_week(time_zone: &str, from: (Weekday, &str), until: (Weekday, &str)) -> Policy {
        Policy {
            weekly_freezes: vec![WeeklyFreeze {
                name: "Weekend".to_owned(),
                time_zone: time_zone.to_owned(),
                from_day: from.0,
                from_time: from.1.to_owned(),
                until_day: until.0,
                until_time: until.1.to_owned(),
                first_date: None,
                last_date: None,
                next: None,
            }],
            ..Policy::default()
        }
    }

    /// The moments of the only window of a policy, which is once.
    fn moments(time_zone: &str, from: &str, until: &str) -> (i64, i64) {
        let policy = with_moments(once(time_zone, from, until)).unwrap();
        (policy.freezes[0].from_ms, policy.freezes[0].until_ms)
    }

    #[test]
    fn a_window_begins_when_a_clock_there_shows_it() {
        let berlin = with_moments(policy("Europe/Berlin", "2026-12-20T18:00")).unwrap();
        let utc = with_moments(policy("UTC", "2026-12-20T17:00")).unwrap();
        assert_eq!(berlin.freezes[0].from_ms, utc.freezes[0].from_ms);
        assert_eq!(utc.freezes[0].from_ms, 1_797_786_000_000);
    }

    #[test]
    fn what_is_no_time_or_no_zone_is_told() {
        let fault = with_moments(policy("Europe/Atlantis", "2026-12-20T18:00")).unwrap_err();
        assert!(fault.message.contains("Europe/Atlantis"));
        let fault = with_moments(policy("UTC", "next week")).unwrap_err();
        assert!(fault.message.contains("next week"));
        let friday = (Weekday::Friday, "16:00");
        let monday = (Weekday::Monday, "08:00");
        let fault = with_moments(each_week("Mars/Olympus", friday, monday)).unwrap_err();
        assert_eq!(fault.member, "weekly_freezes");
        assert!(fault.message.contains("Mars/Olympus"));
        // A database that holds such a one lets nobody deploy by mistake.
        assert_eq!(
            with_next(each_week("Mars/Olympus", friday, monday), 0),
            None
        );
    }

    #[test]
    fn a_skipped_time_is_the_moment_of_the_jump_and_a_double_one_counts_twice() {
        let utc = |from, until| moments("UTC", from, until);
        // In Berlin clocks go from 02:00 to 03:00 on 2027-03-28, and from 03:00 to 02:00 on
        // 2026-10-25, both at 01:00 UTC.
        assert_eq!(
            moments("Europe/Berlin", "2027-03-28T02:00", "2027-03-28T02:59"),
            utc("2027-03-28T01:00", "2027-03-28T01:00")
        );
        assert_eq!(
            moments("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T02:59"),
            utc("2026-10-25T00:00", "2026-10-25T01:59")
        );
        // In 2050 they are still put by the rule that holds now, which has no table.
        assert_eq!(
            moments("Europe/Berlin", "2050-03-27T02:30", "2050-03-27T12:00"),
            utc("2050-03-27T01:00", "2050-03-27T10:00")
        );
    }

    #[test]
    fn a_weekend_lasts_as_long_as_the_clocks_of_its_zone_say() {
        let policy = each_week(
            "Europe/Berlin",
            (Weekday::Friday, "16:00"),
            (Weekday::Monday, "08:00"),
        );
        let (now_ms, _) = moments("UTC", "2026-10-24T12:00", "2026-10-24T12:00");
        let read = with_next(policy, now_ms).unwrap();
        let next = read.weekly_freezes[0].next.clone().unwrap();
        assert_eq!(
            (next.from_ms, next.until_ms),
            moments("UTC", "2026-10-23T14:00", "2026-10-26T07:00")
        );
        assert_eq!(read.freeze_at(now_ms).unwrap().until, "2026-10-26T08:00");
        let over = with_next(read, next.until_ms).unwrap();
        assert_eq!(over.freeze_at(next.until_ms), None);
        let next = over.weekly_freezes[0].next.clone().unwrap();
        assert_eq!(next.from, "2026-10-30T16:00");
    }

    #[test]
    fn a_day_that_a_zone_left_out_is_no_obstacle() {
        // Samoa had no 2011-12-30, a Friday.
        let policy = each_week(
            "Pacific/Apia",
            (Weekday::Friday, "10:00"),
            (Weekday::Friday, "20:00"),
        );
        let (now_ms, _) = moments("UTC", "2011-12-29T12:00", "2011-12-29T12:00");
        let read = with_next(policy, now_ms).unwrap();
        let next = read.weekly_freezes[0].next.clone().unwrap();
        assert_eq!(next.from, "2012-01-06T10:00");
    }
}
