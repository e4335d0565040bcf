//! What a plain scalar is, as YAML 1.2's core schema has it.

use crate::json::{Json, Number};

/// The value of a plain scalar.
///
/// Digits with a leading zero stay a text: such an account id, port pair or file mode would lose
/// its spelling as a number.
pub(super) fn resolve(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        _ => number(text).map_or_else(|| Json::from(text), Json::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_digit() || b"+-.".contains(&first)) || text.len() > 400 {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let plain = text.bytes().all(|byte| b"0123456789+-.eE".contains(&byte));
    if !plain {
        return None;
    }
    if let Some(number) = Number::parse(text) {
        return Some(number);
    }
    // What YAML allows and JSON does not: `+1`, `.5` and `1.`.
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, exponent) = match rest.find(['e', 'E']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let whole = whole.strip_suffix('.').unwrap_or(whole);
    let zero = if whole.starts_with('.') { "0" } else { "" };
    Number::parse(&format!("{sign}{zero}{whole}{exponent}"))
}

fn radix(digits: &str, radix: u32) -> Option<Number> {
    let digits = Some(digits).filter(|digits| !digits.starts_with(['+', '-']))?;
    let value = i64::from_str_radix(digits, radix).ok()?;
    Number::parse(&value.to_string())
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn resolves_as_the_core_schema_does() {
        for (text, json) in [
            ("~", "null"),
            ("True", "true"),
            ("yes", "\"yes\""),
            ("12", "12"),
            ("-1.50", "-1.50"),
            ("+7", "7"),
            (".5", "0.5"),
            ("2.", "2"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("1e3", "1e3"),
            ("012345678901", "\"012345678901\""),
            ("22:22", "\"22:22\""),
            ("1.2.3", "\"1.2.3\""),
            (".inf", "\".inf\""),
            ("-", "\"-\""),
            (".", "\".\""),
            ("0x+1", "\"0x+1\""),
        ] {
            assert_eq!(resolve(text).to_compact(), json, "{text}");
        }
    }
}
