//! Lines of logs, in which anything may stand: what looks like a secret is masked in place.
//!
//! A log line is no member with a name, so names are looked for in it: `PASSWORD=…`,
//! `"token": "…"`, `Authorization: Bearer …`; and addresses with passwords and keys of well-known
//! makers wherever they stand.

use super::{MASK, looks_secret, value_looks_secret};

/// So many characters of a line are kept; more tells nobody why a task failed.
const KEPT: usize = 2000;
/// So many bytes of a line are looked at. More than are kept, because masks are short.
const LOOKED_AT: usize = 8000;
/// The least that stands behind `Bearer` where it is a credential and not the next word.
const CREDENTIAL: usize = 16;

/// Where a private key that is printed over several lines begins and ends.
const KEY_BEGINS: &str = "-----BEGIN ";
const KEY_ENDS: &str = "-----END ";

/// What programs say of a variable behind its name and a colon; no values.
const SAID: [&str; 14] = [
    "cannot",
    "empty",
    "expected",
    "has",
    "invalid",
    "is",
    "missing",
    "must",
    "not",
    "required",
    "should",
    "undefined",
    "unset",
    "was",
];

/// Masks the lines of one text, in their order: a private key spans several of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineMask {
    inside_key: bool,
}

impl LineMask {
    /// The next line, with [`MASK`] in the place of what looks like a secret, without control
    /// characters, and clipped where it is longer than 2,000 characters.
    pub fn line(&mut self, line: &str) -> String {
        let begins = line.contains(KEY_BEGINS) && line.contains("PRIVATE KEY");
        if begins || self.inside_key {
            self.inside_key = line.rfind(KEY_ENDS) <= line.rfind(KEY_BEGINS);
            return MASK.to_owned();
        }
        let looked_at = beginning(line);
        let shown = masked(looked_at);
        let legible = |one: char| if one.is_control() { ' ' } else { one };
        let mut characters = shown.chars();
        let mut kept: String = characters.by_ref().take(KEPT).map(legible).collect();
        if !characters.as_str().is_empty() || looked_at.len() < line.len() {
            kept.push('…');
        }
        kept
    }
}

/// As much of a line as is looked at, without the word that is cut: a part of a secret no longer
/// looks like one.
fn beginning(line: &str) -> &str {
    if line.len() <= LOOKED_AT {
        return line;
    }
    let start = line.get(..line.floor_char_boundary(LOOKED_AT));
    let start = start.unwrap_or_default();
    start.rsplit_once(divides).map_or("", |(whole, _)| whole)
}

fn masked(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    // The words before the one that is looked at, the nearest first.
    let (mut before, mut further) = ("", "");
    // What a dumped `{"name": "TOKEN", "value": "…"}` calls the value that follows.
    let mut pair = "";
    loop {
        let at = rest.find(|one: char| !divides(one) && one != ':');
        let (gap, after) = rest.split_at(at.unwrap_or(rest.len()));
        shown.push_str(gap);
        if after.is_empty() {
            return shown;
        }
        let assigned = is_assignment(gap);
        let name = if before == "value" { pair } else { before };
        let value = value(gap, after);
        let word = word(after);
        let seen = if assigned && !is_said(value) && looks_secret(name, value) {
            shown.push_str(MASK);
            value
        } else if is_credential(further, before, gap, word) || value_looks_secret(word) {
            shown.push_str(MASK);
            word
        } else {
            shown.push_str(word);
            word
        };
        if assigned && before == "name" {
            pair = word;
        }
        (further, before) = (before, seen);
        rest = after.get(seen.len()..).unwrap_or_default();
    }
}

fn divides(one: char) -> bool {
    one.is_whitespace() || "\"'`\\=,;()[]{}<>|&".contains(one)
}

fn is_quote(one: char) -> bool {
    matches!(one, '"' | '\'' | '`')
}

/// Whether the words around this are a name and its value.
fn is_assignment(gap: &str) -> bool {
    let mut bare = gap
        .chars()
        .filter(|one| !one.is_whitespace() && !is_quote(*one) && *one != '\\');
    matches!(
        (bare.next(), bare.next(), bare.next()),
        (Some('=' | ':'), None, None) | (Some('='), Some('>'), None) | (Some(':'), Some('='), None)
    )
}

