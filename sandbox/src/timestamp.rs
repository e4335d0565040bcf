//! Points in time as the protocols want them: seconds with a fraction in JSON, ISO 8601 in XML.

use serde_json::{Value, json};
use time::OffsetDateTime;

/// Epoch seconds with milliseconds, as the JSON protocols have them.
pub(crate) fn epoch_seconds(ms: i64) -> Value {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds fit in 53 bits until the year 287396"
    )]
    let seconds = ms as f64 / 1000.0;
    json!(seconds)
}

/// `2026-01-31T12:00:00.000Z`, as the Query protocols have it.
pub(crate) fn iso8601(ms: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.millisecond()
    )
}

#[cfg(test)]
mod tests {
    use super::iso8601;

    #[test]
    fn writes_utc_with_milliseconds() {
        assert_eq!(iso8601(1_767_225_600_123), "2026-01-01T00:00:00.123Z");
    }
}
