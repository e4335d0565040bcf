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
    /// Whether it can be nothing else. What looks like a variable in the middle of a sentence may
    /// be meant for the shell in the container; it is filled in where a value is given.
    pub certain: bool,
}

/// Lists the placeholders of a text in their order, each name once: `@@NAME@@`, `${NAME}`,
/// `${NAME:-default}`, `$NAME`, `<NAME>`, `{{ NAME }}`, `` {{ must_env `NAME` }} `` and
/// `{{ env "NAME" "default" }}`. The revision's ARN, which a plan fills, is none of them.
pub fn find(text: &str) -> Vec<Placeholder> {
    let mut found: Vec<Placeholder> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    let mut at = 0;
    for piece in pieces(text) {
        let mut placeholder = match piece {
            Piece::Text(plain) => {
                at += plain.len();
                continue;
            }
            Piece::Placeholder(placeholder) => placeholder,
        };
        let end = at + placeholder.token.len();
        placeholder.certain =
            !placeholder.token.starts_with('$') || !is_in_a_sentence(text, at, end);
        at = end;
        let known = by_name
            .get(&placeholder.name)
            .and_then(|at| found.get_mut(*at));
        if let Some(known) = known {
            known.default = known.default.take().or(placeholder.default);
            known.certain |= placeholder.certain;
        } else {
            by_name.insert(placeholder.name.clone(), found.len());
            found.push(placeholder);
        }
    }
    found
}

/// Whether the text between the nearest quotes around a place has spaces, as commands have.
fn is_in_a_sentence(text: &str, start: usize, end: usize) -> bool {
    let near = start.saturating_sub(MAX_LENGTH);
    let before = text.get(ceil(text, near)..start).unwrap_or_default();
    let after = text
        .get(end..floor(text, end + MAX_LENGTH))
        .unwrap_or_default();
    let (Some((_, before)), Some((after, _))) = (before.rsplit_once('"'), after.split_once('"'))
    else {
        return false;
    };
    // A placeholder that stands bare is between the texts of others.
    let bare = before.contains([':', ',', '['])
        && before.trim_end().ends_with([':', ',', '['])
        && after.trim_start().starts_with([',', '}', ']']);
    !bare && (before.contains(' ') || after.contains(' '))
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
    has_sign(text)
        || is_enclosed(text)
        || is_crossed_out(text)
        || names_an_account(text)
        || UNFILLED.are_in(text)
}

/// What people write in the place of a value, besides placeholders, in whatever case.
static UNFILLED: Marks<12> = Marks::in_any_case([
    "account_id",
    "account-id",
    "accountid",
    "aws_account",
    "your_",
    "your-",
    "...",
    "***",
    "replace_",
    "change_me",
    "change-me",
    "changeme",
]);

/// Whether a few x stand for what is to be written there, as in `subnet-xxxxxxxx`.
fn is_crossed_out(text: &str) -> bool {
    text.split(|character: char| !character.eq_ignore_ascii_case(&'x'))
        .any(|run| (3..=24).contains(&run.len()))
}

/// Whether an ARN has a word where the account's number stands.
fn names_an_account(text: &str) -> bool {
    let Some(account) = text
        .strip_prefix("arn:")
        .and_then(|rest| rest.split(':').nth(3))
    else {
        return false;
    };
    let large = |byte: u8| byte.is_ascii_uppercase() || b"_-".contains(&byte);
    account.to_ascii_lowercase().contains("account")
        || account.len() > 2 && account.bytes().all(large)
}

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

/// Whether the whole text is a token of the kind that scripts replace: `__NAME__`, `[[NAME]]` or
/// `((NAME))`.
fn is_enclosed(text: &str) -> bool {
    [("__", "__"), ("[[", "]]"), ("((", "))")]
        .into_iter()
        .filter_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))
        .any(|inside| is_name(inside.trim()))
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
            .and_then(|tail| tail.find(['@', '$', '{', '<']))
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
    } else if let Some(inside) = text.strip_prefix("{{") {
        (inside, "}}")
    } else if let Some(inside) = text.strip_prefix('<') {
        (inside, ">")
    } else {
        return variable(text);
    };
    // A placeholder never goes over the end of its line; without this bound a text of a million
    // opening braces would be searched to its end a million times.
    let window = inside.get(..floor(inside, MAX_LENGTH)).unwrap_or_default();
    let window = window.lines().next().unwrap_or_default();
    let end = window.find(close)?;
    let length = text.len() - inside.len() + end + close.len();
    let inside = inside.get(..end)?;
    let (name, default) = match close {
        "}" => match inside.split_once(":-") {
            Some((name, default)) => (name, Some(default.to_owned())),
            None => (inside, None),
        },
        "}}" => call(inside)?,
        ">" if !is_large(inside) => return None,
        _ => (inside, None),
    };
    let token = text.get(..length)?;
    is_name(name).then(|| (placeholder(token, name, default), length))
}

