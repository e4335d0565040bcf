//! The passwords that are tried first. Where the list comes from stands beside it.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common-passwords.txt").lines().collect());

/// Whether a password is one of the most common ones, however its capitals are, or one or two of
/// them in a row, also with a few signs at the end.
pub(super) fn is_common(password: &str) -> bool {
    let plain = password.to_lowercase();
    let bare = plain.trim_end_matches(|letter: char| !letter.is_alphabetic());
    [plain.as_str(), bare].into_iter().any(is_made_of_common)
}

fn is_made_of_common(text: &str) -> bool {
    if COMMON.contains(text) {
        return true;
    }
    text.char_indices().skip(1).any(|(index, _)| {
        text.split_at_checked(index)
            .is_some_and(|(start, end)| COMMON.contains(start) && COMMON.contains(end))
    })
}

#[cfg(test)]
mod tests {
    use super::is_common;

    #[test]
    fn knows_what_is_tried_first() {
        for common in [
            "password",
            "PassWord",
            "passwordpassword",
            "Qwertyuiop123456",
            "iloveyousunshine!!!",
            "123456789qwerty",
        ] {
            assert!(is_common(common), "{common}");
        }
        for other in ["a pair of wet socks", "harbor-lantern-seven", "", "é"] {
            assert!(!is_common(other), "{other}");
        }
    }
}
