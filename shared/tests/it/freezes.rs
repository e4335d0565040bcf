//! Windows in which nothing is deployed, under clocks that are put forward and back.

use proptest::prelude::*;
use shared::policy::calendar::{DAY_MINUTES, Day, LocalTime, Weekday};
use shared::policy::{Edge, Freeze, Occurrence, Policy, WeeklyFreeze};

const MINUTE_MS: i64 = 60_000;

/// A zone whose clocks are put once.
#[derive(Debug, Clone, Copy)]
struct Zone {
    /// Minutes ahead of UTC until then.
    before: i64,
    /// Minutes ahead of UTC from then on.
    after: i64,
    /// When, minutes since the epoch.
    put_at: i64,
}

impl Zone {
    const fn shown(self, minute: i64) -> i64 {
        let ahead = if minute < self.put_at {
            self.before
        } else {
            self.after
        };
        minute + ahead
    }

    fn today(self, now_ms: i64) -> Day {
        let shown = self.shown(now_ms.div_euclid(MINUTE_MS));
        Day::of(shown.div_euclid(i64::from(DAY_MINUTES)))
    }

    /// Looks at every minute around: slow, and hard to get wrong.
    fn moment(self, time: LocalTime, edge: Edge) -> Option<i64> {
        let wanted = time.day.days() * i64::from(DAY_MINUTES) + i64::from(time.minute);
        let mut around = (wanted - 16 * 60)..(wanted + 16 * 60);
        let shows_it = |minute: &i64| self.shown(*minute) == wanted;
        let minute = match edge {
            Edge::Beginning => around.clone().find(shows_it),
            Edge::End => around.clone().rev().find(shows_it),
        };
        let minute = minute.or_else(|| around.find(|minute| self.shown(*minute) >= wanted));
        minute.map(|minute| minute * MINUTE_MS)
    }

    fn at(self, freeze: &WeeklyFreeze, now_ms: i64) -> Option<Occurrence> {
        freeze.at(now_ms, self.today(now_ms), |time, edge| {
            self.moment(time, edge)
        })
    }
}

/// Berlin in the autumn of 2026: at 01:00 UTC on October 25 clocks go from 03:00 back to 02:00.
const AUTUMN: Zone = Zone {
    before: 120,
    after: 60,
    put_at: 20_751 * 1440 + 60,
};

/// Berlin in the spring of 2027: at 01:00 UTC on March 28 clocks go from 02:00 on to 03:00.
const SPRING: Zone = Zone {
    before: 60,
    after: 120,
    put_at: 20_905 * 1440 + 60,
};

fn weekend() -> WeeklyFreeze {
    WeeklyFreeze {
        name: "Weekend".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        from_day: Weekday::Friday,
        from_time: "16:00".to_owned(),
        until_day: Weekday::Monday,
        until_time: "08:00".to_owned(),
        first_date: None,
        last_date: None,
        next: None,
    }
}

/// Milliseconds since the epoch of a time in UTC.
fn utc(date: &str, hour: i64, minute: i64) -> i64 {
    let day = Day::parse(date).unwrap().days();
    (day * 1440 + hour * 60 + minute) * MINUTE_MS
}

#[test]
fn a_weekend_comes_back_and_lasts_an_hour_longer_when_clocks_go_back() {
    let next = AUTUMN.at(&weekend(), utc("2026-10-20", 12, 0)).unwrap();
    assert_eq!(next.from, "2026-10-23T16:00");
    assert_eq!(next.until, "2026-10-26T08:00");
    assert_eq!(next.from_ms, utc("2026-10-23", 14, 0));
    assert_eq!(next.until_ms, utc("2026-10-26", 7, 0));
    // It is the same while it goes on, and another once it is over.
    let last = next.until_ms - 1;
    assert_eq!(AUTUMN.at(&weekend(), last), Some(next.clone()));
    let after = AUTUMN.at(&weekend(), next.until_ms).unwrap();
    assert_eq!(after.from, "2026-10-30T16:00");
    assert_eq!(after.from_ms, utc("2026-10-30", 15, 0));
}

#[test]
fn of_a_time_that_is_shown_twice_a_window_takes_both() {
    let twice = WeeklyFreeze {
        from_day: Weekday::Sunday,
        from_time: "02:15".to_owned(),
        until_day: Weekday::Sunday,
        until_time: "02:45".to_owned(),
        ..weekend()
    };
    let next = AUTUMN.at(&twice, utc("2026-10-24", 0, 0)).unwrap();
    assert_eq!(next.from_ms, utc("2026-10-25", 0, 15));
    assert_eq!(next.until_ms, utc("2026-10-25", 1, 45));
}