/// Reads `$NAME`.
fn variable(text: &str) -> Option<(Placeholder, usize)> {
    let rest = text.strip_prefix('$')?;
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let length = rest
        .bytes()
        .position(|byte| !is_inside(byte))
        .unwrap_or(rest.len());
    let name = rest.get(..length)?;
    let token = text.get(..=length)?;
    (is_name(name) && length <= MAX_LENGTH).then(|| (placeholder(token, name, None), token.len()))
}

fn placeholder(token: &str, name: &str, default: Option<String>) -> Placeholder {
    Placeholder {
        token: token.to_owned(),
        name: name.to_owned(),
        default,
        certain: true,
    }
}

/// A name in capitals, such as `IMAGE1_NAME`.
fn is_large(name: &str) -> bool {
    is_name(name) && !name.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// The length of a placeholder that stands where JSON wants a value, at the start of a text.
pub(crate) fn bare(text: &str) -> Option<usize> {
    let window = text.get(..floor(text, MAX_LENGTH))?;
    let line = window.lines().next()?;
    let enclosed = |open: &str, close: &str| {
        let inside = line.strip_prefix(open)?;
        let end = inside.find(close)?;
        // What has quotes or brackets of its own is something else, but for the calls in braces.
        let plain = open == "{{" || !inside.get(..end)?.contains(['"', '{', '[', '<']);
        (end > 0 && plain).then_some(open.len() + end + close.len())
    };
    enclosed("@@", "@@")
        .or_else(|| enclosed("{{", "}}"))
        .or_else(|| enclosed("${", "}"))
        .or_else(|| enclosed("<", ">"))
        .or_else(|| enclosed("%", "%"))
        .or_else(|| variable(line).map(|(_, length)| length))
}

/// The longest placeholder that is recognised.
const MAX_LENGTH: usize = 400;

fn ceil(text: &str, at: usize) -> usize {
    (at..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len())
}

fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// Reads `NAME`, `must_env "NAME"` and `env "NAME" "default"`, quoted with `"`, `\"` or a backtick.
fn call(inside: &str) -> Option<(&str, Option<String>)> {
    let inside = inside.trim().trim_matches('-').trim();
    if is_name(inside) {
        return Some((inside, None));
    }
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

    use super::{fill, find, looks_unfilled};

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
            "d": {{ env "D" "1" }}, "e": "{{ env \"E\" \"e\" }}", "f": "@@A@@ {{ must_env "F" }}",
            "g": "$G/x", "h": "<IMAGE1_NAME>", "i": {{ count }}, "j": [$LIST]}"#;
        assert_eq!(
            listed(text),
            [
                "A",
                "B=b",
                "C",
                "D=1",
                "E=e",
                "F",
                "G",
                "IMAGE1_NAME",
                "count",
                "LIST"
            ]
        );
        assert!(find(text).iter().all(|found| found.certain));
    }

    #[test]
    fn is_not_certain_of_what_a_shell_may_mean() {
        let text = r#"{"command": ["sh", "-c", "echo $HOME ${PORT}"], "image": "$REPO:1", "n": $N, "a": "b c"}"#;
        let certain: Vec<(String, bool)> = find(text)
            .into_iter()
            .map(|found| (found.name, found.certain))
            .collect();
        let named = |name: &str, certain: bool| (name.to_owned(), certain);
        assert_eq!(
            certain,
            [
                named("HOME", false),
                named("PORT", false),
                named("REPO", true),
                named("N", true)
            ]
        );
    }

    #[test]
    fn leaves_what_is_no_placeholder() {
        let text = r#"{"a": "a@@b", "b": "${1+2} ${", "c": "{{ tfstate `x` }}", "d": "@@TASKDEFINITION_ARN@@", "e": {}, "f": "a <b> $ 5 $1"}"#;
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
    fn knows_what_people_write_in_the_place_of_a_value() {
        for open in [
            "${A}-b",
            "a/$B",
            "<IMAGE1_NAME>",
            "@@A@@",
            "{{ must_env `A` }}",
            "{INSERT IT}",
            "#{A}#",
            "%A%",
            "__A__",
            "[[A]]",
            "((a-b))",
            "YOUR_ACCOUNT",
            "arn:aws:iam::XXXXXXXXXXXX:role/a",
            "arn:aws:iam::xxxxxxxxxxxx:role/a",
            "arn:aws:iam::ACCOUNT:role/a",
            "arn:aws:iam::aws_account_id:role/a",
            "subnet-xxx",
            "sg-...",
            "arn:aws:iam::************:role/a",
        ] {
            assert!(looks_unfilled(open), "{open}");
        }
        for filled in [
            "a_b",
            "__init__.py",
            "[[ a b ]]",
            "$5",
            "a < b",
            "__",
            "((1 + 2))",
        ] {
            assert!(!looks_unfilled(filled), "{filled}");
        }
        // This is only long.
        assert!(!looks_unfilled(&"x".repeat(256)));
    }

    #[test]
    fn stays_quick_on_a_text_of_openings() {
        let text = "{{${@@".repeat(100_000);
        assert_eq!(fill(&text, &BTreeMap::new()), text);
    }
}
