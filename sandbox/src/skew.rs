//! A server whose clock differs from the client's: a signature that is more than five minutes off
//! is refused, as AWS refuses it. A client that corrects its clock by the answer's `Date` header
//! gets through the next time.

use time::{
    Duration, OffsetDateTime, PrimitiveDateTime, format_description::BorrowedFormatItem,
    macros::format_description,
};

use crate::error::AwsError;

const TOLERANCE: Duration = Duration::minutes(5);
const AMZ_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day]T[hour][minute][second]Z");
const HTTP_DATE: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);

/// The time at a server, and whether it takes a request that was signed at a date.
#[derive(Debug)]
pub(crate) struct SkewedClock {
    now: OffsetDateTime,
}

impl SkewedClock {
    /// A clock that is so many seconds ahead of the true one; behind it when negative.
    pub(crate) fn ahead(now: OffsetDateTime, seconds: i64) -> Self {
        Self {
            now: now.saturating_add(Duration::seconds(seconds)),
        }
    }

    /// The `Date` header of its answers.
    pub(crate) fn http_date(&self) -> String {
        self.now.format(HTTP_DATE).unwrap_or_default()
    }

    /// Refuses a signature of another time. `signed` is the header `X-Amz-Date`; without one the
    /// request counts as signed at the true time.
    pub(crate) fn check(&self, signed: Option<&str>, now: OffsetDateTime) -> Option<AwsError> {
        let signed = signed
            .and_then(|date| PrimitiveDateTime::parse(date, AMZ_DATE).ok())
            .map_or(now, PrimitiveDateTime::assume_utc);
        let show = |at: OffsetDateTime| at.format(AMZ_DATE).unwrap_or_default();
        let (own, bound) = (show(self.now), self.now);
        let message = if signed < bound - TOLERANCE {
            format!(
                "Signature expired: {} is now earlier than {} ({own} - 5 min.)",
                show(signed),
                show(bound - TOLERANCE)
            )
        } else if signed > bound + TOLERANCE {
            format!(
                "Signature not yet current: {} is still later than {} ({own} + 5 min.)",
                show(signed),
                show(bound + TOLERANCE)
            )
        } else {
            return None;
        };
        Some(AwsError::new("InvalidSignatureException", message))
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::SkewedClock;

    #[test]
    fn a_signature_must_be_of_the_servers_time() {
        let now = OffsetDateTime::from_unix_timestamp(1_767_225_600).unwrap();
        let clock = SkewedClock::ahead(now, 3_600);
        assert_eq!(clock.http_date(), "Thu, 01 Jan 2026 01:00:00 GMT");
        let refused = clock.check(Some("20260101T000000Z"), now).unwrap();
        assert_eq!(
            refused.message,
            "Signature expired: 20260101T000000Z is now earlier than 20260101T005500Z \
             (20260101T010000Z - 5 min.)"
        );
        assert_eq!(clock.check(Some("20260101T005801Z"), now), None);
        let refused = SkewedClock::ahead(now, -3_600).check(None, now).unwrap();
        assert!(refused.message.starts_with("Signature not yet current: "));
    }
}