#[test]
fn a_time_that_is_skipped_is_the_moment_when_the_clock_is_put() {
    let across = WeeklyFreeze {
        from_day: Weekday::Saturday,
        from_time: "22:00".to_owned(),
        until_day: Weekday::Sunday,
        until_time: "02:30".to_owned(),
        ..weekend()
    };
    let next = SPRING.at(&across, utc("2027-03-27", 0, 0)).unwrap();
    assert_eq!(next.until_ms, utc("2027-03-28", 1, 0));
    // A window that is skipped as a whole is none; the next is a week later.
    let within = WeeklyFreeze {
        from_day: Weekday::Sunday,
        from_time: "02:10".to_owned(),
        ..across
    };
    let next = SPRING.at(&within, utc("2027-03-27", 0, 0)).unwrap();
    assert_eq!(next.from, "2027-04-04T02:10");
}

#[test]
fn dates_bound_the_days_on_which_a_window_begins() {
    let bounded = WeeklyFreeze {
        first_date: Some("2026-12-05".to_owned()),
        last_date: Some("2026-12-18".to_owned()),
        ..weekend()
    };
    let from = |now_ms| AUTUMN.at(&bounded, now_ms).map(|next| next.from);
    let first = from(utc("2026-11-01", 0, 0));
    assert_eq!(first.as_deref(), Some("2026-12-11T16:00"));
    // The one that begins on the last date goes on to its end.
    let last = from(utc("2026-12-21", 6, 59));
    assert_eq!(last.as_deref(), Some("2026-12-18T16:00"));
    assert_eq!(from(utc("2026-12-21", 7, 0)), None);
}

#[test]
fn words_say_when_it_comes_back_and_which_is_next() {
    let mut freeze = weekend();
    let rule = "each Friday 16:00 to Monday 08:00 (Europe/Berlin)";
    let now_ms = utc("2026-10-20", 0, 0);
    assert_eq!(freeze.words_at(now_ms), format!("{rule}, no more to come"));
    freeze.next = AUTUMN.at(&freeze, now_ms);
    assert_eq!(
        freeze.words_at(now_ms),
        format!("{rule}, next: 2026-10-23 16:00")
    );
    assert_eq!(
        freeze.words_at(utc("2026-10-23", 14, 0)),
        format!("{rule}, now until 2026-10-26 08:00")
    );
    freeze.first_date = Some("2026-10-01".to_owned());
    freeze.last_date = Some("2026-12-31".to_owned());
    assert_eq!(
        freeze.words(),
        format!("{rule}, from 2026-10-01 on, the last by 2026-12-31")
    );
}

