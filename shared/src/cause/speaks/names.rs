//! What the words of a change name: numbers, roles, where secrets come from.

/// Whether a number goes down, as in `memory limit 256 → 128 MiB`.
pub(super) fn is_lowered(words: &str) -> bool {
    numbers(words).is_some_and(|(before, after)| after < before)
}

/// Whether a number goes up.
pub(super) fn is_raised(words: &str) -> bool {
    numbers(words).is_some_and(|(before, after)| after > before)
}

fn numbers(words: &str) -> Option<(f64, f64)> {
    let (before, after) = words.rsplit_once(" → ")?;
    let before = before.rsplit(' ').next()?.parse().ok()?;
    let after = after.split(' ').next()?.parse().ok()?;
    Some((before, after))
}

/// The name of the role that is new, as in `task role arn:…:role/a → arn:…:role/b`.
pub(super) fn role(words: &str) -> Option<&str> {
    let new = words.rsplit_once("→ ").map_or(words, |(_, new)| new);
    let (_, role) = new.split_once(":role/")?;
    let name = role.rsplit('/').next()?.split(' ').next()?;
    (!name.is_empty()).then_some(name)
}

/// The names of the secrets and parameters that are read now, as in `secret A from secret
/// shop/db-AbCdEf, key password → from parameter /shop/key`.
pub(super) fn sources(words: &str) -> impl Iterator<Item = &str> {
    let new = words.rsplit_once("→ ").map_or(words, |(_, new)| new);
    new.split("from ")
        .skip(1)
        .filter_map(|source| {
            let (_, name) = source.split_once(' ')?;
            name.split([',', ' ']).next()
        })
        .filter(|name| name.len() > 2)
}

/// Whether a name stands in a text as a word of its own: `PORT`, but not in `SUPPORT` or
/// `PORT_NAME`.
pub(super) fn holds_word(text: &str, name: &str) -> bool {
    let is_part = |one: char| one.is_ascii_alphanumeric() || one == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text
            .get(at + name.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::{holds_word, is_lowered, is_raised, role, sources};

    #[test]
    fn words_tell_numbers_roles_and_sources() {
        assert!(is_lowered("memory limit 256 → 128 MiB"));
        assert!(!is_lowered("memory limit 128 → 256 MiB"));
        assert!(is_raised("desired count 1 → 3"));
        assert!(!is_raised("adds memory limit 128 MiB"));
        assert_eq!(
            role("task role arn:aws:iam::1:role/a → arn:aws:iam::1:role/team/b"),
            Some("b")
        );
        let found: Vec<&str> =
            sources("adds secret PW from secret shop/db-AbCdEf, key password").collect();
        assert_eq!(found, ["shop/db-AbCdEf"]);
        let found: Vec<&str> =
            sources("secret PW from parameter /a/old → from parameter /a/new").collect();
        assert_eq!(found, ["/a/new"]);
        assert!(holds_word("DATABASE_URL is not set", "DATABASE_URL"));
        assert!(!holds_word("TEST_DATABASE_URL is not set", "DATABASE_URL"));
    }
}
