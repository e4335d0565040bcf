//! Which texts of people may be shown to others as they are. What cannot be seen, or turns around
//! what stands after it, can make a text say something else than it holds
//! ("Trojan Source", CVE-2021-42574; Unicode Technical Report 36).

/// Whether a text has no control characters but line breaks and tabs, and none that change its
/// direction.
pub fn is_plain(text: &str) -> bool {
    text.chars().all(|letter| match letter {
        '\n' | '\r' | '\t' => true,
        _ => !letter.is_control() && !turns(letter),
    })
}

/// Whether a text is plain and in one line, with something in it to be seen.
pub fn is_one_line(text: &str) -> bool {
    is_plain(text) && is_seen(text) && !text.contains(BREAKS) && !text.contains(WITHOUT_WIDTH)
}

/// What ends a line, or leaves a gap in it.
const BREAKS: [char; 5] = ['\n', '\r', '\t', '\u{2028}', '\u{2029}'];

/// What is never seen, and no part of what is: two texts that differ in these alone look the same.
const WITHOUT_WIDTH: [char; 4] = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'];

/// Whether there is something in a text to be seen.
pub fn is_seen(text: &str) -> bool {
    !text
        .chars()
        .all(|letter| letter.is_whitespace() || letter.is_control() || is_invisible(letter))
}

/// Whether a character is not seen, or turns what stands after it, so that a text with it reads like
/// another. What joins and varies emoji is a part of what is seen.
pub(crate) const fn is_hidden(letter: char) -> bool {
    let joins = matches!(letter, '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
    (turns(letter) || is_invisible(letter)) && !joins
}

/// Whether a character changes the direction of what stands after it.
const fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character has no width. Some are parts of what is seen, such as those that join the
/// parts of an emoji.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::{is_one_line, is_plain, is_seen};

    #[test]
    fn what_people_write_is_plain() {
        for text in [
            "nginx 1.31",
            "für Überläufe: 日本語",
            "עברית",
            "👩\u{200d}🚀 fixed",
            "a\nb\tc",
        ] {
            assert!(is_plain(text), "{text:?}");
        }
        assert!(is_one_line("👩\u{200d}🚀"));
    }

    #[test]
    fn what_turns_or_controls_is_not() {
        for text in ["a\u{202e}b", "a\u{2066}b", "a\u{1b}[31m", "a\u{7}", "a\0"] {
            assert!(!is_plain(text), "{text:?}");
        }
        assert!(!is_one_line("a\nb"));
        assert!(!is_one_line("a\u{2028}b"));
    }

    #[test]
    fn nothing_to_be_seen_is_nothing() {
        for text in ["", " ", "\u{200b}", "\u{feff}\u{2060}", "\u{e0041}"] {
            assert!(!is_seen(text), "{text:?}");
            assert!(!is_one_line(text), "{text:?}");
        }
    }
}
