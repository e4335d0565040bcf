//! What AWS says of why something failed, without the names of what it failed for: an image, a
//! secret or a path may be called anything, also `platform`, `assessment` or `shop-403`.

/// The word before a name, with the one before that.
const BEFORE_A_NAME: [(&str, &str); 6] = [
    ("resolve", "ref"),
    ("manifest", "for"),
    ("denied", "for"),
    ("fetch", "secret"),
    ("json", "key"),
    ("on", "resource"),
];

/// The words of a reason, each with a space before and after it, without names. What follows a list
/// of parameters is names alone.
///
/// ```
/// let said = shared::reason::without_names("manifest for ssm/403:1 not found: manifest unknown");
/// assert_eq!(said, " manifest for not found manifest unknown ");
/// ```
pub fn without_names(reason: &str) -> String {
    let mut said = String::with_capacity(reason.len());
    said.push(' ');
    let mut before = ("", "");
    for token in reason.split_whitespace() {
        let word = token.trim_end_matches([':', ',', '.', ';']);
        let is_named = BEFORE_A_NAME.contains(&before);
        before = (before.1, word);
        if is_named || is_name(word) {
            continue;
        }
        said.push_str(word);
        said.push(' ');
        if before == ("ssm", "parameters") {
            break;
        }
    }
    said
}

/// Whether a word is a name by its form: an ARN, an image, a path, an address, or in quotes.
fn is_name(word: &str) -> bool {
    // What tasks find no place for, such as `RESOURCE:MEMORY`, and how reading timed out.
    if word.starts_with("RESOURCE:") || word == "i/o" {
        return false;
    }
    word.contains([':', '/', '@']) || word.starts_with(['"', '\'', '`'])
}

#[cfg(test)]
mod tests {
    use super::without_names;

    #[test]
    fn what_is_said_stays_and_names_go() {
        for (reason, said) in [
            (
                "CannotPullContainerError: failed to resolve ref docker.io/acme/platform-api:missing: docker.io/acme/platform-api:missing: not found",
                " CannotPullContainerError failed to resolve ref not found ",
            ),
            (
                "pull access denied for platform, repository does not exist",
                " pull access denied for repository does not exist ",
            ),
            (
                "from ssm: invalid ssm parameters: asm, EFS",
                " from ssm invalid ssm parameters ",
            ),
            (
                "dial tcp 34.205.13.154:443: i/o timeout",
                " dial tcp i/o timeout ",
            ),
            (
                "unable to place: RESOURCE:MEMORY.",
                " unable to place RESOURCE:MEMORY ",
            ),
            (
                "exec: \"maintenance\": executable file not found in $PATH",
                " exec executable file not found in $PATH ",
            ),
        ] {
            assert_eq!(without_names(reason), said, "{reason}");
        }
    }
}
