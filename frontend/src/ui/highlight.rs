//! The parts of a line of JSON, for colors. Lines are looked at one by one: a text of JSON never
//! goes over a line's end.

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A member's name.
    Name,
    Text,
    Number,
    /// `true`, `false` or `null`.
    Word,
    /// Brackets, commas, spaces.
    Plain,
    /// What is no JSON.
    Other,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Text => "text",
            Self::Number => "number",
            Self::Word => "word",
            Self::Plain => "plain",
            Self::Other => "other",
        }
    }
}

/// A part of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
}

/// Takes a line apart; together the parts are the line.
pub(super) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut found: Vec<Piece<'_>> = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            '"' => {
                let length = text_length(rest);
                let after = rest.get(length..).unwrap_or_default().trim_start();
                let kind = if after.starts_with(':') {
                    Kind::Name
                } else {
                    Kind::Text
                };
                (kind, length)
            }
            '-' | '0'..='9' => (
                Kind::Number,
                run(rest, |one| {
                    one.is_ascii_alphanumeric() || "+-.".contains(one)
                }),
            ),
            one if is_plain(one) => (Kind::Plain, run(rest, is_plain)),
            _ => {
                let length = run(rest, |one| !is_plain(one) && one != '"');
                let kind = match rest.get(..length) {
                    Some("true" | "false" | "null") => Kind::Word,
                    _ => Kind::Other,
                };
                (kind, length)
            }
        };
        let Some((text, after)) = rest.split_at_checked(length.max(first.len_utf8())) else {
            break;
        };
        found.push(Piece { kind, text });
        rest = after;
    }
    found
}

fn is_plain(one: char) -> bool {
    one.is_whitespace() || "{}[],:".contains(one)
}

/// How many bytes belong to a run of characters.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|one| !belongs(one)).unwrap_or(text.len())
}

/// How many bytes a text in quotes has; to the line's end where it is not closed.
fn text_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, one) in text.char_indices().skip(1) {
        match one {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Kind, pieces};

    #[test]
    fn knows_the_parts_of_a_line() {
        let kinds: Vec<(Kind, &str)> = pieces(r#"  "a\"b": [-1.5e3, true, "x", @@B@@],"#)
            .into_iter()
            .map(|piece| (piece.kind, piece.text))
            .collect();
        assert_eq!(
            kinds,
            [
                (Kind::Plain, "  "),
                (Kind::Name, r#""a\"b""#),
                (Kind::Plain, ": ["),
                (Kind::Number, "-1.5e3"),
                (Kind::Plain, ", "),
                (Kind::Word, "true"),
                (Kind::Plain, ", "),
                (Kind::Text, "\"x\""),
                (Kind::Plain, ", "),
                (Kind::Other, "@@B@@"),
                (Kind::Plain, "],"),
            ]
        );
    }

    #[test]
    fn the_parts_are_the_line() {
        for line in ["", "\"open", "{\"ä\": \"ö\"", "-", "\\", "\u{feff}{"] {
            let whole: String = pieces(line).iter().map(|piece| piece.text).collect();
            assert_eq!(whole, line);
        }
    }
}
