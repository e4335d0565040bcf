//! Placeholders in a definition's text: found, listed, and filled from what is given.
//!
//! They are handled in the text and not in the tree, because some stand where JSON has no place
//! for them. Never decides a value.

use std::collections::BTreeMap;

use crate::json;
use crate::marks::Marks;
use crate::plan::TASK_DEFINITION_ARN;

/// A place in a text that waits for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// As it stands, such as `@@TARGET_GROUP_ARN@@`.
    pub token: String,
    /// Its name, such as `TARGET_GROUP_ARN`.
    pub name: String,
    /// The value that it has when none is given.
    pub default: Option<String>,
}

/// Lists the placeholders of a text in their order, each name once:
/// `@@NAME@@`, `${NAME}`, `${NAME:-default}`, `` {{ must_env `NAME` }} `` and
/// `{{ env "NAME" "default" }}`. The revision's ARN, which a plan fills, is none of them.
pub fn find(text: &str) -> Vec<Placeholder> {
    let mut found: Vec<Placeholder> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for piece in pieces(text) {
        let Piece::Placeholder(placeholder) = piece else {
            continue;
        };
        let known = by_name
            .get(&placeholder.name)
            .and_then(|at| found.get_mut(*at));
        if let Some(known) = known {
            known.default = known.default.take().or(placeholder.default);
        } else {
            by_name.insert(placeholder.name.clone(), found.len());
            found.push(placeholder);
        }
    }
    found
}

/// Puts values in the place of placeholders, by name. Inside of a JSON text the value is escaped,
/// outside it stands as given, so that it can be a number. Placeholders without a value stay.
pub fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut in_string = false;
    for piece in pieces(text) {
        match piece {
            Piece::Text(plain) => {
                in_string = follow_quotes(plain, in_string);
                filled.push_str(plain);
            }
            Piece::Placeholder(placeholder) => match values.get(&placeholder.name) {
                Some(value) if in_string => json::escape_into(value, &mut filled),
                Some(value) => filled.push_str(value),
                None => filled.push_str(&placeholder.token),
            },
        }
    }
    filled
}

/// Whether a text waits for a value or looks as if it did, such as `<IMAGE>`, `YOUR_ACCOUNT` or
/// `$TAG`. A rule that would have to read such a text knows nothing.
pub(crate) fn looks_unfilled(text: &str) -> bool {
    has_sign(text) || UNFILLED.are_in(text)
}

/// What people write in the place of a value, besides placeholders.
static UNFILLED: Marks<10> = Marks::new([
    "ACCOUNT_ID",
    "ACCOUNTID",
    "AWS_ACCOUNT",
    "YOUR_",
    "YOUR-",
    "your-",
    "XXXX",
    "REPLACE_",
    "CHANGE_ME",
    "CHANGEME",
]);

fn has_sign(text: &str) -> bool {
    if !text.bytes().any(|byte| b"<$@{%".contains(&byte)) {
        return false;
    }
    let angle = text
        .split_once('<')
        .is_some_and(|(before, rest)| before.is_empty() || rest.contains('>'));
    let dollar = text.split('$').skip(1).any(|rest| {
        rest.starts_with(|next: char| {
            next.is_ascii_alphabetic() || next == '_' || next == '{' || next == '('
        })
    });
    let percent = text.len() > 2 && text.starts_with('%') && text.ends_with('%');
    angle
        || dollar
        || percent
        || text.contains("@@")
        || text.contains("{{")
        || (text.contains('{') && text.contains('}'))
}

enum Piece<'a> {
    Text(&'a str),
    Placeholder(Placeholder),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut from = 0;
        while let Some(start) = rest
            .get(from..)
            .and_then(|tail| tail.find(['@', '$', '{']))
            .map(|at| at + from)
        {
            if let Some((placeholder, length)) = rest.get(start..).and_then(read) {
                if start > 0 {
                    let (plain, tail) = rest.split_at(start);
                    rest = tail;
                    return Some(Piece::Text(plain));
                }
                rest = rest.get(length..).unwrap_or_default();
                return Some(Piece::Placeholder(placeholder));
            }
            from = start + 1;
        }
        Some(Piece::Text(std::mem::take(&mut rest)))
    })
}

