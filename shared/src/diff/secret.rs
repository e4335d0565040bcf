//! Which values look like secrets, so that none is ever shown.
//!
//! It errs on the side of masking: a value that is hidden needlessly can be looked up in the
//! document, one that is shown cannot be taken back.

mod line;

use crate::json::Json;
use crate::marks::Marks;

pub use line::LineMask;

/// What stands in the place of a secret-looking value.
pub const MASK: &str = "••••••";

/// Parts of names whose values are secrets.
static TELLING: Marks<17> = Marks::in_any_case([
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "accesskey",
    "access_key",
    "private_key",
    "privatekey",
    "credential",
    "dsn",
    "_pwd",
    "auth_key",
    "encryption_key",
]);

/// What tells that a key is no secret.
static OPEN_KEYS: Marks<2> = Marks::in_any_case(["public", "s3"]);

/// How keys of well-known makers start, with the least length of the whole.
const KEY_STARTS: [(&str, usize); 16] = [
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghs_", 20),
    ("github_pat_", 20),
    ("glpat-", 20),
    ("xoxb-", 15),
    ("xoxp-", 15),
    ("sk_live_", 15),
    ("rk_live_", 15),
    ("sk-", 20),
    ("SG.", 30),
    ("AIza", 30),
    ("npm_", 20),
    ("eyJ", 40),
];

/// The shortest of them.
const SHORTEST: usize = 15;

/// Whether a value of this name looks like a secret.
pub fn looks_secret(name: &str, value: &str) -> bool {
    if value.is_empty() || is_reference(value) {
        return false;
    }
    let named_so = TELLING.are_in(name)
        || name.eq_ignore_ascii_case("pass")
        || ends_with(name, "_pass")
        || ends_with(name, "_key") && !OPEN_KEYS.are_in(name);
    (named_so && !is_plain_setting(value)) || value_looks_secret(value)
}

