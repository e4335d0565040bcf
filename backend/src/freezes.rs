//! When the windows of a policy begin and end, worked out from a clock in their time zone.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use shared::policy::{Freeze, Policy, PolicyFault};

/// Works out the moments of every window.
///
/// # Errors
/// A time zone that there is none of, or a time that cannot be read.
pub(crate) fn with_moments(mut policy: Policy) -> Result<Policy, PolicyFault> {
    for freeze in &mut policy.freezes {
        let zone = TimeZone::get(&freeze.time_zone).map_err(|_| {
            fault(format!(
                "there is no time zone {}; name one such as Europe/Berlin, or UTC",
                freeze.time_zone
            ))
        })?;
        freeze.from_ms = moment(&zone, freeze, &freeze.from)?;
        freeze.until_ms = moment(&zone, freeze, &freeze.until)?;
    }
    Ok(policy)
}

/// A time that a clock skips or shows twice is the one that a person would take it for: the later
/// side of a gap, the first of two.
fn moment(zone: &TimeZone, freeze: &Freeze, text: &str) -> Result<i64, PolicyFault> {
    let unreadable = || {
        fault(format!(
            "the window {} has the time {text}; write it as 2026-12-20T18:00",
            freeze.name
        ))
    };
    let civil: DateTime = text.parse().map_err(|_| unreadable())?;
    let zoned = zone.to_zoned(civil).map_err(|_| unreadable())?;
    Ok(zoned.timestamp().as_millisecond())
}

const fn fault(message: String) -> PolicyFault {
    PolicyFault {
        member: "freezes",
        message,
    }
}

#[cfg(test)]
mod tests {
    use shared::policy::{Freeze, Policy};

    use super::with_moments;

    fn policy(time_zone: &str, from: &str) -> Policy {
        Policy {
            freezes: vec![Freeze {
                name: "Christmas".to_owned(),
                time_zone: time_zone.to_owned(),
                from: from.to_owned(),
                until: "2027-01-02T08:00".to_owned(),
                from_ms: 0,
                until_ms: 0,
            }],
            ..Policy::default()
        }
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
    }
}
