//! Moments as the browser's own field for date and time has them, in the browser's time zone.

use wasm_bindgen::JsValue;

pub(super) use crate::format::zone;

/// The moment in milliseconds since the epoch; nothing for what is none.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the browser's dates count whole milliseconds far below 2^53"
)]
pub(super) fn read(text: &str) -> Option<i64> {
    // A date without a time would be taken as one of another time zone.
    if !text.contains('T') {
        return None;
    }
    let at_ms = js_sys::Date::new(&JsValue::from_str(text)).get_time();
    at_ms.is_finite().then_some(at_ms as i64)
}

/// A moment as the field shows it.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since the epoch stay exact in a double for 285 000 years"
)]
pub(super) fn write(at_ms: i64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(at_ms as f64));
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}