fn ends_with(name: &str, end: &str) -> bool {
    let start = name.len().checked_sub(end.len());
    start
        .and_then(|start| name.get(start..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Whether a value looks like a secret whatever its name.
pub(crate) fn value_looks_secret(value: &str) -> bool {
    // Nothing shorter is a key, and only an address with somebody's name has an @.
    if value.len() < SHORTEST && !value.contains('@') {
        return false;
    }
    value.contains("-----BEGIN ") && value.contains("PRIVATE KEY")
        || has_password_in_url(value)
        || value
            .split(|character: char| character.is_whitespace() || "\"'=,;".contains(character))
            .any(is_known_key)
        || is_random(value)
}

/// A place where the real value stands, or a placeholder for it.
fn is_reference(value: &str) -> bool {
    value.starts_with("arn:")
        || value.starts_with("/run/secrets")
        || crate::placeholder::looks_unfilled(value)
}

/// What such a name may hold without being a secret: a switch, a number, a path or an address.
fn is_plain_setting(value: &str) -> bool {
    matches!(
        value.to_ascii_lowercase().as_str(),
        "true" | "false" | "yes" | "no" | "none" | "null" | "enabled" | "disabled"
    ) || value.starts_with('/')
        || (value.contains("://") && !has_password_in_url(value))
        || (value.len() < 6 && value.bytes().all(|byte| byte.is_ascii_digit()))
}

fn has_password_in_url(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((user, _)) = authority.rsplit_once('@') else {
        return false;
    };
    user.split_once(':').is_some_and(|(_, password)| {
        !password.is_empty() && !crate::placeholder::looks_unfilled(password)
    })
}

fn is_known_key(word: &str) -> bool {
    word.len() >= SHORTEST
        && KEY_STARTS.iter().any(|(start, least)| {
            word.starts_with(start)
                && word.len() >= *least
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-./+".contains(&byte))
        })
}

/// A long word of letters in both cases and digits, mixed as nobody writes.
fn is_random(value: &str) -> bool {
    let bytes = value.as_bytes();
    if !(32..=512).contains(&bytes.len())
        || !bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(byte))
    {
        return false;
    }
    let class = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let switches = bytes
        .windows(2)
        .filter(|pair| matches!(pair, [left, right] if class(*left) != class(*right)))
        .count();
    let has = |wanted: u8| bytes.iter().any(|byte| class(*byte) == wanted);
    has(0) && has(1) && has(2) && switches * 3 > bytes.len()
}

/// What [`mask`] takes away: each secret-looking value, with the way to it by names, since the order
/// of most lists means nothing.
pub(crate) fn hidden(json: &Json) -> Vec<(String, String)> {
    fn look(json: &Json, shown: &Json, way: &str, found: &mut Vec<(String, String)>) {
        match (json, shown) {
            (Json::Object(members), Json::Object(shown)) => {
                for ((name, value), (_, shown)) in members.iter().zip(shown) {
                    look(value, shown, &format!("{way}/{name}"), found);
                }
            }
            (Json::Array(elements), Json::Array(shown)) => {
                for (index, (value, shown)) in elements.iter().zip(shown).enumerate() {
                    let name = ["name", "key"]
                        .into_iter()
                        .find_map(|key| value.get(key)?.as_str());
                    let way = match name {
                        Some(name) => format!("{way}/[{name}]"),
                        None => format!("{way}/{index}"),
                    };
                    look(value, shown, &way, found);
                }
            }
            (Json::String(value), Json::String(shown)) if value != shown => {
                found.push((way.to_owned(), value.clone()));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    look(json, &mask(json), "", &mut found);
    // Of several with the same name the last one counts, so that their order stays.
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}

/// The tree with every secret-looking value masked, to be shown.
pub fn mask(json: &Json) -> Json {
    mask_named("", json)
}

pub(super) fn mask_named(name: &str, json: &Json) -> Json {
    match json {
        Json::String(value) if looks_secret(name, value) => Json::from(MASK),
        Json::Array(elements) => {
            Json::Array(elements.iter().map(|one| mask_named(name, one)).collect())
        }
        Json::Object(members) => {
            let pair_name = json.get("name").and_then(Json::as_str).unwrap_or_default();
            let masked = members.iter().map(|(member, value)| {
                let telling = match member.as_str() {
                    "value" => pair_name,
                    // Names and references are no values.
                    "name" | "valueFrom" | "image" | "credentialsParameter" | "clientToken" => "",
                    other => other,
                };
                let shown = match member.as_str() {
                    "name" | "valueFrom" | "image" => value.clone(),
                    _ => mask_named(telling, value),
                };
                (member.clone(), shown)
            });
            Json::Object(masked.collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{hidden, looks_secret, mask};
    use crate::json::parse;

    #[test]
    fn tells_secrets_from_settings() {
        for (name, value) in [
            ("DB_PASSWORD", "hunter22"),
            ("API_KEY", "abc"),
            ("X", "AKIAIOSFODNN7EXAMPLE"),
            ("DATABASE_URL", "postgres://app:pw@db/app"),
            ("KEY", "-----BEGIN RSA PRIVATE KEY-----\nMII"),
            ("X", "a8F3kL0pQ2zX7vB1nM5tR9wY4cD6eG8h"),
        ] {
            assert!(looks_secret(name, value), "{name}={value}");
        }
        for (name, value) in [
            ("DB_PASSWORD", "${DB_PASSWORD}"),
            ("TOKEN_TTL", "3600"),
            ("USE_PASSWORD", "true"),
            ("DB_PASSWORD_FILE", "/run/secrets/db"),
            ("LOG_LEVEL", "debug"),
            ("DATABASE_URL", "postgres://db/app"),
            (
                "SECRET_ARN",
                "arn:aws:secretsmanager:eu-central-1:1:secret:x",
            ),
            ("GIT_SHA", "3ecb69f4cc0ffee3ecb69f4cc0ffee3ecb69f4cc"),
        ] {
            assert!(!looks_secret(name, value), "{name}={value}");
        }
    }

    #[test]
    fn what_is_masked_is_what_is_hidden() {
        let json = parse(r#"{"environment":[{"name":"A","value":"b"},{"name":"TOKEN","value":"abcdef"}],"options":{"splunk-token":"abcdefgh"}}"#).unwrap();
        let wanted = [
            ("/environment/[TOKEN]/value", "abcdef"),
            ("/options/splunk-token", "abcdefgh"),
        ]
        .map(|(way, value)| (way.to_owned(), value.to_owned()));
        assert_eq!(hidden(&json), wanted);
        assert_eq!(hidden(&mask(&json)), []);
    }

    #[test]
    fn masks_values_and_keeps_names() {
        let json = parse(r#"{"environment":[{"name":"TOKEN","value":"abcdef"},{"name":"A","value":"b"}],"secrets":[{"name":"TOKEN","valueFrom":"/prod/token"}],"options":{"splunk-token":"abcdefgh"}}"#).unwrap();
        assert_eq!(
            mask(&json).to_compact(),
            r#"{"environment":[{"name":"TOKEN","value":"••••••"},{"name":"A","value":"b"}],"secrets":[{"name":"TOKEN","valueFrom":"/prod/token"}],"options":{"splunk-token":"••••••"}}"#
        );
    }

    #[test]
    fn two_values_of_one_name_are_told_in_their_order() {
        let of = |first: &str, second: &str| {
            let text = format!(
                r#"[{{"name": "PASSWORD", "value": "{first}"}}, {{"name": "PASSWORD", "value": "{second}"}}]"#
            );
            hidden(&parse(&text).unwrap())
        };
        assert_ne!(of("hunter22", "hunter23"), of("hunter23", "hunter22"));
    }
}
