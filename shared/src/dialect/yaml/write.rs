//! A tree written as YAML that every reader understands in the same way: block style, and double
//! quotes around every text that is not plainly one.

use crate::json::Json;

/// Writes a tree; an object of nothing but `Ref` as the short tag.
pub(in crate::dialect) fn write(json: &Json) -> String {
    let mut text = String::new();
    match json {
        Json::Object(members) if !members.is_empty() => mapping(members, 0, &mut text),
        Json::Array(elements) if !elements.is_empty() => sequence(elements, 0, &mut text),
        other => {
            scalar(other, &mut text);
            text.push('\n');
        }
    }
    text
}

fn mapping(members: &[(String, Json)], depth: usize, text: &mut String) {
    for (at, (name, value)) in members.iter().enumerate() {
        // The first one stands behind the dash of the list that the mapping is in, if it is in one.
        if at > 0 || text.is_empty() || text.ends_with('\n') {
            indent(depth, text);
        }
        // Readers take names of up to 1024 characters without a mark.
        let long = name.len() > 200;
        if long {
            text.push_str("? ");
        }
        string(name, text);
        if long {
            text.push('\n');
            indent(depth, text);
        }
        text.push(':');
        member(value, depth, text);
    }
}

fn member(value: &Json, depth: usize, text: &mut String) {
    match value {
        Json::Object(members) if !members.is_empty() && reference(value).is_none() => {
            text.push('\n');
            mapping(members, depth + 1, text);
        }
        Json::Array(elements) if !elements.is_empty() => {
            text.push('\n');
            sequence(elements, depth + 1, text);
        }
        other => {
            text.push(' ');
            scalar(other, text);
            text.push('\n');
        }
    }
}

fn sequence(elements: &[Json], depth: usize, text: &mut String) {
    for (at, element) in elements.iter().enumerate() {
        if at > 0 || text.is_empty() || text.ends_with('\n') {
            indent(depth, text);
        }
        text.push_str("- ");
        match element {
            Json::Object(members) if !members.is_empty() && reference(element).is_none() => {
                mapping(members, depth + 1, text);
            }
            Json::Array(inner) if !inner.is_empty() => sequence(inner, depth + 1, text),
            other => {
                scalar(other, text);
                text.push('\n');
            }
        }
    }
}

fn indent(depth: usize, text: &mut String) {
    for _ in 0..depth {
        text.push_str("  ");
    }
}

/// The name behind `{"Ref": name}`.
fn reference(json: &Json) -> Option<&str> {
    match json.as_object()? {
        [(function, name)] if function == "Ref" => name.as_str(),
        _ => None,
    }
}

fn scalar(json: &Json, text: &mut String) {
    match json {
        Json::String(value) => string(value, text),
        Json::Array(_) => text.push_str("[]"),
        Json::Object(_) => match reference(json) {
            Some(name) => {
                text.push_str("!Ref ");
                string(name, text);
            }
            None => text.push_str("{}"),
        },
        other => text.push_str(&other.to_compact()),
    }
}

fn string(value: &str, text: &mut String) {
    if is_plain(value) {
        text.push_str(value);
    } else {
        quoted(value, text);
    }
}

/// Words that one or the other version of YAML takes for something else.
const TAKEN: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

fn is_plain(value: &str) -> bool {
    let starts_well = value
        .starts_with(|first: char| first.is_ascii_alphabetic() || first == '/' || first == '_');
    starts_well
        && !value.ends_with(':')
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-./:@+=".contains(&byte))
        && !TAKEN.iter().any(|word| word.eq_ignore_ascii_case(value))
}

fn quoted(value: &str, text: &mut String) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            other if is_printable(other) => text.push(other),
            other => {
                let code = u32::from(other);
                let (mark, digits) = if code > 0xFFFF { ('U', 8) } else { ('u', 4) };
                let escaped = format!("\\{mark}{code:0digits$x}");
                text.push_str(&escaped);
            }
        }
    }
    text.push('"');
}

/// Whether YAML lets a character stand as it is, and every reader agrees on it.
fn is_printable(character: char) -> bool {
    !matches!(
        u32::from(character),
        0..=0x1F | 0x7F..=0xA0 | 0x2028 | 0x2029 | 0xFEFF | 0xFFFE | 0xFFFF
    )
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::json::parse;

    #[test]
    fn quotes_what_could_be_misread() {
        let json = parse(
            r#"{"a": "yes", "b": "80", "c": "web", "d": [], "e": [[1, "x: y"], {"f": null, "No": "a\n\u0085"}], "g": {"Ref": "X"}, "/h": {}}"#,
        )
        .unwrap();
        assert_eq!(
            write(&json),
            "a: \"yes\"\nb: \"80\"\nc: web\nd: []\ne:\n  - - 1\n    - \"x: y\"\n  - f: null\n    \"No\": \"a\\n\\u0085\"\ng: !Ref X\n/h: {}\n"
        );
    }
}
