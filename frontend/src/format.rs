//! Numbers, times and names as people read them. Pure but for the local time zone.

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// How long ago something was, such as `12 min ago`.
pub(crate) fn ago(now_ms: i64, at_ms: i64) -> String {
    let passed_ms = now_ms.saturating_sub(at_ms);
    match passed_ms {
        passed if passed < 10 * SECOND_MS => "just now".to_owned(),
        passed if passed < MINUTE_MS => format!("{} s ago", passed / SECOND_MS),
        passed if passed < HOUR_MS => format!("{} min ago", passed / MINUTE_MS),
        passed if passed < DAY_MS => format!("{} h ago", passed / HOUR_MS),
        passed if passed < 60 * DAY_MS => {
            let days = passed / DAY_MS;
            format!("{} ago", count(days, "day", "days"))
        }
        passed => format!("{} months ago", passed / (30 * DAY_MS)),
    }
}

/// When something is due, such as `in 12 minutes`; what was due already, as [`ago`].
pub(crate) fn due(now_ms: i64, at_ms: i64) -> String {
    let left_ms = at_ms.saturating_sub(now_ms);
    match left_ms {
        left if left <= 0 => ago(now_ms, at_ms),
        left if left < MINUTE_MS => {
            format!(
                "in {}",
                count((left / SECOND_MS).max(1), "second", "seconds")
            )
        }
        left if left < HOUR_MS => format!("in {}", count(left / MINUTE_MS, "minute", "minutes")),
        left if left < DAY_MS => format!("in {}", count(left / HOUR_MS, "hour", "hours")),
        left => format!("in {}", count(left / DAY_MS, "day", "days")),
    }
}

/// How long something took, such as `1 min 04 s`.
pub(crate) fn elapsed(duration_ms: i64) -> String {
    let duration_ms = duration_ms.max(0);
    if duration_ms < MINUTE_MS {
        return format!("{} s", duration_ms / SECOND_MS);
    }
    let minutes = duration_ms / MINUTE_MS;
    let seconds = duration_ms % MINUTE_MS / SECOND_MS;
    if minutes < 60 {
        format!("{minutes} min {seconds:02} s")
    } else {
        format!("{} h {:02} min", minutes / 60, minutes % 60)
    }
}

/// The exact time in the browser's time zone, such as `23 Nov 2026, 14:05:09`.
pub(crate) fn exact(at_ms: i64) -> String {
    let date = local(at_ms);
    let month = usize::try_from(date.get_month())
        .ok()
        .and_then(|month| MONTHS.get(month))
        .copied()
        .unwrap_or_default();
    format!(
        "{} {month} {}, {}",
        date.get_date(),
        date.get_full_year(),
        clock(at_ms)
    )
}

/// The exact time with the zone that it is told in, such as
/// `23 Nov 2026, 14:05:09 (Europe/Berlin, UTC+01:00)`, for what people agree on: where clocks are put
/// back, a time of day comes twice.
pub(crate) fn agreed(at_ms: i64) -> String {
    format!("{} ({}{})", exact(at_ms), zone(), offset(at_ms))
}

/// How far the browser's clock is from UTC at a moment; nothing where it is not.
#[expect(
    clippy::cast_possible_truncation,
    reason = "an offset is at most a day, in whole minutes"
)]
fn offset(at_ms: i64) -> String {
    // JavaScript counts from the local time to UTC.
    let minutes = -(local(at_ms).get_timezone_offset() as i64);
    if minutes == 0 {
        return String::new();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    format!(", UTC{sign}{hours:02}:{rest:02}")
}

/// The browser's time zone, such as `Europe/Berlin`.
pub(crate) fn zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into())
        .ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// The time of day in the browser's time zone, such as `14:05:09`.
pub(crate) fn clock(at_ms: i64) -> String {
    let date = local(at_ms);
    format!(
        "{:02}:{:02}:{:02}",
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    )
}

/// The time as machines read it, for `<time datetime>`.
pub(crate) fn machine(at_ms: i64) -> String {
    local(at_ms).to_iso_string().into()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since the epoch stay exact in a double for 285 000 years"
)]
fn local(at_ms: i64) -> js_sys::Date {
    js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at_ms as f64))
}

/// A number with the noun that fits it.
pub(crate) fn count(number: i64, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}

/// A long name with its middle left out, so that both ends stay readable.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most || most < 5 {
        return text.to_owned();
    }
    let tail = most * 3 / 5;
    let head = most - tail - 1;
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - tail).collect();
    format!("{start}…{end}")
}

/// An image without its registry and path, such as `web:1.4`.
pub(crate) fn short_image(image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or(image);
    match last.split_once("@sha256:") {
        Some((name, digest)) => {
            let start: String = digest.chars().take(8).collect();
            format!("{name}@{start}…")
        }
        None => last.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{ago, count, due, elapsed, short_image, shorten};

    #[test]
    fn says_how_long_ago_in_the_largest_unit_that_fits() {
        assert_eq!(ago(5_000, 0), "just now");
        assert_eq!(ago(42_000, 0), "42 s ago");
        assert_eq!(ago(12 * 60_000, 0), "12 min ago");
        assert_eq!(ago(3 * 3_600_000, 0), "3 h ago");
        assert_eq!(ago(86_400_000, 0), "1 day ago");
        assert_eq!(ago(100 * 86_400_000, 0), "3 months ago");
    }

    #[test]
    fn says_when_something_is_due() {
        assert_eq!(due(0, 400), "in 1 second");
        assert_eq!(due(0, 26_000), "in 26 seconds");
        assert_eq!(due(0, 5 * 60_000), "in 5 minutes");
        assert_eq!(due(0, 3_600_000), "in 1 hour");
        assert_eq!(due(0, 3 * 86_400_000), "in 3 days");
        assert_eq!(due(12 * 60_000, 0), "12 min ago");
    }

    #[test]
    fn says_how_long_something_took() {
        assert_eq!(elapsed(9_900), "9 s");
        assert_eq!(elapsed(64_000), "1 min 04 s");
        assert_eq!(elapsed(3_660_000), "1 h 01 min");
    }

    #[test]
    fn shortens_in_the_middle_and_keeps_both_ends() {
        assert_eq!(shorten("short", 20), "short");
        assert_eq!(shorten("arn:aws:ecs:eu:1:service/web", 11), "arn:…ce/web");
    }

    #[test]
    fn counts_with_the_noun_that_fits() {
        assert_eq!(count(1, "task", "tasks"), "1 task");
        assert_eq!(count(0, "task", "tasks"), "0 tasks");
    }

    #[test]
    fn an_image_is_shortened_to_its_last_part() {
        assert_eq!(short_image("registry/team/web:1.4"), "web:1.4");
    }
}