#[test]
fn what_is_no_weekly_window_is_told_with_the_way_out() {
    let fault = |freeze: WeeklyFreeze| {
        let policy = Policy {
            weekly_freezes: vec![freeze],
            ..Policy::default()
        };
        let faults = policy.faults();
        faults
            .into_iter()
            .map(|fault| format!("{fault}"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(fault(weekend()), "");
    for (freeze, says) in [
        (
            WeeklyFreeze {
                name: " ".to_owned(),
                ..weekend()
            },
            "a name",
        ),
        (
            WeeklyFreeze {
                from_time: "4 pm".to_owned(),
                ..weekend()
            },
            "write it as 16:00",
        ),
        (
            WeeklyFreeze {
                until_day: Weekday::Friday,
                until_time: "16:00".to_owned(),
                ..weekend()
            },
            "another time of the week",
        ),
        (
            WeeklyFreeze {
                first_date: Some("2026-02-30".to_owned()),
                ..weekend()
            },
            "write it as 2026-12-20",
        ),
        (
            WeeklyFreeze {
                first_date: Some("2026-11-28".to_owned()),
                last_date: Some("2026-12-03".to_owned()),
                ..weekend()
            },
            "let a Friday lie between",
        ),
    ] {
        let told = fault(freeze);
        assert!(told.contains(says), "{told}");
        assert!(told.starts_with("weekly_freezes: "), "{told}");
    }
}

#[test]
fn a_moment_lies_in_the_window_that_ends_last_of_either_kind() {
    let once = Freeze {
        name: "Sale".to_owned(),
        time_zone: "UTC".to_owned(),
        from: "2026-10-23T00:00".to_owned(),
        until: "2026-10-24T00:00".to_owned(),
        from_ms: utc("2026-10-23", 0, 0),
        until_ms: utc("2026-10-24", 0, 0),
    };
    let mut weekly = weekend();
    weekly.next = AUTUMN.at(&weekly, utc("2026-10-20", 0, 0));
    let policy = Policy {
        freezes: vec![once],
        weekly_freezes: vec![weekly],
        ..Policy::default()
    };
    let at = |now_ms| {
        policy
            .freeze_at(now_ms)
            .map(|frozen| (frozen.name, frozen.until))
    };
    let told = |name: &str, until: &str| Some((name.to_owned(), until.to_owned()));
    assert_eq!(at(utc("2026-10-22", 23, 59)), None);
    assert_eq!(
        at(utc("2026-10-23", 1, 0)),
        told("Sale", "2026-10-24T00:00")
    );
    let both = at(utc("2026-10-23", 15, 0));
    assert_eq!(both, told("Weekend", "2026-10-26T08:00"));
    assert_eq!(at(utc("2026-10-26", 7, 0)), None);
}

fn time() -> impl Strategy<Value = String> {
    (0..24_u32, 0..60_u32).prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}"))
}

fn date() -> impl Strategy<Value = Option<String>> {
    proptest::option::of((20_700..20_800_i64).prop_map(|days| Day::of(days).to_string()))
}

prop_compose! {
    fn windows()(
        from_day in proptest::sample::select(Weekday::ALL.to_vec()),
        until_day in proptest::sample::select(Weekday::ALL.to_vec()),
        from_time in time(),
        until_time in time(),
        first_date in date(),
        last_date in date(),
    ) -> WeeklyFreeze {
        WeeklyFreeze {
            from_day,
            until_day,
            from_time,
            until_time,
            first_date,
            last_date,
            ..weekend()
        }
    }
}

prop_compose! {
    fn zones()(before in -48..56_i64, change in -8..8_i64, put_at in 20_700 * 24 * 4..20_800 * 24 * 4_i64) -> Zone {
        Zone { before: before * 15, after: (before + change) * 15, put_at: put_at * 15 }
    }
}

/// Every window that begins within a month of a day, by the words of the rule alone.
fn all(zone: Zone, freeze: &WeeklyFreeze, around: Day) -> Vec<(i64, i64)> {
    let minute = |time: &str| shared::policy::calendar::read_time(time).unwrap();
    let bound = |date: &Option<String>| date.as_deref().map(|date| Day::parse(date).unwrap());
    let (first, last) = (bound(&freeze.first_date), bound(&freeze.last_date));
    (-130..130)
        .map(|days| around.plus(days))
        .filter(|day| day.weekday() == freeze.from_day)
        .filter(|day| first.is_none_or(|first| *day >= first))
        .filter(|day| last.is_none_or(|last| *day <= last))
        .map(|day| {
            let from = LocalTime {
                day,
                minute: minute(&freeze.from_time),
            };
            let until = LocalTime {
                day: day.on_or_after(freeze.until_day),
                minute: minute(&freeze.until_time),
            };
            // On the day on which it begins, but earlier: that is a week later.
            let until = if until <= from {
                LocalTime {
                    day: until.day.plus(7),
                    ..until
                }
            } else {
                until
            };
            (
                zone.moment(from, Edge::Beginning).unwrap(),
                zone.moment(until, Edge::End).unwrap(),
            )
        })
        .filter(|(from_ms, until_ms)| from_ms < until_ms)
        .collect()
}

fn is_taken(freeze: &WeeklyFreeze) -> bool {
    let policy = Policy {
        weekly_freezes: vec![freeze.clone()],
        ..Policy::default()
    };
    policy.faults().is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_next_window_is_the_first_that_has_not_ended(
        freeze in windows().prop_filter("a policy takes it", is_taken),
        zone in zones(),
        now in 20_700 * 1440..20_800 * 1440_i64,
    ) {
        let now_ms = now * MINUTE_MS;
        let expected = all(zone, &freeze, zone.today(now_ms))
            .into_iter()
            .find(|(_, until_ms)| *until_ms > now_ms);
        let found = zone.at(&freeze, now_ms).map(|next| (next.from_ms, next.until_ms));
        prop_assert_eq!(found, expected);
    }
}
