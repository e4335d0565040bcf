//! Canonical JSON (RFC 8785), so that the same plan has the same hash everywhere.

use std::fmt::Write as _;

use super::{Json, Number, write};

pub(super) fn canonical(json: &Json) -> String {
    let mut text = String::new();
    write_value(json, &mut text);
    text
}

fn write_value(json: &Json, text: &mut String) {
    match json {
        Json::Array(elements) => {
            text.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_value(element, text);
            }
            text.push(']');
        }
        Json::Object(members) => {
            let mut sorted: Vec<&(String, Json)> = members.iter().collect();
            // RFC 8785 sorts by UTF-16 code units, which differs from Rust's order beyond the
            // basic plane.
            sorted.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
            text.push('{');
            for (at, (name, value)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write::write_canonical_string(name, text);
                text.push(':');
                write_value(value, text);
            }
            text.push('}');
        }
        Json::Number(number) => write_number(number, text),
        Json::String(value) => write::write_canonical_string(value, text),
        scalar => write::write_scalar(scalar, text),
    }
}

/// So far a double tells every whole number from the next.
const LARGEST_APART: u64 = 1 << 53;

/// Writes a number as ECMAScript's `Number::toString` does. One that is beyond a double, or a whole
/// one so large that a double has its neighbors for the same, stays as it was written: what differs
/// has another text.
fn write_number(number: &Number, text: &mut String) {
    let value = number.as_f64();
    let whole = number.as_i64();
    if !value.is_finite() || whole.is_some_and(|whole| whole.unsigned_abs() > LARGEST_APART) {
        text.push_str(number.as_str());
        return;
    }
    if value == 0.0 {
        text.push('0');
        return;
    }
    if value < 0.0 {
        text.push('-');
    }
    // Rust's shortest form in scientific notation has the digits that ECMAScript wants.
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    if (count..=21).contains(&point) {
        text.push_str(&digits);
        text.push_str(&zeros(point - count));
    } else if (1..=21).contains(&point) {
        let (before, after) = digits.split_at(usize::try_from(point).unwrap_or(0));
        text.push_str(before);
        text.push('.');
        text.push_str(after);
    } else if (-5..=0).contains(&point) {
        text.push_str("0.");
        text.push_str(&zeros(-point));
        text.push_str(&digits);
    } else {
        let (first, others) = digits.split_at(1);
        text.push_str(first);
        if !others.is_empty() {
            text.push('.');
            text.push_str(others);
        }
        text.push('e');
        if point > 0 {
            text.push('+');
        }
        // Writing to a String cannot fail.
        write!(text, "{}", point - 1).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use crate::json::parse;

    /// Hashes that were kept are over this text.
    #[test]
    fn what_nobody_sees_stays_as_it_is() {
        let json = crate::json::parse("{\"a\u{200b}\": \"\u{202e}b\"}").unwrap();
        assert_eq!(super::canonical(&json), "{\"a\u{200b}\":\"\u{202e}b\"}");
    }

    #[test]
    fn follows_the_examples_of_rfc_8785() {
        let text = r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
        assert_eq!(
            parse(text).unwrap().to_canonical(),
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
    }

    #[test]
    fn sorts_by_utf_16() {
        let text = r#"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#;
        let canonical = parse(text).unwrap().to_canonical();
        let values: String = canonical.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(values, "2146".to_owned() + "7153", "{canonical}");
    }

    #[test]
    fn writes_whole_numbers_plainly() {
        let text = "[1.0,-0,100,1e21,123456789012345680000,1e-6,1e-7,-2.50]";
        assert_eq!(
            parse(text).unwrap().to_canonical(),
            "[1,0,100,1e+21,123456789012345680000,0.000001,1e-7,-2.5]"
        );
    }

    #[test]
    fn large_whole_numbers_that_differ_stay_different() {
        let text = "[9007199254740992,9007199254740993,-9007199254740993]";
        assert_eq!(parse(text).unwrap().to_canonical(), text);
    }
}
