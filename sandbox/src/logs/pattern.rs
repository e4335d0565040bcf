//! Filter patterns of log events: words that must all occur, `-word` that must not, `?word` of
//! which one must occur. Patterns on JSON members are refused, not guessed.

use crate::error::AwsError;

/// A pattern taken apart.
#[derive(Debug, Default)]
pub(super) struct Pattern {
    all: Vec<String>,
    any: Vec<String>,
    none: Vec<String>,
}

impl Pattern {
    pub(super) fn parse(text: &str) -> Result<Self, AwsError> {
        let mut pattern = Self::default();
        let trimmed = text.trim();
        if trimmed.starts_with(['{', '[', '%']) {
            return Err(AwsError::new(
                "InvalidParameterException",
                "Invalid filter pattern: this simulated AWS knows only patterns of words",
            ));
        }
        for (sign, word) in words(trimmed)? {
            match sign {
                Some('-') => pattern.none.push(word),
                Some('?') => pattern.any.push(word),
                _ => pattern.all.push(word),
            }
        }
        Ok(pattern)
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        let has = |word: &String| message.contains(word.as_str());
        self.all.iter().all(has)
            && !self.none.iter().any(has)
            && (self.any.is_empty() || self.any.iter().any(has))
    }
}

/// The words, quoted or bare, with the sign before them.
fn words(text: &str) -> Result<Vec<(Option<char>, String)>, AwsError> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let sign = matches!(first, '-' | '?').then_some(first);
        rest = if sign.is_some() {
            rest.get(1..).unwrap_or_default()
        } else {
            rest
        };
        let word = if let Some(quoted) = rest.strip_prefix('"') {
            let (word, after) = quoted.split_once('"').ok_or_else(|| {
                AwsError::new("InvalidParameterException", "Invalid filter pattern")
            })?;
            rest = after;
            word
        } else {
            let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            rest = after;
            word
        };
        if !word.is_empty() {
            words.push((sign, word.to_owned()));
        }
        rest = rest.trim_start();
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    fn check(pattern: &str, message: &str, wanted: bool) {
        assert_eq!(
            Pattern::parse(pattern).unwrap().matches(message),
            wanted,
            "{pattern}"
        );
    }

    #[test]
    fn words_must_occur_or_not() {
        check("", "anything", true);
        check("ERROR", "ERROR: disk full", true);
        check("ERROR -disk", "ERROR: disk full", false);
        check("?ERROR ?WARN", "WARN: slow", true);
        check("?ERROR ?WARN", "INFO: fine", false);
        check("\"disk full\"", "ERROR: disk full", true);
        check("\"full disk\"", "ERROR: disk full", false);
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(Pattern::parse("{ $.level = \"error\" }").is_err());
        assert!(Pattern::parse("\"open").is_err());
    }
}
