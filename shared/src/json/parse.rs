//! Reading JSON text, with errors that say where, what and the way out.

use super::{Json, Number};
use crate::clip::clip;
use crate::placeholder;

/// The largest text that is read. A task definition has at most 64 KiB; what `list` commands print
/// of many is far below this.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// The deepest nesting that is read. ECS's own nests to ten.
pub const MAX_DEPTH: usize = 200;

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, and the way out.
    pub message: String,
}

/// Reads a JSON text.
///
/// # Errors
/// Where it stops to be JSON, or is too large or too deep.
pub fn parse(text: &str) -> Result<Json, ParseError> {
    if text.len() > MAX_BYTES {
        return Err(ParseError {
            line: 1,
            column: 1,
            message: format!(
                "the text has {} bytes; Longshore reads at most {MAX_BYTES}, give it one definition",
                text.len()
            ),
        });
    }
    let mut reader = Reader::new(text);
    reader.space();
    if reader.peek().is_none() {
        return Err(reader.error("there is no JSON here; paste a definition, or choose a file"));
    }
    let value = reader.value(0)?;
    reader.space();
    match reader.peek() {
        None => Ok(value),
        Some(b',') => Err(reader.error(
            "a comma follows the end of the document; take it away, or put several documents in a list",
        )),
        Some(_) => Err(reader.error(
            "something follows the end of the document; take it away, or check the braces before it",
        )),
    }
}

/// A place in a text, and the reading from there on.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self { text, at }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) const fn offset(&self) -> usize {
        self.at
    }

    pub(super) const fn step(&mut self) {
        self.at += 1;
    }

    pub(super) fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// The length of the placeholder that stands here, where one does.
    fn placeholder(&self) -> Option<usize> {
        matches!(self.peek(), Some(b'{' | b'@' | b'$' | b'<' | b'%'))
            .then(|| placeholder::bare(self.rest()))?
    }

    pub(super) fn is_at_placeholder(&self) -> bool {
        self.placeholder().is_some()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn error(&self, message: impl Into<String>) -> ParseError {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        ParseError {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            message: message.into(),
        }
    }

    pub(super) fn value(&mut self, depth: usize) -> Result<Json, ParseError> {
        if depth >= MAX_DEPTH {
            return Err(self.error(format!(
                "the document nests deeper than {MAX_DEPTH} levels; no definition does, check what was pasted"
            )));
        }
        self.space();
        if let Some(length) = self.placeholder() {
            let token = self.rest().get(..length).unwrap_or_default().to_owned();
            self.at += length;
            return Ok(Json::Bare(token));
        }
        if self.rest().starts_with("{{") {
            return Err(self.error(
                "a placeholder stands here that is not closed on its line; close it with }}",
            ));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number().map(Json::Number),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Json, ParseError> {
        let rest = self.rest();
        for (word, value) in [
            ("true", Json::Bool(true)),
            ("false", Json::Bool(false)),
            ("null", Json::Null),
        ] {
            if let Some(after) = rest.strip_prefix(word)
                && !after.starts_with(|next: char| next.is_alphanumeric() || next == '_')
            {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.error(explain(rest, "a value")))
    }

    fn object(&mut self, depth: usize) -> Result<Json, ParseError> {
        self.step();
        let mut members = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.step();
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            let name = self.member_name(!members.is_empty())?;
            let value = self.value(depth + 1)?;
            members.push((name, value));
            if self.end_of_item(b'}')? {
                return Ok(Json::Object(members));
            }
        }
    }

    /// The name of a member and the colon after it.
    pub(super) fn member_name(&mut self, after_comma: bool) -> Result<String, ParseError> {
        match self.peek() {
            Some(b'"') => {}
            Some(b'}') if after_comma => {
                return Err(self.error("a comma stands before this }; take the comma away"));
            }
            _ => return Err(self.error(explain(self.rest(), "a member's name in double quotes"))),
        }
        let name = self.string()?;
        self.space();
        if self.peek() != Some(b':') {
            let name = clip(&name);
            return Err(self.error(format!(
                "a colon is missing after the name \"{name}\"; write \"{name}\": and its value"
            )));
        }
        self.step();
        Ok(name)
    }

    fn array(&mut self, depth: usize) -> Result<Json, ParseError> {
        self.step();
        let mut elements = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.step();
            return Ok(Json::Array(elements));
        }
        loop {
            self.space();
            if self.peek() == Some(b']') {
                return Err(self.error("a comma stands before this ]; take the comma away"));
            }
            elements.push(self.value(depth + 1)?);
            if self.end_of_item(b']')? {
                return Ok(Json::Array(elements));
            }
        }
    }

    /// Reads the comma or the closing bracket after an item; true for the bracket.
    pub(super) fn end_of_item(&mut self, close: u8) -> Result<bool, ParseError> {
        self.space();
        let closing = char::from(close);
        match self.peek() {
            Some(b',') => {
                self.step();
                Ok(false)
            }
            Some(byte) if byte == close => {
                self.step();
                Ok(true)
            }
            None => Err(self.error(format!(
                "the document ends too early: a {closing} is missing; add it, or paste the whole file"
            ))),
            Some(b'}' | b']') => {
                Err(self.error(format!("{closing} is expected here; check the brackets before it")))
            }
            Some(_) => Err(self.error(explain_or(
                self.rest(),
                &format!("a comma or {closing} is missing here; put it before this"),
            ))),
        }
    }

    pub(super) fn string(&mut self) -> Result<String, ParseError> {
        self.step();
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let plain = rest
                .bytes()
                .position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20)
                .unwrap_or(rest.len());
            value.push_str(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.step();
                    return Ok(value);
                }
                Some(b'\\') => value.push(self.escape()?),
                Some(b'\n' | b'\r') => {
                    return Err(self.error("a text goes over the end of the line; close it with \", or write \\n for a line break"));
                }
                Some(_) => {
                    return Err(self.error("a control character stands in a text; write it as an escape, such as \\t for a tab"));
                }
                None => {
                    return Err(self.error("the document ends inside of a text; close it with \""));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, ParseError> {
        let start = self.at;
        self.step();
        let character = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.step();
                return self.unicode(start);
            }
            _ => {
                self.at = start;
                return Err(self.error("JSON has no such escape; write \\\\ for a backslash"));
            }
        };
        self.step();
        Ok(character)
    }

    fn unicode(&mut self, start: usize) -> Result<char, ParseError> {
        let first = self.hex();
        let code = match first {
            Some(high @ 0xd800..=0xdbff) if self.rest().starts_with("\\u") => {
                self.at += 2;
                self.hex()
                    .filter(|low| (0xdc00..=0xdfff).contains(low))
                    .map(|low| 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            }
            other => other,
        };
        code.and_then(char::from_u32).ok_or_else(|| {
            self.at = start;
            self.error("this \\u escape is no character; write four hexadecimal digits, and both halves of a pair")
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.step();
        }
        self.at - start
    }

    pub(super) fn number(&mut self) -> Result<Number, ParseError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.step();
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits();
        let mut complete = whole == 1 || (whole > 1 && !leading_zero);
        if self.peek() == Some(b'.') {
            self.step();
            complete &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.step();
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.step();
            }
            complete &= self.digits() > 0;
        }
        complete &= !matches!(self.peek(), Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'.'));
        if complete {
            let text = self.text.get(start..self.at).unwrap_or_default();
            return Ok(Number(text.to_owned()));
        }
        self.at = start;
        Err(self.error(if leading_zero && whole > 1 {
            "a number has no zero in front; take the zero away, or put it in double quotes if it is a text"
        } else {
            "this is no number; put it in double quotes if it is a text"
        }))
    }
}

