//! What a person's account is made of: which names and passwords there may be, and how long what
//! opens an account lasts. The pages and the server both ask.

/// The fewest characters of a password.
pub const LEAST_PASSWORD: usize = 15;
/// The most; longer ones would only cost time.
pub const MOST_PASSWORD: usize = 200;
/// The most characters of a person's name.
pub const LONGEST_NAME: usize = 64;
/// The most characters of a token's label.
pub const LONGEST_LABEL: usize = 100;
/// So many days may a token last: a year, so that nobody leaves one behind for ever.
pub const LONGEST_TOKEN_DAYS: u32 = 366;
/// For so long somebody who showed who they are need not do so again.
pub const FRESH_MINUTES: u32 = 10;

/// Why a text is no name for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnfitName;

impl std::fmt::Display for UnfitName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "a name has 1 to {LONGEST_NAME} letters, digits, dots, dashes, underscores or @; choose such a one"
        )
    }
}

impl std::error::Error for UnfitName {}

/// Tells whether a text can be a person's name: plain letters, so that no two names look alike.
///
/// # Errors
/// It cannot.
pub fn judge_name(name: &str) -> Result<(), UnfitName> {
    let fits = (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(is_of_names)
        // A name of dots alone means another place where it is a part of an address.
        && name.bytes().any(|byte| byte.is_ascii_alphanumeric());
    if fits { Ok(()) } else { Err(UnfitName) }
}

/// The name that stands for all that differ from it only in capitals.
pub fn name_key(name: &str) -> String {
    name.trim().to_ascii_lowercase()
}

/// A name for somebody whom an identity provider calls so, without what names may not have.
pub fn name_from(claimed: &str) -> Option<String> {
    let name: String = claimed
        .trim()
        .chars()
        .map(|letter| match u8::try_from(letter) {
            Ok(byte) if is_of_names(byte) => letter,
            _ => '-',
        })
        .take(LONGEST_NAME - 4)
        .collect();
    let name = name.trim_matches('-');
    judge_name(name).ok()?;
    Some(name.to_owned())
}

const fn is_of_names(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'@' | b'-')
}

#[cfg(test)]
mod tests {
    use super::{judge_name, name_from, name_key};

    #[test]
    fn names_are_plain() {
        for fit in ["ada", "Ada.Lovelace", "ada@example.com", "a_b-c"] {
            assert!(judge_name(fit).is_ok(), "{fit}");
        }
        for unfit in [
            "",
            ".",
            "..",
            "-_",
            "ada lovelace",
            "ada\0",
            "ad\u{e4}",
            "a/b",
            "a\n",
        ] {
            assert!(judge_name(unfit).is_err(), "{unfit:?}");
        }
        assert!(judge_name(&"a".repeat(64)).is_ok());
        assert!(judge_name(&"a".repeat(65)).is_err());
    }

    #[test]
    fn capitals_make_no_other_name() {
        assert_eq!(name_key(" Ada.Lovelace "), "ada.lovelace");
    }

    #[test]
    fn a_provider_s_name_is_made_fit() {
        assert_eq!(name_from("Ada Lovelace").as_deref(), Some("Ada-Lovelace"));
        assert_eq!(
            name_from("ada@example.com").as_deref(),
            Some("ada@example.com")
        );
        assert_eq!(name_from(" \u{0} "), None);
        assert!(name_from(&"x".repeat(300)).is_some_and(|name| name.len() <= 60));
    }
}
