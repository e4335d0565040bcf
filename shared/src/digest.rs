//! SHA-256, by which plans, versions and rules are recognized.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::json;

/// The SHA-256 of a text, in lower-case hex.
pub fn sha256(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a String cannot fail.
        write!(hex, "{byte:02x}").unwrap_or_default();
    }
    hex
}

/// The SHA-256 of a value's canonical JSON (RFC 8785), in lower-case hex.
pub fn of<T: serde::Serialize>(value: &T) -> String {
    // What is asked for here is strings, numbers and lists of them, which always serialize.
    let text = serde_json::to_string(value).unwrap_or_default();
    let canonical = json::parse(&text).map_or(text, |json| json.to_canonical());
    sha256(&canonical)
}