/// Reads the placeholder that the text starts with, and its length.
fn read(text: &str) -> Option<(Placeholder, usize)> {
    if text.starts_with(TASK_DEFINITION_ARN) {
        return None;
    }
    let (inside, close) = if let Some(inside) = text.strip_prefix("@@") {
        (inside, "@@")
    } else if let Some(inside) = text.strip_prefix("${") {
        (inside, "}")
    } else {
        (text.strip_prefix("{{")?, "}}")
    };
    // A placeholder never goes over the end of its line; without this bound a text of a million
    // opening braces would be searched to its end a million times.
    let window = inside.get(..floor(inside, MAX_LENGTH)).unwrap_or_default();
    let window = window.lines().next().unwrap_or_default();
    let end = window.find(close)?;
    let inside = inside.get(..end)?;
    let length = 2 + end + close.len();
    let (name, default) = match close {
        "@@" => (inside, None),
        "}" => match inside.split_once(":-") {
            Some((name, default)) => (name, Some(default.to_owned())),
            None => (inside, None),
        },
        _ => call(inside)?,
    };
    let token = text.get(..length)?.to_owned();
    is_name(name).then(|| {
        let placeholder = Placeholder {
            token,
            name: name.to_owned(),
            default,
        };
        (placeholder, length)
    })
}

/// The longest placeholder that is recognised.
const MAX_LENGTH: usize = 400;

fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// Reads `must_env "NAME"` and `env "NAME" "default"`, quoted with `"`, `\"` or a backtick.
fn call(inside: &str) -> Option<(&str, Option<String>)> {
    let inside = inside.trim().trim_matches('-').trim();
    if let Some(arguments) = inside.strip_prefix("must_env") {
        let (name, rest) = quoted(arguments)?;
        return rest.trim().is_empty().then_some((name, None));
    }
    let (name, rest) = quoted(inside.strip_prefix("env")?)?;
    if rest.trim().is_empty() {
        return Some((name, None));
    }
    let (default, rest) = quoted(rest)?;
    rest.trim()
        .is_empty()
        .then(|| (name, Some(default.to_owned())))
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let quote = ["`", "\\\"", "\""]
        .into_iter()
        .find(|quote| text.starts_with(quote))?;
    text.get(quote.len()..)?.split_once(quote)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Whether a JSON text is open after `plain`, when it was or was not before.
fn follow_quotes(plain: &str, mut in_string: bool) -> bool {
    let mut escaped = false;
    for byte in plain.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ => {}
        }
    }
    in_string
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{fill, find};

    fn listed(text: &str) -> Vec<String> {
        find(text)
            .into_iter()
            .map(|found| match found.default {
                Some(default) => format!("{}={default}", found.name),
                None => found.name,
            })
            .collect()
    }

    #[test]
    fn finds_every_dialect_once() {
        let text = r#"{"a": "@@A@@", "b": "x-${B}-${B:-b}", "c": "{{ must_env `C` }}",
            "d": {{ env "D" "1" }}, "e": "{{ env \"E\" \"e\" }}", "f": "@@A@@ {{ must_env "F" }}"}"#;
        assert_eq!(listed(text), ["A", "B=b", "C", "D=1", "E=e", "F"]);
    }

    #[test]
    fn leaves_what_is_no_placeholder() {
        let text = r#"{"a": "a@@b", "b": "${1+2} ${", "c": "{{ tfstate `x` }}", "d": "@@TASKDEFINITION_ARN@@", "e": {}}"#;
        assert_eq!(listed(text), Vec::<String>::new());
        assert_eq!(fill(text, &BTreeMap::new()), text);
    }

    #[test]
    fn fills_texts_escaped_and_numbers_bare() {
        let values = BTreeMap::from([
            ("A".to_owned(), "say \"hi\"\\".to_owned()),
            ("N".to_owned(), "3".to_owned()),
        ]);
        assert_eq!(
            fill(
                r#"{"a": "x\" @@A@@", "n": ${N:-1}, "o": "${OTHER}", "t": "@@TASKDEFINITION_ARN@@"}"#,
                &values
            ),
            r#"{"a": "x\" say \"hi\"\\", "n": 3, "o": "${OTHER}", "t": "@@TASKDEFINITION_ARN@@"}"#
        );
    }

    #[test]
    fn stays_quick_on_a_text_of_openings() {
        let text = "{{${@@".repeat(100_000);
        assert_eq!(fill(&text, &BTreeMap::new()), text);
    }
}
