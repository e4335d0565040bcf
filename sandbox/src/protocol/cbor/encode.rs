//! Writing CBOR (RFC 8949): definite lengths, and the tag for points in time.

use serde_json::{Number, Value};

use super::is_time;

/// The tag of seconds since the epoch.
const EPOCH: u8 = 0xc1;

/// The bytes of a value.
pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    item(&mut out, value);
    out
}

fn item(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.push(0xf6),
        Value::Bool(flag) => out.push(if *flag { 0xf5 } else { 0xf4 }),
        Value::Number(value) => number(out, value),
        Value::String(value) => text(out, value),
        Value::Array(items) => {
            head(out, 4, items.len() as u64);
            for value in items {
                item(out, value);
            }
        }
        Value::Object(members) => {
            head(out, 5, members.len() as u64);
            for (name, value) in members {
                text(out, name);
                if value.is_number() && is_time(name) {
                    out.push(EPOCH);
                }
                item(out, value);
            }
        }
    }
}

fn number(out: &mut Vec<u8>, value: &Number) {
    if let Some(value) = value.as_u64() {
        head(out, 0, value);
    } else if let Some(value) = value.as_i64() {
        // Below zero, what is written is how far below -1.
        head(out, 1, value.unsigned_abs().saturating_sub(1));
    } else {
        out.push(0xfb);
        out.extend(value.as_f64().unwrap_or_default().to_be_bytes());
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    head(out, 3, text.len() as u64);
    out.extend(text.as_bytes());
}

/// The head of an item: its kind, and a number in as few bytes as hold it.
fn head(out: &mut Vec<u8>, major: u8, value: u64) {
    let kind = major << 5;
    if let Ok(value) = u8::try_from(value) {
        if value < 24 {
            out.push(kind | value);
        } else {
            out.extend([kind | 0x18, value]);
        }
    } else if let Ok(value) = u16::try_from(value) {
        out.push(kind | 0x19);
        out.extend(value.to_be_bytes());
    } else if let Ok(value) = u32::try_from(value) {
        out.push(kind | 0x1a);
        out.extend(value.to_be_bytes());
    } else {
        out.push(kind | 0x1b);
        out.extend(value.to_be_bytes());
    }
}