/// The whole value that begins here: up to its closing quote, or up to the next blank.
fn value<'a>(gap: &str, after: &'a str) -> &'a str {
    let opened = gap.chars().next_back().filter(|one| is_quote(*one));
    let Some(quote) = opened else {
        let end = after.find(|one: char| one.is_whitespace() || is_quote(one) || one == '&');
        return after.get(..end.unwrap_or(after.len())).unwrap_or(after);
    };
    let is_escaped = gap.trim_end_matches(quote).ends_with('\\');
    let mut escapes = false;
    for (at, one) in after.char_indices() {
        if one == quote && escapes == is_escaped {
            let end = if is_escaped { at.saturating_sub(1) } else { at };
            return after.get(..end).unwrap_or(after);
        }
        escapes = one == '\\' && !escapes;
    }
    after
}

/// The word that begins here. Addresses and base64 are one word; `name:value` is two, but
/// `https://…`, `12:30` and ARNs are one.
fn word(after: &str) -> &str {
    let end = after.find(divides).unwrap_or(after.len());
    let word = after.get(..end).unwrap_or(after);
    match word.split_once(':') {
        Some((name, value))
            if name != "arn"
                && !value.starts_with("//")
                && name.starts_with(|one: char| one.is_ascii_alphabetic()) =>
        {
            name
        }
        _ => word,
    }
}

fn is_said(value: &str) -> bool {
    let first = value.split_whitespace().next().unwrap_or_default();
    SAID.iter().any(|said| first.eq_ignore_ascii_case(said))
}

/// Whether a word is what follows `Bearer` or `Basic`.
fn is_credential(further: &str, before: &str, gap: &str, word: &str) -> bool {
    let is = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    let has_scheme = is(before, "bearer") || is(before, "basic");
    let is_header = further.to_ascii_lowercase().ends_with("authorization");
    has_scheme && gap.trim().is_empty() && (is_header || word.len() >= CREDENTIAL)
}

#[cfg(test)]
mod tests {
    use super::LineMask;

    #[test]
    fn what_looks_like_a_secret_is_masked_and_the_rest_stays() {
        for (line, shown) in [
            (
                "connecting to postgres://app:hunter22@db:5432/shop as app",
                "connecting to •••••• as app",
            ),
            (
                "DB_PASSWORD=hunter22 DB_HOST=db",
                "DB_PASSWORD=•••••• DB_HOST=db",
            ),
            (
                r#"{"user":"bob","password":"two words, and more","ok":true}"#,
                r#"{"user":"bob","password":"••••••","ok":true}"#,
            ),
            (
                r#"{"log":"{\"apiKey\":\"abc\",\"at\":1}"}"#,
                r#"{"log":"{\"apiKey\":\"••••••\",\"at\":1}"}"#,
            ),
            (
                r#"{"name":"SESSION_TOKEN","value":"abcdef"}"#,
                r#"{"name":"SESSION_TOKEN","value":"••••••"}"#,
            ),
            ("password: hunter22", "password: ••••••"),
            ("Authorization: Bearer abc", "Authorization: Bearer ••••••"),
            ("key AKIAIOSFODNN7EXAMPLE is used", "key •••••• is used"),
            (
                "GET /login?token=abcdef&page=2",
                "GET /login?token=••••••&page=2",
            ),
        ] {
            assert_eq!(LineMask::default().line(line), shown);
        }
    }

    #[test]
    fn what_tells_why_a_task_failed_is_left() {
        for line in [
            "fatal: can't read the configuration: DATABASE_URL is not set",
            "API_KEY: not set",
            "password is wrong for user app",
            "basic authentication is on",
            "2026-11-26T12:30:00Z ERROR at=12:30 pool: 5 of 10 used",
            "cannot read arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-AbCdEf",
            "GET https://example.com/health 503",
            "sha 3ecb69f4cc0ffee3ecb69f4cc0ffee3ecb69f4cc",
            "größe: 5",
            "",
        ] {
            assert_eq!(LineMask::default().line(line), line);
        }
    }

    #[test]
    fn a_key_over_several_lines_is_masked_to_its_end() {
        let mut mask = LineMask::default();
        let shown: Vec<String> = [
            "loading",
            "-----BEGIN RSA PRIVATE KEY-----",
            "MIIEowIBAAKCAQEA",
            "-----END RSA PRIVATE KEY-----",
            "loaded",
        ]
        .iter()
        .map(|line| mask.line(line))
        .collect();
        assert_eq!(shown, ["loading", "••••••", "••••••", "••••••", "loaded"]);
    }

    #[test]
    fn a_long_line_is_clipped_and_never_shows_half_a_secret() {
        let mut mask = LineMask::default();
        let long = "x".repeat(2100);
        assert_eq!(mask.line(&long), format!("{}…", "x".repeat(2000)));
        let secrets = format!(
            "{}AKIAIOSFODNN7EXAMPLE",
            "AKIAIOSFODNN7EXAMPLE ".repeat(400)
        );
        assert!(!mask.line(&secrets).contains("AKIA"));
    }
}
