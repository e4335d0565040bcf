//! Writing JSON text. What was read is written again with its members, order and numbers.

use super::Json;
use crate::text::is_hidden;

pub(super) fn compact(json: &Json) -> String {
    let mut text = String::new();
    write_compact(json, &mut text);
    text
}

pub(super) fn pretty(json: &Json) -> String {
    let mut text = String::new();
    write_pretty(json, 0, &mut text);
    text
}

fn write_compact(json: &Json, text: &mut String) {
    match json {
        Json::Array(elements) => {
            text.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_compact(element, text);
            }
            text.push(']');
        }
        Json::Object(members) => {
            text.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_string(name, text);
                text.push(':');
                write_compact(value, text);
            }
            text.push('}');
        }
        scalar => write_scalar(scalar, text),
    }
}

/// How many bytes [`compact`] writes.
pub(super) fn compact_length(json: &Json) -> usize {
    let around = |count: usize| 2 + count.saturating_sub(1);
    match json {
        Json::Null | Json::Bool(true) => 4,
        Json::Bool(false) => 5,
        Json::Number(number) => number.as_str().len(),
        Json::String(value) => string_length(value),
        Json::Bare(token) => token.len(),
        Json::Array(elements) => {
            around(elements.len()) + elements.iter().map(compact_length).sum::<usize>()
        }
        Json::Object(members) => {
            let member =
                |(name, value): &(String, Json)| string_length(name) + 1 + compact_length(value);
            around(members.len()) + members.iter().map(member).sum::<usize>()
        }
    }
}

fn string_length(value: &str) -> usize {
    let more = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 8 | 12 => 1,
        0..0x20 => 5,
        _ => 0,
    };
    // Written as `\u` and four digits, twice where it is beyond the first plane.
    let hidden: usize = value
        .chars()
        .filter(|letter| is_hidden(*letter))
        .map(|letter| 6 * letter.len_utf16() - letter.len_utf8())
        .sum();
    2 + value.len() + value.bytes().map(more).sum::<usize>() + hidden
}

fn write_pretty(json: &Json, depth: usize, text: &mut String) {
    match json {
        Json::Array(elements) if !elements.is_empty() => {
            text.push('[');
            for (at, element) in elements.iter().enumerate() {
                line(at, depth + 1, text);
                write_pretty(element, depth + 1, text);
            }
            line(0, depth, text);
            text.push(']');
        }
        Json::Object(members) if !members.is_empty() => {
            text.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                line(at, depth + 1, text);
                write_string(name, text);
                text.push_str(": ");
                write_pretty(value, depth + 1, text);
            }
            line(0, depth, text);
            text.push('}');
        }
        other => write_compact(other, text),
    }
}

/// Deeper levels are no longer moved to the right: with two hundred of them a text would become
/// hundreds of times as long. ECS's own nest to ten.
const DEEPEST: usize = 20;

fn line(at: usize, depth: usize, text: &mut String) {
    if at > 0 {
        text.push(',');
    }
    text.push('\n');
    for _ in 0..depth.min(DEEPEST) {
        text.push_str("  ");
    }
}

pub(super) fn write_scalar(json: &Json, text: &mut String) {
    match json {
        Json::Bool(true) => text.push_str("true"),
        Json::Bool(false) => text.push_str("false"),
        Json::Number(number) => text.push_str(number.as_str()),
        Json::String(value) => write_string(value, text),
        Json::Bare(token) => text.push_str(token),
        Json::Null | Json::Array(_) | Json::Object(_) => text.push_str("null"),
    }
}

pub(super) fn write_string(value: &str, text: &mut String) {
    text.push('"');
    escape_into(value, text);
    text.push('"');
}

/// A text in quotes with nothing escaped that need not be, as RFC 8785 has it.
pub(super) fn write_canonical_string(value: &str, text: &mut String) {
    text.push('"');
    escape_where(value, text, is_escaped);
    text.push('"');
}

/// Writes what stands between the quotes. What nobody sees is written by its number: who reviews what
/// is sent must not be shown something else.
pub(crate) fn escape_into(value: &str, text: &mut String) {
    escape_where(value, text, |letter| {
        is_escaped(letter) || is_hidden(letter)
    });
}

/// Whether JSON has no other way to write it.
const fn is_escaped(letter: char) -> bool {
    letter < ' ' || letter == '"' || letter == '\\'
}

fn escape_where(value: &str, text: &mut String, is_special: impl Fn(char) -> bool) {
    let mut rest = value;
    while let Some(at) = rest.find(&is_special) {
        let (plain, special) = rest.split_at(at);
        text.push_str(plain);
        let mut characters = special.chars();
        if let Some(character) = characters.next() {
            escape(character, text);
        }
        rest = characters.as_str();
    }
    text.push_str(rest);
}

fn escape(character: char, text: &mut String) {
    match character {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        '\u{8}' => text.push_str("\\b"),
        '\u{c}' => text.push_str("\\f"),
        hidden => {
            for unit in hidden.encode_utf16(&mut [0; 2]) {
                text.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    text.extend(char::from_digit(u32::from(*unit) >> shift & 15, 16));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Json;
    use super::compact_length;
    use crate::json::parse;

    #[test]
    fn knows_the_length_of_what_it_writes() {
        let text =
            r#"{"a\"\\":[],"b":[1,{"c":"\u0001\n\bö"}],"d":{},"e":[null,true,false,-1.5e3]}"#;
        let json = parse(text).unwrap();
        assert_eq!(json.compact_length(), json.to_compact().len());
    }

    #[test]
    fn deep_levels_do_not_make_a_text_much_longer() {
        let text = "[".repeat(199) + &"0,".repeat(1000) + "0" + &"]".repeat(199);
        let json = parse(&text).unwrap();
        let pretty = json.to_pretty();
        assert!(pretty.len() < 25 * text.len(), "{}", pretty.len());
        assert_eq!(parse(&pretty).unwrap(), json);
    }

    #[test]
    fn writes_over_lines() {
        let json = parse(r#"{"a":[],"b":[1,{"c":"\u0001"}],"d":{}}"#).unwrap();
        assert_eq!(
            json.to_pretty(),
            "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {\n      \"c\": \"\\u0001\"\n    }\n  ],\n  \"d\": {}\n}"
        );
    }

    #[test]
    fn what_nobody_sees_is_written_by_its_number() {
        let json = Json::from("a\u{202e}b\u{200b}\u{e0041}\u{200d}ö");
        let text = json.to_compact();
        assert_eq!(text, "\"a\\u202eb\\u200b\\udb40\\udc41\u{200d}ö\"");
        assert_eq!(crate::json::parse(&text).unwrap(), json);
        assert_eq!(compact_length(&json), text.len());
    }
}