fn explain(rest: &str, wanted: &str) -> String {
    explain_or(
        rest,
        &format!("{wanted} is expected here; texts and names stand in double quotes"),
    )
}

/// What people write most often where JSON has no place for it.
fn explain_or(rest: &str, otherwise: &str) -> String {
    let known = if rest.is_empty() {
        "the document ends too early; add what is missing, or paste the whole file"
    } else if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
        "JSON has no comments; take this one away"
    } else if rest.starts_with('\'') {
        "JSON has texts in double quotes; write \" for '"
    } else if rest.starts_with('“') || rest.starts_with('”') || rest.starts_with('„') {
        "this is a typographic quote; write a plain \""
    } else if ["@@", "${", "{{", "<"]
        .iter()
        .any(|start| rest.starts_with(start))
    {
        "a placeholder stands here; fill it in, or put it in double quotes"
    } else if rest.starts_with("None") {
        "write null for None"
    } else if rest.starts_with("True") || rest.starts_with("False") {
        "JSON has true and false in lower case"
    } else if rest.starts_with('+') || rest.starts_with('.') {
        "a number has no + and no bare . in front; write it as 1 or 0.5"
    } else {
        otherwise
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, parse};

    fn complaint(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn keeps_order_duplicates_and_the_spelling_of_numbers() {
        let text = r#"{"b":1.0,"a":[1e3,-0,{"x":null}],"b":18446744073709551616,"ü\n😀":true}"#;
        assert_eq!(parse(text).unwrap().to_compact(), text);
    }

    #[test]
    fn says_where_and_what_and_the_way_out() {
        for (text, start, contains) in [
            ("", "line 1, column 1", "paste a definition"),
            (
                "{\n  \"a\": 1,\n}",
                "line 3, column 1",
                "take the comma away",
            ),
            ("{\"a\": 1 \"b\": 2}", "line 1, column 9", "a comma or }"),
            ("{\"a\" 1}", "line 1, column 6", "colon"),
            ("{'a': 1}", "line 1, column 2", "double quotes"),
            ("{\"a\": [1, 2}", "line 1, column 12", "] is expected"),
            ("{\"a\": // no\n1}", "line 1, column 7", "no comments"),
            ("{\"a\": @@X}", "line 1, column 7", "placeholder"),
            ("{\"a\": 012}", "line 1, column 7", "zero"),
            ("{\"a\": \"x", "line 1, column 9", "inside of a text"),
            ("{\"a\": 1", "line 1, column 8", "} is missing"),
            ("{\"ä\": True}", "line 1, column 7", "lower case"),
            ("{\"a\": \"\\ud800\"}", "line 1, column 8", "both halves"),
            ("{} {}", "line 1, column 4", "follows the end"),
        ] {
            let complaint = complaint(text);
            assert!(complaint.starts_with(start), "{text}: {complaint}");
            assert!(complaint.contains(contains), "{text}: {complaint}");
        }
    }

    #[test]
    fn keeps_placeholders_that_stand_where_values_will() {
        let text = r#"{"a":@@X@@,"b":{{ env "PORT" "80" }},"c":[${N:-1},$M],"d":<COUNT>,"e":%E%}"#;
        assert_eq!(parse(text).unwrap().to_compact(), text);
    }

    #[test]
    fn refuses_what_is_too_deep_or_too_large() {
        let deep = "[".repeat(MAX_DEPTH + 1);
        assert!(complaint(&deep).contains("deeper than 200"));
        let deep_enough = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
        assert!(parse(&deep_enough).is_ok());
        assert!(complaint(&" ".repeat(super::MAX_BYTES + 1)).contains("at most"));
    }
}
